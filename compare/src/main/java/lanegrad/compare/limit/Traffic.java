package lanegrad.compare.limit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanegrad.compare.contestant.Job;

/**
 * Copies or reads as many bytes as a case moves, each thread a part of them that is its own. With vectors, not with
 * what the JDK copies arrays by: that writes around the caches, which no loop in Java can.
 */
final class Traffic implements Job {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int UNROLL = 4;

    /** A run moves this much at least: less, and starting the threads would count. */
    private static final double LEAST = 64e6;

    private final Arena arena = Arena.ofShared();
    private final Crew crew;
    private final boolean copies;
    private final int repeats;
    private final double worth;
    private final long part;
    private final MemorySegment[] from;
    private final MemorySegment[] to;
    private final float[] sums;

    /**
     * Makes the operands.
     *
     * @param bytes how many to move: half of them to read and half to write for copies
     */
    Traffic(double bytes, boolean copies, Crew crew) {
        this.crew = crew;
        this.copies = copies;
        int threads = crew.size();
        long step = (long) UNROLL * SPECIES.vectorByteSize();
        part = Math.max(1, (long) (bytes / (copies ? 2 : 1) / threads / step)) * step;
        repeats = Math.max(1, (int) (LEAST / bytes));
        worth = (double) part * threads * (copies ? 2 : 1) * repeats / bytes;
        from = segments(threads);
        to = copies ? segments(threads) : null;
        sums = new float[threads];
    }

    private MemorySegment[] segments(int threads) {
        MemorySegment[] segments = new MemorySegment[threads];
        for (int i = 0; i < threads; i++) {
            segments[i] = arena.allocate(part, 64).fill((byte) 1);
        }
        return segments;
    }

    @Override
    public void run() {
        crew.run(this::share);
    }

    private void share(int number) {
        for (int i = 0; i < repeats; i++) {
            if (copies) {
                copy(from[number], to[number], part);
            } else {
                sums[number] = read(from[number], part);
            }
        }
    }

    private static void copy(MemorySegment from, MemorySegment to, long bytes) {
        int step = SPECIES.vectorByteSize();
        for (long i = 0; i < bytes; i += UNROLL * step) {
            FloatVector.fromMemorySegment(SPECIES, from, i, ORDER).intoMemorySegment(to, i, ORDER);
            FloatVector.fromMemorySegment(SPECIES, from, i + step, ORDER).intoMemorySegment(to, i + step, ORDER);
            FloatVector.fromMemorySegment(SPECIES, from, i + 2 * step, ORDER).intoMemorySegment(to, i + 2 * step,
                    ORDER);
            FloatVector.fromMemorySegment(SPECIES, from, i + 3 * step, ORDER).intoMemorySegment(to, i + 3 * step,
                    ORDER);
        }
    }

    private static float read(MemorySegment from, long bytes) {
        int step = SPECIES.vectorByteSize();
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (long i = 0; i < bytes; i += UNROLL * step) {
            s0 = s0.add(FloatVector.fromMemorySegment(SPECIES, from, i, ORDER));
            s1 = s1.add(FloatVector.fromMemorySegment(SPECIES, from, i + step, ORDER));
            s2 = s2.add(FloatVector.fromMemorySegment(SPECIES, from, i + 2 * step, ORDER));
            s3 = s3.add(FloatVector.fromMemorySegment(SPECIES, from, i + 3 * step, ORDER));
        }
        return s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public float[] result() {
        return null;
    }

    @Override
    public double worth() {
        return worth;
    }

    @Override
    public void close() {
        arena.close();
    }
}
