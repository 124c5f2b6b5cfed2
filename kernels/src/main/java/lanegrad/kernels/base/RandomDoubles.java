package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.random.Normal;
import lanegrad.random.Uniform;

/** Random numbers in F64: each is within rounding of what F32 has at the same place, or drops out with it. */
final class RandomDoubles {

    private RandomDoubles() {
    }

    static void uniform(long[] words, long[] extensions, int count, double low, double range, double least, double most,
            MemorySegment out, long at) {
        for (int i = 0; i < count; i++) {
            double u = Uniform.toDouble(word(words, i), word(extensions, i));
            double value = Math.fma(u, range, low);
            value = value < least ? least : value;
            out.set(ValueLayout.JAVA_DOUBLE, at + i * 8L, value > most ? most : value);
        }
    }

    static void normal(long[] words, long[] extensions, int count, double mean, double std, MemorySegment out,
            long at) {
        for (int i = 0; i < count; i++) {
            double z = Normal.toDouble(word(words, i), word(extensions, i));
            out.set(ValueLayout.JAVA_DOUBLE, at + i * 8L, Math.fma(z, std, mean));
        }
    }

    static void dropout(long[] words, int count, int threshold, double scale, MemorySegment x, long xAt,
            MemorySegment out,
            long at) {
        for (int i = 0; i < count; i++) {
            boolean stays = Integer.compareUnsigned(word(words, i), threshold) >= 0;
            out.set(ValueLayout.JAVA_DOUBLE, at + i * 8L,
                    stays ? scale * x.get(ValueLayout.JAVA_DOUBLE, xAt + i * 8L) : 0);
        }
    }

    private static int word(long[] words, int i) {
        return (int) (words[i >> 1] >>> ((i & 1) << 5));
    }
}
