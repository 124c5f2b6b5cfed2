package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CopyKernelsTest {

    private static final CopyKernels COPY = Kernels.best().copy();

    @Property(tries = 300)
    void copiesEveryTypeAndLayout(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType dtype = DType.values()[random.nextInt(8)];
            NdArray from = RandomViews.view(random, dtype, 12);
            NdArray to = RandomViews.output(random, dtype, from.shape());
            COPY.copy(from, to);
            assertArrayEquals(from.toDoubleArray(), to.toDoubleArray());
            if (from.rank() > 1) {
                NdArray turned = NdArray.empty(dtype, from.transpose(0, -1).shape()).transpose(0, -1);
                COPY.copy(from, turned);
                assertArrayEquals(from.toDoubleArray(), turned.toDoubleArray());
            }
        }
    }

    @Property(tries = 300)
    void convertsAsSingleElementsDo(@ForAll long seed) {
        Random random = new Random(seed);
        try (Scope _ = Scope.open()) {
            DType fromType = DType.values()[random.nextInt(8)];
            DType toType = DType.values()[random.nextInt(8)];
            NdArray from = RandomViews.view(random, fromType, 12);
            NdArray to = RandomViews.output(random, toType, from.shape());
            COPY.copy(from, to);
            double[] expected = from.toDoubleArray();
            double[] actual = to.toDoubleArray();
            NdArray one = NdArray.empty(toType, Shape.SCALAR);
            for (int i = 0; i < expected.length; i++) {
                one.set(expected[i]);
                assertEquals(one.item(), actual[i], fromType + " to " + toType);
            }
        }
    }

    @Test
    void turnsPlanesOnBothSidesOfEveryThreshold() {
        Random random = new Random(1);
        for (long rows : new long[] {7, 8, 9, 15, 16, 17, 31, 32, 33, 300}) {
            for (long columns : new long[] {7, 8, 9, 15, 16, 17, 31, 33, 257}) {
                for (DType dtype : rows * columns < 1100 ? DType.values() : new DType[] {DType.F32, DType.F64}) {
                    try (Scope _ = Scope.open()) {
                        NdArray from = NdArray.empty(dtype, Shape.of(2, rows, columns));
                        RandomViews.fill(random, from);
                        for (Kernels kernels : KernelSets.all()) {
                            NdArray to = NdArray.empty(dtype, Shape.of(2, columns, rows));
                            kernels.copy().copy(from.transpose(1, 2), to);
                            assertArrayEquals(from.transpose(1, 2).toDoubleArray(), to.toDoubleArray());
                        }
                    }
                }
            }
        }
    }

    /** Every pattern of bits of a float, a signalling NaN's too, comes out as it went in. */
    @Test
    void turnsBitsNotNumbers() {
        int[] bits = new int[33 * 47];
        Random random = new Random(2);
        for (int i = 0; i < bits.length; i++) {
            bits[i] = i % 2 == 0 ? 0x7f800001 + random.nextInt(1 << 22) : random.nextInt();
        }
        try (Scope _ = Scope.open()) {
            NdArray from = NdArray.empty(DType.F32, Shape.of(33, 47));
            MemorySegment.copy(bits, 0, from.segment(), ValueLayout.JAVA_INT, from.byteOffset(), bits.length);
            for (Kernels kernels : KernelSets.all()) {
                NdArray to = NdArray.empty(DType.F32, Shape.of(47, 33));
                kernels.copy().copy(from.transpose(0, 1), to);
                for (int i = 0; i < bits.length; i++) {
                    assertEquals(bits[i / 47 * 47 + i % 47],
                            to.segment().get(ValueLayout.JAVA_INT, to.byteOffset() + 4L * (i % 47 * 33 + i / 47)));
                }
            }
        }
    }

    @Test
    void cutsLongRunsWithoutSeams() {
        for (long n : new long[] {65535, 65536, 65537, 200_000}) {
            for (int threads = 1; threads <= 3; threads++) {
                try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(threads)) {
                    NdArray from = NdArray.empty(DType.F32, Shape.of(n));
                    RandomViews.fill(new Random(n), from);
                    NdArray to = NdArray.empty(DType.F32, Shape.of(n));
                    COPY.copy(from, to);
                    assertArrayEquals(from.toFloatArray(), to.toFloatArray());
                    for (NdArray wide : List.of(NdArray.empty(DType.F64, Shape.of(n)),
                            NdArray.empty(DType.F64, Shape.of(2 * n)).slice(0, 1, 2 * n, 2),
                            NdArray.empty(DType.F64, Shape.of(n)).slice(0, n - 1, -1, -1))) {
                        COPY.copy(from, wide);
                        assertArrayEquals(from.toDoubleArray(), wide.toDoubleArray());
                    }
                }
            }
        }
    }

    @Test
    void readsWrappedMemoryAtAnyAlignment() {
        try (Scope _ = Scope.open(); Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(4 * 100 + 3).asSlice(3);
            for (int i = 0; i < 100; i++) {
                bytes.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, i);
            }
            NdArray to = NdArray.empty(DType.F32, Shape.of(10, 10));
            COPY.copy(NdArray.wrap(bytes, DType.F32, Shape.of(10, 10)).transpose(0, 1), to);
            assertEquals(52, to.getDouble(2, 5));
            NdArray heap = NdArray.wrap(MemorySegment.ofArray(new double[] {1, 2, 3}), DType.F64, Shape.of(3));
            COPY.copy(heap, to.select(0, 0).slice(0, 0, 3, 1));
            assertArrayEquals(new float[] {1, 2, 3}, to.select(0, 0).slice(0, 0, 3, 1).toFloatArray());
        }
    }

    @Test
    void roundsHalvesOnceFromDoubles() {
        try (Scope _ = Scope.open()) {
            // Just above the tie between two halves; rounding to float first would make it the tie itself, and then go
            // down.
            double value = 1 + 0x1p-11 + 0x1p-40;
            NdArray half = NdArray.empty(DType.F16, Shape.SCALAR);
            COPY.copy(NdArray.full(DType.F64, Shape.SCALAR, value), half);
            assertEquals(1 + 0x1p-10, half.item());
        }
    }

    @Test
    void roundsTiesToEven() {
        try (Scope _ = Scope.open()) {
            for (DType dtype : List.of(DType.F16, DType.BF16)) {
                double step = dtype == DType.F16 ? 0x1p-10 : 0x1p-7;
                double[] values = {1 + step / 2, 1 + 3 * step / 2, -1 - step / 2, -1 - 3 * step / 2,
                    1 + step / 2 + 0x1p-40, 1 + 3 * step / 2 - 0x1p-40};
                NdArray rounded = NdArray.empty(dtype, Shape.of(values.length));
                COPY.copy(NdArray.of(values), rounded);
                assertArrayEquals(new double[] {1, 1 + 2 * step, -1, -1 - 2 * step, 1 + step, 1 + step},
                        rounded.toDoubleArray(), dtype.name());
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Scope _ = Scope.open()) {
            NdArray from = NdArray.zeros(DType.F32, Shape.of(3));
            NdArray to = NdArray.zeros(DType.F32, Shape.of(4));
            assertThrows(IllegalArgumentException.class, () -> COPY.copy(from, to));
            NdArray wide = NdArray.zeros(DType.F32, Shape.of(1)).expand(Shape.of(3));
            assertEquals("copy to [3]: an expanded array cannot be written",
                    assertThrows(IllegalArgumentException.class, () -> COPY.copy(from, wide)).getMessage());
        }
    }
}
