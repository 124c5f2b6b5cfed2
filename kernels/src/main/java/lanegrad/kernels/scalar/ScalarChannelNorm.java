package lanegrad.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.kernels.base.ChannelNormLeaf;
import lanegrad.parallel.Scratch;

/** Norms over channels in plain loops over doubles, for elements of one type. */
public final class ScalarChannelNorm extends ChannelNormLeaf {

    private final boolean single;
    private final int bytes;

    /**
     * For a type.
     *
     * @param dtype F32 or F64
     */
    public ScalarChannelNorm(DType dtype) {
        single = dtype == DType.F32;
        bytes = dtype.bytes();
    }

    private double get(MemorySegment run, long at) {
        return single ? run.get(JAVA_FLOAT, at) : run.get(JAVA_DOUBLE, at);
    }

    private void set(MemorySegment run, long at, double value) {
        if (single) {
            run.set(JAVA_FLOAT, at, (float) value);
        } else {
            run.set(JAVA_DOUBLE, at, value);
        }
    }

    @Override
    protected void moments(MemorySegment x, long at, int n, Scratch scratch) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += get(x, at + (long) i * bytes);
        }
        double first = sum / n;
        double shift = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double v = get(x, at + (long) i * bytes) - first;
            shift += v;
            squares = Math.fma(v, v, squares);
        }
        double[] results = scratch.doubles(0, 2);
        results[0] = first + shift / n;
        results[1] = Math.max(0, squares - shift * shift / n);
    }

    @Override
    protected void normalise(MemorySegment x, long at, int n, double mean, double factor, double offset,
            MemorySegment out, long outAt) {
        for (int i = 0; i < n; i++) {
            double v = get(x, at + (long) i * bytes) - mean;
            set(out, outAt + (long) i * bytes, Math.fma(v, factor, offset));
        }
    }

    @Override
    protected void gradientSums(MemorySegment x, long at, int n, double mean, MemorySegment g, long gAt,
            Scratch scratch) {
        double sum = 0;
        double product = 0;
        for (int i = 0; i < n; i++) {
            double h = get(g, gAt + (long) i * bytes);
            sum += h;
            product = Math.fma(h, get(x, at + (long) i * bytes) - mean, product);
        }
        double[] results = scratch.doubles(0, 2);
        results[0] = sum;
        results[1] = product;
    }

    @Override
    protected void gradient(MemorySegment x, long at, int n, double mean, double factor, double offset, double slope,
            MemorySegment g, long gAt, MemorySegment dx, long dxAt) {
        for (int i = 0; i < n; i++) {
            double v = get(x, at + (long) i * bytes) - mean;
            double h = get(g, gAt + (long) i * bytes) * factor - offset;
            set(dx, dxAt + (long) i * bytes, Math.fma(v, -slope, h));
        }
    }

    @Override
    protected void clear(Scratch scratch, int n) {
        Arrays.fill(scratch.doubles(FIRST, n), 0, n, 0);
        Arrays.fill(scratch.doubles(SECOND, n), 0, n, 0);
    }

    @Override
    protected void spread(Scratch scratch, int slot, double[] values, int channels, int plane) {
        double[] array = scratch.doubles(slot, channels * plane);
        for (int c = 0; c < channels; c++) {
            Arrays.fill(array, c * plane, (c + 1) * plane, values[c]);
        }
    }

    @Override
    protected void fold(Scratch scratch, int channels, int plane, double[] into) {
        double[] first = scratch.doubles(FIRST, 0);
        double[] second = scratch.doubles(SECOND, 0);
        for (int c = 0; c < channels; c++) {
            double a = 0;
            double b = 0;
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                a += first[i];
                b += second[i];
            }
            into[2 * c] = a;
            into[2 * c + 1] = b;
        }
    }

    @Override
    protected void add(MemorySegment x, long at, int n, Scratch scratch) {
        double[] sums = scratch.doubles(FIRST, n);
        for (int i = 0; i < n; i++) {
            sums[i] += get(x, at + (long) i * bytes);
        }
    }

    @Override
    protected void addMoments(MemorySegment x, long at, int n, Scratch scratch) {
        double[] mean = scratch.doubles(MEAN, n);
        double[] sums = scratch.doubles(FIRST, n);
        double[] squares = scratch.doubles(SECOND, n);
        for (int i = 0; i < n; i++) {
            double v = get(x, at + (long) i * bytes) - mean[i];
            sums[i] += v;
            squares[i] = Math.fma(v, v, squares[i]);
        }
    }

    @Override
    protected void addGradients(MemorySegment x, long at, int n, MemorySegment g, long gAt, Scratch scratch) {
        double[] mean = scratch.doubles(MEAN, n);
        double[] sums = scratch.doubles(FIRST, n);
        double[] products = scratch.doubles(SECOND, n);
        for (int i = 0; i < n; i++) {
            double h = get(g, gAt + (long) i * bytes);
            sums[i] += h;
            products[i] = Math.fma(h, get(x, at + (long) i * bytes) - mean[i], products[i]);
        }
    }

    @Override
    protected void normalise(MemorySegment x, long at, int n, MemorySegment out, long outAt, Scratch scratch) {
        double[] mean = scratch.doubles(MEAN, n);
        double[] factor = scratch.doubles(FACTOR, n);
        double[] offset = scratch.doubles(OFFSET, n);
        for (int i = 0; i < n; i++) {
            double v = get(x, at + (long) i * bytes) - mean[i];
            set(out, outAt + (long) i * bytes, Math.fma(v, factor[i], offset[i]));
        }
    }

    @Override
    protected void gradient(MemorySegment x, long at, int n, MemorySegment g, long gAt, MemorySegment dx, long dxAt,
            Scratch scratch) {
        double[] mean = scratch.doubles(MEAN, n);
        double[] factor = scratch.doubles(FACTOR, n);
        double[] offset = scratch.doubles(OFFSET, n);
        double[] slope = scratch.doubles(SLOPE, n);
        for (int i = 0; i < n; i++) {
            double v = get(x, at + (long) i * bytes) - mean[i];
            double h = get(g, gAt + (long) i * bytes) * factor[i] - offset[i];
            set(dx, dxAt + (long) i * bytes, Math.fma(v, -slope[i], h));
        }
    }
}
