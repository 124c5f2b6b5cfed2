package lanegrad.examples.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import lanegrad.memory.Memory;
import lanegrad.memory.MemoryStats;
import lanegrad.memory.Storage;
import lanegrad.random.Rng;

/**
 * Arrays of shapes that never repeat come and go in no order, while the bytes that live swing between 30 and 200 MiB or
 * stand at 200: neither slabs nor resident memory may ever grow far beyond the most that lived.
 */
public final class ShapeSoak {

    private static final double MIB = 0x1p20;
    private static final long LEAST = 30L << 20;
    private static final long MOST = 200L << 20;
    private static final double RATIO = 1.3;

    /** Resident memory is read once in so many arrays. */
    private static final int LOOK = 100;

    /** F32 elements of the largest array, and how the sizes below it are spread. */
    private record Regime(String name, int elements, boolean logUniform) {
    }

    private static final Regime[] REGIMES = {new Regime("arrays up to 64 KiB", 1 << 14, false),
        new Regime("arrays up to 1 MiB", 1 << 18, false), new Regime("arrays up to 4 MiB", 1 << 20, false),
        new Regime("arrays up to 16 MiB", 1 << 22, false), new Regime("4 B to 16 MiB", 1 << 22, true)};

    private final Rng rng = new Rng(2);
    private final Regime regime;
    private final boolean swinging;
    private final Storage[] population;
    private final long[] sizes;
    private int count;
    private long target = MOST;
    private long live;
    private long peak;

    private ShapeSoak(Regime regime, boolean swinging, int shapes) {
        this.regime = regime;
        this.swinging = swinging;
        population = new Storage[shapes];
        sizes = new long[shapes];
    }

    /** Takes storage for so many arrays in each regime of sizes. */
    public static void run(int shapes, Bounds bounds, PrintStream out) throws IOException {
        for (Regime regime : REGIMES) {
            new ShapeSoak(regime, true, shapes).run(bounds, out);
            new ShapeSoak(regime, false, shapes).run(bounds, out);
        }
    }

    private void run(Bounds bounds, PrintStream out) throws IOException {
        Memory.trim();
        MemoryStats before = Memory.stats();
        double residentBefore = ResidentMemory.bytes();
        long slabs = 0;
        double resident = residentBefore;
        for (int i = 0; i < population.length; i++) {
            move();
            take();
            slabs = Math.max(slabs, Memory.stats().slabBytes());
            if (i % LOOK == 0) {
                resident = Math.max(resident, ResidentMemory.bytes());
            }
        }
        MemoryStats after = Memory.stats();
        out.printf(Locale.ROOT, "%,d random shapes, %s, live bytes %s: at most %.1f MiB live; %,d slabs taken%n",
                population.length, regime.name, swinging ? "swinging" : "steady", peak / MIB,
                after.slabAllocations() - before.slabAllocations());
        bounds.below("bytes in slabs to bytes alive", (double) (slabs - before.slabBytes()) / peak, RATIO, "times");
        // NaN: a system that does not tell. Beside little that lives, what the JVM takes for itself counts too much.
        if (!Double.isNaN(resident) && peak > MOST / 2) {
            bounds.below("resident bytes to bytes alive", (resident - residentBefore) / peak, RATIO, "times");
        }
        while (count > 0) {
            give(count - 1);
        }
        Memory.trim();
        bounds.same("live bytes in the end", before.liveBytes(), Memory.stats().liveBytes());
    }

    /** Gives arrays back, in no order, until there is room for another. */
    private void move() {
        if (swinging && Math.abs(live - target) < MOST / 20) {
            target = LEAST + (long) (rng.nextDouble() * (MOST - LEAST));
        }
        while (count > 0 && (live > target || swinging && rng.nextInt(4) == 0)) {
            give(rng.nextInt(count));
        }
    }

    /** F32 arrays of one to four axes; as likely between 10 and 100 elements as between 10,000 and 100,000. */
    private void take() {
        double most = Math.exp(rng.nextDouble() * Math.log(regime.elements));
        long size = 1;
        if (regime.logUniform) {
            size = (long) most;
        } else {
            int rank = 1 + rng.nextInt(4);
            for (int axis = 0; axis < rank; axis++) {
                size *= 1 + rng.nextInt((int) Math.ceil(Math.pow(most, 1.0 / rank)));
            }
        }
        sizes[count] = size * Float.BYTES;
        population[count] = Storage.allocate(sizes[count]);
        live += sizes[count++];
        peak = Math.max(peak, live);
    }

    private void give(int index) {
        population[index].release();
        live -= sizes[index];
        count--;
        population[index] = population[count];
        sizes[index] = sizes[count];
        population[count] = null;
    }
}
