package lanegrad.compare.blas;

import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;
import org.bytedeco.javacpp.FloatPointer;

/** A product of operands outside the heap, so that the call copies nothing. */
abstract class NativeProduct implements Job {

    final Gemm gemm;
    final FloatPointer a;
    final FloatPointer b;
    final FloatPointer c;

    NativeProduct(Gemm gemm) {
        this.gemm = gemm;
        a = new FloatPointer(Inputs.uniform(gemm.m() * gemm.k(), 1));
        b = new FloatPointer(Inputs.uniform(gemm.k() * gemm.n(), 2));
        c = new FloatPointer((long) gemm.m() * gemm.n());
    }

    @Override
    public float[] result() {
        float[] values = new float[gemm.m() * gemm.n()];
        c.get(values);
        return values;
    }

    @Override
    public void close() {
        a.close();
        b.close();
        c.close();
    }
}
