package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.DoubleStream;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.LinearAlgebra;
import lanegrad.autograd.ops.Reductions;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import lanegrad.testkit.arbitraries.Draws;
import lanegrad.testkit.arbitraries.Elements;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/** How far rounding may go, by the bounds of the textbooks. */
@Tag("scalar")
class RoundingTest {

    /** Rounding once for each of k products and once for each of k - 1 sums, in any order, stays within k u. */
    private static final double C = 1;

    record Product(Drawn a, Drawn b) {
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void productsOfMatricesAreGoodToKTimesTheUnit(@ForAll("products") Product of) {
        long m = of.a.shape().dim(0);
        long k = of.a.shape().dim(1);
        long n = of.b.shape().dim(1);
        double unit = of.a.dtype() == DType.F32 ? 0x1p-24 : 0x1p-53;
        double least = of.a.dtype() == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open("product"); Mode _ = Autograd.use(kernels)) {
                double[] found = LinearAlgebra.matmul(of.a.tensor(), of.b.tensor()).toDoubleArray();
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        Exact sum = new Exact();
                        double magnitudes = 0;
                        for (int e = 0; e < k; e++) {
                            double x = of.a.elements().at(i, e);
                            double y = of.b.elements().at(e, j);
                            sum.addProduct(x, y);
                            magnitudes += Math.abs(x * y);
                        }
                        double error = Math.abs(sum.minus(found[(int) (i * n + j)]));
                        double bound = C * k * unit / (1 - k * unit) * magnitudes + k * least;
                        assertTrue(error <= bound, () -> kernels.name() + ": error " + error + ", bound " + bound);
                    }
                }
            }
        }
    }

    /** A sum in twice the digits. */
    private static final class Exact {

        private double high;
        private double low;

        void addProduct(double x, double y) {
            double product = x * y;
            add(product);
            low += Math.fma(x, y, -product);
        }

        private void add(double x) {
            double sum = high + x;
            double back = sum - high;
            low += (high - (sum - back)) + (x - back);
            high = sum;
        }

        double minus(double x) {
            return (high - x) + low;
        }
    }

    @Provide
    Arbitrary<Product> products() {
        Arbitrary<Integer> size = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.integers().between(1, 9)),
                Tuple.of(1, Arbitraries.of(15, 16, 17, 31, 33, 47, 49, 65)));
        Arbitrary<Integer> depth = Arbitraries.frequencyOf(Tuple.of(3, size),
                Tuple.of(1, Arbitraries.of(127, 255, 257, 383, 385, 511, 513)));
        return Combinators.combine(Arbitraries.of(DType.F32, DType.F64), size, depth, size)
                .flatAs((dtype, m, k, n) -> {
                    Elements kind = Elements.mixed(Elements.ordinary(), Elements.tiny(dtype),
                            Elements.between(-1e6, 1e6));
                    return Combinators.combine(Draws.inputs(dtype).shape(m, k).elements(kind),
                            Draws.inputs(dtype).shape(k, n).elements(kind)).as(Product::new);
                });
    }

    @Property
    void aVarianceAroundAMillionIsGoodToAThousandth(@ForAll long seed) {
        Random random = new Random(seed);
        float[] values = new float[500];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (1e6 + random.nextGaussian());
        }
        double mean = DoubleStream.iterate(0, i -> i < values.length, i -> i + 1).map(i -> values[(int) i]).sum()
                / values.length;
        double variance = DoubleStream.iterate(0, i -> i < values.length, i -> i + 1)
                .map(i -> (values[(int) i] - mean) * (values[(int) i] - mean)).sum() / values.length;
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open("variance"); Mode _ = Autograd.use(kernels)) {
                assertEquals(variance, Reductions.var(Tensor.of(values), 0, false, 0).item(), 1e-3 * variance);
            }
        }
    }

    /** One after the other, they would stop at 2^24. */
    @Example
    void aHundredMillionOnesAreAddedExactly() {
        try (Scope _ = Scope.open("ones")) {
            assertEquals(1e8, Tensor.ones(DType.F32, 100_000_000).sum().item());
        }
    }
}
