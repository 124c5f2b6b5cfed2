package lanegrad.jmh.work;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** The compiler of this JVM, as far as one must wait for it. */
final class Compiler {

    private static final CompilationMXBean BEAN = ManagementFactory.getCompilationMXBean();

    private long spent = spent();
    private long since = System.nanoTime();

    /** For how many nanoseconds it has not finished anything, as seen at the calls of this method. */
    long restingFor() {
        long now = System.nanoTime();
        long total = spent();
        if (total != spent) {
            spent = total;
            since = now;
        }
        return now - since;
    }

    private static long spent() {
        return BEAN != null && BEAN.isCompilationTimeMonitoringSupported() ? BEAN.getTotalCompilationTime() : 0;
    }
}
