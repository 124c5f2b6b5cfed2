package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanegrad.kernels.base.ConvLeaf;
import lanegrad.kernels.base.PlaneTurn;
import lanegrad.parallel.Scratch;

/** The inner loops of the F64 convolution, shared by all implementations: as {@link FloatConvLoops}, word for word. */
public final class DoubleConvLoops extends ConvLeaf<double[][], double[][], double[]> {

    /** Makes the leaf. */
    public DoubleConvLoops() {
        super(new DoubleGemmLoops(), Double.BYTES);
    }

    @Override
    protected double[] strip(Scratch scratch, int slot, int length) {
        return scratch.doubles(slot, length);
    }

    @Override
    protected void zero(double[] strip, int from, int to) {
        Arrays.fill(strip, from, to, 0);
    }

    @Override
    protected void fill(double[] strip, int from, int to, double[] values, int value) {
        Arrays.fill(strip, from, to, values[value]);
    }

    @Override
    protected void addUp(double[] strip, int base, int[] offsets, int first, int steps, double[] weights, int weight,
            double[] sums, int at, int count) {
        for (int step = 0; step < steps; step++) {
            double w = weights[weight + step];
            int from = base + offsets[first + step];
            for (int i = 0; i < count; i++) {
                sums[at + i] += w * strip[from + i];
            }
        }
    }

    @Override
    protected int sumLanes() {
        return 1;
    }

    @Override
    protected void fold(double[] sums, int count) {
        // a lane each is a sum already
    }

    @Override
    protected void dots(double[] strip, int base, int[] offsets, int taps, double[] line, int count, double[] sums,
            int at) {
        for (int tap = 0; tap < taps; tap++) {
            int from = base + offsets[tap];
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += line[i] * strip[from + i];
            }
            sums[at + tap] += sum;
        }
    }

    @Override
    protected void store(double[] strip, int from, int count, MemorySegment target, long at, long stride) {
        for (int i = 0; i < count; i++) {
            target.set(ValueLayout.JAVA_DOUBLE, (at + i * stride) * Double.BYTES, strip[from + i]);
        }
    }

    @Override
    protected void row(MemorySegment source, long at, long stride, int count, double[] strip, int to) {
        if (stride == 1) {
            MemorySegment.copy(source, ValueLayout.JAVA_DOUBLE, at * Double.BYTES, strip, to, count);
        } else {
            collect(source, at, stride, count, strip, to, 1);
        }
    }

    private static void collect(MemorySegment source, long at, long stride, int count, double[] strip, int to,
            int toStride) {
        for (int i = 0; i < count; i++) {
            strip[to + i * toStride] = source.get(ValueLayout.JAVA_DOUBLE, (at + i * stride) * Double.BYTES);
        }
    }

    @Override
    protected void turn(MemorySegment source, long at, long channelStride, long stride, int channels, int count,
            double[] strip, int to, Scratch scratch) {
        for (int channel = 0; channel < channels; channel++) {
            collect(source, at + channel * channelStride, stride, count, strip, to + channel, channels);
        }
    }

    @Override
    protected void pack(double[] strip, int[] offsets, int first, int steps, int[] bases, int run, int lanes,
            double[][] panels, boolean ones) {
        int panel = 0;
        for (int lane = 0; lane < lanes; lane += DoubleGemmLoops.COLUMNS) {
            int width = Math.min(DoubleGemmLoops.COLUMNS, lanes - lane);
            for (int step = 0; step < steps; step++) {
                packLine(strip, offsets[first + step], bases, run, lane, width, panels[panel + step]);
            }
            if (ones) {
                Arrays.fill(panels[panel + steps], 0, width, 1);
            }
            panel += ones ? steps + 1 : steps;
        }
    }

    private static void packLine(double[] strip, int offset, int[] bases, int run, int lane, int width, double[] line) {
        int done = 0;
        while (done < width) {
            int at = (lane + done) % run;
            int count = Math.min(run - at, width - done);
            System.arraycopy(strip, bases[(lane + done) / run] + at + offset, line, done, count);
            done += count;
        }
    }

    @Override
    protected void packPlain(MemorySegment source, long at, long laneStride, long stepStride, int lanes, int steps,
            double[][] panels, double[][] tile, boolean ones) {
        int panel = 0;
        for (int lane = 0; lane < lanes; lane += DoubleGemmLoops.COLUMNS) {
            int width = Math.min(DoubleGemmLoops.COLUMNS, lanes - lane);
            for (int step = 0; step < steps; step++) {
                row(source, at + lane * laneStride + step * stepStride, laneStride, width, panels[panel + step], 0);
            }
            if (ones) {
                Arrays.fill(panels[panel + steps], 0, width, 1);
            }
            panel += ones ? steps + 1 : steps;
        }
    }

    @Override
    protected PlaneTurn turn() {
        return null;
    }

    @Override
    protected void sum(MemorySegment parts, long at, long stride, int count, long length) {
        for (int part = 1; part < count; part++) {
            long from = at + part * stride;
            for (long i = 0; i < length; i++) {
                long to = (at + i) * Double.BYTES;
                parts.set(ValueLayout.JAVA_DOUBLE, to, parts.get(ValueLayout.JAVA_DOUBLE, to)
                        + parts.get(ValueLayout.JAVA_DOUBLE, (from + i) * Double.BYTES));
            }
        }
    }
}
