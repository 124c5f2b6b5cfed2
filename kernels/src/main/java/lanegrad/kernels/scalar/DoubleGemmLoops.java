package lanegrad.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanegrad.kernels.base.GemmLeaf;
import lanegrad.kernels.base.GemmRowLeaf;
import lanegrad.parallel.Scratch;

/** The inner loops of the F64 product, shared by all implementations: as {@link FloatGemmLoops}, word for word. */
public final class DoubleGemmLoops extends GemmLeaf<double[][], double[][]> {

    /** Columns of a panel: four lines of b and two of c are 12 KB. */
    static final int COLUMNS = 256;

    /** With so many steps a panel is 256 KB. */
    private static final int DEPTH = 128;

    /** Makes the leaf. */
    public DoubleGemmLoops() {
        super(1, COLUMNS, DEPTH);
    }

    @Override
    protected double[][] room(Scratch scratch, int slot, int size) {
        return scratch.doubleLines(slot, size, COLUMNS);
    }

    @Override
    protected double[][] columns(Scratch scratch, int slot, int size) {
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
            double[][] panels, int start, double[][] tile) {
        for (int row = 0; steps > 0 && row < rows; row++) { // without steps there need be no element to read
            fetch(source, at + row * rowStride, depthStride, steps, panels[start + row]);
        }
    }

    @Override
    protected void packColumns(MemorySegment source, long at, long columnStride, long depthStride, int columns,
            int steps, double[][] panels, int start, double[][] tile) {
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
    private static void turn(MemorySegment source, long at, long stride, int width, int steps, double[][] panels,
            int line) {
        for (int column = 0; column < width; column++) {
            long from = at + column * stride;
            for (int step = 0; step < steps; step++) {
                panels[line + step][column] = source.get(ValueLayout.JAVA_DOUBLE, (from + step) * Double.BYTES);
            }
        }
    }

    @Override
    protected void multiply(double[][] a, int aStart, int rows, double[][] b, int bStart, int columns, int steps,
            double[][] tile, MemorySegment c, long at, long rowStride, long columnStride, boolean add) {
        double[] upper = tile[0];
        double[] lower = tile[1];
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
                double[] first = a[aStart + row];
                double[] second = both ? a[aStart + row + 1] : first; // then lower is not stored
                multiply(first, second, b, panel, width, steps, upper, lower);
                store(upper, width, c, to, columnStride);
                if (both) {
                    store(lower, width, c, to + rowStride, columnStride);
                }
            }
        }
    }

    private static void multiply(double[] first, double[] second, double[][] b, int panel, int width, int steps,
            double[] upper, double[] lower) {
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

    private static void addFour(double[] first, double[] second, int step, double[] b0, double[] b1, double[] b2,
            double[] b3, int width, double[] upper, double[] lower) {
        double x0 = first[step];
        double x1 = first[step + 1];
        double x2 = first[step + 2];
        double x3 = first[step + 3];
        double y0 = second[step];
        double y1 = second[step + 1];
        double y2 = second[step + 2];
        double y3 = second[step + 3];
        for (int i = 0; i < width; i++) {
            double p = b0[i];
            double q = b1[i];
            double r = b2[i];
            double s = b3[i];
            upper[i] = upper[i] + x0 * p + x1 * q + x2 * r + x3 * s;
            lower[i] = lower[i] + y0 * p + y1 * q + y2 * r + y3 * s;
        }
    }

    private static void addOne(double x, double[] b, int width, double[] out) {
        for (int i = 0; i < width; i++) {
            out[i] += x * b[i];
        }
    }

    private static void fetch(MemorySegment source, long at, long stride, int count, double[] line) {
        if (stride == 1) {
            MemorySegment.copy(source, ValueLayout.JAVA_DOUBLE, at * Double.BYTES, line, 0, count);
        } else {
            for (int i = 0; i < count; i++) {
                line[i] = source.get(ValueLayout.JAVA_DOUBLE, (at + i * stride) * Double.BYTES);
            }
        }
    }

    private static void store(double[] line, int count, MemorySegment target, long at, long stride) {
        if (stride == 1) {
            MemorySegment.copy(line, 0, target, ValueLayout.JAVA_DOUBLE, at * Double.BYTES, count);
        } else {
            for (int i = 0; i < count; i++) {
                target.set(ValueLayout.JAVA_DOUBLE, (at + i * stride) * Double.BYTES, line[i]);
            }
        }
    }
}
