package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.kernels.base.RandomLeaf;
import lanegrad.kernels.base.NormalPolynomials;
import lanegrad.random.Philox;
import lanegrad.random.Uniform;

/** Random numbers, one at a time. */
public final class ScalarRandom implements RandomLeaf {

    @Override
    public void words(long key, long counter, long stream, long[] words, int blocks) {
        for (int i = 0; i < blocks; i++) {
            Philox.block(key, counter + i, stream, words, 2 * i);
        }
    }

    @Override
    public void uniform(long[] words, int count, float low, float range, float least, float most, MemorySegment out,
            long at) {
        for (int i = 0; i < count; i++) {
            float value = Math.fma(Uniform.toFloat(word(words, i)), range, low);
            value = value < least ? least : value;
            out.set(ValueLayout.JAVA_FLOAT, at + i * 4L, value > most ? most : value);
        }
    }

    @Override
    public void normal(long[] words, int count, float mean, float std, MemorySegment out, long at) {
        for (int i = 0; i < count; i++) {
            float z = NormalPolynomials.normal(word(words, i));
            out.set(ValueLayout.JAVA_FLOAT, at + i * 4L, Math.fma(z, std, mean));
        }
    }

    @Override
    public void dropout(long[] words, int count, int threshold, float scale, MemorySegment x, long xAt,
            MemorySegment out,
            long at) {
        for (int i = 0; i < count; i++) {
            boolean stays = Integer.compareUnsigned(word(words, i), threshold) >= 0;
            out.set(ValueLayout.JAVA_FLOAT, at + i * 4L,
                    stays ? scale * x.get(ValueLayout.JAVA_FLOAT, xAt + i * 4L) : 0);
        }
    }

    private static int word(long[] words, int i) {
        return (int) (words[i >> 1] >>> ((i & 1) << 5));
    }
}
