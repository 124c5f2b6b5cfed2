package lanegrad.kernels.scalar;

import lanegrad.kernels.base.AbstractGemm;

/** Matrix products in plain loops. */
public final class ScalarGemm extends AbstractGemm {

    ScalarGemm() {
        super(new FloatGemmLoops(), new DoubleGemmLoops());
    }
}
