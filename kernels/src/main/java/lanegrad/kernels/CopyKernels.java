package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/** Copies: any strides, any two types, and the only kernels that read wrapped memory. */
public interface CopyKernels {

    /**
     * {@code to = from}, converted to its type: floats to integers truncate as a Java cast does, to BOOL is {@code !=
     * 0}.
     *
     * @param from the source, broadcast to the shape of {@code to}; wrapped memory of any alignment is allowed
     * @param to the destination
     */
    void copy(NdArray from, NdArray to);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}
