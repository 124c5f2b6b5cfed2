package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.ReduceOp;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * Reductions along runs. A unit of work is one chunk of one output's elements; where an output has several, their
 * results are merged in order afterwards.
 */
final class ReduceTask extends Task {

    static final Pool<ReduceTask> POOL = new Pool<>(ReduceTask::new);

    private final Reduction space = new Reduction();
    private ReduceLeaf leaf;
    private ReduceOp op;
    private DType dtype;
    private MemorySegment source;
    private MemorySegment target;
    private DType result;
    private boolean runs;
    private boolean variance;
    private double correction;
    private double scale;
    private long chunks;
    private long units;
    private long unitsEach;
    private double[] partials;
    private long[] wholePartials;

    private ReduceTask() {
    }

    /** Reduces with an op. */
    static void reduce(ReduceLeaf leaf, ReduceOp op, NdArray x, int axes, NdArray out) {
        ReduceTask task = POOL.take();
        task.variance = false;
        task.op = op == ReduceOp.MEAN ? ReduceOp.SUM : op;
        task.run(leaf, x, axes, out, op == ReduceOp.MEAN);
    }

    /** The variance: an output is one unit, because its second pass needs the result of the first. */
    static void variance(ReduceLeaf leaf, NdArray x, int axes, double correction, NdArray out) {
        ReduceTask task = POOL.take();
        task.variance = true;
        task.op = ReduceOp.SUM;
        task.correction = correction;
        task.run(leaf, x, axes, out, false);
    }

    private void run(ReduceLeaf floats, NdArray x, int axes, NdArray out, boolean mean) {
        Scratch scratch = Scratch.take();
        try {
            leaf = floats;
            dtype = x.dtype();
            result = out.dtype();
            source = x.segment();
            target = out.writableSegment();
            space.set(x, axes, out);
            runs = dtype == DType.F32 && space.innerStride() == 1;
            chunks = variance ? 1 : space.chunks();
            units = space.outputs() * chunks;
            unitsEach = Math.max(1, Reduction.CHUNK / Math.max(1, space.count() / chunks));
            int slots = chunks > 1 ? Math.toIntExact(units) : 0;
            partials = scratch.doubles(1, slots);
            wholePartials = scratch.longs(1, slots);
            scale = mean ? space.count() : 1;
            Workers.run(this, Math.toIntExact(Math.ceilDiv(units, unitsEach)));
            if (chunks > 1) {
                merge();
            }
        } finally {
            source = null;
            target = null;
            partials = null;
            wholePartials = null;
            scratch.give();
            POOL.give(this);
        }
    }

    @Override
    protected void run(int piece) {
        Scratch scratch = Scratch.take();
        try {
            long[] whole = scratch.longs(0, Conversion.TILE);
            long first = piece * unitsEach;
            for (long unit = first; unit < Math.min(units, first + unitsEach); unit++) {
                long output = unit / chunks;
                if (variance) {
                    store(output, varianceOf(space.inputAt(output), scratch));
                } else if (dtype.isFloating()) {
                    floating(unit, output, unit % chunks, scratch);
                } else {
                    whole(unit, output, unit % chunks, whole);
                }
            }
        } finally {
            scratch.give();
        }
    }

    private void floating(long unit, long output, long chunk, Scratch scratch) {
        double value = chunk(space.inputAt(output), chunk, scratch);
        if (chunks > 1) {
            partials[(int) unit] = value;
        } else {
            store(output, value / scale);
        }
    }

    private double chunk(long at, long chunk, Scratch scratch) {
        double value = Fold.identity(op);
        long start = space.start(chunk) * space.innerStride();
        for (long row = space.firstRow(chunk); row < space.endRow(chunk); row++) {
            value = Fold.partials(op, value, stretch(at + space.rowAt(row) + start, space.length(chunk), scratch));
        }
        return value;
    }

    /** A part of one row: floats by the leaf, block by block; everything else through a tile of doubles. */
    private double stretch(long at, long n, Scratch scratch) {
        double value = Fold.identity(op);
        if (runs) {
            for (long done = 0; done < n; done += ReduceLeaf.BLOCK) {
                int count = (int) Math.min(ReduceLeaf.BLOCK, n - done);
                value = Fold.partials(op, value, leaf.run(op, source, (at + done) * 4, count, scratch));
            }
            return value;
        }
        double[] tile = scratch.doubles(0, Conversion.TILE);
        for (long done = 0; done < n; done += Conversion.TILE) {
            int count = (int) Math.min(Conversion.TILE, n - done);
            Conversion.read(dtype, source, at + done * space.innerStride(), space.innerStride(), tile, count);
            value = Fold.partials(op, value, DoubleLoops.run(op, tile, count));
        }
        return value;
    }

    private void whole(long unit, long output, long chunk, long[] tile) {
        long value = Fold.integerIdentity(op);
        long at = space.inputAt(output) + space.start(chunk) * space.innerStride();
        for (long row = space.firstRow(chunk); row < space.endRow(chunk); row++) {
            long rowAt = at + space.rowAt(row);
            for (long done = 0; done < space.length(chunk); done += Conversion.TILE) {
                int count = (int) Math.min(Conversion.TILE, space.length(chunk) - done);
                Conversion.read(dtype, source, rowAt + done * space.innerStride(), space.innerStride(), tile, count);
                for (int i = 0; i < count; i++) {
                    value = Fold.partials(op, value, Fold.element(op, tile[i]));
                }
            }
        }
        if (chunks > 1) {
            wholePartials[(int) unit] = value;
        } else {
            Store.integer(result, target, space.outputAt(output), value);
        }
    }

    private double varianceOf(long at, Scratch scratch) {
        double sum = 0;
        for (long chunk = 0; chunk < space.chunks(); chunk++) {
            sum += chunk(at, chunk, scratch);
        }
        double count = space.count();
        double centre = runs ? (float) (sum / count) : sum / count;
        double[] sums = scratch.doubles(2, 2);
        sums[0] = 0;
        sums[1] = 0;
        for (long row = 0; row < space.rows(); row++) {
            deviations(at + space.rowAt(row), centre, scratch, sums);
        }
        // The centre is the mean, rounded: what it is off by is taken out again.
        return (sums[1] - sums[0] * sums[0] / count) / (count - correction);
    }

    private void deviations(long at, double centre, Scratch scratch, double[] sums) {
        long n = space.rowLength();
        if (runs) {
            for (long done = 0; done < n; done += ReduceLeaf.BLOCK) {
                leaf.deviations(source, (at + done) * 4, (int) Math.min(ReduceLeaf.BLOCK, n - done), (float) centre,
                        sums, scratch);
            }
            return;
        }
        double[] tile = scratch.doubles(0, Conversion.TILE);
        for (long done = 0; done < n; done += Conversion.TILE) {
            int count = (int) Math.min(Conversion.TILE, n - done);
            Conversion.read(dtype, source, at + done * space.innerStride(), space.innerStride(), tile, count);
            DoubleLoops.deviations(tile, count, centre, sums);
        }
    }

    private void merge() {
        for (long output = 0; output < space.outputs(); output++) {
            int at = (int) (output * chunks);
            if (!dtype.isFloating()) {
                long value = wholePartials[at];
                for (int i = 1; i < chunks; i++) {
                    value = Fold.partials(op, value, wholePartials[at + i]);
                }
                Store.integer(result, target, space.outputAt(output), value);
                continue;
            }
            double value = partials[at];
            for (int i = 1; i < chunks; i++) {
                value = Fold.partials(op, value, partials[at + i]);
            }
            store(output, value / scale);
        }
    }

    private void store(long output, double value) {
        Store.floating(result, target, space.outputAt(output), value);
    }
}
