package lanegrad.array;

import java.lang.foreign.MemorySegment;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/** Writes zeros; large runs of them by all threads, since one does not keep the memory busy. */
final class Clearing extends Task {

    /** Bytes of a piece: many pages, and little beside the caches. */
    private static final long PIECE = 1 << 20;

    private final MemorySegment bytes;

    private Clearing(MemorySegment bytes) {
        this.bytes = bytes;
    }

    static void clear(MemorySegment bytes) {
        if (bytes.byteSize() < 4 * PIECE) {
            bytes.fill((byte) 0);
        } else {
            Workers.run(new Clearing(bytes), Math.toIntExact(Math.ceilDiv(bytes.byteSize(), PIECE)));
        }
    }

    @Override
    protected void run(int piece) {
        long from = piece * PIECE;
        bytes.asSlice(from, Math.min(PIECE, bytes.byteSize() - from)).fill((byte) 0);
    }
}
