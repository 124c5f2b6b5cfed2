package lanegrad.memory;

/**
 * Whether a program repeats itself, told from the sizes it asks for: how well the latest eight foretell the next.
 *
 * <p>A loop that does the same in each turn is recognised in its second or third turn; sizes drawn at random never are.
 */
final class Habit {

    private static final int BITS = 14;

    /** So many right guesses in a row are a habit. */
    private static final int SURE = 128;

    /** A habit survives a few surprises: an evaluation now and then, a batch that is cut short. */
    private static final int MOST = 2 * SURE;

    /** A wrong guess counts as much as so many right ones; having none to make counts as much as one. */
    private static final int SURPRISE = 8;

    /** What followed on which sizes: above the mark of the sizes, below that of their follower. */
    private final long[] memory = new long[1 << BITS];
    private long context;
    private int score;

    void record(long bytes) {
        long size = bytes * 0x9E3779B97F4A7C15L >>> 32;
        long mixed = context * 0xD1342543DE82EF95L;
        int place = (int) (mixed >>> Long.SIZE - BITS);
        long entry = mixed << BITS & 0xFFFFFFFF00000000L | size;
        long known = memory[place];
        if (known == entry) {
            score = Math.min(score + 1, MOST);
        } else {
            memory[place] = entry;
            score = Math.max(score - (known >>> 32 == entry >>> 32 ? SURPRISE : 1), 0);
        }
        context = context << 8 | size & 0xff;
    }

    boolean isSettled() {
        return score >= SURE;
    }
}
