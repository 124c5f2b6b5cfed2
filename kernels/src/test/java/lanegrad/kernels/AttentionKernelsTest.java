package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.AttentionCase.Lie;
import lanegrad.kernels.AttentionCase.Result;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AttentionKernelsTest {

    private static final List<Integer> SIZES = List.of(0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40);

    @Property(tries = 150)
    void agreesWithTheDefinition(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            AttentionCase some = random(random, random.nextBoolean() ? DType.F32 : DType.F64);
            for (Kernels kernels : KernelSets.all()) {
                check(some, some.run(kernels, any(random)), kernels);
            }
        }
    }

    private static AttentionCase random(Random random, DType dtype) {
        int[] sizes = {random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2), 1 + random.nextInt(2), size(random),
            size(random),
            size(random), size(random)};
        NdArray mask = random.nextBoolean() ? null : AttentionCase.mask(random, sizes[0], sizes[1], sizes[2], sizes[3]);
        return new AttentionCase(random, dtype, sizes, any(random), mask, random.nextBoolean());
    }

    private static int size(Random random) {
        return SIZES.get(random.nextInt(SIZES.size()));
    }

    private static Lie any(Random random) {
        return Lie.values()[random.nextInt(Lie.values().length)];
    }

    private static void check(AttentionCase some, Result result, Kernels kernels) {
        double tolerance = some.q.dtype() == DType.F32 ? 2e-5 : 1e-12;
        for (int b = 0; b < some.batch; b++) {
            for (int h = 0; h < some.heads; h++) {
                for (int i = 0; i < some.queries; i++) {
                    double[] weights = some.weights(b, h, i);
                    double lse = weights[some.keys];
                    assertEquals(lse, result.lse().getDouble(b, h, i), tolerance * Math.max(1, Math.abs(lse)),
                            () -> kernels.name() + " lse of " + some);
                    assertRow(some.output(b, h, weights), result.out(), b, h, i, tolerance,
                            kernels.name() + " " + some);
                }
                double[][][] gradients = some.gradients(b, h);
                NdArray[] actual = {result.dq(), result.dk(), result.dv()};
                for (int which = 0; which < 3; which++) {
                    for (int row = 0; row < gradients[which].length; row++) {
                        assertRow(gradients[which][row], actual[which], b, h, row, 8 * tolerance,
                                kernels.name() + " gradient " + which + " of " + some);
                    }
                }
            }
        }
    }

    private static void assertRow(double[] expected, NdArray actual, int b, int h, int row, double tolerance,
            String what) {
        for (int c = 0; c < expected.length; c++) {
            assertEquals(expected[c], actual.getDouble(b, h, row, c), tolerance * Math.max(1, Math.abs(expected[c])),
                    () -> what + " row " + row);
        }
    }

    @Test
    void isRightOnEachSideOfEveryThreshold() {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (Threshold threshold : Kernels.best().attention().thresholds()) {
            for (int d = -1; d <= 1; d++) {
                sizes.add((int) threshold.value() + d);
            }
        }
        Random random = new Random(1);
        Kernels kernels = Kernels.best();
        for (int size : sizes) {
            for (int[] dims : new int[][] {{1, 1, size, 70, 9, 5}, {1, 1, 40, size, 5, 9}, {1, 1, 6, 7, size, 3},
                {1, 1, 6, 7, 3, size}, {1, size > 64 ? 1 : size, 3, 4, 2, 2}}) {
                try (Scope _ = Scope.open()) {
                    AttentionCase some = new AttentionCase(random, DType.F32, dims, Lie.HEADS_LAST, null,
                            random.nextBoolean());
                    check(some, some.run(kernels, Lie.HEADS_LAST), kernels);
                }
            }
        }
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        Random random = new Random(5);
        for (int round = 0; round < 6; round++) {
            try (Scope _ = Scope.open()) {
                int[] sizes = {1, 2, 5, 6, 4, 3};
                NdArray mask = round % 2 == 0 ? null : AttentionCase.mask(random, 1, 2, 5, 6);
                AttentionCase some = new AttentionCase(random, DType.F64, sizes, Lie.HEADS_LAST, mask, round % 3 == 0);
                for (Kernels kernels : KernelSets.all()) {
                    Result result = some.run(kernels, Lie.ROW_MAJOR);
                    differences(some, some.q, result.dq());
                    differences(some, some.k, result.dk());
                    differences(some, some.v, result.dv());
                }
            }
        }
    }

    private static void differences(AttentionCase some, NdArray x, NdArray gradient) {
        double step = 1e-5;
        for (int i = 0; i < x.size(); i++) {
            long[] at = {0, i / (x.dim(2) * x.dim(3)), i / x.dim(3) % x.dim(2), i % x.dim(3)};
            double value = x.getDouble(at);
            x.set(value + step, at);
            double above = some.loss();
            x.set(value - step, at);
            double below = some.loss();
            x.set(value, at);
            assertEquals((above - below) / (2 * step), gradient.getDouble(at), 1e-6);
        }
    }

    /** T06 P5: what a hidden key or its value holds, be it NaN, never shows. */
    @Test
    void paddedKeysNeverShow() {
        Random random = new Random(7);
        int[] sizes = {2, 2, 37, 150, 33, 20};
        for (Kernels kernels : KernelSets.all()) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                for (boolean alike : new boolean[] {true, false}) {
                    for (int queries : new int[] {37, 3}) {
                        sizes[2] = queries;
                        try (Scope _ = Scope.open()) {
                            NdArray mask = NdArray.zeros(DType.BOOL, Shape.of(2, 1, alike ? 1 : queries, 150));
                            int[] lengths = {97, 130};
                            for (int b = 0; b < 2; b++) {
                                for (int i = 0; i < mask.dim(2); i++) {
                                    for (int j = 0; j < lengths[b]; j++) {
                                        mask.set(1, b, 0, i, j);
                                    }
                                }
                            }
                            paddedKeysNeverShow(kernels,
                                    new AttentionCase(random, dtype, sizes, Lie.HEADS_LAST, mask, !alike),
                                    lengths);
                        }
                    }
                }
            }
        }
    }

    private static void paddedKeysNeverShow(Kernels kernels, AttentionCase some, int[] lengths) {
        Result before = some.run(kernels, Lie.ROW_MAJOR);
        double[] strange = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3e38, -3e38, 0};
        for (int b = 0; b < 2; b++) {
            for (int j = lengths[b]; j < some.keys; j++) {
                for (int h = 0; h < some.heads; h++) {
                    for (int c = 0; c < some.width; c++) {
                        some.k.set(strange[(j + c) % strange.length], b, h, j, c);
                    }
                    for (int c = 0; c < some.valueWidth; c++) {
                        some.v.set(strange[(j + h + c) % strange.length], b, h, j, c);
                    }
                }
            }
        }
        Result after = some.run(kernels, Lie.ROW_MAJOR);
        assertSame(before, after);
        for (int j = lengths[0]; j < some.keys; j++) {
            assertRow(new double[some.width], after.dk(), 0, 1, j, 0, "dk of a hidden key");
            assertRow(new double[some.valueWidth], after.dv(), 0, 1, j, 0, "dv of a hidden key");
        }
    }

    private static void assertSame(Result a, Result b) {
        assertArrayEquals(a.out().toDoubleArray(), b.out().toDoubleArray(), "out");
        assertArrayEquals(a.lse().toDoubleArray(), b.lse().toDoubleArray(), "lse");
        assertArrayEquals(a.dq().toDoubleArray(), b.dq().toDoubleArray(), "dq");
        assertArrayEquals(a.dk().toDoubleArray(), b.dk().toDoubleArray(), "dk");
        assertArrayEquals(a.dv().toDoubleArray(), b.dv().toDoubleArray(), "dv");
    }

    /** What comes later, be it NaN, changes neither what came before nor its gradients. */
    @Test
    void theFutureNeverShows() {
        Random random = new Random(8);
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                AttentionCase some = new AttentionCase(random, DType.F32, new int[] {1, 2, 100, 100, 32, 40},
                        Lie.HEADS_LAST,
                        null, true);
                Result before = some.run(kernels, Lie.ROW_MAJOR);
                for (NdArray x : List.of(some.q, some.k, some.v, some.g)) {
                    for (int h = 0; h < 2; h++) {
                        for (int i = 61; i < 100; i++) {
                            x.set(i % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY, 0, h, i, i % x.dim(3));
                        }
                    }
                }
                Result after = some.run(kernels, Lie.ROW_MAJOR);
                for (int h = 0; h < 2; h++) {
                    for (int i = 0; i < 61; i++) {
                        for (int c = 0; c < 40; c++) {
                            assertEquals(before.out().getDouble(0, h, i, c), after.out().getDouble(0, h, i, c));
                        }
                        for (int c = 0; c < 32; c++) {
                            assertEquals(before.dq().getDouble(0, h, i, c), after.dq().getDouble(0, h, i, c));
                        }
                    }
                    assertTrue(Double.isNaN(after.out().getDouble(0, h, 99, 0)));
                }
            }
        }
    }

    @Test
    void aQueryThatSeesNothingHasNoOutputAndNoGradient() {
        Random random = new Random(9);
        for (Kernels kernels : KernelSets.all()) {
            for (int queries : new int[] {2, 40}) {
                try (Scope _ = Scope.open()) {
                    NdArray mask = NdArray.zeros(DType.BOOL, Shape.of(1, 1, queries, 50));
                    for (int j = 0; j < 50; j++) {
                        mask.set(1, 0, 0, 1, j);
                    }
                    AttentionCase some = new AttentionCase(random, DType.F32, new int[] {1, 1, queries, 50, 8, 8},
                            Lie.ROW_MAJOR, mask, false);
                    Result result = some.run(kernels, Lie.ROW_MAJOR);
                    for (int i = 0; i < queries; i++) {
                        if (i != 1) {
                            assertEquals(Double.NEGATIVE_INFINITY, result.lse().getDouble(0, 0, i));
                            assertRow(new double[8], result.out(), 0, 0, i, 0, "out");
                            assertRow(new double[8], result.dq(), 0, 0, i, 0, "dq");
                        }
                    }
                    check(some, result, kernels);
                }
            }
        }
    }

    /** T06 P3. */
    @Test
    void orderOfKeysDoesNotMatter() {
        Random random = new Random(10);
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                AttentionCase some = new AttentionCase(random, DType.F32, new int[] {1, 2, 30, 300, 16, 16},
                        Lie.ROW_MAJOR, null,
                        false);
                Result forwards = some.run(kernels, Lie.ROW_MAJOR);
                NdArray out = some.array(DType.F32, Lie.ROW_MAJOR, 30, 16);
                NdArray lse = NdArray.empty(DType.F32, Shape.of(1, 2, 30));
                kernels.attention().forward(some.q, some.k.slice(2, 299, -1, -1), some.v.slice(2, 299, -1, -1), null,
                        false,
                        some.scale, out, lse);
                assertArrayEquals(forwards.out().toFloatArray(), out.toFloatArray(), 1e-6f);
                assertArrayEquals(forwards.lse().toFloatArray(), lse.toFloatArray(), 1e-5f);
            }
        }
    }

    /**
     * T06 P6: scores that rise, fall, and leap from block to block leave the running softmax where two passes would.
     */
    @Test
    void runningSoftmaxIsTwoPasses() {
        for (Kernels kernels : KernelSets.all()) {
            for (double slope : new double[] {1, -1, 200, -200}) {
                try (Scope _ = Scope.open()) {
                    AttentionCase some = new AttentionCase(new Random(11), DType.F32, new int[] {1, 1, 33, 600, 1, 4},
                            Lie.ROW_MAJOR, null, false);
                    for (int j = 0; j < 600; j++) {
                        some.k.set(slope * j / 600, 0, 0, j, 0);
                    }
                    check(some, some.run(kernels, Lie.ROW_MAJOR), kernels);
                }
            }
        }
    }

    /** A key and value cache: a few queries at the end see what they see when all queries are there. */
    @Test
    void theLastQueriesMayComeAlone() {
        Random random = new Random(12);
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                AttentionCase all = new AttentionCase(random, DType.F32, new int[] {1, 3, 140, 140, 64, 48},
                        Lie.HEADS_LAST, null,
                        true);
                Result whole = all.run(kernels, Lie.ROW_MAJOR);
                for (int last : new int[] {1, 2, 4, 5, 33}) {
                    NdArray out = all.array(DType.F32, Lie.HEADS_LAST, last, 48);
                    NdArray lse = NdArray.empty(DType.F32, Shape.of(1, 3, last));
                    kernels.attention().forward(all.q.slice(2, 140 - last, 140, 1), all.k, all.v, null, true, all.scale,
                            out,
                            lse);
                    assertArrayEquals(whole.out().slice(2, 140 - last, 140, 1).toFloatArray(), out.toFloatArray(),
                            2e-6f);
                    assertArrayEquals(whole.lse().slice(2, 140 - last, 140, 1).toFloatArray(), lse.toFloatArray(),
                            1e-5f);
                }
            }
        }
    }

    /** Few heads, so that the backward pass divides them by keys; and many. */
    @Test
    void sameBitsForAnyNumberOfThreads() {
        Random random = new Random(13);
        for (Kernels kernels : KernelSets.all()) {
            for (int[] sizes : new int[][] {{1, 2, 300, 1200, 16, 24}, {4, 8, 65, 66, 16, 16}}) {
                try (Scope _ = Scope.open()) {
                    AttentionCase some = new AttentionCase(random, DType.F32, sizes, Lie.HEADS_LAST, null, true);
                    Result first = null;
                    for (int threads = 1; threads <= 3; threads++) {
                        try (Parallelism _ = Parallelism.cap(threads)) {
                            Result result = some.run(kernels, Lie.ROW_MAJOR);
                            first = first == null ? result : first;
                            assertSame(first, result);
                        }
                    }
                    check(some, first, kernels);
                }
            }
        }
    }

    @Tag("heap")
    @Test
    void allocatesNothing() {
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
            for (int[] sizes : new int[][] {{1, 2, 40, 50, 16, 16}, {2, 1, 1, 50, 16, 16}, {1, 2, 70, 1100, 8, 8}}) {
                NdArray mask = NdArray.full(DType.BOOL, Shape.of(sizes[0], 1, 1, sizes[3]), 1);
                AttentionCase some = new AttentionCase(new Random(14), DType.F32, sizes, Lie.HEADS_LAST, mask, true);
                for (Kernels kernels : KernelSets.all()) {
                    Result result = some.run(kernels, Lie.HEADS_LAST);
                    KernelSets.assertAllocatesNothing(kernels.name() + " " + some, () -> some.run(kernels, result));
                }
            }
        }
    }

    @Test
    void takesWrappedOperands() {
        try (Scope _ = Scope.open()) {
            float[] values = new float[2 * 3 * 4];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.sin(i);
            }
            NdArray wrapped = NdArray.wrap(MemorySegment.ofArray(values), DType.F32, Shape.of(1, 2, 3, 4));
            NdArray copied = NdArray.of(values, 1, 2, 3, 4);
            for (Kernels kernels : KernelSets.all()) {
                NdArray a = NdArray.empty(DType.F32, Shape.of(1, 2, 3, 4));
                NdArray b = NdArray.empty(DType.F32, Shape.of(1, 2, 3, 4));
                NdArray lse = NdArray.empty(DType.F32, Shape.of(1, 2, 3));
                kernels.attention().forward(wrapped, copied, wrapped, null, false, 1, a, lse);
                kernels.attention().forward(copied, copied, copied, null, false, 1, b, lse);
                assertArrayEquals(a.toFloatArray(), b.toFloatArray());
            }
        }
    }

    @Test
    void saysWhatDoesNotFit() {
        try (Scope _ = Scope.open()) {
            NdArray q = NdArray.zeros(DType.F32, Shape.of(2, 3, 4, 8));
            NdArray k = NdArray.zeros(DType.F32, Shape.of(2, 3, 5, 8));
            NdArray v = NdArray.zeros(DType.F32, Shape.of(2, 3, 5, 7));
            NdArray out = NdArray.zeros(DType.F32, Shape.of(2, 3, 4, 7));
            NdArray lse = NdArray.zeros(DType.F32, Shape.of(2, 3, 4));
            refuses("attention: q [2, 3, 4, 8], k [2, 3, 5, 7]: widths 8 and 7 differ", q, v, v, null, out, lse);
            refuses("attention: k [2, 3, 5, 8], v [2, 3, 4, 7]: 5 keys and 4 values", q, k, out, null, out, lse);
            refuses("attention: out has shape [2, 3, 4, 8], expected [2, 3, 4, 7]", q, k, v, null, q, lse);
            refuses("attention: lse has shape [2, 3, 5], expected [2, 3, 4]", q, k, v, null, out,
                    NdArray.zeros(DType.F32, Shape.of(2, 3, 5)));
            refuses("attention: k is F64, expected F32", q, NdArray.zeros(DType.F64, k.shape()), v, null, out, lse);
            refuses("attention: q is I32, expected F32 or F64", NdArray.zeros(DType.I32, q.shape()), k, v, null, out,
                    lse);
            refuses("attention: q [2, 3, 4, 8], k [2, 1, 5, 8]: batches or heads differ", q, k.slice(1, 0, 1, 1), v,
                    null, out,
                    lse);
            refuses("attention: v has shape [3, 5, 7], expected [batch, heads, rows, columns]", q, k, v.select(0, 0),
                    null, out,
                    lse);
            refuses("attention: mask is F32, expected BOOL", q, k, v, lse, out, lse);
            refuses("attention: mask of shape [2, 1, 4, 6] does not broadcast to [2, 3, 4, 5]", q, k, v,
                    NdArray.zeros(DType.BOOL, Shape.of(2, 1, 4, 6)), out, lse);
            refuses("attention: elements of out share their places: "
                    + "Layout[shape [2, 3, 4, 7], strides [0, 0, 0, 0], offset 0]",
                    q, k, v, null, NdArray.zeros(DType.F32, Shape.of(1)).expand(out.shape()), lse);
        }
    }

    private static void refuses(String message, NdArray q, NdArray k, NdArray v, NdArray mask, NdArray out,
            NdArray lse) {
        for (Kernels kernels : KernelSets.all()) {
            assertEquals(message, assertThrows(IllegalArgumentException.class,
                    () -> kernels.attention().forward(q, k, v, mask, false, 1, out, lse)).getMessage());
        }
    }
}
