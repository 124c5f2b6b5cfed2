package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/**
 * The loops of random kernels in F32, for contiguous elements; offsets in segments are bytes. F64 has {@link
 * RandomDoubles}.
 */
public interface RandomLeaf {

    /**
     * Computes the words of Philox blocks, two in a long, the earlier one below.
     *
     * @param words receives two longs a block, and may be written for 31 blocks more
     */
    void words(long key, long counter, long stream, long[] words, int blocks);

    /** {@code out = low + range u}, held between least and most; u as in {@link lanegrad.random.Uniform#toFloat}. */
    void uniform(long[] words, int count, float low, float range, float least, float most, MemorySegment out, long at);

    /**
     * {@code out = mean + std z}, each z from its word as in {@link NormalPolynomials}; the words may be overwritten.
     */
    void normal(long[] words, int count, float mean, float std, MemorySegment out, long at);

    /** {@code out = word >= threshold ? scale x : 0}; words and threshold are unsigned. */
    void dropout(long[] words, int count, int threshold, float scale, MemorySegment x, long xAt,
            MemorySegment out, long at);
}
