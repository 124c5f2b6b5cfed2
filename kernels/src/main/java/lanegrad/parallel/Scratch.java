package lanegrad.parallel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for the panels and tiles of one piece of work, kept from call to call. Each slot is an array that only
 * grows, or a segment that does.
 *
 * <pre>{@code
 * Scratch scratch = Scratch.take();
 * try {
 *     float[] panel = scratch.floats(0, 4096);
 * } finally {
 *     scratch.give();
 * }
 * }</pre>
 */
public final class Scratch {

    private static final int SLOTS = 8;
    private static final Pool<Scratch> POOL = new Pool<>(Scratch::new);

    private final float[][] floats = new float[SLOTS][];
    private final double[][] doubles = new double[SLOTS][];
    private final long[][] longs = new long[SLOTS][];
    private final Room[] rooms = new Room[SLOTS];
    private final float[][][] floatLines = new float[SLOTS][][];
    private final double[][][] doubleLines = new double[SLOTS][][];

    private Scratch() {
    }

    /**
     * Takes scratch memory that nobody else has until {@link #give}.
     *
     * @return the scratch memory
     */
    public static Scratch take() {
        return POOL.take();
    }

    /** Gives the scratch memory back. */
    public void give() {
        POOL.give(this);
    }

    /**
     * The float array of a slot, with undefined contents.
     *
     * @param slot from 0 to 7
     * @param length how long it must be at least
     * @return the array, which may be longer
     */
    public float[] floats(int slot, int length) {
        float[] array = floats[slot];
        if (array == null || array.length < length) {
            array = new float[grown(length)];
            floats[slot] = array;
        }
        return array;
    }

    /**
     * The double array of a slot, with undefined contents.
     *
     * @param slot from 0 to 7
     * @param length how long it must be at least
     * @return the array, which may be longer
     */
    public double[] doubles(int slot, int length) {
        double[] array = doubles[slot];
        if (array == null || array.length < length) {
            array = new double[grown(length)];
            doubles[slot] = array;
        }
        return array;
    }

    /**
     * The long array of a slot, with undefined contents.
     *
     * @param slot from 0 to 7
     * @param length how long it must be at least
     * @return the array, which may be longer
     */
    public long[] longs(int slot, int length) {
        long[] array = longs[slot];
        if (array == null || array.length < length) {
            array = new long[grown(length)];
            longs[slot] = array;
        }
        return array;
    }

    /**
     * Float arrays of one length in a slot, with undefined contents. A loop that reads several arrays at the same index
     * is one that HotSpot vectorises; one that reads several places of one array is not.
     *
     * @param slot from 0 to 7
     * @param lines how many arrays there must be at least
     * @param length of each at least, the same at every call with this slot
     * @return the arrays, of which there may be more
     */
    public float[][] floatLines(int slot, int lines, int length) {
        float[][] array = floatLines[slot];
        if (array == null || array.length < lines || array[0].length < length) {
            array = new float[grown(lines)][length];
            floatLines[slot] = array;
        }
        return array;
    }

    /**
     * As {@link #floatLines}, for doubles.
     *
     * @param slot from 0 to 7
     * @param lines how many arrays there must be at least
     * @param length of each at least, the same at every call with this slot
     * @return the arrays, of which there may be more
     */
    public double[][] doubleLines(int slot, int lines, int length) {
        double[][] array = doubleLines[slot];
        if (array == null || array.length < lines || array[0].length < length) {
            array = new double[grown(lines)][length];
            doubleLines[slot] = array;
        }
        return array;
    }

    /**
     * Native memory of a slot, aligned to 64 bytes, with undefined contents: what a Java array, which the collector
     * puts at any multiple of 8, cannot promise. It counts against no budget, as arrays do not.
     *
     * @param slot from 0 to 7
     * @param bytes how long it must be at least
     * @return the segment, which may be longer
     */
    public MemorySegment segment(int slot, long bytes) {
        Room room = rooms[slot];
        if (room == null || room.segment.byteSize() < bytes) {
            if (room != null) {
                room.arena.close();
                rooms[slot] = null;
            }
            room = new Room(Arena.ofShared(), Math.max(4096, bytes + (bytes >> 2)));
            rooms[slot] = room;
        }
        return room.segment;
    }

    /** A segment, and what gives it back. */
    private record Room(Arena arena, MemorySegment segment) {

        Room(Arena arena, long bytes) {
            this(arena, arena.allocate(bytes, 64));
        }
    }

    /** Room to grow, so that lengths that creep up do not make a new array each time. */
    private static int grown(int length) {
        return (int) Math.max(length, Math.min(Integer.MAX_VALUE - 8L, Math.max(64L, (long) length + (length >> 2))));
    }
}
