package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.memory.Storage;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * Sorts lines; a piece is some of them. Values alone are sorted as keys; an order is found by sorting keys together
 * with positions, which for keys of 32 bits fit into one word.
 */
final class SortTask extends Task {

    private static final Pool<SortTask> POOL = new Pool<>(SortTask::new);

    /** Elements a piece has about. */
    static final long PIECE = 1 << 13;

    /** Lines up to this are sorted by insertion. */
    static final int SHORT = 32;

    /** As many first elements at most are kept in a heap; more are taken from the sorted line. */
    static final int HEAP = 1 << 10;

    private static final int TILE = Conversion.TILE;

    /** The top bit of either half of a word: with it turned, signed keys have the order of unsigned ones. */
    private static final long SIGN = Long.MIN_VALUE;
    private static final int SIGN_32 = Integer.MIN_VALUE;

    private final Nest kept = new Nest();
    private DType dtype;
    private MemorySegment source;
    private MemorySegment target;
    private boolean values;
    private long flip;
    private long length;
    private long wanted;
    private long step;
    private long outStep;
    private long lines;
    private long linesEach;

    private SortTask() {
    }

    /** Sorts values. */
    static void sort(NdArray x, int axis, boolean descending, NdArray out) {
        POOL.take().run(true, x, axis, descending, out);
    }

    /** Finds where the first elements of the sorted lines stood, as many as the output has room for. */
    static void order(NdArray x, int axis, boolean descending, NdArray out) {
        POOL.take().run(false, x, axis, descending, out);
    }

    private void run(boolean sorted, NdArray x, int axis, boolean descending, NdArray out) {
        try {
            values = sorted;
            dtype = x.dtype();
            source = x.segment();
            target = out.writableSegment();
            flip = descending ? -1 : 0;
            length = x.dim(axis);
            wanted = out.dim(axis);
            step = x.stride(axis);
            outStep = out.stride(axis);
            kept.over(x.shape()).with(out).with(x).without(1 << axis).merge();
            lines = kept.rows(0);
            linesEach = Math.max(1, PIECE / length);
            Workers.run(this, Math.toIntExact(Math.ceilDiv(lines, linesEach)));
        } finally {
            source = null;
            target = null;
            POOL.give(this);
        }
    }

    @Override
    protected void run(int piece) {
        Scratch scratch = Scratch.take();
        try {
            long first = piece * linesEach;
            for (long line = first; line < Math.min(lines, first + linesEach); line++) {
                long from = kept.at(1, line, 0);
                long to = kept.at(0, line, 0);
                if (length <= SHORT) {
                    insertion(from, to, scratch);
                } else if (values) {
                    sort(from, to, scratch);
                } else if (wanted <= HEAP && wanted * 8 <= length) {
                    heap(from, to, scratch);
                } else {
                    order(from, to, scratch);
                }
            }
        } finally {
            scratch.give();
        }
    }

    private void insertion(long from, long to, Scratch scratch) {
        int n = (int) length;
        long[] keys = scratch.longs(0, TILE);
        long[] places = scratch.longs(1, TILE);
        SortKeys.read(dtype, source, from, step, flip, keys, scratch.floats(0, Conversion.TILE), n);
        for (int i = 0; i < n; i++) {
            long key = keys[i];
            int at = i;
            for (; at > 0 && keys[at - 1] > key; at--) {
                keys[at] = keys[at - 1];
                places[at] = places[at - 1];
            }
            keys[at] = key;
            places[at] = i;
        }
        if (values) {
            for (int i = 0; i < n; i++) {
                move(from, places[i], to, i);
            }
        } else {
            Conversion.write(DType.I64, target, to, outStep, places, (int) wanted);
        }
    }

    /** Copies an element, bit by bit. */
    private void move(long from, long place, long to, long i) {
        long at = from + place * step;
        long out = to + i * outStep;
        switch (dtype.bytes()) {
            case 1 -> target.set(JAVA_BYTE, out,
                    source.get(JAVA_BYTE, at));
            case 4 -> target.set(JAVA_INT, out * 4, source.get(JAVA_INT, at * 4));
            default -> target.set(JAVA_LONG, out * 8, source.get(JAVA_LONG, at * 8));
        }
    }

    private void sort(long from, long to, Scratch scratch) {
        boolean narrow = SortKeys.isNarrow(dtype);
        long bytes = length * (narrow ? 4 : 8);
        Storage storage = Storage.allocate(2 * bytes);
        try {
            MemorySegment memory = storage.segment();
            long[] tile = scratch.longs(0, TILE);
            boolean signs = false;
            for (long done = 0; done < length; done += TILE) {
                int n = (int) Math.min(TILE, length - done);
                signs |= SortKeys.read(dtype, source, from + done * step, step, flip, tile,
                        scratch.floats(0, Conversion.TILE), n);
                if (narrow) {
                    RadixSort.putInts(memory, done * 4, tile, n);
                } else {
                    RadixSort.putLongs(memory, done * 8, tile, n);
                }
            }
            if (!signs) {
                long[] counts = scratch.longs(1, RadixSort.counters(length, narrow ? 32 : 64));
                long at = narrow ? RadixSort.ints(memory, 0, bytes, length, counts)
                        : RadixSort.words(memory, 0, bytes, length, 0, false, counts);
                store(memory, at, narrow, to, tile);
                return;
            }
        } finally {
            storage.release();
        }
        order(from, to, scratch); // zeros of both signs are equal, and keep their order
    }

    private void store(MemorySegment memory, long at, boolean narrow, long to, long[] tile) {
        for (long done = 0; done < length; done += TILE) {
            int n = (int) Math.min(TILE, length - done);
            if (narrow) {
                RadixSort.getInts(memory, at + done * 4, tile, n);
            } else {
                RadixSort.getLongs(memory, at + done * 8, tile, n);
            }
            SortKeys.write(dtype, target, to + done * outStep, outStep, flip, tile, n);
        }
    }

    private void order(long from, long to, Scratch scratch) {
        boolean packed = SortKeys.isNarrow(dtype) && length <= Integer.MAX_VALUE;
        long width = packed ? 8 : 16;
        Storage storage = Storage.allocate(2 * length * width);
        try {
            MemorySegment memory = storage.segment();
            long[] tile = scratch.longs(0, TILE);
            for (long done = 0; done < length; done += TILE) {
                int n = (int) Math.min(TILE, length - done);
                SortKeys.read(dtype, source, from + done * step, step, flip, tile, scratch.floats(0, Conversion.TILE),
                        n);
                for (int i = 0; i < n; i++) {
                    long place = done + i;
                    if (packed) {
                        memory.set(JAVA_LONG, place * 8, (tile[i] << 32 ^ SIGN) | place);
                    } else {
                        memory.set(JAVA_LONG, place * 16, tile[i] ^ SIGN);
                        memory.set(JAVA_LONG, place * 16 + 8, place);
                    }
                }
            }
            long[] counts = scratch.longs(1, RadixSort.counters(length, packed ? 32 : 64));
            long at = RadixSort.words(memory, 0, length * width, length, packed ? 32 : 0, !packed, counts);
            for (long i = 0; i < (values ? length : wanted); i++) {
                long place = packed ? memory.get(JAVA_LONG, at + i * 8) & 0xFFFFFFFFL
                        : memory.get(JAVA_LONG, at + i * 16 + 8);
                if (values) {
                    move(from, place, to, i);
                } else {
                    target.set(JAVA_LONG, (to + i * outStep) * 8, place);
                }
            }
        } finally {
            storage.release();
        }
    }

    /** The first elements in a heap whose root is the last of them: few elements of a long line get past it. */
    private void heap(long from, long to, Scratch scratch) {
        int k = (int) wanted;
        long[] keys = scratch.longs(1, HEAP);
        long[] places = scratch.longs(2, HEAP);
        long[] tile = scratch.longs(0, TILE);
        int size = 0;
        for (long done = 0; done < length && k > 0; done += TILE) {
            int n = (int) Math.min(TILE, length - done);
            SortKeys.read(dtype, source, from + done * step, step, flip, tile, scratch.floats(0, Conversion.TILE), n);
            for (int i = 0; i < n; i++) {
                if (size < k) {
                    FirstHeap.rise(keys, places, size++, tile[i], done + i);
                } else if (tile[i] < keys[0]) {
                    FirstHeap.sink(keys, places, size, tile[i], done + i);
                }
            }
        }
        for (int left = size - 1; left > 0; left--) {
            long key = keys[left];
            long place = places[left];
            keys[left] = keys[0];
            places[left] = places[0];
            FirstHeap.sink(keys, places, left, key, place);
        }
        Conversion.write(DType.I64, target, to, outStep, places, size);
    }
}
