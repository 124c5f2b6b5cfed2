package lanegrad.parallel;

/**
 * Heap memory for the panels and tiles of one piece of work, kept from call to call. Each slot is an array that only
 * grows.
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

    /** Room to grow, so that lengths that creep up do not make a new array each time. */
    private static int grown(int length) {
        return (int) Math.max(length, Math.min(Integer.MAX_VALUE - 8L, Math.max(64L, (long) length + (length >> 2))));
    }
}
