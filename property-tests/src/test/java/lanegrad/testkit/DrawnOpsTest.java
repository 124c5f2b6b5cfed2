package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Indexing;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import lanegrad.testkit.arbitraries.Draw;
import lanegrad.testkit.arbitraries.Draws;
import lanegrad.testkit.arbitraries.Indexed;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Ops at shapes, views and values that nobody chose. */
@Tag("scalar")
class DrawnOpsTest {

    private static void same(List<Drawn> in, BinaryOperator<Tensor> f, DoubleBinaryOperator reference) {
        Plain expected = Plain.zip(in.get(0).elements(), in.get(1).elements(), reference);
        double[] rounded = in.get(0).dtype() == DType.F32 ? expected.map(x -> (float) x).data() : expected.data();
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open("op"); Mode _ = Autograd.use(kernels)) {
                Tensor y = f.apply(in.get(0).tensor(), in.get(1).tensor());
                assertArrayEquals(expected.dims(), y.shape().toArray());
                assertArrayEquals(rounded, y.toDoubleArray());
            }
        }
    }

    @Property
    void arithmeticRoundsOnce(@ForAll @Draw(dtype = DType.F32, numbers = Draw.Numbers.ANY) List<Drawn> in) {
        same(in, Elementwise::add, Double::sum);
        same(in, Elementwise::sub, (a, b) -> a - b);
        same(in, Elementwise::mul, (a, b) -> a * b);
        same(in, Elementwise::div, (a, b) -> a / b);
    }

    @Property
    void arithmeticIsThatOfDoubles(@ForAll @Draw(numbers = Draw.Numbers.ANY) List<Drawn> in) {
        same(in, Elementwise::add, Double::sum);
        same(in, Elementwise::mul, (a, b) -> a * b);
        same(in, Elementwise::div, (a, b) -> a / b);
    }

    @Property
    void gradientsOfBroadcastInputsSum(@ForAll @Draw(most = 500) List<Drawn> in) {
        try (Scope _ = Scope.open("sums")) {
            Tensor a = in.get(0).leaf();
            Tensor b = in.get(1).leaf();
            a.plus(b).sum().backward();
            long size = Plain.size(Plain.broadcast(in.get(0).elements().dims(), in.get(1).elements().dims()));
            for (Tensor leaf : List.of(a, b)) {
                assertEquals(leaf.shape(), leaf.grad().shape());
                for (double g : leaf.grad().toDoubleArray()) {
                    assertEquals((double) size / leaf.size(), g);
                }
            }
        }
    }

    @Property
    void whatIsGatheredIsWhereItWas(@ForAll @Draw(minRank = 1, maxRank = 1) Indexed x) {
        try (Scope _ = Scope.open("gather")) {
            Tensor indices = x.indices().tensor().reshape(x.indices().shape().size());
            assertArrayEquals(Arrays.stream(x.indices().elements().data())
                    .map(i -> x.input().elements().at((long) i)).toArray(),
                    Indexing.gather(x.input().tensor(), 0, indices).toDoubleArray());
        }
    }

    @Property
    void logarithmsOfProbabilitiesGiveThemBack(@ForAll("rows") Drawn rows) {
        try (Scope _ = Scope.open("softmax")) {
            assertArrayEquals(rows.elements().data(), Fused.softmax(rows.tensor().log(), -1).toDoubleArray(), 1e-14);
        }
    }

    @Provide
    Arbitrary<Drawn> rows() {
        return Draws.probabilities(DType.F64);
    }

    @Property
    void axesInAnyOrderAndBack(@ForAll("orders") int[] order) {
        try (Scope _ = Scope.open("permute")) {
            int rank = order.length;
            long[] dims = new long[rank];
            Arrays.setAll(dims, i -> i + 2);
            double[] data = IntStream.range(0, Plain.size(dims)).asDoubleStream().toArray();
            Plain x = Plain.of(data, dims);
            assertArrayEquals(x.permute(order).data(), Tensor.of(data, dims).permute(order).toDoubleArray());
        }
    }

    @Provide
    Arbitrary<int[]> orders() {
        return Draws.permutations(1, 5);
    }
}
