package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The loops of optimizer steps in F64. */
final class UpdateDoubles {

    private UpdateDoubles() {
    }

    static void adamW(MemorySegment p, long pAt, MemorySegment g, long gAt, MemorySegment m, long mAt, MemorySegment v,
            long vAt, int count, AdamWStep s) {
        for (long i = 0; i < count * 8L; i += 8) {
            double gradient = get(g, gAt + i) * s.scale;
            double mean = Math.fma(s.beta1, get(m, mAt + i), s.rest1 * gradient);
            double square = Math.fma(s.beta2, get(v, vAt + i), s.rest2 * gradient * gradient);
            double parameter = get(p, pAt + i);
            double step = s.meanRate * (mean / (Math.sqrt(square * s.correction) + s.eps));
            set(m, mAt + i, mean);
            set(v, vAt + i, square);
            set(p, pAt + i, parameter - Math.fma(s.decayRate, parameter, step));
        }
    }

    static void sgd(MemorySegment p, long pAt, MemorySegment g, long gAt, int count, SgdStep s) {
        for (long i = 0; i < count * 8L; i += 8) {
            double parameter = get(p, pAt + i);
            double gradient = Math.fma(s.decay, parameter, get(g, gAt + i) * s.scale);
            set(p, pAt + i, Math.fma(-s.rate, gradient, parameter));
        }
    }

    static void sgd(MemorySegment p, long pAt, MemorySegment g, long gAt, MemorySegment b, long bAt, int count,
            SgdStep s) {
        for (long i = 0; i < count * 8L; i += 8) {
            double parameter = get(p, pAt + i);
            double gradient = Math.fma(s.decay, parameter, get(g, gAt + i) * s.scale);
            double buffer = Math.fma(s.momentum, get(b, bAt + i), s.rest * gradient);
            double direction = s.nesterov ? Math.fma(s.momentum, buffer, gradient) : buffer;
            set(b, bAt + i, buffer);
            set(p, pAt + i, Math.fma(-s.rate, direction, parameter));
        }
    }

    /** Four sums side by side, so that no addition waits for the one before it. */
    static double sumOfSquares(MemorySegment x, long at, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        long i = at;
        for (long end = at + count / 4 * 32L; i < end; i += 32) {
            a += squared(get(x, i));
            b += squared(get(x, i + 8));
            c += squared(get(x, i + 16));
            d += squared(get(x, i + 24));
        }
        for (long end = at + count * 8L; i < end; i += 8) {
            a += squared(get(x, i));
        }
        return a + b + (c + d);
    }

    private static double squared(double value) {
        return value * value;
    }

    private static double get(MemorySegment segment, long at) {
        return segment.get(ValueLayout.JAVA_DOUBLE, at);
    }

    private static void set(MemorySegment segment, long at, double value) {
        segment.set(ValueLayout.JAVA_DOUBLE, at, value);
    }
}
