package lanegrad.kernels.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.FMA;
import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.base.ChannelNormLeaf;
import lanegrad.kernels.base.Native;
import lanegrad.parallel.Scratch;

/**
 * Norms over channels on vectors of floats. A loop takes whole vectors; the elements that are left over go one by one
 * through the same operations.
 */
final class FloatChannelNorm extends ChannelNormLeaf {

    @Override
    protected void moments(MemorySegment x, long at, int n, Scratch scratch) {
        float[] lanes = scratch.floats(0, N);
        float[] sums = scratch.floats(1, 2);
        float first = FloatSoftmax.sum(x, at, n, lanes) / n;
        // The second pass takes the first one's mean from each element, and mends it: equal elements have variance 0.
        FloatLayerNorm.moments(x, at, n, first, sums, lanes);
        double shift = (double) sums[0] / n;
        double[] results = scratch.doubles(0, 2);
        results[0] = first + shift;
        results[1] = Math.max(0, sums[1] - sums[0] * shift);
    }

    @Override
    protected void normalise(MemorySegment x, long at, int n, double mean, double factor, double offset,
            MemorySegment out, long outAt) {
        normalise(x, at, n, (float) mean, (float) factor, (float) offset, out, outAt);
    }

    private static void normalise(MemorySegment x, long at, int n, float mean, float factor, float offset,
            MemorySegment out, long outAt) {
        MemorySegment run = Native.of(x);
        MemorySegment to = Native.of(out);
        FloatVector factors = FloatVector.broadcast(F, factor);
        FloatVector offsets = FloatVector.broadcast(F, offset);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector.fromMemorySegment(F, run, at + 4L * i, ORDER).sub(mean).lanewise(FMA, factors, offsets)
                    .intoMemorySegment(to, outAt + 4L * i, ORDER);
        }
        for (int i = whole; i < n; i++) {
            float v = run.get(JAVA_FLOAT, at + 4L * i) - mean;
            to.set(JAVA_FLOAT, outAt + 4L * i, Math.fma(v, factor, offset));
        }
    }

    @Override
    protected void gradientSums(MemorySegment x, long at, int n, double mean, MemorySegment g, long gAt,
            Scratch scratch) {
        float[] lanes = scratch.floats(0, N);
        float[] sums = scratch.floats(1, 2);
        gradientSums(x, at, n, (float) mean, g, gAt, sums, lanes);
        double[] results = scratch.doubles(0, 2);
        results[0] = sums[0];
        results[1] = sums[1];
    }

    private static void gradientSums(MemorySegment x, long at, int n, float mean, MemorySegment g, long gAt,
            float[] sums, float[] lanes) {
        MemorySegment run = Native.of(x);
        MemorySegment gradient = Native.of(g);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector productA = a;
        FloatVector productB = a;
        long whole = 4L * n & -2 * BYTES;
        for (long i = 0; i < whole; i += 2 * BYTES) {
            FloatVector v = FloatVector.fromMemorySegment(F, run, at + i, ORDER).sub(mean);
            FloatVector w = FloatVector.fromMemorySegment(F, run, at + i + BYTES, ORDER).sub(mean);
            FloatVector h = FloatVector.fromMemorySegment(F, gradient, gAt + i, ORDER);
            FloatVector k = FloatVector.fromMemorySegment(F, gradient, gAt + i + BYTES, ORDER);
            a = h.add(a);
            b = k.add(b);
            productA = v.lanewise(FMA, h, productA);
            productB = w.lanewise(FMA, k, productB);
        }
        FLOATS.cast(a).add(b).intoArray(lanes, 0);
        float sum = LaneFold.sum(lanes, 0);
        FLOATS.cast(productA).add(productB).intoArray(lanes, 0);
        float product = LaneFold.sum(lanes, 0);
        for (long i = whole; i < 4L * n; i += 4) {
            float h = gradient.get(JAVA_FLOAT, gAt + i);
            sum += h;
            product = Math.fma(h, run.get(JAVA_FLOAT, at + i) - mean, product);
        }
        sums[0] = sum;
        sums[1] = product;
    }

    @Override
    protected void gradient(MemorySegment x, long at, int n, double mean, double factor, double offset, double slope,
            MemorySegment g, long gAt, MemorySegment dx, long dxAt) {
        gradient(x, at, n, (float) mean, (float) factor, (float) offset, (float) slope, g, gAt, dx, dxAt);
    }

    private static void gradient(MemorySegment x, long at, int n, float mean, float factor, float offset, float slope,
            MemorySegment g, long gAt, MemorySegment dx, long dxAt) {
        MemorySegment run = Native.of(x);
        MemorySegment gradient = Native.of(g);
        MemorySegment to = Native.of(dx);
        FloatVector down = FloatVector.broadcast(F, -slope);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector v = FloatVector.fromMemorySegment(F, run, at + 4L * i, ORDER).sub(mean);
            FloatVector h = FloatVector.fromMemorySegment(F, gradient, gAt + 4L * i, ORDER).mul(factor).sub(offset);
            v.lanewise(FMA, down, h).intoMemorySegment(to, dxAt + 4L * i, ORDER);
        }
        for (int i = whole; i < n; i++) {
            float v = run.get(JAVA_FLOAT, at + 4L * i) - mean;
            float h = gradient.get(JAVA_FLOAT, gAt + 4L * i) * factor - offset;
            to.set(JAVA_FLOAT, dxAt + 4L * i, Math.fma(v, -slope, h));
        }
    }

    @Override
    protected void clear(Scratch scratch, int n) {
        Arrays.fill(scratch.floats(FIRST, n), 0, n, 0f);
        Arrays.fill(scratch.floats(SECOND, n), 0, n, 0f);
    }

    @Override
    protected void spread(Scratch scratch, int slot, double[] values, int channels, int plane) {
        float[] array = scratch.floats(slot, channels * plane);
        for (int c = 0; c < channels; c++) {
            Arrays.fill(array, c * plane, (c + 1) * plane, (float) values[c]);
        }
    }

    @Override
    protected void fold(Scratch scratch, int channels, int plane, double[] into) {
        float[] lanes = scratch.floats(0, N);
        float[] first = scratch.floats(FIRST, 0);
        float[] second = scratch.floats(SECOND, 0);
        for (int c = 0; c < channels; c++) {
            into[2 * c] = sum(first, c * plane, plane, lanes);
            into[2 * c + 1] = sum(second, c * plane, plane, lanes);
        }
    }

    private static double sum(float[] values, int from, int n, float[] lanes) {
        double sum = 0;
        int whole = n & -N;
        if (whole > 0) {
            FloatVector a = FloatVector.fromArray(F, values, from);
            for (int i = N; i < whole; i += N) {
                a = FloatVector.fromArray(F, values, from + i).add(a);
            }
            FLOATS.cast(a).intoArray(lanes, 0);
            sum = LaneFold.sum(lanes, 0);
        }
        for (int i = from + whole; i < from + n; i++) {
            sum += values[i];
        }
        return sum;
    }

    @Override
    protected void add(MemorySegment x, long at, int n, Scratch scratch) {
        add(x, at, n, scratch.floats(FIRST, n));
    }

    private static void add(MemorySegment x, long at, int n, float[] sums) {
        MemorySegment row = Native.of(x);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER).add(FloatVector.fromArray(F, sums, i))
                    .intoArray(sums, i);
        }
        for (int i = whole; i < n; i++) {
            sums[i] += row.get(JAVA_FLOAT, at + 4L * i);
        }
    }

    @Override
    protected void addMoments(MemorySegment x, long at, int n, Scratch scratch) {
        addMoments(x, at, n, scratch.floats(MEAN, n), scratch.floats(FIRST, n), scratch.floats(SECOND, n));
    }

    private static void addMoments(MemorySegment x, long at, int n, float[] mean, float[] sums, float[] squares) {
        MemorySegment row = Native.of(x);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector v = FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER)
                    .sub(FloatVector.fromArray(F, mean, i));
            v.add(FloatVector.fromArray(F, sums, i)).intoArray(sums, i);
            v.lanewise(FMA, v, FloatVector.fromArray(F, squares, i)).intoArray(squares, i);
        }
        for (int i = whole; i < n; i++) {
            float v = row.get(JAVA_FLOAT, at + 4L * i) - mean[i];
            sums[i] += v;
            squares[i] = Math.fma(v, v, squares[i]);
        }
    }

    @Override
    protected void addGradients(MemorySegment x, long at, int n, MemorySegment g, long gAt, Scratch scratch) {
        addGradients(x, at, n, scratch.floats(MEAN, n), g, gAt, scratch.floats(FIRST, n), scratch.floats(SECOND, n));
    }

    private static void addGradients(MemorySegment x, long at, int n, float[] mean, MemorySegment g, long gAt,
            float[] sums, float[] products) {
        MemorySegment row = Native.of(x);
        MemorySegment gradient = Native.of(g);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector v = FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER)
                    .sub(FloatVector.fromArray(F, mean, i));
            FloatVector h = FloatVector.fromMemorySegment(F, gradient, gAt + 4L * i, ORDER);
            h.add(FloatVector.fromArray(F, sums, i)).intoArray(sums, i);
            h.lanewise(FMA, v, FloatVector.fromArray(F, products, i)).intoArray(products, i);
        }
        for (int i = whole; i < n; i++) {
            float h = gradient.get(JAVA_FLOAT, gAt + 4L * i);
            sums[i] += h;
            products[i] = Math.fma(h, row.get(JAVA_FLOAT, at + 4L * i) - mean[i], products[i]);
        }
    }

    @Override
    protected void normalise(MemorySegment x, long at, int n, MemorySegment out, long outAt, Scratch scratch) {
        normalise(x, at, n, scratch.floats(MEAN, n), scratch.floats(FACTOR, n), scratch.floats(OFFSET, n), out, outAt);
    }

    private static void normalise(MemorySegment x, long at, int n, float[] mean, float[] factor, float[] offset,
            MemorySegment out, long outAt) {
        MemorySegment row = Native.of(x);
        MemorySegment to = Native.of(out);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER).sub(FloatVector.fromArray(F, mean, i))
                    .lanewise(FMA, FloatVector.fromArray(F, factor, i), FloatVector.fromArray(F, offset, i))
                    .intoMemorySegment(to, outAt + 4L * i, ORDER);
        }
        for (int i = whole; i < n; i++) {
            float v = row.get(JAVA_FLOAT, at + 4L * i) - mean[i];
            to.set(JAVA_FLOAT, outAt + 4L * i, Math.fma(v, factor[i], offset[i]));
        }
    }

    @Override
    protected void gradient(MemorySegment x, long at, int n, MemorySegment g, long gAt, MemorySegment dx, long dxAt,
            Scratch scratch) {
        gradient(x, at, n, scratch.floats(MEAN, n), scratch.floats(FACTOR, n), scratch.floats(OFFSET, n),
                scratch.floats(SLOPE, n), g, gAt, dx, dxAt);
    }

    private static void gradient(MemorySegment x, long at, int n, float[] mean, float[] factor, float[] offset,
            float[] slope, MemorySegment g, long gAt, MemorySegment dx, long dxAt) {
        MemorySegment row = Native.of(x);
        MemorySegment gradient = Native.of(g);
        MemorySegment to = Native.of(dx);
        int whole = n & -N;
        for (int i = 0; i < whole; i += N) {
            FloatVector v = FloatVector.fromMemorySegment(F, row, at + 4L * i, ORDER)
                    .sub(FloatVector.fromArray(F, mean, i));
            FloatVector h = FloatVector.fromMemorySegment(F, gradient, gAt + 4L * i, ORDER)
                    .mul(FloatVector.fromArray(F, factor, i)).sub(FloatVector.fromArray(F, offset, i));
            h.sub(v.mul(FloatVector.fromArray(F, slope, i))).intoMemorySegment(to, dxAt + 4L * i, ORDER);
        }
        for (int i = whole; i < n; i++) {
            float v = row.get(JAVA_FLOAT, at + 4L * i) - mean[i];
            float h = gradient.get(JAVA_FLOAT, gAt + 4L * i) * factor[i] - offset[i];
            to.set(JAVA_FLOAT, dxAt + 4L * i, h - v * slope[i]);
        }
    }
}
