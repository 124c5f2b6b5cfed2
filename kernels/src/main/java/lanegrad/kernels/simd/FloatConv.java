package lanegrad.kernels.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanegrad.kernels.base.ConvLeaf;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.PlaneTurn;
import lanegrad.parallel.Scratch;

/**
 * The inner loops of the F32 convolution, on vectors: patches become panels of {@link FloatPanels}' form. A vector that
 * is written whole where only its first lanes are wanted needs no mask, because what comes next in memory is written
 * after it.
 */
final class FloatConv extends ConvLeaf<float[], MemorySegment, float[]> {

    private static final int N = Lanes.N;

    FloatConv() {
        super(new FloatGemmLeaf(), Float.BYTES);
    }

    @Override
    protected float[] strip(Scratch scratch, int slot, int length) {
        return scratch.floats(slot, length);
    }

    @Override
    protected void zero(float[] strip, int from, int to) {
        Arrays.fill(strip, from, to, 0);
    }

    @Override
    protected void fill(float[] strip, int from, int to, float[] values, int value) {
        Arrays.fill(strip, from, to, values[value]);
    }

    @Override
    protected void addUp(float[] strip, int base, int[] offsets, int first, int steps, float[] weights, int weight,
            float[] sums, int at, int count) {
        int i = 0;
        for (; i <= count - 4 * N; i += 4 * N) {
            addFour(strip, base + i, offsets, first, steps, weights, weight, sums, at + i);
        }
        for (; i < count; i += N) {
            addOne(strip, base + i, offsets, first, steps, weights, weight, sums, at + i, Math.min(N, count - i));
        }
    }

    private static void addFour(float[] strip, int base, int[] offsets, int first, int steps, float[] weights,
            int weight, float[] sums, int at) {
        FloatVector a = FloatVector.fromArray(Lanes.F, sums, at);
        FloatVector b = FloatVector.fromArray(Lanes.F, sums, at + N);
        FloatVector c = FloatVector.fromArray(Lanes.F, sums, at + 2 * N);
        FloatVector d = FloatVector.fromArray(Lanes.F, sums, at + 3 * N);
        for (int step = 0; step < steps; step++) {
            int from = base + offsets[first + step];
            FloatVector w = FloatVector.broadcast(Lanes.F, weights[weight + step]);
            a = w.fma(FloatVector.fromArray(Lanes.F, strip, from), a);
            b = w.fma(FloatVector.fromArray(Lanes.F, strip, from + N), b);
            c = w.fma(FloatVector.fromArray(Lanes.F, strip, from + 2 * N), c);
            d = w.fma(FloatVector.fromArray(Lanes.F, strip, from + 3 * N), d);
        }
        Lanes.FLOATS.cast(a).intoArray(sums, at);
        Lanes.FLOATS.cast(b).intoArray(sums, at + N);
        Lanes.FLOATS.cast(c).intoArray(sums, at + 2 * N);
        Lanes.FLOATS.cast(d).intoArray(sums, at + 3 * N);
    }

    /** Lanes beyond the count belong to another row, which may have its sums already. */
    private static void addOne(float[] strip, int base, int[] offsets, int first, int steps, float[] weights,
            int weight, float[] sums, int at, int count) {
        FloatVector a = FloatVector.fromArray(Lanes.F, sums, at);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.broadcast(Lanes.F, weights[weight + step]);
            a = w.fma(FloatVector.fromArray(Lanes.F, strip, base + offsets[first + step]), a);
        }
        if (count == N) {
            Lanes.FLOATS.cast(a).intoArray(sums, at);
        } else {
            Lanes.FLOATS.cast(a).intoArray(sums, at, Lanes.F.indexInRange(0, count));
        }
    }

    @Override
    protected int sumLanes() {
        return N;
    }

    @Override
    protected void dots(float[] strip, int base, int[] offsets, int taps, float[] line, int count, float[] sums,
            int at) {
        int end = count - count % N;
        int tap = 0;
        for (; tap <= taps - 4; tap += 4) {
            dotFour(strip, base + offsets[tap], base + offsets[tap + 1], base + offsets[tap + 2],
                    base + offsets[tap + 3], line, end, sums, at + tap * N);
        }
        for (; tap < taps; tap++) {
            dotOne(strip, base + offsets[tap], line, end, sums, at + tap * N);
        }
        for (tap = 0; end < count && tap < taps; tap++) {
            int from = base + offsets[tap];
            for (int i = end; i < count; i++) {
                sums[at + tap * N + i - end] += line[i] * strip[from + i];
            }
        }
    }

    private static void dotFour(float[] strip, int first, int second, int third, int fourth, float[] line, int end,
            float[] sums, int at) {
        FloatVector a = FloatVector.fromArray(Lanes.F, sums, at);
        FloatVector b = FloatVector.fromArray(Lanes.F, sums, at + N);
        FloatVector c = FloatVector.fromArray(Lanes.F, sums, at + 2 * N);
        FloatVector d = FloatVector.fromArray(Lanes.F, sums, at + 3 * N);
        for (int i = 0; i < end; i += N) {
            FloatVector x = Lanes.FLOATS.cast(FloatVector.fromArray(Lanes.F, line, i));
            a = x.fma(FloatVector.fromArray(Lanes.F, strip, first + i), a);
            b = x.fma(FloatVector.fromArray(Lanes.F, strip, second + i), b);
            c = x.fma(FloatVector.fromArray(Lanes.F, strip, third + i), c);
            d = x.fma(FloatVector.fromArray(Lanes.F, strip, fourth + i), d);
        }
        Lanes.FLOATS.cast(a).intoArray(sums, at);
        Lanes.FLOATS.cast(b).intoArray(sums, at + N);
        Lanes.FLOATS.cast(c).intoArray(sums, at + 2 * N);
        Lanes.FLOATS.cast(d).intoArray(sums, at + 3 * N);
    }

    private static void dotOne(float[] strip, int from, float[] line, int end, float[] sums, int at) {
        FloatVector a = FloatVector.fromArray(Lanes.F, sums, at);
        for (int i = 0; i < end; i += N) {
            FloatVector x = Lanes.FLOATS.cast(FloatVector.fromArray(Lanes.F, line, i));
            a = x.fma(FloatVector.fromArray(Lanes.F, strip, from + i), a);
        }
        Lanes.FLOATS.cast(a).intoArray(sums, at);
    }

    @Override
    protected void fold(float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] = LaneFold.sum(sums, i * N);
        }
    }

    @Override
    protected void store(float[] strip, int from, int count, MemorySegment target, long at, long stride) {
        if (stride == 1) {
            MemorySegment.copy(strip, from, target, ValueLayout.JAVA_FLOAT, at * Float.BYTES, count);
        } else {
            spread(strip, from, count, target, at, stride);
        }
    }

    private static void spread(float[] strip, int from, int count, MemorySegment to, long at, long stride) {
        MemorySegment target = Native.of(to);
        for (int i = 0; i < count; i++) {
            target.set(ValueLayout.JAVA_FLOAT, (at + i * stride) * Float.BYTES, strip[from + i]);
        }
    }

    @Override
    protected void row(MemorySegment source, long at, long stride, int count, float[] strip, int to) {
        if (stride == 1) {
            copy(source, at * Float.BYTES, count, strip, to);
        } else {
            collect(source, at, stride, count, strip, to, 1);
        }
    }

    private static void copy(MemorySegment of, long from, int count, float[] strip, int to) {
        MemorySegment source = Native.of(of);
        int i = 0;
        for (; i <= count - N; i += N) {
            FloatVector.fromMemorySegment(Lanes.F, source, from + i * (long) Float.BYTES, Lanes.ORDER).intoArray(strip,
                    to + i);
        }
        for (; i < count; i++) {
            strip[to + i] = source.get(ValueLayout.JAVA_FLOAT, from + i * (long) Float.BYTES);
        }
    }

    private static void collect(MemorySegment of, long at, long stride, int count, float[] strip, int to,
            int toStride) {
        MemorySegment source = Native.of(of);
        for (int i = 0; i < count; i++) {
            strip[to + i * toStride] = source.get(ValueLayout.JAVA_FLOAT, (at + i * stride) * Float.BYTES);
        }
    }

    @Override
    protected void turn(MemorySegment source, long at, long channelStride, long stride, int channels, int count,
            float[] strip, int to, Scratch scratch) {
        int channel = 0;
        if (stride == 1 && channels >= N) {
            MemorySegment panel = scratch.segment(4, count * Lanes.BYTES);
            float[] half = scratch.floats(5, count * N);
            for (; channel <= channels - N; channel += N) {
                FloatPanels.pack(source, at + channel * channelStride, channelStride, 1, N, count, panel, 0, half);
                spread(panel, count, strip, to + channel, channels);
            }
        }
        for (; channel < channels; channel++) {
            collect(source, at + channel * channelStride, stride, count, strip, to + channel, channels);
        }
    }

    private static void spread(MemorySegment of, int count, float[] strip, int to, int stride) {
        MemorySegment panel = Native.of(of);
        for (int i = 0; i < count; i++) {
            FloatVector.fromMemorySegment(Lanes.F, panel, i * Lanes.BYTES, Lanes.ORDER).intoArray(strip,
                    to + i * stride);
        }
    }

    @Override
    protected void pack(float[] strip, int[] offsets, int first, int steps, int[] bases, int run, int lanes,
            MemorySegment panels, boolean ones) {
        long room = (ones ? steps + 1 : steps) * Lanes.BYTES;
        long to = 0;
        for (int lane = 0; lane < lanes; lane += N, to += room) {
            int index = lane / run;
            int at = lane - index * run;
            int from = bases[index] + at;
            int second = run - at;
            int width = Math.min(N, lanes - lane);
            if (second >= width) {
                packOne(strip, from, offsets, first, steps, panels, to);
            } else if (second + run >= width) {
                packTwo(strip, from, bases[index + 1], second, offsets, first, steps, panels, to);
            } else {
                packMany(strip, from, bases, index + 1, run, second, width, offsets, first, steps, panels, to);
            }
            if (ones) {
                one(panels, to + steps * Lanes.BYTES);
            }
        }
    }

    private static void packOne(float[] strip, int from, int[] offsets, int first, int steps, MemorySegment of,
            long to) {
        MemorySegment panel = Native.of(of);
        for (int step = 0; step < steps; step++) {
            FloatVector.fromArray(Lanes.F, strip, from + offsets[first + step]).intoMemorySegment(panel,
                    to + step * Lanes.BYTES, Lanes.ORDER);
        }
    }

    private static void packTwo(float[] strip, int from, int next, int lane, int[] offsets, int first, int steps,
            MemorySegment of, long to) {
        MemorySegment panel = Native.of(of);
        long second = to + lane * (long) Float.BYTES;
        for (int step = 0; step < steps; step++) {
            int offset = offsets[first + step];
            FloatVector.fromArray(Lanes.F, strip, from + offset).intoMemorySegment(panel, to + step * Lanes.BYTES,
                    Lanes.ORDER);
            FloatVector.fromArray(Lanes.F, strip, next + offset).intoMemorySegment(panel, second + step * Lanes.BYTES,
                    Lanes.ORDER);
        }
    }

    private static void packMany(float[] strip, int from, int[] bases, int index, int run, int second, int width,
            int[] offsets, int first, int steps, MemorySegment of, long to) {
        MemorySegment panel = Native.of(of);
        for (int step = 0; step < steps; step++) {
            int offset = offsets[first + step];
            long put = to + step * Lanes.BYTES;
            FloatVector.fromArray(Lanes.F, strip, from + offset).intoMemorySegment(panel, put, Lanes.ORDER);
            for (int lane = second, i = index; lane < width; lane += run, i++) {
                FloatVector.fromArray(Lanes.F, strip, bases[i] + offset).intoMemorySegment(panel,
                        put + lane * (long) Float.BYTES, Lanes.ORDER);
            }
        }
    }

    /** A vector of ones. */
    private static void one(MemorySegment panel, long at) {
        FloatVector.broadcast(Lanes.F, 1).intoMemorySegment(Native.of(panel), at, Lanes.ORDER);
    }

    @Override
    protected void packPlain(MemorySegment source, long at, long laneStride, long stepStride, int lanes, int steps,
            MemorySegment panels, float[] tile, boolean ones) {
        if (!ones) {
            FloatPanels.pack(source, at, laneStride, stepStride, lanes, steps, panels, 0, tile);
            return;
        }
        int to = 0;
        for (int lane = 0; lane < lanes; lane += N) {
            FloatPanels.pack(source, at + lane * laneStride, laneStride, stepStride, Math.min(N, lanes - lane), steps,
                    panels, to, tile);
            to += steps * N;
            one(panels, to * (long) Float.BYTES);
            to += N;
        }
    }

    @Override
    protected PlaneTurn turn() {
        return LaneTurn.INSTANCE;
    }

    @Override
    protected void sum(MemorySegment parts, long at, long stride, int count, long length) {
        for (int part = 1; part < count; part++) {
            add(parts, at * Float.BYTES, (at + part * stride) * Float.BYTES, length);
        }
    }

    private static void add(MemorySegment of, long to, long from, long length) {
        MemorySegment parts = Native.of(of);
        VectorMask<Float> rest = Lanes.F.indexInRange(0, length % N);
        long end = length / N * Lanes.BYTES;
        for (long i = 0; i < end; i += Lanes.BYTES) {
            FloatVector x = FloatVector.fromMemorySegment(Lanes.F, parts, from + i, Lanes.ORDER);
            Lanes.FLOATS.cast(FloatVector.fromMemorySegment(Lanes.F, parts, to + i, Lanes.ORDER)).add(x)
                    .intoMemorySegment(parts, to + i, Lanes.ORDER);
        }
        if (length % N > 0) {
            FloatVector x = FloatVector.fromMemorySegment(Lanes.F, parts, from + end, Lanes.ORDER, rest);
            Lanes.FLOATS.cast(FloatVector.fromMemorySegment(Lanes.F, parts, to + end, Lanes.ORDER, rest)).add(x)
                    .intoMemorySegment(parts, to + end, Lanes.ORDER, rest);
        }
    }
}
