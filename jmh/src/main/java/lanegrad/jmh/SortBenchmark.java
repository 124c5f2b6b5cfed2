package lanegrad.jmh;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.SortKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Sorting and the greatest elements of F32 rows. */
public class SortBenchmark extends KernelBenchmark {

    private static final long K = 50;

    /** Rows and their length. */
    @Param({"128x32000", "33x301"})
    public String size = "128x32000";

    private SortKernels family;
    private NdArray x;
    private NdArray sorted;
    private NdArray places;
    private NdArray greatest;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        family = set().sort();
        long[] sizes = sizes(size, 2);
        x = uniform(1, sizes);
        sorted = empty(sizes);
        places = NdArray.empty(DType.I64, Shape.of(sizes));
        greatest = NdArray.empty(DType.I64, Shape.of(sizes[0], K));
    }

    /** Sorted rows. */
    @Benchmark
    public NdArray sort() {
        family.sort(x, 1, false, sorted);
        return sorted;
    }

    /** Where the elements of sorted rows stood. */
    @Benchmark
    public NdArray argSort() {
        family.argSort(x, 1, false, places);
        return places;
    }

    /** Where the fifty greatest elements of each row stand. */
    @Benchmark
    public NdArray argTopK() {
        family.argTopK(x, 1, true, greatest);
        return greatest;
    }
}
