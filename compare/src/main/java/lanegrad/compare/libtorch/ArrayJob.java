package lanegrad.compare.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;

/** A case by DJL's arrays. The result of the latest run stays until the next one replaces it. */
abstract class ArrayJob implements Job {

    final NDManager manager = NDManager.newBaseManager();
    private NDArray result;

    /** Computes the result. */
    abstract NDArray compute();

    final NDArray uniform(long seed, long... shape) {
        Shape sizes = new Shape(shape);
        return manager.create(Inputs.uniform(Math.toIntExact(sizes.size()), seed), sizes);
    }

    @Override
    public final void run() {
        if (result != null) {
            result.close();
        }
        result = compute();
    }

    @Override
    public final float[] result() {
        return result.toFloatArray();
    }

    @Override
    public final void close() {
        manager.close();
    }
}
