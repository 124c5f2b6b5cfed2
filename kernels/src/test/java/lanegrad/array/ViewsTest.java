package lanegrad.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random chains of views against arrays that are copied at every step. */
class ViewsTest {

    /** An array in row-major order that each step copies. */
    private record Naive(long[] dims, int[] values) {

        /** Another array whose element at each index is this array's at an index made from it. */
        Naive pick(long[] newDims, UnaryOperator<long[]> from) {
            Shape shape = Shape.of(newDims);
            int[] picked = new int[(int) shape.size()];
            for (int i = 0; i < picked.length; i++) {
                long[] index = from.apply(index(i, newDims));
                int flat = 0;
                for (int axis = 0; axis < dims.length; axis++) {
                    flat = (int) (flat * dims[axis] + index[axis]);
                }
                picked[i] = values[flat];
            }
            return new Naive(newDims, picked);
        }

        static long[] index(int flat, long[] dims) {
            long[] index = new long[dims.length];
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                index[axis] = flat % dims[axis];
                flat /= (int) dims[axis];
            }
            return index;
        }
    }

    private final Rng rng = new Rng(0);
    private NdArray array;
    private Naive naive;

    @Property(seed = "1", tries = 1000)
    void chainsOfViews(@ForAll long seed) {
        rng.restore(new Rng(seed).state());
        try (Scope _ = Scope.open()) {
            begin();
            for (int step = 0; step < 8; step++) {
                change();
                assertEquals(Shape.of(naive.dims), array.shape());
                assertArrayEquals(naive.values, array.toIntArray());
                for (int i = 0; i < naive.values.length; i += 1 + naive.values.length / 5) {
                    assertEquals(naive.values[i], array.getLong(Naive.index(i, naive.dims)));
                }
                assertEquals(isRowMajor(), array.isContiguous() || array.size() == 0);
            }
        }
    }

    private void begin() {
        int rank = rng.nextInt(5);
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = 1 + rng.nextInt(4);
        }
        int[] values = rng.permutation((int) Shape.of(dims).size());
        naive = new Naive(dims, values);
        array = NdArray.of(values, dims.length == 0 ? new long[] {1} : dims);
        if (dims.length == 0) {
            array = array.select(0, 0);
        }
    }

    /** Whether the elements' places are one run, found the long way. */
    private boolean isRowMajor() {
        for (int i = 0; i < naive.values.length; i++) {
            long place = 0;
            long[] index = Naive.index(i, naive.dims);
            for (int axis = 0; axis < index.length; axis++) {
                place += index[axis] * array.stride(axis);
            }
            if (place != i) {
                return false;
            }
        }
        return true;
    }

    private void diagonal(int rows, int columns) {
        if (rows == columns) {
            return;
        }
        int offset = rng.nextInt(5) - 2;
        int count = (int) Math.max(0, Math.min(naive.dims[rows] - Math.max(0, -offset),
                naive.dims[columns] - Math.max(0, offset)));
        if (count == 0) {
            assertEquals(0, array.diagonal(offset, rows, columns).size());
            return;
        }
        long[] dims = new long[naive.dims.length - 1];
        int at = 0;
        for (int i = 0; i < naive.dims.length; i++) {
            if (i != rows && i != columns) {
                dims[at++] = naive.dims[i];
            }
        }
        dims[at] = count;
        array = array.diagonal(offset, rows, columns);
        naive = naive.pick(dims, index -> {
            long[] from = new long[dims.length + 1];
            int next = 0;
            for (int i = 0; i < from.length; i++) {
                long along = index[dims.length - 1];
                from[i] = i == rows ? along + Math.max(0, -offset)
                        : i == columns ? along + Math.max(0, offset) : index[next++];
            }
            return from;
        });
    }

    private void unfold(int axis) {
        if (naive.dims.length > 5 || naive.dims[axis] == 0) {
            return;
        }
        int size = 1 + rng.nextInt((int) naive.dims[axis]);
        int step = 1 + rng.nextInt(3);
        long[] dims = Arrays.copyOf(naive.dims, naive.dims.length + 1);
        dims[axis] = (naive.dims[axis] - size) / step + 1;
        dims[naive.dims.length] = size;
        array = array.unfold(axis, size, step);
        naive = naive.pick(dims, index -> {
            long[] from = Arrays.copyOf(index, index.length - 1);
            from[axis] = index[axis] * step + index[index.length - 1];
            return from;
        });
    }

    /** Where no two elements share a place, none may be thought to; where they do, it must be known. */
    @Property(seed = "2", tries = 1000)
    void overlapIsFound(@ForAll long seed) {
        rng.restore(new Rng(seed).state());
        try (Scope _ = Scope.open()) {
            begin();
            for (int step = 0; step < 8; step++) {
                change();
                boolean shared = Arrays.stream(naive.values).distinct().count() < naive.values.length;
                assertEquals(shared, array.layout().hasOverlap(), () -> array.layout().toString());
            }
        }
    }

    /** However rows and elements are walked, they are where the strides say. */
    @Property(seed = "3", tries = 1000)
    void pathsFollowTheStrides(@ForAll long seed) {
        rng.restore(new Rng(seed).state());
        try (Scope _ = Scope.open()) {
            begin();
            for (int step = 0; step < 8; step++) {
                change();
                Layout layout = array.layout();
                for (int i = 0; i < array.size(); i++) {
                    assertEquals(place(Naive.index(i, naive.dims)), layout.elements().at(i));
                }
                long columns = naive.dims.length == 0 ? 1 : naive.dims[naive.dims.length - 1];
                for (int i = 0; i < array.size(); i += (int) columns) {
                    assertEquals(place(Naive.index(i, naive.dims)), layout.rows().at(i / columns));
                }
                assertEquals(columns <= 1 || array.stride(-1) == 1, layout.hasRows());
            }
        }
    }

    private long place(long[] index) {
        long place = array.offset();
        for (int axis = 0; axis < index.length; axis++) {
            place += index[axis] * array.stride(axis);
        }
        return place;
    }

    @Example
    void layoutsCoincideWherePlacesDo() {
        try (Scope _ = Scope.open()) {
            Layout square = NdArray.zeros(DType.F32, Shape.of(2, 2)).layout();
            NdArray flat = NdArray.zeros(DType.F32, Shape.of(4));
            assertTrue(square.coincidesWith(flat.reshape(2, 2).layout()));
            assertTrue(flat.slice(0, 1, 2, 1).layout().coincidesWith(flat.slice(0, 1, 3, 2).layout()));
            assertFalse(square.coincidesWith(flat.layout()));
            assertFalse(square.coincidesWith(flat.reshape(2, 2).transpose(0, 1).layout()));
            assertFalse(flat.slice(0, 0, 2, 1).layout().coincidesWith(flat.slice(0, 1, 3, 1).layout()));
        }
    }

    private void change() {
        int rank = naive.dims.length;
        switch (rng.nextInt(8)) {
            case 0 -> reshape();
            case 1 -> unsqueeze();
            case 2 -> expand();
            case 3 -> permute();
            default -> {
                if (rank == 0) {
                    unsqueeze();
                    return;
                }
                int axis = rng.nextInt(rank);
                switch (rng.nextInt(6)) {
                    case 0 -> transpose(axis, rng.nextInt(rank));
                    case 3 -> diagonal(axis, rng.nextInt(rank));
                    case 4 -> unfold(axis);
                    case 1 -> select(axis);
                    case 2 -> squeeze(axis);
                    default -> slice(axis);
                }
            }
        }
    }

    private int named(int axis, int rank) {
        return rng.nextInt(2) == 0 ? axis : axis - rank;
    }

    private void reshape() {
        long[] dims = naive.dims.clone();
        for (int i = 0; i + 1 < dims.length; i++) { // move factors to and fro between neighbours
            if (dims[i] % 2 == 0) {
                dims[i] /= 2;
                dims[i + 1] *= 2;
            }
        }
        if (rng.nextInt(2) == 0) {
            dims = new long[] {array.size()};
        }
        NdArray changed = array.reshapeOrNull(Shape.of(dims));
        if (array.isContiguous()) {
            assertNotNull(changed);
        }
        if (changed == null) {
            long[] refused = dims;
            assertTrue(assertThrows(IllegalArgumentException.class, () -> array.reshape(refused)).getMessage()
                    .endsWith("takes a copy"));
            return;
        }
        array = changed;
        naive = new Naive(dims, naive.values);
    }

    private void unsqueeze() {
        if (naive.dims.length == 6) {
            return;
        }
        int at = rng.nextInt(naive.dims.length + 1);
        array = array.unsqueeze(named(at, naive.dims.length + 1));
        naive = new Naive(Shape.of(naive.dims).insert(at, 1).toArray(), naive.values);
    }

    private void expand() {
        if (naive.dims.length == 6 || array.size() > 200) {
            return;
        }
        int added = rng.nextInt(2);
        long[] dims = new long[naive.dims.length + added];
        for (int i = 0; i < dims.length; i++) {
            long old = i < added ? 1 : naive.dims[i - added];
            dims[i] = old == 1 ? rng.nextInt(4) : old;
        }
        array = array.expand(Shape.of(dims));
        Naive before = naive;
        naive = naive.pick(dims, index -> {
            long[] from = Arrays.copyOfRange(index, added, index.length);
            for (int i = 0; i < from.length; i++) {
                from[i] = before.dims[i] == 1 ? 0 : from[i];
            }
            return from;
        });
    }

    private void permute() {
        int rank = naive.dims.length;
        int[] axes = rng.permutation(rank);
        long[] dims = new long[rank];
        int[] given = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = naive.dims[axes[i]];
            given[i] = named(axes[i], rank);
        }
        array = array.permute(given);
        naive = naive.pick(dims, index -> {
            long[] from = new long[rank];
            for (int i = 0; i < rank; i++) {
                from[axes[i]] = index[i];
            }
            return from;
        });
    }

    private void transpose(int a, int b) {
        long[] dims = naive.dims.clone();
        dims[a] = naive.dims[b];
        dims[b] = naive.dims[a];
        array = array.transpose(named(a, dims.length), named(b, dims.length));
        naive = naive.pick(dims, index -> {
            long[] from = index.clone();
            from[a] = index[b];
            from[b] = index[a];
            return from;
        });
    }

    private void select(int axis) {
        long size = naive.dims[axis];
        if (size == 0) {
            assertThrows(IndexOutOfBoundsException.class, () -> array.select(axis, 0));
            return;
        }
        long chosen = rng.nextInt((int) size);
        array = array.select(named(axis, naive.dims.length), chosen);
        naive = naive.pick(Shape.of(naive.dims).remove(axis).toArray(), index -> {
            long[] from = new long[index.length + 1];
            System.arraycopy(index, 0, from, 0, axis);
            System.arraycopy(index, axis, from, axis + 1, index.length - axis);
            from[axis] = chosen;
            return from;
        });
    }

    private void squeeze(int axis) {
        if (naive.dims[axis] != 1) {
            assertThrows(IllegalArgumentException.class, () -> array.squeeze(axis));
            return;
        }
        array = array.squeeze(named(axis, naive.dims.length));
        naive = new Naive(Shape.of(naive.dims).remove(axis).toArray(), naive.values);
    }

    private void slice(int axis) {
        int size = (int) naive.dims[axis];
        long step = 1 + rng.nextInt(3);
        long from = rng.nextInt(size + 1);
        long to = from + rng.nextInt((int) (size - from) + 1);
        if (rng.nextInt(2) == 0) { // backwards: from the last element of the same range down to below its first
            step = -step;
            long last = to - 1;
            to = from - 1;
            from = Math.max(last, to);
        }
        long stride = step;
        long begin = from;
        long count = (long) Math.ceil((to - from) / (double) step);
        array = array.slice(named(axis, naive.dims.length), from, to, step);
        naive = naive.pick(Shape.of(naive.dims).with(axis, count).toArray(), index -> {
            long[] source = index.clone();
            source[axis] = begin + index[axis] * stride;
            return source;
        });
    }

    @Example
    void extremeSteps() {
        try (Scope _ = Scope.open()) {
            NdArray four = NdArray.of(new int[] {1, 2, 3, 4});
            assertArrayEquals(new int[] {2}, four.slice(0, 1, 4, Long.MAX_VALUE).toIntArray());
            assertArrayEquals(new int[] {4}, four.slice(0, 3, -1, Long.MIN_VALUE).toIntArray());
            assertEquals(0, four.slice(0, -1, -1, -1).size());
        }
    }

    @Example
    void messages() {
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.zeros(DType.F32, Shape.of(3, 4));
            assertMessage("reshape of [3, 4] to [5, 2]: 12 elements cannot become 10", () -> x.reshape(5, 2));
            assertMessage("permute of [3, 4]: 2 axes expected, 1 given", () -> x.permute(0));
            assertMessage("permute of [3, 4]: axis 1 is named twice", () -> x.permute(1, -1));
            assertMessage("expand of [3, 4] to [4]: axes cannot be dropped", () -> x.expand(Shape.of(4)));
            assertMessage("expand of [3, 4] to [2, 3, 8]: size 4 at axis 1 is not 1",
                    () -> x.expand(Shape.of(2, 3, 8)));
            assertMessage("squeeze of axis 0 of shape [3, 4]: its size is not 1", () -> x.squeeze(0));
            assertMessage("select 4 of axis 1 of shape [3, 4]: expected from 0 to 3", () -> x.select(1, 4));
            assertMessage(
                    "slice 2:5:1 of axis 0 of shape [3, 4]: expected 0 <= from <= to <= 3 with a step above 0, or "
                            + "3 > from >= to >= -1 with a step below 0",
                    () -> x.slice(0, 2, 5, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> x.slice(0, 0, 1, 0));
        }
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(RuntimeException.class, call::run).getMessage());
    }
}
