package lanegrad.kernels.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.GemmKernels;
import lanegrad.kernels.KernelSets;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corners of the product: errors, empty sizes, special numbers, memory. */
class GemmTest {

    private Scope scope;

    static Stream<GemmKernels> kernels() {
        return KernelSets.all().stream().map(Kernels::gemm);
    }

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void saysWhatDoesNotFit(GemmKernels kernels) {
        assertError("matmul: [3, 4] x [5, 6]: inner dimensions 4 and 5 differ", kernels, f32(3, 4), f32(5, 6),
                f32(3, 6));
        assertError("matmul: [4] x [4, 6]: at least 2 axes expected", kernels, f32(4), f32(4, 6), f32(6));
        assertError("matmul: [2, 3, 4] x [5, 4, 6]: sizes 2 and 5 at axis -3 differ and neither is 1", kernels,
                f32(2, 3, 4),
                f32(5, 4, 6), f32(2, 3, 6));
        assertError("matmul: [3, 4] x [4, 6] into [3, 7]: [3, 6] expected", kernels, f32(3, 4), f32(4, 6), f32(3, 7));
        assertError("matmul: [1, 7, 3, 4] x [2, 1, 4, 6] into [3, 6]: [2, 7, 3, 6] expected", kernels, f32(1, 7, 3, 4),
                f32(2, 1, 4, 6), f32(3, 6));
        assertError("matmul: F32 x F64 into F32: F32 or F64 expected, the same for all three", kernels, f32(3, 4),
                NdArray.empty(DType.F64, Shape.of(4, 6)), f32(3, 6));
        NdArray ints = NdArray.empty(DType.I32, Shape.of(2, 2));
        assertError("matmul: I32 x I32 into I32: F32 or F64 expected, the same for all three", kernels, ints, ints,
                ints);
        assertError("matmul: the result [1, 1] is wrapped memory, which only copies may touch", kernels, f32(1, 1),
                f32(1, 1),
                NdArray.wrap(MemorySegment.ofArray(new float[1]), DType.F32, Shape.of(1, 1)));
        assertError("matmul: elements of the result share their places: Layout[shape [3, 6], strides [0, 1], offset 0]",
                kernels, f32(3, 4), f32(4, 6), f32(1, 6).expand(Shape.of(3, 6)));
    }

    private static void assertError(String message, GemmKernels kernels, NdArray a, NdArray b, NdArray c) {
        Exception error = assertThrows(IllegalArgumentException.class, () -> kernels.matmul(a, b, c, false));
        assertEquals(message, error.getMessage());
    }

    private static NdArray f32(long... dims) {
        return NdArray.full(DType.F32, Shape.of(dims), 1);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void refusesTheDead(GemmKernels kernels) {
        NdArray dead;
        try (Scope _ = Scope.open()) {
            dead = f32(2, 2);
        }
        NdArray c = f32(2, 2);
        assertThrows(IllegalStateException.class, () -> kernels.matmul(dead, f32(2, 2), c, false));
        assertThrows(IllegalStateException.class, () -> kernels.matmul(f32(2, 2), dead, c, false));
        assertThrows(IllegalStateException.class, () -> kernels.matmul(f32(2, 2), f32(2, 2), dead, false));
        c.save();
        assertThrows(IllegalStateException.class, () -> kernels.matmul(f32(2, 2), f32(2, 2), c, true));
        c.unsave();
        assertArrayEquals(new float[] {1, 1, 1, 1}, c.toFloatArray());
        kernels.matmul(f32(2, 2), f32(2, 2), c, true);
        assertArrayEquals(new float[] {3, 3, 3, 3}, c.toFloatArray());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void nothingInsideIsZero(GemmKernels kernels) {
        for (DType type : new DType[] {DType.F32, DType.F64}) {
            for (long[] size : new long[][] {{3, 5}, {40, 70}, {1, 1}, {1, 9}, {9, 1}}) {
                NdArray a = NdArray.empty(type, Shape.of(2, size[0], 0));
                NdArray b = NdArray.empty(type, Shape.of(0, size[1]));
                NdArray c = NdArray.full(type, Shape.of(2, size[0], size[1]), 7);
                kernels.matmul(a, b, c, true);
                assertTrue(all(c, 7));
                kernels.matmul(a, b, c, false);
                assertTrue(all(c, 0));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void nothingOutsideIsNothing(GemmKernels kernels) {
        for (long[] size : new long[][] {{0, 5, 2}, {3, 0, 2}, {3, 5, 0}, {0, 0, 0}}) {
            NdArray a = f32(size[2], size[0], 4);
            NdArray b = f32(4, size[1]);
            kernels.matmul(a, b, f32(size[2], size[0], size[1]), false);
        }
    }

    private static boolean all(NdArray array, double value) {
        for (double element : array.toDoubleArray()) {
            if (element != value) {
                return false;
            }
        }
        return true;
    }

    /** A NaN or an infinity reaches the row and column it belongs to, and nothing else. */
    @ParameterizedTest
    @MethodSource("kernels")
    void specialNumbersStayInTheirPlace(GemmKernels kernels) {
        for (double special : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (int size : new int[] {3, 17, 33, 130}) {
                NdArray a = f32(size, size);
                NdArray b = f32(size, size);
                a.set(special, size - 1, size / 2);
                b.set(special, size / 2, 1);
                NdArray c = f32(size, size);
                kernels.matmul(a, b, c, false);
                for (int row = 0; row < size; row++) {
                    for (int column = 0; column < size; column++) {
                        double expected = row == size - 1 && column == 1 ? special * special
                                : row == size - 1 || column == 1 ? special : size;
                        assertEquals(expected, c.getDouble(row, column));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void readsWrappedMemory(GemmKernels kernels) {
        NdArray a = NdArray.wrap(MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6}), DType.F32, Shape.of(3, 2));
        byte[] bytes = new byte[1 + 4 * 2];
        MemorySegment odd = MemorySegment.ofArray(bytes).asSlice(1);
        MemorySegment.copy(MemorySegment.ofArray(new float[] {10, 100}), 0, odd, 0, 8);
        NdArray b = NdArray.wrap(odd, DType.F32, Shape.of(2, 1));
        NdArray c = f32(3, 1);
        kernels.matmul(a, b, c, false);
        assertArrayEquals(new float[] {210, 430, 650}, c.toFloatArray());
        kernels.matmul(b.transpose(0, 1), a.transpose(0, 1), c.transpose(0, 1), true);
        assertArrayEquals(new float[] {420, 860, 1300}, c.toFloatArray());
    }

    /** One matrix for a whole batch makes rows of it, if both the batch and the result lie so. */
    @ParameterizedTest
    @MethodSource("kernels")
    void aBatchAgainstOneMatrix(GemmKernels kernels) {
        for (GemmCase.Lie b : List.of(GemmCase.Lie.SHARED, GemmCase.Lie.LOWER_RANK)) {
            for (GemmCase.Lie a : List.of(GemmCase.Lie.ROWS, GemmCase.Lie.SPARSE, GemmCase.Lie.HEADS)) {
                for (GemmCase.Lie c : List.of(GemmCase.Lie.ROWS, GemmCase.Lie.COLUMNS, GemmCase.Lie.SPARSE,
                        GemmCase.Lie.REVERSED, GemmCase.Lie.HEADS)) {
                    for (int m : new int[] {1, 7}) {
                        for (long[] batch : new long[][] {{3}, {2, 3}}) {
                            GemmOracle.check(kernels, new GemmCase(DType.F32, batch, m, 9, 5, a, b, c, m == 7, 3));
                        }
                    }
                }
            }
        }
    }

    /** Blocks of depth, of columns and of rows larger than the random cases reach. */
    @ParameterizedTest
    @MethodSource("kernels")
    void largeProducts(GemmKernels kernels) {
        GemmCase.Lie rows = GemmCase.Lie.ROWS;
        GemmCase.Lie columns = GemmCase.Lie.COLUMNS;
        for (int[] size : new int[][] {{513, 70, 600}, {65, 4130, 40}, {4, 2100, 1030}, {300, 2, 1100}, {8200, 33, 20},
            {40, 36, 9000}}) {
            GemmOracle.check(kernels,
                    new GemmCase(DType.F32, new long[0], size[0], size[1], size[2], rows, rows, rows, true, 1));
            GemmOracle.check(kernels,
                    new GemmCase(DType.F32, new long[0], size[0], size[1], size[2], columns, columns, rows, false, 2));
        }
    }

    /** More elements than one operand may keep at a time, in several blocks of depth, of which the last is shorter. */
    @ParameterizedTest
    @MethodSource("kernels")
    void moreThanIsKept(GemmKernels kernels) {
        GemmCase.Lie rows = GemmCase.Lie.ROWS;
        for (int[] size : new int[][] {{140, 150, 7600}, {150, 140, 7600}}) {
            GemmOracle.check(kernels,
                    new GemmCase(DType.F32, new long[0], size[0], size[1], size[2], rows, rows, rows, false, 1));
        }
    }

    /** Products that threads share, cut by rows, by columns and by both. */
    @ParameterizedTest
    @MethodSource("kernels")
    void theSameBitsForAnyThreads(GemmKernels kernels) {
        for (int[] size : new int[][] {{600, 40, 300}, {40, 700, 300}, {250, 260, 530}, {193, 129, 200}}) {
            NdArray a = drawn(1, size[0], size[2]);
            NdArray b = drawn(2, size[2], size[1]);
            float[] alone = product(kernels, a, b, 1);
            assertArrayEquals(alone, product(kernels, a, b, 2));
            assertArrayEquals(alone, product(kernels, a, b, 3));
        }
    }

    private static NdArray drawn(long seed, int rows, int columns) {
        Random random = new Random(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return NdArray.of(values, rows, columns);
    }

    private static float[] product(GemmKernels kernels, NdArray a, NdArray b, int threads) {
        try (Parallelism _ = Parallelism.cap(threads)) {
            NdArray c = NdArray.full(DType.F32, Shape.of(a.dim(0), b.dim(1)), Double.NaN);
            kernels.matmul(a, b, c, false);
            return c.toFloatArray();
        }
    }

    /** Callers on threads of their own, virtual ones too, do not meet in the scratch memory. */
    @ParameterizedTest
    @MethodSource("kernels")
    void manyCallersAtOnce(GemmKernels kernels) throws InterruptedException {
        GemmCase.Lie rows = GemmCase.Lie.ROWS;
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Thread[] callers = new Thread[6];
        for (int i = 0; i < callers.length; i++) {
            int size = 100 + 9 * i;
            GemmCase of = new GemmCase(DType.F32, new long[0], size, size + 1, size, rows, rows, rows, false, i);
            Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            callers[i] = kind.unstarted(() -> {
                for (int round = 0; round < 20; round++) {
                    try (Scope _ = Scope.open()) {
                        GemmOracle.check(kernels, of);
                    }
                }
            });
            callers[i].setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
            callers[i].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
    }

    /**
     * In the steady state no call makes an object on the heap, on any thread.
     */
    @Tag("heap")
    @ParameterizedTest
    @MethodSource("kernels")
    void allocatesNothing(GemmKernels kernels) {
        for (int threads = 1; threads <= 2; threads++) {
            try (Parallelism _ = Parallelism.cap(threads)) {
                assertNoAllocation(kernels, f32(64, 64), f32(64, 64), f32(64, 64));
                assertNoAllocation(kernels, f32(130, 140), f32(150, 140).transpose(0, 1), f32(130, 150));
                assertNoAllocation(kernels, f32(200, 140), f32(160, 140).transpose(0, 1), f32(200, 160));
                assertNoAllocation(kernels, f32(40, 24, 33), f32(40, 33, 24), f32(40, 24, 24));
                assertNoAllocation(kernels, f32(1, 300), f32(300, 1000), f32(1, 1000));
                assertNoAllocation(kernels, f32(1000, 300), f32(300, 1), f32(1000, 1));
            }
        }
    }

    private static void assertNoAllocation(GemmKernels kernels, NdArray a, NdArray b, NdArray c) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long deadline = KernelSets.processorTime() + 30_000_000_000L;
        long allocated = Long.MAX_VALUE;
        int calls = 1000;
        // Until the compiler is done vectors are objects; what counts is that an end of it comes.
        while (allocated > 0 && KernelSets.processorTime() < deadline) {
            long before = threads.getTotalThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                kernels.matmul(a, b, c, false);
            }
            allocated = (threads.getTotalThreadAllocatedBytes() - before) / calls;
        }
        assertEquals(0, allocated, "bytes a call");
    }
}
