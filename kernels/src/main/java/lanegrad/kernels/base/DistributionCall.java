package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import lanegrad.random.Uniform;

/**
 * Distributions that have the same loop in both implementations, one element at a time: logarithms and quantiles that a
 * vector would not make the same bits of.
 */
final class DistributionCall extends RandomCall {

    /** Which distribution. */
    enum Kind {
        EXPONENTIAL, GUMBEL, TRUNCATED_NORMAL, INTEGERS
    }

    /** What is drawn. */
    Kind kind;

    /** Of exponential numbers: what they are multiplied by. */
    double scale;

    /** Of truncated normal numbers: their parameters. */
    final TruncatedNormal truncated = new TruncatedNormal();

    /** Of integers: the least, and how many there are, unsigned. */
    long low;
    long range;

    DistributionCall(RandomLeaf leaf) {
        super(leaf, true);
    }

    @Override
    protected void numbers(long[] words, long[] extensions, int count, long moved, long at) {
        switch (kind) {
            case EXPONENTIAL -> exponential(words, extensions, count, at);
            case GUMBEL -> gumbel(words, extensions, count, at);
            case TRUNCATED_NORMAL -> truncatedNormal(words, extensions, count, at);
            case INTEGERS -> integers(words, extensions, count, at);
        }
    }

    private void exponential(long[] words, long[] extensions, int count, long at) {
        for (int i = 0; i < count; i++) {
            if (single) {
                out.set(JAVA_FLOAT, at + i * 4L, Exponential.toFloat(word(words, i)) * (float) scale);
            } else {
                out.set(JAVA_DOUBLE, at + i * 8L, Exponential.toDouble(word(words, i), word(extensions, i)) * scale);
            }
        }
    }

    private void gumbel(long[] words, long[] extensions, int count, long at) {
        for (int i = 0; i < count; i++) {
            if (single) {
                out.set(JAVA_FLOAT, at + i * 4L, Exponential.gumbelFloat(word(words, i)));
            } else {
                out.set(JAVA_DOUBLE, at + i * 8L, Exponential.gumbelDouble(word(words, i), word(extensions, i)));
            }
        }
    }

    private void truncatedNormal(long[] words, long[] extensions, int count, long at) {
        for (int i = 0; i < count; i++) {
            int word = word(words, i);
            if (single) {
                double uniform = ((word & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
                out.set(JAVA_FLOAT, at + i * 4L, truncated.drawFloat(uniform, 1 - uniform));
            } else {
                double uniform = Uniform.toDouble(word, word(extensions, i));
                out.set(JAVA_DOUBLE, at + i * 8L, truncated.draw(uniform, 1 - uniform));
            }
        }
    }

    /** By multiplication (Lemire, Fast random integer generation in an interval, 2019), without its second draws. */
    private void integers(long[] words, long[] extensions, int count, long at) {
        boolean narrow = bytes == Integer.BYTES;
        for (int i = 0; i < count; i++) {
            long bits = (long) word(words, i) << 32 | word(extensions, i) & 0xFFFFFFFFL;
            long value = low + Math.unsignedMultiplyHigh(bits, range);
            if (narrow) {
                out.set(JAVA_INT, at + i * 4L, (int) value);
            } else {
                out.set(JAVA_LONG, at + i * 8L, value);
            }
        }
    }

    private static int word(long[] words, int i) {
        return (int) (words[i >> 1] >>> ((i & 1) << 5));
    }
}
