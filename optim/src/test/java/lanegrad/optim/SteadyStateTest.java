package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import org.junit.jupiter.api.Test;

/** What a step costs besides arithmetic, and that its bits do not depend on the threads. */
class SteadyStateTest {

    private static Map<String, Parameter> fifty() {
        Random random = new Random(1);
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (int i = 0; i < 25; i++) {
            parameters.put("layers." + i + ".weight", Trees.normal(DType.F32, random, 40, 30));
            parameters.put("layers." + i + ".bias", Trees.normal(DType.F32, random, 40));
        }
        return parameters;
    }

    private static void cheap(boolean fused) {
        Map<String, Parameter> parameters = fifty();
        AdamW settings = AdamW.over(Trees.of(parameters)).rate(Schedule.warmupCosine(1e-3, 1e-4, 10, 1000))
                .groups(Group.matrices(), Group.rest().noDecay()).clipGradNorm(1);
        Optimizer optimizer = fused ? settings.build() : settings.unfused().build();
        Trees.gradients(parameters, 0, 1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Scope _ = Scope.open()) {
            optimizer.step();
            long offHeap = Memory.stats().liveBytes();
            long bytes = Long.MAX_VALUE;
            // Vectors are objects until the kernels are compiled. Patience counts time of processors: beside other work
            // the compiler comes late.
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long deadline = system.getProcessCpuTime() + 30_000_000_000L;
            while (bytes >= 2048 && system.getProcessCpuTime() < deadline) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 100; i++) {
                    optimizer.step();
                }
                bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
            }
            assertTrue(bytes < 2048, bytes + " bytes of heap a step");
            // Less only because what other tests left behind has been collected since.
            assertTrue(Memory.stats().liveBytes() <= offHeap);
        }
    }

    @Test
    void aFusedStepAllocatesNothing() {
        cheap(true);
    }

    @Test
    void norDoesAChain() {
        cheap(false);
    }

    @Test
    void theBitsDoNotDependOnTheNumberOfThreads() {
        for (boolean fused : new boolean[] {true, false}) {
            float[][] ends = new float[3][];
            for (int threads = 1; threads <= 3; threads++) {
                Map<String, Parameter> parameters = new LinkedHashMap<>();
                parameters.put("large", Trees.normal(DType.F32, new Random(2), 300, 1001));
                parameters.put("small", Trees.normal(DType.F32, new Random(3), 17));
                AdamW settings = AdamW.over(Trees.of(parameters)).rate(0.1).clipGradNorm(1);
                Optimizer optimizer = fused ? settings.build() : settings.unfused().build();
                try (Parallelism _ = Parallelism.cap(threads)) {
                    for (int step = 0; step < 3; step++) {
                        Trees.gradients(parameters, step, 1);
                        optimizer.step();
                    }
                }
                ends[threads - 1] = parameters.get("large").toFloatArray();
            }
            assertArrayEquals(ends[0], ends[1]);
            assertArrayEquals(ends[0], ends[2]);
        }
    }
}
