package lanegrad.kernels.simd;

import lanegrad.kernels.base.AbstractGemm;
import lanegrad.kernels.scalar.DoubleGemmLoops;

/** Matrix products: F32 on vectors, F64 in plain loops. */
public final class SimdGemm extends AbstractGemm {

    SimdGemm() {
        super(new FloatGemmLeaf(), new DoubleGemmLoops());
    }
}
