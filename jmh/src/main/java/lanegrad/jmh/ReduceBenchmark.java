package lanegrad.jmh;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.ReduceKernels;
import lanegrad.kernels.ReduceOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Reductions of F32 matrices over either axis and over both. */
public class ReduceBenchmark extends KernelBenchmark {

    private static final int ROWS = 1;
    private static final int COLUMNS = 2;

    /** What is reduced: each column (over the rows), each row (over the columns), or all. */
    public enum Over {
        /** A result for each column. */
        ROWS,
        /** A result for each row. */
        COLUMNS,
        /** One result. */
        ALL
    }

    /** Rows and columns. */
    @Param({"1024x1024", "16x65536", "65536x16", "333x1001"})
    public String size = "1024x1024";

    /** Over which axes. */
    @Param({"ROWS", "COLUMNS", "ALL"})
    public Over over = Over.ALL;

    private ReduceKernels family;
    private NdArray x;
    private NdArray out;
    private NdArray places;
    private int axes;
    private int axis;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        family = set().reduce();
        long[] sizes = sizes(size, 2);
        x = uniform(1, sizes);
        axes = switch (over) {
            case ROWS -> ROWS;
            case COLUMNS -> COLUMNS;
            case ALL -> ROWS | COLUMNS;
        };
        long rows = over == Over.COLUMNS ? sizes[0] : 1;
        long columns = over == Over.ROWS ? sizes[1] : 1;
        out = empty(rows, columns);
        axis = over == Over.ROWS ? 0 : 1;
        // Of all there is no place: each row's then
        places = NdArray.empty(DType.I64, over == Over.ROWS ? Shape.of(1, columns) : Shape.of(sizes[0], 1));
    }

    /** Sums. */
    @Benchmark
    public NdArray sum() {
        family.reduce(ReduceOp.SUM, x, axes, out);
        return out;
    }

    /** Greatest elements. */
    @Benchmark
    public NdArray max() {
        family.reduce(ReduceOp.MAX, x, axes, out);
        return out;
    }

    /** Variances. */
    @Benchmark
    public NdArray variance() {
        family.variance(x, axes, 0, out);
        return out;
    }

    /** Where the greatest elements are; of all, each row's. */
    @Benchmark
    public NdArray argMax() {
        family.argMax(x, axis, places);
        return places;
    }
}
