package lanegrad.examples.soak;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Memory;
import lanegrad.memory.MemoryStats;
import lanegrad.memory.Scope;
import lanegrad.nn.models.Gpt;
import lanegrad.nn.models.GptConfig;
import lanegrad.optim.AdamW;
import lanegrad.optim.Optimizer;
import lanegrad.random.Rng;

/** Trains a small GPT for very many steps: once it has settled, nothing may grow. */
public final class TrainingSoak {

    private static final int SYMBOLS = 64;
    private static final int CONTEXT = 32;
    private static final int BATCH = 4;
    private static final int LAYERS = 4;
    private static final int HEADS = 4;
    private static final int WIDTH = 32;

    /** The step from which on everything has settled. */
    private static final int SETTLED = 500;
    private static final double KIB = 1 << 10;
    private static final double MIB = 1 << 20;
    private static final double HEAP_A_STEP = 64;
    private static final double GROWTH = 16;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Rng rng = new Rng(1);
    private final Gpt model = new Gpt(new GptConfig(SYMBOLS, CONTEXT, LAYERS, HEADS, WIDTH, 0.1, true, true), rng);
    private final Optimizer optimizer = AdamW.over(model).clipGradNorm(1).build();
    private final long[] ids = new long[BATCH * CONTEXT];

    private TrainingSoak() {
    }

    /**
     * Trains.
     *
     * @param steps more than 500
     * @param bounds receives the figures
     * @return what has been trained
     */
    public static TrainingSoak run(int steps, Bounds bounds, PrintStream out) throws IOException {
        TrainingSoak soak = new TrainingSoak();
        soak.train(steps, bounds, out);
        return soak;
    }

    private void train(int steps, Bounds bounds, PrintStream out) throws IOException {
        ResidentMemory.touchHeap();
        out.printf(Locale.ROOT, "%,d steps of a GPT with %,d parameters%n", steps, model.parameterCount());
        for (int step = 0; step < SETTLED; step++) {
            step();
        }
        MemoryStats before = Memory.stats();
        double resident = ResidentMemory.bytes();
        long allocated = threads.getTotalThreadAllocatedBytes();
        double loss = 0;
        for (int step = SETTLED; step < steps; step++) {
            loss = step();
        }
        double heap = (double) (threads.getTotalThreadAllocatedBytes() - allocated) / (steps - SETTLED);
        double growth = ResidentMemory.bytes() - resident;
        MemoryStats after = Memory.stats();
        out.printf(Locale.ROOT, "  loss %.3f, resident %.1f MiB, slabs %.1f MiB, live %.1f MiB, peak %.1f MiB%n", loss,
                (resident + growth) / MIB, after.slabBytes() / MIB, after.liveBytes() / MIB, after.peakBytes() / MIB);
        if (!Double.isNaN(growth)) { // a system that does not tell
            bounds.below("resident memory's growth", growth / MIB, GROWTH, "MiB");
        }
        bounds.below("heap allocated a step", heap / KIB, HEAP_A_STEP, "KiB");
        bounds.same("bytes in slabs", before.slabBytes(), after.slabBytes());
        bounds.same("slabs", before.slabs(), after.slabs());
        bounds.same("slabs taken so far", before.slabAllocations(), after.slabAllocations());
        bounds.same("live bytes", before.liveBytes(), after.liveBytes());
        bounds.same("live storages", before.liveStorages(), after.liveStorages());
        bounds.same("live bytes at the peak", before.peakBytes(), after.peakBytes());
    }

    private double step() {
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i % CONTEXT == 0 ? rng.nextInt(SYMBOLS) : (ids[i - 1] * 5 + 1 + rng.nextInt(2)) % SYMBOLS;
        }
        try (Scope _ = Scope.open("step")) {
            Tensor batch = Tensor.of(ids, BATCH, CONTEXT);
            Tensor loss = model.loss(batch.slice(1, 0, CONTEXT - 1), batch.slice(1, 1, CONTEXT));
            loss.backward();
            optimizer.step();
            optimizer.zeroGrad();
            return loss.item();
        }
    }
}
