package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.D;
import static lanegrad.kernels.simd.Lanes.DOUBLES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import lanegrad.kernels.base.AdamWStep;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.SgdStep;
import lanegrad.kernels.base.UpdateLeaf;

/**
 * Optimizer steps, a vector at a time. The operations and their order are the scalar loops', and each is correctly
 * rounded: so what does not fill a vector is left to those, and an element's bits do not depend on where it lies.
 */
final class SimdUpdate implements UpdateLeaf {

    private static final int HALF = D.length();

    private final UpdateLeaf scalar;

    SimdUpdate(UpdateLeaf scalar) {
        this.scalar = scalar;
    }

    @Override
    public void adamW(MemorySegment parameters, long pAt, MemorySegment gradients, long gAt, MemorySegment means,
            long mAt, MemorySegment squares, long vAt, int count, AdamWStep step) {
        MemorySegment p = Native.of(parameters);
        MemorySegment g = Native.of(gradients);
        MemorySegment m = Native.of(means);
        MemorySegment v = Native.of(squares);
        FloatVector scale = all(step.scale);
        FloatVector beta1 = all(step.beta1);
        FloatVector rest1 = all(step.rest1);
        FloatVector beta2 = all(step.beta2);
        FloatVector rest2 = all(step.rest2);
        FloatVector correction = all(step.correction);
        FloatVector eps = all(step.eps);
        FloatVector meanRate = all(step.meanRate);
        FloatVector decayRate = all(step.decayRate);
        long done = F.loopBound(count) * 4L;
        for (long i = 0; i < done; i += BYTES) {
            FloatVector gradient = FloatVector.fromMemorySegment(F, g, gAt + i, ORDER).mul(scale);
            FloatVector mean = FloatVector.fromMemorySegment(F, m, mAt + i, ORDER).fma(beta1, gradient.mul(rest1));
            FloatVector square = FloatVector.fromMemorySegment(F, v, vAt + i, ORDER).fma(beta2,
                    gradient.mul(rest2).mul(gradient));
            FloatVector parameter = FloatVector.fromMemorySegment(F, p, pAt + i, ORDER);
            FloatVector change = mean.div(square.mul(correction).sqrt().add(eps)).mul(meanRate);
            mean.intoMemorySegment(m, mAt + i, ORDER);
            square.intoMemorySegment(v, vAt + i, ORDER);
            parameter.sub(parameter.fma(decayRate, change)).intoMemorySegment(p, pAt + i, ORDER);
        }
        scalar.adamW(p, pAt + done, g, gAt + done, m, mAt + done, v, vAt + done, (int) (count - done / 4), step);
    }

    @Override
    public void sgd(MemorySegment parameters, long pAt, MemorySegment gradients, long gAt, int count, SgdStep step) {
        MemorySegment p = Native.of(parameters);
        MemorySegment g = Native.of(gradients);
        FloatVector scale = all(step.scale);
        FloatVector decay = all(step.decay);
        FloatVector minusRate = all(-step.rate);
        long done = F.loopBound(count) * 4L;
        for (long i = 0; i < done; i += BYTES) {
            FloatVector parameter = FloatVector.fromMemorySegment(F, p, pAt + i, ORDER);
            FloatVector gradient = FloatVector.fromMemorySegment(F, g, gAt + i, ORDER).mul(scale);
            decay.fma(parameter, gradient).fma(minusRate, parameter).intoMemorySegment(p, pAt + i, ORDER);
        }
        scalar.sgd(p, pAt + done, g, gAt + done, (int) (count - done / 4), step);
    }

    @Override
    public void sgd(MemorySegment parameters, long pAt, MemorySegment gradients, long gAt, MemorySegment buffers,
            long bAt, int count, SgdStep step) {
        MemorySegment p = Native.of(parameters);
        MemorySegment g = Native.of(gradients);
        MemorySegment b = Native.of(buffers);
        FloatVector scale = all(step.scale);
        FloatVector decay = all(step.decay);
        FloatVector momentum = all(step.momentum);
        FloatVector rest = all(step.rest);
        FloatVector minusRate = all(-step.rate);
        boolean nesterov = step.nesterov;
        long done = F.loopBound(count) * 4L;
        for (long i = 0; i < done; i += BYTES) {
            FloatVector parameter = FloatVector.fromMemorySegment(F, p, pAt + i, ORDER);
            FloatVector gradient = FloatVector.fromMemorySegment(F, g, gAt + i, ORDER).mul(scale);
            gradient = decay.fma(parameter, gradient);
            FloatVector buffer = FloatVector.fromMemorySegment(F, b, bAt + i, ORDER).fma(momentum,
                    gradient.mul(rest));
            FloatVector direction = nesterov ? buffer.fma(momentum, gradient) : buffer;
            buffer.intoMemorySegment(b, bAt + i, ORDER);
            direction.fma(minusRate, parameter).intoMemorySegment(p, pAt + i, ORDER);
        }
        scalar.sgd(p, pAt + done, g, gAt + done, b, bAt + done, (int) (count - done / 4), step);
    }

    private static FloatVector all(double value) {
        return FloatVector.broadcast(F, (float) value);
    }

    /** Lanes of four vectors, each its own sum; they meet in a fixed tree, and the sum of what is left comes last. */
    @Override
    public double sumOfSquares(MemorySegment x, long at, int count, double[] sums) {
        MemorySegment source = Native.of(x);
        DoubleVector a = DoubleVector.zero(D);
        DoubleVector b = a;
        DoubleVector c = a;
        DoubleVector d = a;
        long done = count / (4 * HALF) * (16L * HALF);
        for (long i = at; i < at + done; i += 16L * HALF) {
            FloatVector front = FloatVector.fromMemorySegment(F, source, i, ORDER);
            DoubleVector e = widen(front, 0);
            a = e.fma(e, a);
            DoubleVector f = widen(front, 1);
            b = f.fma(f, b);
            FloatVector back = FloatVector.fromMemorySegment(F, source, i + 8L * HALF, ORDER);
            DoubleVector g = widen(back, 0);
            c = g.fma(g, c);
            DoubleVector h = widen(back, 1);
            d = h.fma(h, d);
        }
        a.add(b).add(c.add(d)).intoArray(sums, 0);
        for (int half = HALF / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                sums[i] += sums[i + half];
            }
        }
        return sums[0] + scalar.sumOfSquares(x, at + done, (int) (count - done / 4), sums);
    }

    /** One half of a vector: the lower for 0. */
    private static DoubleVector widen(FloatVector floats, int half) {
        return DOUBLES.cast(floats.convert(VectorOperators.F2D, half));
    }
}
