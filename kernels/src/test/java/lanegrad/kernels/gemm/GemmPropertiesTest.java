package lanegrad.kernels.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.GemmKernels;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Products of every shape and layout, by both implementations. */
class GemmPropertiesTest {

    private static final GemmKernels BEST = Kernels.best().gemm();
    private static final GemmKernels SCALAR = Kernels.scalar().gemm();

    /** Multiply-adds that the oracle does in reasonable time. */
    private static final long MOST_WORK = 3_000_000;

    @Property(edgeCases = EdgeCasesMode.NONE)
    void simdIsTheProduct(@ForAll("cases") GemmCase of) {
        try (Scope _ = Scope.open()) {
            GemmOracle.check(BEST, of);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void scalarIsTheProduct(@ForAll("cases") GemmCase of) {
        try (Scope _ = Scope.open()) {
            GemmOracle.check(SCALAR, of);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void bitsDoNotDependOnThreads(@ForAll("cases") GemmCase of) {
        for (GemmKernels kernels : List.of(BEST, SCALAR)) {
            double[] one = product(kernels, of, 1);
            assertArrayEquals(one, product(kernels, of, 2), of::toString);
            assertArrayEquals(one, product(kernels, of, 3), of::toString);
        }
    }

    static double[] product(GemmKernels kernels, GemmCase of, int threads) {
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(threads)) {
            NdArray result = of.result();
            kernels.matmul(of.left(), of.right(), result, of.accumulate());
            return result.toDoubleArray();
        }
    }

    @Provide
    Arbitrary<GemmCase> cases() {
        Arbitrary<long[]> batch = Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(new long[0])),
                Tuple.of(3, Arbitraries.longs().between(1, 3).array(long[].class).ofMinSize(1).ofMaxSize(3)),
                Tuple.of(1, Arbitraries.of(31L, 32L, 33L).map(count -> new long[] {count})),
                Tuple.of(1, Arbitraries.just(new long[] {2, 0})));
        Arbitrary<GemmCase.Lie> operand = Arbitraries.of(GemmCase.Lie.class);
        Arbitrary<GemmCase.Lie> result = Arbitraries.of(GemmCase.Lie.ROWS, GemmCase.Lie.COLUMNS, GemmCase.Lie.SPARSE,
                GemmCase.Lie.REVERSED, GemmCase.Lie.HEADS);
        Arbitrary<int[]> sizes = size().array(int[].class).ofSize(3);
        return Combinators
                .combine(Arbitraries.of(DType.F32, DType.F32, DType.F64), batch, sizes, operand, operand, result,
                        Arbitraries.of(true, false), Arbitraries.longs())
                .as(GemmPropertiesTest::fit);
    }

    /** Sizes around everything that the kernels declare, and those in between. */
    private static Arbitrary<Integer> size() {
        List<Integer> special = new ArrayList<>(List.of(0, 1, 2, 3, 5, 15, 16, 17));
        for (GemmKernels kernels : List.of(BEST, SCALAR)) {
            for (Threshold threshold : kernels.thresholds()) {
                if (threshold.value() <= 5000) {
                    for (long size = threshold.value() - 1; size <= threshold.value() + 1; size++) {
                        special.add((int) size);
                    }
                }
            }
        }
        return Arbitraries.oneOf(Arbitraries.of(special), Arbitraries.integers().between(1, 80));
    }

    /** Halves the largest size until the oracle can do it. */
    private static GemmCase fit(DType type, long[] batch, int[] sizes, GemmCase.Lie a, GemmCase.Lie b, GemmCase.Lie c,
            boolean accumulate, long seed) {
        long items = 1;
        for (long dim : batch) {
            items *= dim;
        }
        int[] fitted = sizes.clone();
        while (items * fitted[0] * (double) fitted[1] * fitted[2] > MOST_WORK) {
            int largest = fitted[0] >= fitted[1] && fitted[0] >= fitted[2] ? 0 : fitted[1] >= fitted[2] ? 1 : 2;
            int smaller = (largest + 1 + (int) (seed & 1)) % 3; // keep the largest as it is: it may be a threshold
            if (fitted[smaller] <= 2) {
                smaller = 3 - largest - smaller;
            }
            fitted[smaller] = Math.max(1, fitted[smaller] / 2);
        }
        GemmCase.Lie left = a == b && a == GemmCase.Lie.LOWER_RANK ? GemmCase.Lie.SHARED : a; // one must have c's rank
        return new GemmCase(type, batch, fitted[0], fitted[1], fitted[2], left, b, c, accumulate, seed);
    }
}
