package lanegrad.random;

/**
 * Random words as numbers in the open interval (0, 1): the middles of equal parts, so that neither end is ever drawn,
 * every conversion is exact, and {@code 1 - u} is as likely as {@code u}.
 */
public final class Uniform {

    /** The bits of a word that a float uses. */
    public static final int FLOAT_BITS = 23;

    private static final float FLOAT_PART = 0x1p-23f;
    private static final double DOUBLE_PART = 0x1p-52;

    private Uniform() {
    }

    /**
     * A float from the upper bits of one word.
     *
     * @param word 32 random bits
     * @return from 2^-24 to 1 - 2^-24, in steps of 2^-23
     */
    public static float toFloat(int word) {
        return ((word >>> 32 - FLOAT_BITS) + 0.5f) * FLOAT_PART;
    }

    /**
     * A double from two words: within 2^-24 of the float of the first word.
     *
     * @param word 32 random bits, the more significant ones
     * @param extension 32 random bits, of which 20 are used
     * @return from 2^-53 to 1 - 2^-53, in steps of 2^-52
     */
    public static double toDouble(int word, int extension) {
        long bits = (word & 0xFFFFFFFFL) << 20 | extension >>> 12;
        return (bits + 0.5) * DOUBLE_PART;
    }
}
