package lanegrad.jmh;

import lanegrad.array.NdArray;
import lanegrad.kernels.IndexKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What an embedding does: takes rows of an F32 table by their numbers, and adds gradients to them. */
public class IndexBenchmark extends KernelBenchmark {

    /** Rows of the table, their length, how many are taken. */
    @Param({"32000x256x4096", "512x256x1024", "1001x33x777"})
    public String size = "512x256x1024";

    private IndexKernels family;
    private NdArray table;
    private NdArray tokens;
    private NdArray along;
    private NdArray taken;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        family = set().index();
        long[] sizes = sizes(size, 3);
        table = uniform(1, sizes[0], sizes[1]);
        tokens = indices(sizes[0], 2, sizes[2]);
        along = indices(sizes[0], 3, sizes[2], sizes[1]);
        taken = uniform(4, sizes[2], sizes[1]);
    }

    /** Rows by their numbers. */
    @Benchmark
    public NdArray gatherRows() {
        family.gatherRows(table, tokens, taken);
        return taken;
    }

    /** Adds to rows by their numbers. */
    @Benchmark
    public NdArray scatterAddRows() {
        family.scatterAddRows(table, tokens, taken);
        return table;
    }

    /** Elements by their numbers, each column with numbers of its own. */
    @Benchmark
    public NdArray gather() {
        family.gather(table, 0, along, taken);
        return taken;
    }

    /** Adds to elements by their numbers. */
    @Benchmark
    public NdArray scatterAdd() {
        family.scatterAdd(table, 0, along, taken);
        return table;
    }
}
