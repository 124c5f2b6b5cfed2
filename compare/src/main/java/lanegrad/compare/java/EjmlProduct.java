package lanegrad.compare.java;

import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.CommonOps_MT_FDRM;

/** A product by EJML. */
final class EjmlProduct implements Job {

    private final boolean transposed;
    private final boolean shared;
    private final FMatrixRMaj a;
    private final FMatrixRMaj b;
    private final FMatrixRMaj c;

    EjmlProduct(Gemm gemm, boolean shared) {
        this.transposed = gemm.transposed();
        this.shared = shared;
        float[] second = Inputs.uniform(gemm.k() * gemm.n(), 2);
        a = FMatrixRMaj.wrap(gemm.m(), gemm.k(), Inputs.uniform(gemm.m() * gemm.k(), 1));
        b = transposed ? FMatrixRMaj.wrap(gemm.n(), gemm.k(), second) : FMatrixRMaj.wrap(gemm.k(), gemm.n(), second);
        c = new FMatrixRMaj(gemm.m(), gemm.n());
    }

    @Override
    public void run() {
        if (transposed && shared) {
            CommonOps_MT_FDRM.multTransB(a, b, c);
        } else if (transposed) {
            CommonOps_FDRM.multTransB(a, b, c);
        } else if (shared) {
            CommonOps_MT_FDRM.mult(a, b, c);
        } else {
            CommonOps_FDRM.mult(a, b, c);
        }
    }

    @Override
    public float[] result() {
        return c.getData();
    }
}
