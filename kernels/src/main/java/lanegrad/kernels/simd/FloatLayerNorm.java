package lanegrad.kernels.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.FMA;
import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.base.Native;

/**
 * The loops over one row that layer norm and its gradients are made of. A loop takes whole vectors; the elements that
 * are left over go one by one through the same operations. Segments are {@link Native} in each method that loops over
 * them. Sums use lanes, scratch of {@link Lanes#N} floats.
 */
final class FloatLayerNorm {

    private FloatLayerNorm() {
    }

    /**
     * The sums of {@code x - shift} and of its square over a row.
     *
     * @param sums receives them at 0 and 1
     */
    static void moments(MemorySegment x, long at, long n, float shift, float[] sums, float[] lanes) {
        MemorySegment row = Native.of(x);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector squaresA = a;
        FloatVector squaresB = a;
        long whole = 4 * n & -2 * BYTES;
        for (long i = 0; i < whole; i += 2 * BYTES) {
            FloatVector v = FloatVector.fromMemorySegment(F, row, at + i, ORDER).sub(shift);
            FloatVector w = FloatVector.fromMemorySegment(F, row, at + i + BYTES, ORDER).sub(shift);
            a = v.add(a);
            b = w.add(b);
            squaresA = v.lanewise(FMA, v, squaresA);
            squaresB = w.lanewise(FMA, w, squaresB);
        }
        FLOATS.cast(a).add(b).intoArray(lanes, 0);
        float sum = LaneFold.sum(lanes, 0);
        FLOATS.cast(squaresA).add(squaresB).intoArray(lanes, 0);
        float squares = LaneFold.sum(lanes, 0);
        for (long i = whole; i < 4 * n; i += 4) {
            float v = row.get(JAVA_FLOAT, at + i) - shift;
            sum += v;
            squares = Math.fma(v, v, squares);
        }
        sums[0] = sum;
        sums[1] = squares;
    }

    /** {@code out = (x - mean) rstd gamma + beta}. */
    static void normalise(MemorySegment x, long at, int n, float mean, float rstd, float[] gamma, float[] beta,
            MemorySegment out,
            long outAt) {
        MemorySegment row = Native.of(x);
        MemorySegment to = Native.of(out);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector v = FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER).sub(mean).mul(rstd);
            v.lanewise(FMA, FloatVector.fromArray(F, gamma, i), FloatVector.fromArray(F, beta, i)).intoMemorySegment(to,
                    outAt + 4L * i, ORDER);
        }
        for (int i = whole; i < n; i++) {
            float v = (row.get(JAVA_FLOAT, at + 4L * i) - mean) * rstd;
            to.set(JAVA_FLOAT, outAt + 4L * i, Math.fma(v, gamma[i], beta[i]));
        }
    }

    /**
     * The sums of {@code h = g gamma} and of {@code h (x - mean) rstd} over a row.
     *
     * @param sums receives them at 0 and 1
     */
    static void gradientSums(MemorySegment x, long at, int n, float mean, float rstd, float[] gamma, MemorySegment g,
            long gAt,
            float[] sums, float[] lanes) {
        MemorySegment row = Native.of(x);
        MemorySegment gradient = Native.of(g);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector v = FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER).sub(mean).mul(rstd);
            FloatVector h = FloatVector.fromMemorySegment(F, gradient, gAt + 4L * i, ORDER)
                    .mul(FloatVector.fromArray(F, gamma, i));
            a = h.add(a);
            b = h.lanewise(FMA, v, b);
        }
        FLOATS.cast(a).intoArray(lanes, 0);
        float sum = LaneFold.sum(lanes, 0);
        FLOATS.cast(b).intoArray(lanes, 0);
        float product = LaneFold.sum(lanes, 0);
        for (int i = whole; i < n; i++) {
            float v = (row.get(JAVA_FLOAT, at + 4L * i) - mean) * rstd;
            float h = gradient.get(JAVA_FLOAT, gAt + 4L * i) * gamma[i];
            sum += h;
            product = Math.fma(h, v, product);
        }
        sums[0] = sum;
        sums[1] = product;
    }

    /** {@code dx = (h - a - (x - mean) rstd b) rstd} with {@code h = g gamma}. */
    static void gradient(MemorySegment x, long at, int n, float mean, float rstd, float[] gamma, MemorySegment g,
            long gAt, float a,
            float b, MemorySegment dx, long dxAt) {
        MemorySegment row = Native.of(x);
        MemorySegment gradient = Native.of(g);
        MemorySegment to = Native.of(dx);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector v = FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER).sub(mean).mul(rstd);
            FloatVector h = FloatVector.fromMemorySegment(F, gradient, gAt + 4L * i, ORDER)
                    .mul(FloatVector.fromArray(F, gamma, i)).sub(a);
            v.lanewise(FMA, FloatVector.broadcast(F, -b), h).mul(rstd).intoMemorySegment(to, dxAt + 4L * i, ORDER);
        }
        for (int i = whole; i < n; i++) {
            float v = (row.get(JAVA_FLOAT, at + 4L * i) - mean) * rstd;
            float h = gradient.get(JAVA_FLOAT, gAt + 4L * i) * gamma[i] - a;
            to.set(JAVA_FLOAT, dxAt + 4L * i, Math.fma(v, -b, h) * rstd);
        }
    }

    /** Adds {@code g (x - mean) rstd} and g of one row to parts from gammaPart and betaPart on. */
    static void parameters(MemorySegment x, long at, int n, float mean, float rstd, MemorySegment g, long gAt,
            float[] parts,
            int gammaPart, int betaPart) {
        MemorySegment row = Native.of(x);
        MemorySegment gradient = Native.of(g);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector v = FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER).sub(mean).mul(rstd);
            FloatVector h = FloatVector.fromMemorySegment(F, gradient, gAt + 4L * i, ORDER);
            h.lanewise(FMA, v, FloatVector.fromArray(F, parts, gammaPart + i)).intoArray(parts, gammaPart + i);
            h.add(FloatVector.fromArray(F, parts, betaPart + i)).intoArray(parts, betaPart + i);
        }
        for (int i = whole; i < n; i++) {
            float v = (row.get(JAVA_FLOAT, at + 4L * i) - mean) * rstd;
            float h = gradient.get(JAVA_FLOAT, gAt + 4L * i);
            parts[gammaPart + i] = Math.fma(h, v, parts[gammaPart + i]);
            parts[betaPart + i] += h;
        }
    }
}
