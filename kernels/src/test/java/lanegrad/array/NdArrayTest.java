package lanegrad.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Elements in and out of arrays, of slabs and of somebody else's memory. */
class NdArrayTest {

    @Property(seed = "1")
    void javaArraysInAndOut(@ForAll float[] f, @ForAll double[] d, @ForAll int[] i, @ForAll long[] l,
            @ForAll boolean[] b) {
        try (Scope _ = Scope.open()) {
            assertArrayEquals(f, NdArray.of(f).toFloatArray());
            assertArrayEquals(d, NdArray.of(d).toDoubleArray());
            assertArrayEquals(i, NdArray.of(i).toIntArray());
            assertArrayEquals(l, NdArray.of(l).toLongArray());
            assertArrayEquals(b, NdArray.of(b).toBooleanArray());
            assertArrayEquals(f, NdArray.of(f, f.length, 1).transpose(0, 1).toFloatArray());
            assertArrayEquals(l, NdArray.of(l, 1, l.length).select(0, 0).toLongArray());
            double[] widened = new double[f.length];
            for (int at = 0; at < f.length; at++) {
                widened[at] = f[at];
            }
            assertArrayEquals(widened, NdArray.of(f).toDoubleArray());
        }
    }

    @Example
    void everyTypeConverts() {
        try (Scope _ = Scope.open()) {
            for (DType dtype : DType.values()) {
                NdArray array = NdArray.full(dtype, Shape.of(2), 1);
                assertArrayEquals(new double[] {1, 1}, array.toDoubleArray());
                assertArrayEquals(new boolean[] {true, true}, array.toBooleanArray());
                array.set(0, 1);
                assertArrayEquals(new float[] {1, 0}, array.toFloatArray());
                assertArrayEquals(new int[] {1, 0}, array.toIntArray());
                assertArrayEquals(new long[] {1, 0}, array.toLongArray());
                assertArrayEquals(new boolean[] {true, false}, array.toBooleanArray());
                assertEquals(1, array.getLong(0));
                assertEquals(dtype == DType.BOOL ? 1 : 5, NdArray.full(dtype, Shape.SCALAR, 5).item());
            }
            NdArray numbers = NdArray.of(new double[] {-1.9, 1.9, Double.NaN, 0x1p62});
            assertArrayEquals(new long[] {-1, 1, 0, 1L << 62}, numbers.toLongArray());
            assertArrayEquals(new boolean[] {true, true, true, true}, numbers.toBooleanArray());
            assertArrayEquals(new int[] {-1, 1, 0, Integer.MAX_VALUE}, numbers.toIntArray());
            assertEquals(Integer.MAX_VALUE, NdArray.full(DType.I32, Shape.SCALAR, 3e9).item());
            assertEquals(1, NdArray.of(new long[] {(1L << 32) + 1}).toIntArray()[0]);
            long exact = (1L << 62) + 1; // no double
            assertEquals(exact, NdArray.of(new long[] {exact}).getLong(0));
        }
    }

    @Property(seed = "1", tries = 500)
    void shortTypesRoundToTheNearest(@ForAll float value) {
        try (Scope _ = Scope.open()) {
            double half = NdArray.full(DType.F16, Shape.SCALAR, value).item();
            assertEquals(Float.float16ToFloat(Float.floatToFloat16(value)), half);
            double brain = NdArray.full(DType.BF16, Shape.SCALAR, value).item();
            if (Double.isFinite(brain)) {
                assertEquals(value, brain, Math.abs(value) * 0x1p-8 + Float.MIN_VALUE * 0x1p15);
            } else {
                assertTrue(!Float.isFinite(value) || Math.abs(value) > 3.38e38f, "from " + value);
            }
        }
    }

    @Example
    void heapMemoryIsSharedAndNotCopied() {
        float[] values = {1, 2, 3, 4, 5, 6};
        try (Scope _ = Scope.open()) {
            NdArray array = NdArray.wrap(MemorySegment.ofArray(values), DType.F32, Shape.of(2, 3));
            assertTrue(array.isForeign());
            assertTrue(array.transpose(0, 1).isForeign());
            array.transpose(0, 1).set(9, 2, 0);
            assertEquals(9, values[2]);
            values[5] = 7;
            assertArrayEquals(new float[] {1, 4, 2, 5, 9, 7}, array.transpose(0, 1).toFloatArray());
            NdArray local = array.transpose(0, 1).local();
            assertFalse(local.isForeign());
            assertTrue(local.isContiguous());
            values[0] = 100;
            assertArrayEquals(new float[] {1, 4, 2, 5, 9, 7}, local.toFloatArray());
            assertSame(local, local.local());
            assertSame(local, local.localRun());
            assertArrayEquals(new float[] {1, 2, 9, 4, 5, 7}, local.transpose(0, 1).localRun().toFloatArray());
        }
    }

    @Example
    void unalignedMemory() {
        try (Scope _ = Scope.open(); Arena arena = Arena.ofConfined()) {
            for (DType dtype : DType.values()) {
                MemorySegment odd = arena.allocate(1 + 3L * dtype.bytes(), 64).asSlice(1);
                NdArray array = NdArray.wrap(odd, dtype, Shape.of(3));
                for (int i = 0; i < 3; i++) {
                    array.set(i % 2, i);
                }
                assertArrayEquals(new double[] {0, 1, 0}, array.toDoubleArray());
                assertArrayEquals(new double[] {0, 1, 0}, array.local().toDoubleArray());
                assertArrayEquals(new float[] {0, 1, 0}, array.toFloatArray());
            }
        }
    }

    @Example
    void mappedFiles() throws IOException {
        Path file = Files.createTempFile("lanegrad", ".bin");
        try (Scope _ = Scope.open(); Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(3 + 16);
            bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, 3, -1);
            bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, 11, 1L << 40);
            Files.write(file, bytes.toArray(ValueLayout.JAVA_BYTE));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 19, arena);
                NdArray array = NdArray.wrap(mapped.asSlice(3), DType.I64, Shape.of(2));
                assertArrayEquals(new long[] {-1, 1L << 40}, array.toLongArray());
                assertArrayEquals(new long[] {1L << 40, -1}, array.slice(0, 1, -1, -1).local().toLongArray());
                assertThrows(IllegalArgumentException.class, () -> array.set(1, 0)); // read-only
            }
        } finally {
            Files.delete(file);
        }
    }

    @Example
    void memoryThatItsOwnerClosedIsNotRead() {
        try (Scope _ = Scope.open()) {
            NdArray array;
            try (Arena arena = Arena.ofConfined()) {
                array = NdArray.wrap(arena.allocate(8), DType.F32, Shape.of(2));
            }
            assertThrows(IllegalStateException.class, array::toFloatArray);
        }
    }

    @Example
    void messages() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.zeros(DType.F32, Shape.of(3, 4));
            assertMessage("5 values for shape [2, 3]: 6 expected", () -> NdArray.of(new float[5], 2, 3));
            assertMessage("wrap as F64 [2]: 16 bytes needed, 12 given",
                    () -> NdArray.wrap(MemorySegment.ofArray(new int[3]), DType.F64, Shape.of(2)));
            assertMessage("index [1] of shape [3, 4]: 2 numbers expected", () -> x.getDouble(1));
            assertMessage("index [0, 4] of shape [3, 4]: 4 at axis 1 is outside 0..3", () -> x.set(1, 0, 4));
            assertMessage("item of shape [3, 4]: one element expected, 12 found", x::item);
            NdArray huge = NdArray.zeros(DType.BOOL, Shape.of(1)).expand(Shape.of(1L << 31));
            assertMessage("shape [2147483648] does not fit into one Java array", huge::toBooleanArray);
            assertEquals(1L << 31, huge.size());
            assertEquals(0, huge.getLong((1L << 31) - 1));
        }
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(RuntimeException.class, call::run).getMessage());
    }

    /** Threads share the work of clearing memory that somebody used before. */
    @Example
    void largeZerosAreZeros() {
        Shape shape = Shape.of((5 << 20) / 4 + 3);
        for (int round = 0; round < 2; round++) {
            try (Scope _ = Scope.open()) {
                NdArray zeros = NdArray.zeros(DType.F32, shape);
                assertArrayEquals(new float[(int) shape.size()], zeros.toFloatArray());
                Kernels.best().map().fill(zeros, 1);
            }
        }
    }

    @Example
    void freshArraysAreRowMajorAndAligned() {
        try (Scope _ = Scope.open()) {
            for (DType dtype : DType.values()) {
                NdArray array = NdArray.zeros(dtype, Shape.of(3, 0, 5));
                assertTrue(array.isContiguous());
                assertEquals(0, array.toDoubleArray().length);
                NdArray full = NdArray.zeros(dtype, Shape.of(3, 5));
                assertEquals(0, full.segment().address() % 64);
                assertEquals(0, full.byteOffset());
                assertEquals(5, full.stride(0));
                assertEquals(1, full.stride(-1));
                assertEquals(2L * 5 * dtype.bytes(), full.slice(0, 2, 3, 1).byteOffset());
                assertArrayEquals(new double[15], full.toDoubleArray());
                assertFalse(full.isForeign());
            }
        }
    }
}
