package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanegrad.kernels.base.GemmLeaf;
import lanegrad.kernels.base.GemmRowLeaf;
import lanegrad.parallel.Scratch;

/**
 * The inner loops of the F32 product in plain Java, in the one form that HotSpot turns into vectors by itself: long
 * loops that read heap arrays at the loop's own index. (It vectorises neither off-heap memory, nor an index with
 * something added, nor sums.) So each row of packed b is an array of its own, and the innermost loop adds multiples of
 * four of them to two rows of c. Products are rounded before they are added: where the hardware has no fused
 * multiply-add, Java's takes microseconds.
 */
public final class FloatGemmLoops extends GemmLeaf<float[][], float[][]> {

    /** Columns of a panel: four lines of b and two of c are 6 KB. */
    static final int COLUMNS = 256;

    /** With so many steps a panel is 128 KB. */
    private static final int DEPTH = 128;

    /** Makes the leaf. */
    public FloatGemmLoops() {
        super(1, COLUMNS, DEPTH);
    }

    @Override
    protected float[][] room(Scratch scratch, int slot, int size) {
        return scratch.floatLines(slot, size, COLUMNS);
    }

    @Override
    protected float[][] columns(Scratch scratch, int slot, int size) {
        return room(scratch, slot, size);
    }

    @Override
    protected int rowRoom(int rows, int steps) {
        return rows; // a line each
    }

    @Override
    protected int columnRoom(int columns, int steps) {
        return Math.ceilDiv(columns, COLUMNS) * steps; // a line for each step of a panel
    }

    @Override
    protected int tileRoom() {
        return 2;
    }

    @Override
    protected GemmRowLeaf rowLeaf() {
        return null;
    }

    @Override
    protected void packRows(MemorySegment source, long at, long rowStride, long depthStride, int rows, int steps,
            float[][] panels, int start, float[][] tile) {
        for (int row = 0; steps > 0 && row < rows; row++) { // without steps there need be no element to read
            fetch(source, at + row * rowStride, depthStride, steps, panels[start + row]);
        }
    }

    @Override
    protected void packColumns(MemorySegment source, long at, long columnStride, long depthStride, int columns,
            int steps, float[][] panels, int start, float[][] tile) {
        int line = start;
        for (int column = 0; column < columns; column += COLUMNS) {
            int width = Math.min(COLUMNS, columns - column);
            long from = at + column * columnStride;
            if (depthStride == 1 && columnStride != 1) {
                turn(source, from, columnStride, width, steps, panels, line);
            } else {
                for (int step = 0; step < steps; step++) {
                    fetch(source, from + step * depthStride, columnStride, width, panels[line + step]);
                }
            }
            line += steps;
        }
    }

    /** Where steps of depth are neighbours in memory: reads along them, and writes across the lines. */
    private static void turn(MemorySegment source, long at, long stride, int width, int steps, float[][] panels,
            int line) {
        for (int column = 0; column < width; column++) {
            long from = at + column * stride;
            for (int step = 0; step < steps; step++) {
                panels[line + step][column] = source.get(ValueLayout.JAVA_FLOAT, (from + step) * Float.BYTES);
            }
        }
    }

    @Override
    protected void multiply(float[][] a, int aStart, int rows, float[][] b, int bStart, int columns, int steps,
            float[][] tile, MemorySegment c, long at, long rowStride, long columnStride, boolean add) {
        float[] upper = tile[0];
        float[] lower = tile[1];
        int panel = bStart;
        for (int column = 0; column < columns; column += COLUMNS, panel += steps) {
            int width = Math.min(COLUMNS, columns - column);
            for (int row = 0; row < rows; row += 2) {
                boolean both = row + 1 < rows;
                long to = at + row * rowStride + column * columnStride;
                if (add) {
                    fetch(c, to, columnStride, width, upper);
                    if (both) {
                        fetch(c, to + rowStride, columnStride, width, lower);
                    }
                } else {
                    Arrays.fill(upper, 0, width, 0);
                    Arrays.fill(lower, 0, width, 0);
                }
                float[] first = a[aStart + row];
                float[] second = both ? a[aStart + row + 1] : first; // then lower is not stored
                multiply(first, second, b, panel, width, steps, upper, lower);
                store(upper, width, c, to, columnStride);
                if (both) {
                    store(lower, width, c, to + rowStride, columnStride);
                }
            }
        }
    }

    private static void multiply(float[] first, float[] second, float[][] b, int panel, int width, int steps,
            float[] upper, float[] lower) {
        int step = 0;
        for (; step <= steps - 4; step += 4) {
            int line = panel + step;
            addFour(first, second, step, b[line], b[line + 1], b[line + 2], b[line + 3], width, upper, lower);
        }
        for (; step < steps; step++) {
            addOne(first[step], b[panel + step], width, upper);
            addOne(second[step], b[panel + step], width, lower);
        }
    }

    private static void addFour(float[] first, float[] second, int step, float[] b0, float[] b1, float[] b2, float[] b3,
            int width, float[] upper, float[] lower) {
        float x0 = first[step];
        float x1 = first[step + 1];
        float x2 = first[step + 2];
        float x3 = first[step + 3];
        float y0 = second[step];
        float y1 = second[step + 1];
        float y2 = second[step + 2];
        float y3 = second[step + 3];
        for (int i = 0; i < width; i++) {
            float p = b0[i];
            float q = b1[i];
            float r = b2[i];
            float s = b3[i];
            upper[i] = upper[i] + x0 * p + x1 * q + x2 * r + x3 * s;
            lower[i] = lower[i] + y0 * p + y1 * q + y2 * r + y3 * s;
        }
    }

    private static void addOne(float x, float[] b, int width, float[] out) {
        for (int i = 0; i < width; i++) {
            out[i] += x * b[i];
        }
    }

    private static void fetch(MemorySegment source, long at, long stride, int count, float[] line) {
        if (stride == 1) {
            MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, at * Float.BYTES, line, 0, count);
        } else {
            for (int i = 0; i < count; i++) {
                line[i] = source.get(ValueLayout.JAVA_FLOAT, (at + i * stride) * Float.BYTES);
            }
        }
    }

    private static void store(float[] line, int count, MemorySegment target, long at, long stride) {
        if (stride == 1) {
            MemorySegment.copy(line, 0, target, ValueLayout.JAVA_FLOAT, at * Float.BYTES, count);
        } else {
            for (int i = 0; i < count; i++) {
                target.set(ValueLayout.JAVA_FLOAT, (at + i * stride) * Float.BYTES, line[i]);
            }
        }
    }
}
