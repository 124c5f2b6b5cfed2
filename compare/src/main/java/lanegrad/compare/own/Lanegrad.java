package lanegrad.compare.own;

import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Contestant;
import lanegrad.kernels.Kernels;
import lanegrad.parallel.Workers;

/** This library. */
public final class Lanegrad extends Contestant {

    /** Starts it; its threads are a property of its JVM. */
    public Lanegrad(int threads) {
        offer(Gemm.class, MatrixProduct::new);
    }

    @Override
    public int threads() {
        return Workers.threads();
    }

    @Override
    public String remark() {
        return Kernels.describe();
    }
}
