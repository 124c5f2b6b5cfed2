package lanegrad.compare.libtorch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Contestant;

/** PyTorch's C++ library. */
public final class Libtorch extends Contestant {

    private final Engine engine;

    /** Loads the library and tells it how many threads to use. */
    public Libtorch(int threads) {
        engine = Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(threads);
        JniUtils.setGradMode(false);
        offer(Gemm.class, MatrixProduct::new);
    }

    @Override
    public int threads() {
        return JniUtils.getNumThreads();
    }

    @Override
    public String remark() {
        return "PyTorch " + engine.getVersion();
    }
}
