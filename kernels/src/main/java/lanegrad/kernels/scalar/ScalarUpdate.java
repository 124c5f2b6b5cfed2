package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.kernels.base.AdamWStep;
import lanegrad.kernels.base.SgdStep;
import lanegrad.kernels.base.UpdateLeaf;

/** Optimizer steps, one element at a time. */
public final class ScalarUpdate implements UpdateLeaf {

    @Override
    public void adamW(MemorySegment p, long pAt, MemorySegment g, long gAt, MemorySegment m, long mAt, MemorySegment v,
            long vAt, int count, AdamWStep step) {
        float scale = (float) step.scale;
        float beta1 = (float) step.beta1;
        float rest1 = (float) step.rest1;
        float beta2 = (float) step.beta2;
        float rest2 = (float) step.rest2;
        float correction = (float) step.correction;
        float eps = (float) step.eps;
        float meanRate = (float) step.meanRate;
        float decayRate = (float) step.decayRate;
        for (long i = 0; i < count * 4L; i += 4) {
            float gradient = get(g, gAt + i) * scale;
            float mean = Math.fma(beta1, get(m, mAt + i), rest1 * gradient);
            float square = Math.fma(beta2, get(v, vAt + i), rest2 * gradient * gradient);
            float parameter = get(p, pAt + i);
            float change = meanRate * (mean / ((float) Math.sqrt(square * correction) + eps));
            set(m, mAt + i, mean);
            set(v, vAt + i, square);
            set(p, pAt + i, parameter - Math.fma(decayRate, parameter, change));
        }
    }

    @Override
    public void sgd(MemorySegment p, long pAt, MemorySegment g, long gAt, int count, SgdStep step) {
        float scale = (float) step.scale;
        float decay = (float) step.decay;
        float rate = (float) step.rate;
        for (long i = 0; i < count * 4L; i += 4) {
            float parameter = get(p, pAt + i);
            float gradient = Math.fma(decay, parameter, get(g, gAt + i) * scale);
            set(p, pAt + i, Math.fma(-rate, gradient, parameter));
        }
    }

    @Override
    public void sgd(MemorySegment p, long pAt, MemorySegment g, long gAt, MemorySegment b, long bAt, int count,
            SgdStep step) {
        float scale = (float) step.scale;
        float decay = (float) step.decay;
        float momentum = (float) step.momentum;
        float rest = (float) step.rest;
        float rate = (float) step.rate;
        for (long i = 0; i < count * 4L; i += 4) {
            float parameter = get(p, pAt + i);
            float gradient = Math.fma(decay, parameter, get(g, gAt + i) * scale);
            float buffer = Math.fma(momentum, get(b, bAt + i), rest * gradient);
            float direction = step.nesterov ? Math.fma(momentum, buffer, gradient) : buffer;
            set(b, bAt + i, buffer);
            set(p, pAt + i, Math.fma(-rate, direction, parameter));
        }
    }

    /** Four sums side by side, so that no addition waits for the one before it. */
    @Override
    public double sumOfSquares(MemorySegment x, long at, int count, double[] sums) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        long i = at;
        for (long end = at + count / 4 * 16L; i < end; i += 16) {
            a += squared(get(x, i));
            b += squared(get(x, i + 4));
            c += squared(get(x, i + 8));
            d += squared(get(x, i + 12));
        }
        for (long end = at + count * 4L; i < end; i += 4) {
            a += squared(get(x, i));
        }
        return a + b + (c + d);
    }

    private static double squared(double value) {
        return value * value;
    }

    private static float get(MemorySegment segment, long at) {
        return segment.get(ValueLayout.JAVA_FLOAT, at);
    }

    private static void set(MemorySegment segment, long at, float value) {
        segment.set(ValueLayout.JAVA_FLOAT, at, value);
    }
}
