package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Draws that are made of others; those that are kernels are tested beside them. */
class DistributionsTest {

    private static final int SIZE = 60_000;
    private static final float NEVER = Float.NEGATIVE_INFINITY;

    private static void assertShares(double[] expected, long[] drawn) {
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            int which = i;
            double count = Arrays.stream(drawn).filter(x -> x == which).count();
            if (expected[i] == 0) {
                assertEquals(0, count, "class " + i);
            } else {
                sum += Math.pow(count - expected[i] * drawn.length, 2) / (expected[i] * drawn.length);
            }
        }
        double freedom = Arrays.stream(expected).filter(p -> p > 0).count() - 1;
        assertTrue(sum <= freedom + 5 * Math.sqrt(2 * freedom), "chi square " + sum);
    }

    @Test
    void classesAreDrawnByTheirLogits() {
        try (Scope _ = Scope.open()) {
            double[] p = {0.1, 0, 0.5, 0.15, 0.25};
            Tensor logits = Tensor.of(p).log().plus(1000);
            Tensor rows = Shapes.expand(logits, Shape.of(SIZE, 5));
            Tensor drawn = Distributions.categorical(new Rng(5), rows);
            assertEquals(DType.I64, drawn.dtype());
            assertEquals(Shape.of(SIZE), drawn.shape());
            assertShares(p, drawn.toLongArray());
            assertShares(p, Distributions.categorical(new Rng(6), rows.to(DType.F32)).toLongArray());
        }
    }

    @Test
    void classesAreDrawnByTheirProbabilities() {
        try (Scope _ = Scope.open()) {
            Tensor weights = Tensor.of(new float[] {2, 0, 6, 0, 0, 3}, 2, 3);
            Tensor drawn = Distributions.multinomial(new Rng(7), weights, SIZE, true);
            assertEquals(Shape.of(2, SIZE), drawn.shape());
            assertShares(new double[] {0.25, 0, 0.75}, drawn.get(0).toLongArray());
            assertShares(new double[] {0, 0, 1}, drawn.get(1).toLongArray());
            assertEquals(Shape.of(2, 0), Distributions.multinomial(new Rng(7), weights, 0, true).shape());
        }
    }

    @Test
    void withoutReplacementWhatIsLeftIsDrawn() {
        try (Scope _ = Scope.open()) {
            double[] p = {0.1, 0, 0.5, 0.15, 0.25};
            double[] pairs = new double[25];
            for (int i = 0; i < 25; i++) {
                pairs[i] = i / 5 == i % 5 ? 0 : p[i / 5] * p[i % 5] / (1 - p[i / 5]);
            }
            for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                Tensor weights = Shapes.expand(Tensor.of(p).times(7).to(dtype), Shape.of(SIZE, 5));
                Tensor drawn = Distributions.multinomial(new Rng(8), weights, 2, false);
                assertEquals(DType.I64, drawn.dtype());
                assertEquals(Shape.of(SIZE, 2), drawn.shape());
                long[] both = drawn.toLongArray();
                long[] codes = new long[SIZE];
                Arrays.setAll(codes, i -> 5 * both[2 * i] + both[2 * i + 1]);
                assertShares(pairs, codes);
            }
            Tensor row = Tensor.of(new double[] {3, 0, 1e-300, 5});
            long[] all = Distributions.multinomial(new Rng(9), row, 3, false).toLongArray();
            Arrays.sort(all);
            assertArrayEquals(new long[] {0, 2, 3}, all);
            assertEquals(Shape.of(0), Distributions.multinomial(new Rng(9), row, 0, false).shape());
            assertEquals(Shape.of(0, 2),
                    Distributions.multinomial(new Rng(9), Tensor.ones(DType.F32, 0, 3), 2, false).shape());
        }
    }

    @Test
    void whatIsNoDistributionIsRefused() {
        Rng rng = new Rng(1);
        Tensor never = Tensor.of(new float[] {0, 1, NEVER, NEVER}, 2, 2);
        assertMessage("categorical of F32 [2, 2]: the greatest of row 1 is -Infinity, above -Infinity and below "
                + "Infinity expected", () -> Distributions.categorical(rng, never));
        assertMessage("categorical of F32 [2]: the greatest of row 0 is NaN, above",
                () -> Distributions.categorical(rng, Tensor.of(new float[] {1, Float.NaN})));
        assertMessage("categorical of [3, 0]: [..., classes] expected",
                () -> Distributions.categorical(rng, Tensor.zeros(DType.F32, 3, 0)));
        assertMessage("multinomial of F32 [2], from -1.0 to 2.0",
                () -> Distributions.multinomial(rng, Tensor.of(new float[] {2, -1}), 3, true));
        assertMessage("multinomial of F32 [2]: the greatest of row 0 is 0.0",
                () -> Distributions.multinomial(rng, Tensor.of(new float[] {0, 0}), 3, true));
        Tensor few = Tensor.of(new float[] {1, 2, 3, 0}, 2, 2);
        assertMessage("multinomial of [2, 2] without replacement: row 1 has 1 classes that can be drawn, at least 2 "
                + "expected", () -> Distributions.multinomial(rng, few, 2, false));
        assertMessage("bernoulli of probability 1.5", () -> Distributions.bernoulli(rng, 1.5, 3));
        assertMessage("bernoulli of F64 [2], from 0.5 to 2.0",
                () -> Distributions.bernoulli(rng, Tensor.of(new float[] {2, 0.5f})));
        assertEquals(0, rng.counter(), "a call that was refused has drawn nothing");
    }

    private static void assertMessage(String expected, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    @Test
    void truthValues() {
        try (Scope _ = Scope.open()) {
            Tensor drawn = Distributions.bernoulli(new Rng(3), 0.3, SIZE);
            assertEquals(DType.BOOL, drawn.dtype());
            double share = (double) Arrays.stream(drawn.toLongArray()).sum() / SIZE;
            assertEquals(0.3, share, 5 * Math.sqrt(0.21 / SIZE));
            assertEquals(0, Arrays.stream(Distributions.bernoulli(new Rng(3), 0, SIZE).toLongArray()).sum());
            assertEquals(SIZE, Arrays.stream(Distributions.bernoulli(new Rng(3), 1, SIZE).toLongArray()).sum());
            Tensor p = Tensor.of(new float[] {0, 1, 0.5f}).requiresGrad();
            Tensor each = Distributions.bernoulli(new Rng(3), Shapes.expand(p, Shape.of(1000, 3)));
            assertFalse(each.isTracked());
            long[] sums = Shapes.cast(each, DType.F64).sum(0).toLongArray();
            assertEquals(0, sums[0]);
            assertEquals(1000, sums[1]);
            assertEquals(500, sums[2], 80);
        }
    }

    @Test
    void ordersAreEvenAndWhole() {
        int[] counts = new int[6];
        Rng rng = new Rng(11);
        try (Scope _ = Scope.open()) {
            for (int i = 0; i < 6000; i++) {
                long[] order = Distributions.permutation(rng, 3).toLongArray();
                counts[(int) (2 * order[0] + (order[1] > order[2] ? 1 : 0))]++;
            }
            for (int count : counts) {
                assertEquals(1000, count, 5 * Math.sqrt(1000));
            }
            long[] many = Distributions.permutation(rng, 1000).toLongArray();
            Arrays.sort(many);
            assertArrayEquals(Creation.arange(1000).toLongArray(), many);
        }
    }

    @Test
    void bitsDependOnTheGeneratorAlone() {
        double[] expected = null;
        for (Kernels kernels : List.of(Kernels.scalar(), Kernels.best())) {
            for (int threads = 1; threads <= 3; threads++) {
                try (Scope _ = Scope.open(); Mode _ = Autograd.use(kernels); Parallelism _ = Parallelism.cap(threads)) {
                    Rng rng = new Rng(42);
                    Tensor[] all = {Distributions.exponential(rng, DType.F32, 2, 7, 11),
                        Distributions.gumbel(rng, DType.F64, 77),
                        Distributions.truncatedNormal(rng, DType.F32, 0, 1, -1, 2, 77),
                        Distributions.randInt(rng, DType.I32, -5, 5, 77), Distributions.bernoulli(rng, 0.4, 77),
                        Distributions.categorical(rng, Tensor.zeros(DType.F32, 77, 9))};
                    double[] found = Arrays.stream(all).flatMapToDouble(x -> Arrays.stream(x.toDoubleArray()))
                            .toArray();
                    expected = expected == null ? found : expected;
                    assertArrayEquals(expected, found);
                    assertEquals(20 * 5 + 174, rng.counter());
                }
            }
        }
    }
}
