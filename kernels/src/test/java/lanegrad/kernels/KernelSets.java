package lanegrad.kernels;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What tests of kernels share: the implementations at hand, sizes worth a try, and a watch on allocation. */
public final class KernelSets {

    private KernelSets() {
    }

    /** Both implementations where SIMD can be had, otherwise the scalar one. */
    public static List<Kernels> all() {
        try {
            return List.of(Kernels.scalar(), Kernels.simd());
        } catch (IllegalStateException e) {
            return List.of(Kernels.scalar());
        }
    }

    /** Small sizes, and those on each side of every threshold. */
    public static List<Integer> sizes(List<Threshold> thresholds) {
        TreeSet<Integer> sizes = new TreeSet<>(List.of(0, 1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 63, 64, 65, 100, 257));
        for (Threshold threshold : thresholds) {
            for (long d = -1; d <= 1; d++) {
                sizes.add(Math.toIntExact(threshold.value() + d));
            }
        }
        sizes.removeIf(size -> size < 0);
        return new ArrayList<>(sizes);
    }

    /**
     * What this JVM has had of the processors, in nanoseconds. Whoever waits for its compiler should count in these: on
     * a busy machine the compiler comes late, but no less far for them.
     */
    public static long processorTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Calls until a hundred calls in a row allocate nothing, as they must once everything is compiled. */
    public static void assertAllocatesNothing(String what, Runnable call) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long deadline = processorTime() + 30_000_000_000L;
        long allocated;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                call.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        } while (allocated > 0 && processorTime() < deadline);
        if (allocated > 0) {
            throw new AssertionError(what + " still allocates " + allocated / 100 + " bytes a call");
        }
    }
}
