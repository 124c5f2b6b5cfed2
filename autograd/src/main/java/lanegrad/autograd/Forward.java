package lanegrad.autograd;

import lanegrad.array.NdArray;

/** How an op computes. */
@FunctionalInterface
public interface Forward {

    /**
     * Computes the result from the arrays of the call's inputs. Nothing here is recorded.
     *
     * @param call inputs and attributes
     * @return a new array of the current scope, or a view of an input
     */
    NdArray apply(Call call);
}
