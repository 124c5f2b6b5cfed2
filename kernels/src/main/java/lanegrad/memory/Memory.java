package lanegrad.memory;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The accounts of the house's off-heap memory.
 *
 * <p>System properties, read once: {@code lanegrad.memory} is the budget ({@code 512m}, {@code 8g}, or bytes; by
 * default what the container allows less the heap), {@code lanegrad.leaks=true} keeps a creation stack for each
 * storage, for {@link #leaks}.
 */
public final class Memory {

    static final SlabAllocator SLABS = new SlabAllocator(limit(System.getProperty("lanegrad.memory")),
            Boolean.getBoolean("lanegrad.leaks"));

    private Memory() {
    }

    /**
     * The accounts now.
     *
     * @return a snapshot
     */
    public static MemoryStats stats() {
        return SLABS.stats();
    }

    /**
     * Gives slabs that nothing lives in back to the operating system. It halts every thread for a moment, so it has no
     * place in a training step.
     *
     * @return the bytes given back
     */
    public static long trim() {
        return SLABS.trim();
    }

    /**
     * What is in use and where it was made, in no particular order; the creation stacks need {@code
     * -Dlanegrad.leaks=true}.
     *
     * @return a snapshot
     */
    public static List<Leak> leaks() {
        List<Leak> leaks = new ArrayList<>();
        SLABS.forEachLive(storage -> leaks.add(new Leak(storage.byteSize(), storage.isSaved(), storage.creation)));
        return leaks;
    }

    /** Reads a size such as {@code 512m}, or works out the default when there is none. */
    static long limit(String property) {
        if (property == null) {
            return defaultLimit();
        }
        String text = property.strip().toLowerCase(Locale.ROOT);
        int shift = switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            case 't' -> 40;
            default -> 0;
        };
        try {
            long number = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1));
            if (number > 0 && number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        } catch (NumberFormatException e) {
            // falls through to the message below, which says what was expected
        }
        throw new IllegalArgumentException(
                "-Dlanegrad.memory=" + property + ": expected a positive size such as 1073741824, 512m or 8g");
    }

    /** What the container (or the machine) has, less the heap, which may grow to its limit beside us. */
    private static long defaultLimit() {
        long least = 256L << 20;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            return Math.max(least, system.getTotalMemorySize() - Runtime.getRuntime().maxMemory());
        }
        return Math.max(least, Runtime.getRuntime().maxMemory());
    }
}
