package lanegrad.memory;

/**
 * The sizes in which storage is cut: sixteen steps a doubling, none below one cache line, so that rounding up wastes at
 * most one part in sixteen.
 */
final class SizeClass {

    /** A cache line, and a vector of 512 bits: the start of every storage is aligned to it, and so is every size. */
    static final long ALIGNMENT = 64;

    private static final int STEP_BITS = 4;
    private static final int STEPS = 1 << STEP_BITS;

    /** Units of one line up to 2^41 of them: more memory than any address space holds. */
    static final int COUNT = STEPS * 38;

    /** The largest size there is. */
    static final long LARGEST = bytes(COUNT - 1);

    private SizeClass() {
    }

    /** The smallest class whose size holds so many bytes. */
    static int ceil(long bytes) {
        long lines = Math.max(1, (bytes + ALIGNMENT - 1) / ALIGNMENT);
        int floor = floorOfLines(lines);
        return linesOf(floor) == lines ? floor : floor + 1;
    }

    /** The largest class that fits into so many bytes, which are at least one line. */
    static int floor(long bytes) {
        return floorOfLines(bytes / ALIGNMENT);
    }

    static long bytes(int sizeClass) {
        return linesOf(sizeClass) * ALIGNMENT;
    }

    private static int floorOfLines(long lines) {
        if (lines < STEPS) {
            return (int) lines - 1;
        }
        int doubling = 63 - Long.numberOfLeadingZeros(lines) - STEP_BITS;
        return (doubling << STEP_BITS) + (int) (lines >>> doubling) - 1;
    }

    private static long linesOf(int sizeClass) {
        int number = sizeClass + 1;
        if (number < 2 * STEPS) {
            return number;
        }
        int doubling = (number >>> STEP_BITS) - 1;
        return (long) (STEPS + (number & (STEPS - 1))) << doubling;
    }
}
