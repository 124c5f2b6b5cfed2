package lanegrad.random;

/**
 * Philox4x32-10, a counter-based generator: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3
 * (SC 2011).
 *
 * <p>A block of four 32-bit words is a function of a 64-bit key and a 128-bit counter, and of nothing else: any block
 * of any sequence can be had at once. The upper half of the counter is the stream here: sequences of one key that never
 * meet.
 */
public final class Philox {

    /** The words of a block. */
    public static final int WORDS = 4;

    /** How often a block is stirred. */
    public static final int ROUNDS = 10;

    /** What the first word of the counter is multiplied by in each round. */
    public static final int MULTIPLIER_0 = 0xD2511F53;

    /** What the third word of the counter is multiplied by in each round. */
    public static final int MULTIPLIER_1 = 0xCD9E8D57;

    /** What is added to the first word of the key after each round: the golden ratio. */
    public static final int WEYL_0 = 0x9E3779B9;

    /** What is added to the second word of the key after each round: the square root of 3, less 1. */
    public static final int WEYL_1 = 0xBB67AE85;

    /** The stream of all that is drawn. */
    public static final long DRAWS = 0;

    /** The stream that extends words of {@link #DRAWS} to 64 bits, where a double needs them. */
    public static final long EXTENSIONS = 1;

    /** The stream of the keys of children. */
    public static final long KEYS = 2;

    private static final long LOW = 0xFFFFFFFFL;

    private Philox() {
    }

    /**
     * Computes one block.
     *
     * @param key the key, its first word in the lower half
     * @param counter the lower half of the counter, its first word in the lower half
     * @param stream the upper half of the counter
     * @param words receives the four words, two in a long, the earlier one in the lower half
     * @param at where the first two go
     */
    public static void block(long key, long counter, long stream, long[] words, int at) {
        int c0 = (int) counter;
        int c1 = (int) (counter >>> 32);
        int c2 = (int) stream;
        int c3 = (int) (stream >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (MULTIPLIER_0 & LOW) * (c0 & LOW);
            long p1 = (MULTIPLIER_1 & LOW) * (c2 & LOW);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[at] = c0 & LOW | (long) c1 << 32;
        words[at + 1] = c2 & LOW | (long) c3 << 32;
    }
}
