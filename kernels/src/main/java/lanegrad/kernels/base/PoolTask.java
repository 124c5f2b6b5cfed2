package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.PoolOptions;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * Pooling and its gradients, the same for all implementations: there is little to compute and much to fetch. A piece is
 * a number of planes; the gradients of a plane are added up in the order of its windows.
 */
final class PoolTask extends Task {

    /** What is done. */
    enum Kind {
        MAX, MAX_GRADIENT, AVERAGE, AVERAGE_GRADIENT
    }

    /** Elements of the larger side that are worth a piece of their own. */
    static final int PIECE = 1 << 14;

    private static final Pool<PoolTask> POOL = new Pool<>(PoolTask::new);

    private final ConvOperand from = new ConvOperand();
    private final ConvOperand to = new ConvOperand();
    private final ConvOperand places = new ConvOperand();
    private boolean twice;
    private boolean writesValues;
    private Kind kind;
    private PoolOptions options;
    private int planes;
    private int planesEach;

    private PoolTask() {
    }

    static void run(Kind kind, NdArray from, PoolOptions options, NdArray to, NdArray places) {
        PoolTask task = POOL.take();
        try {
            task.kind = kind;
            task.options = options;
            task.twice = from.dtype() == DType.F64;
            task.writesValues = to != null;
            task.from.set(from, false);
            if (to != null) {
                task.to.set(to, true);
            }
            if (places != null) {
                task.places.set(places, kind == Kind.MAX);
            }
            task.start((int) from.dim(0), (int) from.dim(1));
        } finally {
            task.from.clear();
            task.to.clear();
            task.places.clear();
            POOL.give(task);
        }
    }

    private void start(int images, int channels) {
        planes = Math.multiplyExact(images, channels);
        long larger = Math.max((long) from.rows * from.columns,
                writesValues ? (long) to.rows * to.columns : (long) places.rows * places.columns);
        planesEach = (int) Math.max(1, PIECE / Math.max(1, larger));
        Workers.run(this, Math.ceilDiv(planes, planesEach));
    }

    @Override
    protected void run(int piece) {
        int end = Math.min(planes, (piece + 1) * planesEach);
        for (int plane = piece * planesEach; plane < end; plane++) {
            int image = plane / from.channels;
            int channel = plane % from.channels;
            switch (kind) {
                case MAX -> max(image, channel);
                case MAX_GRADIENT -> maxGradient(image, channel);
                case AVERAGE -> average(image, channel);
                case AVERAGE_GRADIENT -> averageGradient(image, channel);
            }
        }
    }

    private double get(MemorySegment segment, long at) {
        return twice ? segment.get(ValueLayout.JAVA_DOUBLE, at * Double.BYTES)
                : segment.get(ValueLayout.JAVA_FLOAT, at * Float.BYTES);
    }

    private void set(MemorySegment segment, long at, double value) {
        if (twice) {
            segment.set(ValueLayout.JAVA_DOUBLE, at * Double.BYTES, value);
        } else {
            segment.set(ValueLayout.JAVA_FLOAT, at * Float.BYTES, (float) value);
        }
    }

    private static long plane(ConvOperand operand, int image, int channel) {
        return operand.at + image * operand.outer + channel * operand.channel;
    }

    private void max(int image, int channel) {
        MemorySegment source = Native.of(from.segment);
        MemorySegment where = Native.of(places.segment);
        long base = plane(from, image, channel);
        for (int i = 0; i < places.rows; i++) {
            int top = i * options.strideHeight() - options.paddingHeight();
            int firstRow = Math.max(0, top);
            int endRow = Math.min(from.rows, top + options.kernelHeight());
            for (int j = 0; j < places.columns; j++) {
                int left = j * options.strideWidth() - options.paddingWidth();
                int firstColumn = Math.max(0, left);
                int endColumn = Math.min(from.columns, left + options.kernelWidth());
                double best = get(source, base + firstRow * from.row + firstColumn * from.column);
                long place = (long) firstRow * from.columns + firstColumn;
                for (int row = firstRow; row < endRow; row++) {
                    for (int column = firstColumn; column < endColumn; column++) {
                        double value = get(source, base + row * from.row + column * from.column);
                        if (value > best || value != value && best == best) { // the first NaN stays
                            best = value;
                            place = (long) row * from.columns + column;
                        }
                    }
                }
                where.set(ValueLayout.JAVA_LONG,
                        (plane(places, image, channel) + i * places.row + j * places.column) * Long.BYTES, place);
                if (writesValues) {
                    set(to.segment, plane(to, image, channel) + i * to.row + j * to.column, best);
                }
            }
        }
    }

    private void zero(int image, int channel) {
        MemorySegment target = Native.of(to.segment);
        long base = plane(to, image, channel);
        for (int row = 0; row < to.rows; row++) {
            for (int column = 0; column < to.columns; column++) {
                set(target, base + row * to.row + column * to.column, 0);
            }
        }
    }

    private void maxGradient(int image, int channel) {
        zero(image, channel);
        MemorySegment target = Native.of(to.segment);
        long base = plane(to, image, channel);
        long limit = (long) to.rows * to.columns;
        for (int i = 0; i < from.rows; i++) {
            for (int j = 0; j < from.columns; j++) {
                long place = places.segment.get(ValueLayout.JAVA_LONG,
                        (plane(places, image, channel) + i * places.row + j * places.column) * Long.BYTES);
                if (place < 0 || place >= limit) {
                    throw new IndexOutOfBoundsException("maxPool2dGradient: place " + place + " in a plane of ["
                            + to.rows + ", " + to.columns + "]");
                }
                long at = base + place / to.columns * to.row + place % to.columns * to.column;
                double g = get(from.segment, plane(from, image, channel) + i * from.row + j * from.column);
                set(target, at, get(target, at) + g);
            }
        }
    }

    /** What a window's sum is divided by. */
    private double divisor(int rows, int columns) {
        return options.countsPadding() ? (double) options.kernelHeight() * options.kernelWidth()
                : (double) rows * columns;
    }

    private void average(int image, int channel) {
        MemorySegment source = Native.of(from.segment);
        long base = plane(from, image, channel);
        for (int i = 0; i < to.rows; i++) {
            int top = i * options.strideHeight() - options.paddingHeight();
            int firstRow = Math.max(0, top);
            int endRow = Math.min(from.rows, top + options.kernelHeight());
            for (int j = 0; j < to.columns; j++) {
                int left = j * options.strideWidth() - options.paddingWidth();
                int firstColumn = Math.max(0, left);
                int endColumn = Math.min(from.columns, left + options.kernelWidth());
                double sum = 0;
                for (int row = firstRow; row < endRow; row++) {
                    for (int column = firstColumn; column < endColumn; column++) {
                        sum += get(source, base + row * from.row + column * from.column);
                    }
                }
                set(to.segment, plane(to, image, channel) + i * to.row + j * to.column,
                        sum / divisor(endRow - firstRow, endColumn - firstColumn));
            }
        }
    }

    private void averageGradient(int image, int channel) {
        zero(image, channel);
        MemorySegment target = Native.of(to.segment);
        long base = plane(to, image, channel);
        for (int i = 0; i < from.rows; i++) {
            int top = i * options.strideHeight() - options.paddingHeight();
            int firstRow = Math.max(0, top);
            int endRow = Math.min(to.rows, top + options.kernelHeight());
            for (int j = 0; j < from.columns; j++) {
                int left = j * options.strideWidth() - options.paddingWidth();
                int firstColumn = Math.max(0, left);
                int endColumn = Math.min(to.columns, left + options.kernelWidth());
                double g = get(from.segment, plane(from, image, channel) + i * from.row + j * from.column)
                        / divisor(endRow - firstRow, endColumn - firstColumn);
                for (int row = firstRow; row < endRow; row++) {
                    for (int column = firstColumn; column < endColumn; column++) {
                        long at = base + row * to.row + column * to.column;
                        set(target, at, get(target, at) + g);
                    }
                }
            }
        }
    }
}
