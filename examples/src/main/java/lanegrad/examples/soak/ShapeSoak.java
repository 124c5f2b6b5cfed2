package lanegrad.examples.soak;

import java.io.PrintStream;
import java.util.Locale;
import lanegrad.memory.Memory;
import lanegrad.memory.MemoryStats;
import lanegrad.memory.Storage;
import lanegrad.random.Rng;

/**
 * Arrays of shapes that never repeat, up to 1 MiB each, come and go in no order: the slabs must not grow much beyond
 * the 256 MiB that live.
 */
public final class ShapeSoak {

    private static final long TARGET = 256L << 20;
    private static final int MOST = 1 << 18;
    private static final double RATIO = 1.3;

    private final Rng rng = new Rng(2);
    private final Storage[] population = new Storage[100_000];
    private final long[] sizes = new long[population.length];
    private int count;
    private long live;
    private long peak;

    private ShapeSoak() {
    }

    /** Takes storage for so many arrays; others go whenever more than 256 MiB live. */
    public static void run(int shapes, Bounds bounds, PrintStream out) {
        Memory.trim();
        MemoryStats before = Memory.stats();
        ShapeSoak soak = new ShapeSoak();
        for (int i = 0; i < shapes; i++) {
            soak.take();
            while (soak.live > TARGET) {
                soak.give(soak.rng.nextInt(soak.count));
            }
        }
        MemoryStats after = Memory.stats();
        out.printf(Locale.ROOT, "%,d random shapes: %,d of them live, %.1f MiB; slabs %.1f MiB%n", shapes, soak.count,
                soak.live / 0x1p20, (after.slabBytes() - before.slabBytes()) / 0x1p20);
        bounds.below("bytes in slabs to bytes alive", (double) (after.slabBytes() - before.slabBytes()) / soak.peak,
                RATIO, "times");
        while (soak.count > 0) {
            soak.give(soak.count - 1);
        }
        Memory.trim();
        bounds.same("live bytes in the end", before.liveBytes(), Memory.stats().liveBytes());
    }

    /** F32 arrays of one to four axes; as likely between 10 and 100 elements as between 10,000 and 100,000. */
    private void take() {
        long size = 1;
        int rank = 1 + rng.nextInt(4);
        double most = Math.exp(rng.nextDouble() * Math.log(MOST));
        for (int axis = 0; axis < rank; axis++) {
            size *= 1 + rng.nextInt((int) Math.ceil(Math.pow(most, 1.0 / rank)));
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
