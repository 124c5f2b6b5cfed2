package lanegrad.compare.java;

import lanegrad.compare.cases.Elementwise;
import lanegrad.compare.cases.Sum;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** What EJML computes element by element, with one thread. */
final class EjmlElements implements Job {

    private final Runnable work;
    private final FMatrixRMaj out;

    private EjmlElements(Runnable work, FMatrixRMaj out) {
        this.work = work;
        this.out = out;
    }

    static EjmlElements of(Elementwise map) {
        FMatrixRMaj a = vector(map.size(), 1);
        FMatrixRMaj b = vector(map.size(), 2);
        FMatrixRMaj out = new FMatrixRMaj(1, map.size());
        Runnable work = switch (map.function()) {
            case ADD -> () -> CommonOps_FDRM.add(a, b, out);
            case MUL -> () -> CommonOps_FDRM.elementMult(a, b, out);
            case EXP -> () -> CommonOps_FDRM.elementExp(a, out);
            case TANH, SIGMOID, GELU -> null;
        };
        return work == null ? null : new EjmlElements(work, out);
    }

    static EjmlElements sum(Sum sum) {
        FMatrixRMaj a = vector(sum.size(), 1);
        FMatrixRMaj out = new FMatrixRMaj(1, 1);
        return new EjmlElements(() -> out.set(0, CommonOps_FDRM.elementSum(a)), out);
    }

    private static FMatrixRMaj vector(int size, long seed) {
        return FMatrixRMaj.wrap(1, size, Inputs.uniform(size, seed));
    }

    @Override
    public void run() {
        work.run();
    }

    @Override
    public float[] result() {
        return out.getData();
    }
}
