package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import lanegrad.random.Rng;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Gather and scatter against plain loops over Java arrays, for every type and any strides. */
class IndexKernelsTest {

    private static final List<Kernels> SETS = KernelSets.all();

    /** Small integers, exact in every type, in an array whose axes lie in another order and run backwards. */
    private static NdArray odd(Rng rng, DType dtype, long... dims) {
        int rank = dims.length;
        int[] order = rng.permutation(rank);
        long[] stored = new long[rank];
        int[] back = new int[rank];
        for (int i = 0; i < rank; i++) {
            stored[i] = dims[order[i]] + 1;
            back[order[i]] = i;
        }
        NdArray array = NdArray.empty(dtype, Shape.of(stored));
        for (int i = 0; i < rank; i++) {
            long size = stored[i] - 1;
            array = rng.nextInt(2) == 0 ? array.slice(i, 1, size + 1, 1) : array.slice(i, size - 1, -1, -1);
        }
        array = array.permute(back);
        fill(array, rng);
        return array;
    }

    private static void fill(NdArray array, Rng rng) {
        long[] index = new long[array.rank()];
        for (long i = 0; i < array.size(); i++) {
            unflatten(i, array.shape(), index);
            array.set(dtypeLimit(array.dtype()) * rng.nextDouble(), index);
        }
    }

    private static int dtypeLimit(DType dtype) {
        return dtype == DType.BOOL ? 1 : 100;
    }

    private static void unflatten(long flat, Shape shape, long[] index) {
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            index[axis] = flat % shape.dim(axis);
            flat /= shape.dim(axis);
        }
    }

    private static NdArray indices(Rng rng, int limit, long... dims) {
        NdArray indices = odd(rng, rng.nextInt(2) == 0 ? DType.I32 : DType.I64, dims);
        long[] index = new long[dims.length];
        for (long i = 0; i < indices.size(); i++) {
            unflatten(i, indices.shape(), index);
            indices.set(rng.nextInt(limit), index);
        }
        return indices;
    }

    private static NdArray copy(NdArray array) {
        NdArray copy = NdArray.empty(array.dtype(), array.shape());
        long[] index = new long[array.rank()];
        for (long i = 0; i < array.size(); i++) {
            unflatten(i, array.shape(), index);
            copy.set(array.getDouble(index), index);
        }
        return copy;
    }

    @Property(seed = "1", tries = 200)
    void alongAnAxis(@ForAll @IntRange(min = 1, max = 4) int rank, @ForAll long seed, @ForAll DType dtype) {
        Rng rng = new Rng(seed);
        int axis = rng.nextInt(rank);
        long[] tableDims = new long[rank];
        long[] indexDims = new long[rank];
        for (int i = 0; i < rank; i++) {
            tableDims[i] = 1 + rng.nextInt(5);
            indexDims[i] = i == axis ? rng.nextInt(7) : rng.nextInt((int) tableDims[i] + 1);
        }
        boolean sums = dtype.isDifferentiable() || dtype == DType.I32 || dtype == DType.I64;
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                NdArray table = odd(rng, dtype, tableDims);
                NdArray indices = indices(rng, (int) tableDims[axis], indexDims);
                NdArray out = odd(rng, dtype, indexDims);
                kernels.index().gather(table, rng.nextInt(2) == 0 ? axis : axis - rank, indices, out);
                assertArrayEquals(naiveGather(table, axis, indices), out.toDoubleArray());
                if (sums) {
                    NdArray expected = copy(table);
                    naiveScatter(expected, axis, indices, out);
                    kernels.index().scatterAdd(table, axis, indices, out);
                    assertArrayEquals(expected.toDoubleArray(), table.toDoubleArray());
                    NdArray source = odd(rng, dtype, indexDims);
                    boolean greatest = rng.nextInt(2) == 0;
                    naiveExtremum(expected, axis, indices, source, greatest);
                    kernels.index().scatterExtremum(table, axis, indices, source, greatest);
                    assertArrayEquals(expected.toDoubleArray(), table.toDoubleArray());
                }
            }
        }
    }

    private static double[] naiveGather(NdArray table, int axis, NdArray indices) {
        double[] values = new double[(int) indices.size()];
        long[] index = new long[table.rank()];
        for (int i = 0; i < values.length; i++) {
            unflatten(i, indices.shape(), index);
            index[axis] = indices.getLong(index);
            values[i] = table.getDouble(index);
        }
        return values;
    }

    private static void naiveScatter(NdArray table, int axis, NdArray indices, NdArray source) {
        long[] index = new long[table.rank()];
        for (long i = 0; i < indices.size(); i++) {
            unflatten(i, indices.shape(), index);
            double value = source.getDouble(index);
            index[axis] = indices.getLong(index);
            table.set(table.getDouble(index) + value, index);
        }
    }

    private static void naiveExtremum(NdArray table, int axis, NdArray indices, NdArray source, boolean greatest) {
        long[] index = new long[table.rank()];
        for (long i = 0; i < indices.size(); i++) {
            unflatten(i, indices.shape(), index);
            double value = source.getDouble(index);
            index[axis] = indices.getLong(index);
            double old = table.getDouble(index);
            table.set(greatest == value > old ? value : old, index);
        }
    }

    @Example
    void extremaKeepNaNAndOrderZeros() {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                    NdArray source = NdArray.empty(dtype, Shape.of(6));
                    double[] values = {1, Double.NaN, 0.0, Double.NEGATIVE_INFINITY, -0.0, 3};
                    for (int i = 0; i < values.length; i++) {
                        source.set(values[i], i);
                    }
                    NdArray indices = NdArray.of(new int[] {0, 0, 1, 2, 1, 0});
                    NdArray most = NdArray.full(dtype, Shape.of(4), -0.0);
                    kernels.index().scatterExtremum(most, 0, indices, source, true);
                    assertArrayEquals(new double[] {Double.NaN, 0.0, -0.0, -0.0}, most.toDoubleArray());
                    NdArray least = NdArray.full(dtype, Shape.of(4), 0.0);
                    kernels.index().scatterExtremum(least, 0, indices, source, false);
                    assertArrayEquals(new double[] {Double.NaN, -0.0, Double.NEGATIVE_INFINITY, 0.0},
                            least.toDoubleArray());
                }
            }
        }
    }

    @Property(seed = "1", tries = 200)
    void rows(@ForAll @IntRange(max = 3) int rank, @ForAll long seed, @ForAll DType dtype, @ForAll boolean plain) {
        Rng rng = new Rng(seed);
        int rows = 1 + rng.nextInt(9);
        int columns = rng.nextInt(70);
        long[] indexDims = new long[rank];
        long[] outDims = new long[rank + 1];
        for (int i = 0; i < rank; i++) {
            indexDims[i] = rng.nextInt(4);
            outDims[i] = indexDims[i];
        }
        outDims[rank] = columns;
        boolean sums = dtype.isDifferentiable() || dtype == DType.I32 || dtype == DType.I64;
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                NdArray table = odd(rng, dtype, rows, columns);
                NdArray out = odd(rng, dtype, outDims);
                NdArray indices = indices(rng, rows, indexDims);
                if (plain) {
                    table = copy(table);
                    out = copy(out);
                    indices = copy(indices);
                }
                kernels.index().gatherRows(table, indices, out);
                double[] values = out.toDoubleArray();
                long[] flat = indices.toLongArray();
                for (int i = 0; i < flat.length * columns; i++) {
                    assertEquals(table.getDouble(flat[i / columns], i % columns), values[i]);
                }
                if (sums) {
                    NdArray expected = copy(table);
                    for (int i = 0; i < flat.length * columns; i++) {
                        long row = flat[i / columns];
                        expected.set(expected.getDouble(row, i % columns) + values[i], row, i % columns);
                    }
                    kernels.index().scatterAddRows(table, indices, out);
                    assertArrayEquals(expected.toDoubleArray(), table.toDoubleArray());
                }
            }
        }
    }

    @Example
    void largeScattersAddInOrderForAnyNumberOfThreads() {
        Rng rng = new Rng(3);
        for (int columns : new int[] {1, 3, 127, 128, 129, 300}) {
            int count = 20_000 / columns + 50;
            float[] source = new float[count * columns];
            int[] rows = new int[count];
            for (int i = 0; i < source.length; i++) {
                source[i] = (float) (rng.nextGaussian() * Math.pow(10, rng.nextInt(8)));
            }
            for (int i = 0; i < count; i++) {
                rows[i] = rng.nextInt(7);
            }
            float[] expected = new float[7 * columns];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < columns; j++) {
                    expected[rows[i] * columns + j] += source[i * columns + j];
                }
            }
            for (Kernels kernels : SETS) {
                for (int threads = 1; threads <= 2; threads++) {
                    try (Parallelism _ = Parallelism.cap(threads); Scope _ = Scope.open()) {
                        NdArray table = NdArray.zeros(DType.F32, Shape.of(7, columns));
                        NdArray from = NdArray.of(source, count, columns);
                        kernels.index().scatterAddRows(table, NdArray.of(rows), from);
                        assertArrayEquals(expected, table.toFloatArray());

                        NdArray across = NdArray.zeros(DType.F32, Shape.of(columns, 7));
                        NdArray index = NdArray.of(rows).unsqueeze(0).expand(Shape.of(columns, count));
                        kernels.index().scatterAdd(across, 1, index, from.transpose(0, 1));
                        assertArrayEquals(expected, across.transpose(0, 1).toFloatArray());
                    }
                }
            }
        }
    }

    @Example
    void gathersOfEverySizeAroundTheCut() {
        Rng rng = new Rng(4);
        for (int size : KernelSets.sizes(Kernels.scalar().index().thresholds())) {
            for (Kernels kernels : SETS) {
                try (Scope _ = Scope.open()) {
                    NdArray table = NdArray.of(rng.permutation(1000));
                    int[] index = new int[size];
                    for (int i = 0; i < size; i++) {
                        index[i] = rng.nextInt(1000);
                    }
                    NdArray out = NdArray.zeros(DType.I32, Shape.of(size));
                    kernels.index().gather(table, 0, NdArray.of(index), out);
                    int[] values = table.toIntArray();
                    int[] got = out.toIntArray();
                    for (int i = 0; i < size; i++) {
                        assertEquals(values[index[i]], got[i]);
                    }
                }
            }
        }
    }

    @Example
    void wrappedMemoryAtAnyAlignment() {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open(); Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate(1 + 6 * 4).asSlice(1);
                MemorySegment.copy(MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6}), 0, bytes, 0, 24);
                NdArray table = NdArray.wrap(bytes, DType.F32, Shape.of(3, 2));
                NdArray index = NdArray.wrap(MemorySegment.ofArray(new long[] {2, 0}), DType.I64, Shape.of(2));
                NdArray out = NdArray.empty(DType.F32, Shape.of(2, 2));
                kernels.index().gatherRows(table, index, out);
                assertArrayEquals(new float[] {5, 6, 1, 2}, out.toFloatArray());
                kernels.index().gatherRows(table, index.slice(0, 1, -1, -1), out);
                assertArrayEquals(new float[] {1, 2, 5, 6}, out.toFloatArray());
                NdArray column = NdArray.empty(DType.F32, Shape.of(1, 3));
                NdArray pick = NdArray.of(new int[] {1, 0, 1}, 1, 3);
                kernels.index().gather(table.transpose(0, 1), 0, pick, column);
                assertArrayEquals(new float[] {2, 3, 6}, column.toFloatArray());
                kernels.index().scatterAddRows(out, index.slice(0, 1, 2, 1), table.slice(0, 2, 3, 1));
                assertArrayEquals(new float[] {6, 8, 5, 6}, out.toFloatArray());
                kernels.index().scatterAdd(out, 1, NdArray.of(new int[] {1, 0}, 2, 1),
                        table.slice(1, 0, 1, 1).slice(0, 0, 2, 1));
                assertArrayEquals(new float[] {6, 9, 8, 6}, out.toFloatArray());
            }
        }
    }

    /** More axes than the loop has, of which an outer one is cut into parts that are not of one size. */
    @Example
    void largeGathersAndScattersOfManyAxes() {
        Rng rng = new Rng(5);
        for (long[] dims : new long[][] {{1000, 5, 7}, {7, 1000, 5}, {5, 7, 1000}, {250, 9, 3, 11}}) {
            for (int axis = 0; axis < dims.length; axis++) {
                try (Scope _ = Scope.open()) {
                    long[] tableDims = dims.clone();
                    tableDims[axis] = 6;
                    int[] indices = new int[(int) Shape.of(dims).size()];
                    Arrays.setAll(indices, _ -> rng.nextInt(6));
                    NdArray index = NdArray.of(indices, dims);
                    NdArray table = NdArray.empty(DType.I64, Shape.of(tableDims));
                    fill(table, rng);
                    for (Kernels kernels : SETS) {
                        NdArray out = NdArray.full(DType.I64, Shape.of(indices.length + 2), -1);
                        NdArray inner = out.slice(0, 1, indices.length + 1, 1).reshape(dims);
                        kernels.index().gather(table, axis, index, inner);
                        assertArrayEquals(naiveGather(table, axis, index), inner.toDoubleArray());
                        assertEquals(-1, out.getLong(0));
                        assertEquals(-1, out.getLong(indices.length + 1));
                        NdArray expected = copy(table);
                        naiveScatter(expected, axis, index, inner);
                        NdArray sums = copy(table);
                        kernels.index().scatterAdd(sums, axis, index, inner);
                        assertArrayEquals(expected.toLongArray(), sums.toLongArray());
                    }
                }
            }
        }
    }

    @Example
    void theFirstIndexBeyondTheEndIsRefused() {
        try (Scope _ = Scope.open()) {
            NdArray table = NdArray.zeros(DType.F32, Shape.of(5, 3));
            for (NdArray one : List.of(NdArray.of(new int[] {4, 5}), NdArray.of(new long[] {4, 5}),
                    NdArray.of(new int[] {4, 0, 5, 0}).slice(0, 0, 4, 2),
                    NdArray.of(new long[] {4, 0, 5, 0}).slice(0, 0, 4, 2))) {
                for (Kernels kernels : SETS) {
                    NdArray out = NdArray.zeros(DType.F32, Shape.of(2, 3));
                    assertIndex("gatherRows: index 5 at position 1 is outside 0..4 along axis 0 of [5, 3]",
                            () -> kernels.index().gatherRows(table, one, out));
                }
            }
        }
    }

    @Example
    void badIndicesWriteNothing() {
        IndexKernels index = Kernels.best().index();
        try (Scope _ = Scope.open()) {
            NdArray table = NdArray.zeros(DType.F32, Shape.of(512, 3));
            NdArray out = NdArray.full(DType.F32, Shape.of(2, 3, 3), 7);
            NdArray bad = NdArray.of(new int[] {0, 511, 3, 512, -1, 0}, 2, 3);
            assertIndex("gatherRows: index 512 at position 3 is outside 0..511 along axis 0 of [512, 3]",
                    () -> index.gatherRows(table, bad, out));
            assertIndex("scatterAddRows: index 512 at position 3 is outside 0..511 along axis 0 of [512, 3]",
                    () -> index.scatterAddRows(table, bad, out));
            assertIndex("gatherRows: index -1 at position 0 is outside 0..511 along axis 0 of [512, 3]",
                    () -> index.gatherRows(table, bad.slice(1, 1, 3, 1).slice(0, 1, -1, -1).transpose(0, 1),
                            out.slice(0, 0, 2, 1).slice(1, 0, 2, 1)));
            assertIndex("gather: index 512 at position 3 is outside 0..511 along axis 0 of [512, 3]",
                    () -> index.gather(table, 0, bad, NdArray.zeros(DType.F32, Shape.of(2, 3))));
            NdArray extreme = NdArray.of(new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE}, 3, 1);
            assertIndex("scatterAdd: index -9223372036854775808 at position 1 is outside 0..2 along axis 1 of [512, 3]",
                    () -> index
                            .scatterAdd(table, 1, extreme, NdArray.zeros(DType.F32, Shape.of(3, 1))));
            assertIndex("gatherRows: index 0 at position 0: there is nothing to index along axis 0 of [0, 3]",
                    () -> index.gatherRows(table.slice(0, 0, 0, 1), bad, out));
            assertArrayEquals(new float[512 * 3], table.toFloatArray());
            for (float value : out.toFloatArray()) {
                assertEquals(7, value);
            }
        }
    }

    private static void assertIndex(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IndexOutOfBoundsException.class, call::run).getMessage());
    }

    @Example
    void badArguments() {
        IndexKernels index = Kernels.best().index();
        try (Scope _ = Scope.open()) {
            NdArray table = NdArray.zeros(DType.F32, Shape.of(5, 3));
            NdArray indices = NdArray.zeros(DType.I32, Shape.of(4));
            NdArray out = NdArray.zeros(DType.F32, Shape.of(4, 2));
            assertMessage("gatherRows: out has shape [4, 2], expected [4, 3]",
                    () -> index.gatherRows(table, indices, out));
            assertMessage("gatherRows: indices are F32, expected I32 or I64",
                    () -> index.gatherRows(table, table, out));
            assertMessage("scatterAddRows: table has shape [4], expected two axes, rows and columns",
                    () -> index.scatterAddRows(indices, indices, indices));
            assertMessage("gatherRows: out is I32, expected F32", () -> index.gatherRows(table, indices, indices));
            NdArray wide = NdArray.zeros(DType.I64, Shape.of(2, 4));
            assertMessage("gather: indices of shape [2, 4] do not fit into x of shape [5, 3] along axis 0",
                    () -> index.gather(table, 0, wide, NdArray.zeros(DType.F32, Shape.of(2, 4))));
            assertMessage("scatterAdd: source has shape [4, 2], expected [2, 4]",
                    () -> index.scatterAdd(table, 1, wide, out));
            NdArray half = NdArray.zeros(DType.F16, Shape.of(5, 3));
            assertMessage("scatterExtremum: source has shape [4, 2], expected [2, 4]",
                    () -> index.scatterExtremum(table, 1, wide, out, true));
            assertMessage("scatterAdd: out is F16, expected F32, F64, I32 or I64", () -> index.scatterAdd(half, 1,
                    NdArray.zeros(DType.I32, Shape.of(5, 1)), half.slice(1, 0, 1, 1)));
            NdArray repeated = NdArray.zeros(DType.F32, Shape.of(1, 3)).expand(Shape.of(5, 3));
            assertMessage(
                    "scatterAddRows: elements of table share their places: "
                            + "Layout[shape [5, 3], strides [0, 1], offset 0]",
                    () -> index.scatterAddRows(repeated, indices, NdArray.zeros(DType.F32, Shape.of(4, 3))));
            NdArray eight = NdArray.zeros(DType.F32, Shape.of(2, 4));
            assertThrows(IndexOutOfBoundsException.class, () -> index.gather(table, 2, wide, eight));
        }
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Tag("heap")
    @Example
    void allocatesNothing() {
        try (Scope _ = Scope.open()) {
            NdArray table = NdArray.zeros(DType.F32, Shape.of(100, 130));
            NdArray indices = NdArray.zeros(DType.I64, Shape.of(20));
            NdArray out = NdArray.zeros(DType.F32, Shape.of(20, 130));
            NdArray along = NdArray.zeros(DType.I32, Shape.of(20, 130));
            for (Kernels kernels : SETS) {
                IndexKernels index = kernels.index();
                KernelSets.assertAllocatesNothing("gatherRows", () -> index.gatherRows(table, indices, out));
                KernelSets.assertAllocatesNothing("scatterAddRows", () -> index.scatterAddRows(table, indices, out));
                KernelSets.assertAllocatesNothing("gather", () -> index.gather(table, 0, along, out));
                KernelSets.assertAllocatesNothing("scatterAdd", () -> index.scatterAdd(table, 0, along, out));
                KernelSets.assertAllocatesNothing("scatterExtremum",
                        () -> index.scatterExtremum(table, 0, along, out, true));
            }
        }
    }
}
