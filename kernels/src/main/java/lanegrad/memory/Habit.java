package lanegrad.memory;

/**
 * Whether a program repeats itself, told from the sizes it asks for: how well the latest eight foretell the next.
 *
 * <p>A loop that does the same in each turn is recognised in its second or third turn; sizes drawn at random never are.
 */
final class Habit {

    private static final int BITS = 13;

    /** So many right guesses in a row are a habit. */
    private static final int SURE = 128;

    /** A habit survives a few surprises: an evaluation now and then, a batch that is cut short. */
    private static final int MOST = 2 * SURE;

    /** A wrong guess counts as much as so many right ones. */
    private static final int SURPRISE = 8;

    private final int[] next = new int[1 << BITS];
    private long context;
    private int score;

    void record(long bytes) {
        int size = Long.hashCode(bytes * 0x9E3779B97F4A7C15L);
        int place = (int) (context * 0xD1342543DE82EF95L >>> Long.SIZE - BITS);
        if (next[place] == size) {
            score = Math.min(score + 1, MOST);
        } else {
            next[place] = size;
            score = Math.max(score - SURPRISE, 0);
        }
        context = context << 8 | size & 0xff;
    }

    boolean isSettled() {
        return score >= SURE;
    }
}
