package lanegrad.jmh.work;

/** Numbers to begin with, the same in every process. */
public final class Inputs {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Inputs() {
    }

    /** Values in [-1, 1). */
    public static float[] uniform(int count, long seed) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((mix(seed, i) >>> 40) * 0x1p-23 - 1);
        }
        return values;
    }

    /** Whole numbers from 0 up to a bound, that excluded. */
    public static long[] indices(int count, int bound, long seed) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = (mix(seed, i) >>> 33) % bound;
        }
        return values;
    }

    /** SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014). */
    private static long mix(long seed, long i) {
        long z = (seed * 0x1_0000_0001L + i + 1) * GOLDEN;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
