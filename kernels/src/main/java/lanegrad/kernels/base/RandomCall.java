package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;
import lanegrad.random.Philox;

/**
 * A call of a random kernel, cut into pieces of one size. Words come first, a chunk that stays in the nearest cache at
 * a time, and are then turned into numbers: the generator is one loop, and each distribution another.
 */
abstract class RandomCall extends Task {

    /** Elements whose words are made at once. */
    static final int CHUNK = 1 << 11;

    /** Elements of a piece: some ten microseconds. */
    static final int PIECE = 1 << 15;

    /** Longs that the generator may write beyond what it is asked for. */
    private static final int SLACK = 64;

    /** Who has the loops. */
    final RandomLeaf leaf;

    private final boolean extended;
    private long key;
    private long counter;
    private long size;

    /** Whether the output is F32 and not F64. */
    boolean single;

    /** The bytes of an element. */
    int bytes;

    MemorySegment out;
    private long outAt;

    /**
     * A call that is used again and again.
     *
     * @param leaf who has the loops
     * @param extended whether F64 needs two words for each element
     */
    RandomCall(RandomLeaf leaf, boolean extended) {
        this.leaf = leaf;
        this.extended = extended;
    }

    /** Fills the output; its first element uses the first word of the counter's block. */
    final void run(long firstKey, long firstCounter, NdArray output) {
        key = firstKey;
        counter = firstCounter;
        size = output.size();
        single = output.dtype() == DType.F32;
        bytes = output.dtype().bytes();
        out = output.writableSegment();
        outAt = output.byteOffset();
        try {
            Workers.run(this, Math.toIntExact(Math.ceilDiv(size, PIECE)));
        } finally {
            out = null;
        }
    }

    @Override
    protected final void run(int piece) {
        Scratch scratch = Scratch.take();
        try {
            long[] words = scratch.longs(0, CHUNK / 2 + SLACK);
            long[] extensions = scratch.longs(1, CHUNK / 2 + SLACK);
            long end = Math.min(size, (piece + 1L) * PIECE);
            for (long at = (long) piece * PIECE; at < end; at += CHUNK) {
                int count = (int) Math.min(CHUNK, end - at);
                int blocks = Math.ceilDiv(count, Philox.WORDS);
                long block = counter + at / Philox.WORDS;
                leaf.words(key, block, Philox.DRAWS, words, blocks);
                if (extended && !single) {
                    leaf.words(key, block, Philox.EXTENSIONS, extensions, blocks);
                }
                numbers(words, extensions, count, at * bytes, outAt + at * bytes);
            }
        } finally {
            scratch.give();
        }
    }

    /**
     * Turns words into elements.
     *
     * @param words two in a long, the earlier one below
     * @param extensions the same of another stream, where F64 needs it
     * @param count how many elements
     * @param moved where they begin, in bytes from the first element of the call
     * @param at where they begin in the output, in bytes
     */
    protected abstract void numbers(long[] words, long[] extensions, int count, long moved, long at);
}
