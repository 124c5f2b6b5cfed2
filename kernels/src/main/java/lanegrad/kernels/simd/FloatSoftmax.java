package lanegrad.kernels.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.INTS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanegrad.kernels.base.Native;

/**
 * The loops over one row that softmax, its logarithm, cross-entropy and their gradients are made of. A loop takes whole
 * vectors; the elements that are left over go one by one through the same operations. Sums use lanes, scratch of {@link
 * Lanes#N} floats.
 *
 * <p>Segments are {@link Native} in each method that loops over them.
 */
final class FloatSoftmax {

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private FloatSoftmax() {
    }

    /**
     * The greatest element, or negative infinity. Compare and blend passes NaN over; it comes back through the
     * exponential.
     */
    static float greatest(MemorySegment x, long at, long n) {
        MemorySegment row = Native.of(x);
        FloatVector a = FloatVector.broadcast(F, HIDDEN);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long end = at + 4 * n;
        long i = at;
        for (long whole = at + (4 * n & -4 * BYTES); i < whole; i += 4 * BYTES) {
            FloatVector w = FloatVector.fromMemorySegment(F, row, i, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(F, row, i + BYTES, ORDER);
            FloatVector u = FloatVector.fromMemorySegment(F, row, i + 2 * BYTES, ORDER);
            FloatVector v = FloatVector.fromMemorySegment(F, row, i + 3 * BYTES, ORDER);
            a = FLOATS.cast(a).blend(w, w.compare(GT, a));
            b = FLOATS.cast(b).blend(y, y.compare(GT, b));
            c = FLOATS.cast(c).blend(u, u.compare(GT, c));
            d = FLOATS.cast(d).blend(v, v.compare(GT, d));
        }
        for (; i <= end - BYTES; i += BYTES) {
            FloatVector w = FloatVector.fromMemorySegment(F, row, i, ORDER);
            a = FLOATS.cast(a).blend(w, w.compare(GT, a));
        }
        a = FLOATS.cast(a);
        b = FLOATS.cast(b);
        c = FLOATS.cast(c);
        d = FLOATS.cast(d);
        a = a.blend(b, b.compare(GT, a));
        c = c.blend(d, d.compare(GT, c));
        float greatest = a.blend(c, c.compare(GT, a)).reduceLanes(MAX);
        for (; i < end; i += 4) {
            float v = row.get(JAVA_FLOAT, i);
            greatest = v > greatest ? v : greatest;
        }
        return greatest;
    }

    /** {@code to = exp(x - base)} for part of a row, and the sum of that. */
    static float exponentials(MemorySegment x, long at, int n, float base, float[] to, float[] lanes) {
        MemorySegment row = Native.of(x);
        FloatVector sum = FloatVector.zero(F);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector y = FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER).sub(base);
            FloatVector t = y.lanewise(FMA, Exp2.LOG2_E, Exp2.ROUNDER);
            FloatVector f = y.lanewise(FMA, FloatVector.broadcast(F, Exp2.LOG2_E),
                    FloatVector.broadcast(F, Exp2.ROUNDER).sub(t));
            f = y.lanewise(FMA, FloatVector.broadcast(F, Exp2.LOG2_E_REST), f);
            FloatVector p = f.lanewise(FMA, Exp2.C6, Exp2.C5);
            p = p.lanewise(FMA, f, Exp2.C4);
            p = p.lanewise(FMA, f, Exp2.C3);
            p = p.lanewise(FMA, f, Exp2.C2);
            p = p.lanewise(FMA, f, Exp2.C1);
            p = p.lanewise(FMA, f, 1f);
            p = p.mul(FLOATS.cast(INTS.cast(t.reinterpretAsInts()).lanewise(LSHL, 23).reinterpretAsFloats()));
            p = p.blend(0f, y.compare(LT, Exp2.LOWEST_E));
            p.intoArray(to, i);
            sum = p.add(sum);
        }
        FLOATS.cast(sum).intoArray(lanes, 0);
        float total = LaneFold.sum(lanes, 0);
        for (int i = whole; i < n; i++) {
            to[i] = Exp2.exp(row.get(JAVA_FLOAT, at + 4L * i) - base);
            total += to[i];
        }
        return total;
    }

    /** {@code out = e factor}. */
    static void scale(float[] e, int n, float factor, MemorySegment out, long outAt) {
        MemorySegment to = Native.of(out);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector.fromArray(F, e, i).mul(factor).intoMemorySegment(to, outAt + 4L * i, ORDER);
        }
        for (int i = whole; i < n; i++) {
            to.set(JAVA_FLOAT, outAt + 4L * i, e[i] * factor);
        }
    }

    /** {@code out = g - e factor}, 0 where y is negative infinity. */
    static void logSoftmaxGradient(MemorySegment y, long at, float[] e, int n, float factor, MemorySegment g, long gAt,
            MemorySegment out, long outAt) {
        MemorySegment from = Native.of(y);
        MemorySegment gradient = Native.of(g);
        MemorySegment to = Native.of(out);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            VectorMask<Float> hidden = FloatVector.fromMemorySegment(F, from, at + 4L * i, ORDER).compare(EQ, HIDDEN);
            FloatVector d = FloatVector.fromMemorySegment(F, gradient, gAt + 4L * i, ORDER)
                    .sub(FloatVector.fromArray(F, e, i).mul(factor));
            d.blend(0f, hidden).intoMemorySegment(to, outAt + 4L * i, ORDER);
        }
        for (int i = whole; i < n; i++) {
            boolean hidden = from.get(JAVA_FLOAT, at + 4L * i) == HIDDEN;
            to.set(JAVA_FLOAT, outAt + 4L * i, hidden ? 0 : gradient.get(JAVA_FLOAT, gAt + 4L * i) - e[i] * factor);
        }
    }

    /** {@code out = (x - base) - rest}. */
    static void shift(MemorySegment x, long at, long n, float base, float rest, MemorySegment out, long outAt) {
        MemorySegment row = Native.of(x);
        MemorySegment to = Native.of(out);
        long whole = 4 * n & -BYTES;
        for (long i = 0; i < whole; i += BYTES) {
            FloatVector.fromMemorySegment(F, row, at + i, ORDER).sub(base).sub(rest).intoMemorySegment(to, outAt + i,
                    ORDER);
        }
        for (long i = whole; i < 4 * n; i += 4) {
            to.set(JAVA_FLOAT, outAt + i, row.get(JAVA_FLOAT, at + i) - base - rest);
        }
    }

    /** The sum of a row. */
    static float sum(MemorySegment x, long at, long n, float[] lanes) {
        MemorySegment row = Native.of(x);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long end = at + 4 * n;
        long i = at;
        for (long whole = at + (4 * n & -4 * BYTES); i < whole; i += 4 * BYTES) {
            a = FloatVector.fromMemorySegment(F, row, i, ORDER).add(a);
            b = FloatVector.fromMemorySegment(F, row, i + BYTES, ORDER).add(b);
            c = FloatVector.fromMemorySegment(F, row, i + 2 * BYTES, ORDER).add(c);
            d = FloatVector.fromMemorySegment(F, row, i + 3 * BYTES, ORDER).add(d);
        }
        for (; i <= end - BYTES; i += BYTES) {
            a = FloatVector.fromMemorySegment(F, row, i, ORDER).add(a);
        }
        FLOATS.cast(a).add(b).add(FLOATS.cast(c).add(d)).intoArray(lanes, 0);
        float total = LaneFold.sum(lanes, 0);
        for (; i < end; i += 4) {
            total += row.get(JAVA_FLOAT, i);
        }
        return total;
    }

    /** The sum of {@code g y} where y is not 0: what softmax hides has no gradient, whatever g is there. */
    static float dot(MemorySegment y, long at, MemorySegment g, long gAt, long n, float[] lanes) {
        MemorySegment from = Native.of(y);
        MemorySegment gradient = Native.of(g);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        long whole = 4 * n & -2 * BYTES;
        for (long i = 0; i < whole; i += 2 * BYTES) {
            FloatVector w = FloatVector.fromMemorySegment(F, from, at + i, ORDER);
            FloatVector v = FloatVector.fromMemorySegment(F, from, at + i + BYTES, ORDER);
            FloatVector gw = FloatVector.fromMemorySegment(F, gradient, gAt + i, ORDER).blend(0f, w.compare(EQ, 0f));
            FloatVector gv = FloatVector.fromMemorySegment(F, gradient, gAt + i + BYTES, ORDER).blend(0f,
                    v.compare(EQ, 0f));
            a = w.lanewise(FMA, gw, a);
            b = v.lanewise(FMA, gv, b);
        }
        FLOATS.cast(a).add(b).intoArray(lanes, 0);
        float total = LaneFold.sum(lanes, 0);
        for (long i = whole; i < 4 * n; i += 4) {
            float v = from.get(JAVA_FLOAT, at + i);
            total = v == 0 ? total : Math.fma(v, gradient.get(JAVA_FLOAT, gAt + i), total);
        }
        return total;
    }

    /** {@code dx = y (g - sum)}, 0 where y is 0. */
    static void softmaxGradient(MemorySegment y, long at, MemorySegment g, long gAt, long n, float sum,
            MemorySegment dx,
            long dxAt) {
        MemorySegment from = Native.of(y);
        MemorySegment gradient = Native.of(g);
        MemorySegment to = Native.of(dx);
        long whole = 4 * n & -BYTES;
        for (long i = 0; i < whole; i += BYTES) {
            FloatVector v = FloatVector.fromMemorySegment(F, from, at + i, ORDER);
            FloatVector d = FloatVector.fromMemorySegment(F, gradient, gAt + i, ORDER).sub(sum).mul(v);
            d.blend(0f, v.compare(EQ, 0f)).intoMemorySegment(to, dxAt + i, ORDER);
        }
        for (long i = whole; i < 4 * n; i += 4) {
            float v = from.get(JAVA_FLOAT, at + i);
            to.set(JAVA_FLOAT, dxAt + i, v == 0 ? 0 : (gradient.get(JAVA_FLOAT, gAt + i) - sum) * v);
        }
    }
}
