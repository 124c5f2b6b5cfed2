package lanegrad.compare.java;

import lanegrad.compare.cases.Elementwise;
import lanegrad.compare.cases.Gemm;
import lanegrad.compare.cases.Sum;
import lanegrad.compare.contestant.Contestant;
import org.ejml.concurrency.EjmlConcurrency;

/** EJML, which has calls of its own for several threads. */
public final class Ejml extends Contestant {

    private final int threads;

    /** Starts its pool. */
    public Ejml(int threads) {
        this.threads = threads;
        EjmlConcurrency.setMaxThreads(threads);
        offer(Gemm.class, work -> new EjmlProduct(work, threads > 1));
        offer(Elementwise.class, EjmlElements::of);
        offer(Sum.class, EjmlElements::sum);
    }

    @Override
    public int threads() {
        return threads;
    }
}
