package lanegrad.compare.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The time that all threads of this process together have spent on processors. */
final class ProcessClock {

    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();

    /** The system counts in steps of 10 ms: a glance is two of them. */
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(600);

    private ProcessClock() {
    }

    static long nanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /**
     * Waits until the process rests. Threads of native libraries spin for a while when they have no more work, up to a
     * fifth of a second, and would take a processor from whoever comes next.
     */
    static void awaitRest() {
        long deadline = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < deadline) {
            long before = nanos();
            LockSupport.parkNanos(GLANCE);
            if (nanos() - before < GLANCE / 4) {
                return;
            }
        }
    }
}
