package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.I;
import static lanegrad.kernels.simd.Lanes.INTS;
import static lanegrad.kernels.simd.Lanes.L;
import static lanegrad.kernels.simd.Lanes.LONGS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.RandomLeaf;
import lanegrad.random.Philox;
import lanegrad.random.Uniform;

/**
 * Random numbers, a vector at a time. A block of Philox is a lane of four vectors of longs, each of which holds a word
 * in its lower half: the product of two such words is exact in a long.
 */
final class SimdRandom implements RandomLeaf {

    private static final int BLOCKS = L.length();
    /** The earlier one is below. */
    private static final ValueLayout.OfLong TWO_FLOATS = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0xFFFFFFFFL;
    private static final LongVector RAMP = LongVector.zero(L).addIndex(1);
    private static final VectorMask<Long> ODD = VectorMask.fromLong(L, 0xAAAAAAAAAAAAAAAAL);
    private static final VectorShuffle<Long> FRONT = VectorShuffle.fromOp(L, i -> i / 2);
    private static final VectorShuffle<Long> BACK = VectorShuffle.fromOp(L, i -> BLOCKS / 2 + i / 2);

    @Override
    public void words(long key, long counter, long stream, long[] words, int blocks) {
        LongVector low = LongVector.broadcast(L, LOW);
        LongVector m0 = LongVector.broadcast(L, Philox.MULTIPLIER_0 & LOW).and(low);
        LongVector m1 = LongVector.broadcast(L, Philox.MULTIPLIER_1 & LOW).and(low);
        for (int b = 0; b < blocks; b += BLOCKS) {
            LongVector x0 = RAMP.add(counter + b);
            LongVector x1 = x0.lanewise(VectorOperators.LSHR, 32);
            LongVector x2 = LongVector.broadcast(L, stream);
            LongVector x3 = LongVector.broadcast(L, stream >>> 32);
            int k0 = (int) key;
            int k1 = (int) (key >>> 32);
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector p0 = LONGS.cast(x0).and(low).mul(m0);
                LongVector p1 = LONGS.cast(x2).and(low).mul(m1);
                x0 = p1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, x1)
                        .lanewise(VectorOperators.XOR, k0);
                x1 = p1;
                x2 = p0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, x3)
                        .lanewise(VectorOperators.XOR, k1);
                x3 = p0;
                k0 += Philox.WEYL_0;
                k1 += Philox.WEYL_1;
            }
            LongVector front = LONGS.cast(x0).and(low).or(LONGS.cast(x1).lanewise(VectorOperators.LSHL, 32));
            LongVector back = LONGS.cast(x2).and(low).or(LONGS.cast(x3).lanewise(VectorOperators.LSHL, 32));
            front.rearrange(FRONT).blend(back.rearrange(FRONT), ODD).intoArray(words, 2 * b);
            front.rearrange(BACK).blend(back.rearrange(BACK), ODD).intoArray(words, 2 * b + BLOCKS);
        }
    }

    @Override
    public void uniform(long[] words, int count, float low, float range, float least, float most, MemorySegment out,
            long at) {
        FloatVector lows = FloatVector.broadcast(F, low);
        FloatVector leasts = FloatVector.broadcast(F, least);
        FloatVector mosts = FloatVector.broadcast(F, most);
        for (int i = 0; i < count; i += N) {
            IntVector drawn = ints(words, i).lanewise(VectorOperators.LSHR, 32 - Uniform.FLOAT_BITS);
            FloatVector u = toFloats(drawn).add(0.5f).mul(0x1p-23f);
            FloatVector value = u.fma(FloatVector.broadcast(F, range), lows);
            value = value.blend(leasts, value.compare(VectorOperators.LT, leasts));
            value = value.blend(mosts, value.compare(VectorOperators.GT, mosts));
            LONGS.cast(INTS.cast(value.reinterpretAsInts()).reinterpretAsLongs()).intoArray(words, i >> 1);
        }
        MemorySegment target = Native.of(out);
        MemorySegment.copy(words, 0, target, TWO_FLOATS, at, count >> 1);
        if ((count & 1) != 0) {
            target.set(ValueLayout.JAVA_INT, at + (count - 1) * 4L, (int) words[count >> 1]);
        }
    }

    private static FloatVector toFloats(IntVector ints) {
        return FLOATS.cast(ints.convert(VectorOperators.I2F, 0));
    }

    @Override
    public void normal(long[] words, int count, float mean, float std, MemorySegment out, long at) {
        NormalVectors.replace(words, count);
        MemorySegment target = Native.of(out);
        FloatVector means = FloatVector.broadcast(F, mean);
        FloatVector stds = FloatVector.broadcast(F, std);
        int bound = F.loopBound(count);
        for (int i = 0; i < bound; i += N) {
            FLOATS.cast(ints(words, i).reinterpretAsFloats()).fma(stds, means).intoMemorySegment(target, at + i * 4L,
                    ORDER);
        }
        for (int i = bound; i < count; i++) {
            target.set(ValueLayout.JAVA_FLOAT, at + i * 4L, Math.fma(Float.intBitsToFloat(word(words, i)), std, mean));
        }
    }

    /** The 32-bit halves of longs, from the i-th on. */
    private static IntVector ints(long[] halves, int i) {
        return INTS.cast(LongVector.fromArray(L, halves, i >> 1).reinterpretAsInts());
    }

    /** One 32-bit half of the longs. */
    private static int word(long[] halves, int i) {
        return (int) (halves[i >> 1] >>> ((i & 1) << 5));
    }

    @Override
    public void dropout(long[] words, int count, int threshold, float scale, MemorySegment x, long xAt,
            MemorySegment out, long at) {
        MemorySegment source = Native.of(x);
        MemorySegment target = Native.of(out);
        FloatVector scales = FloatVector.broadcast(F, scale);
        // As signed numbers, each half the range lower: the compiler left unsigned comparisons of AVX2 to Java.
        IntVector thresholds = IntVector.broadcast(I, threshold ^ Integer.MIN_VALUE);
        int bound = F.loopBound(count);
        for (int i = 0; i < bound; i += N) {
            FloatVector values = FloatVector.fromMemorySegment(F, source, xAt + i * 4L, ORDER).mul(scales);
            VectorMask<Float> stays = ints(words, i).lanewise(VectorOperators.XOR, Integer.MIN_VALUE)
                    .compare(VectorOperators.GE, thresholds).cast(F);
            FloatVector.zero(F).blend(values, stays).intoMemorySegment(target, at + i * 4L, ORDER);
        }
        for (int i = bound; i < count; i++) {
            boolean stays = Integer.compareUnsigned(word(words, i), threshold) >= 0;
            float value = scale * source.get(ValueLayout.JAVA_FLOAT, xAt + i * 4L);
            target.set(ValueLayout.JAVA_FLOAT, at + i * 4L, stays ? value : 0);
        }
    }
}
