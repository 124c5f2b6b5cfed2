package lanegrad.kernels.base;

import java.util.ArrayList;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.NormKernels;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.NormCall.Kind;
import lanegrad.kernels.base.RowOperand.Form;
import lanegrad.parallel.Pool;

/** Kernels along the last axis: checks what they are given, then leaves the rows to the inner loops of the type. */
public final class NormFront implements NormKernels {

    private final NormLeaf single;
    private final NormLeaf twice;
    private final Pool<NormCall> calls = new Pool<>(NormCall::new);

    /**
     * With the inner loops of one implementation.
     *
     * @param single the inner loops of F32
     * @param twice the inner loops of F64
     */
    public NormFront(NormLeaf single, NormLeaf twice) {
        this.single = single;
        this.twice = twice;
    }

    @Override
    public void softmax(NdArray x, NdArray out) {
        rows("softmax", x, null, out, Kind.SOFTMAX);
    }

    @Override
    public void softmaxBackward(NdArray y, NdArray g, NdArray dx) {
        rows("softmaxBackward", y, g, dx, Kind.SOFTMAX_BACKWARD);
    }

    @Override
    public void logSoftmax(NdArray x, NdArray out) {
        rows("logSoftmax", x, null, out, Kind.LOG_SOFTMAX);
    }

    @Override
    public void logSoftmaxBackward(NdArray y, NdArray g, NdArray dx) {
        rows("logSoftmaxBackward", y, g, dx, Kind.LOG_SOFTMAX_BACKWARD);
    }

    private void rows(String kernel, NdArray x, NdArray g, NdArray out, Kind kind) {
        RowChecks.rows(kernel, x);
        NormCall call = calls.take();
        try {
            call.x.reads("input", Form.ROWS, x);
            call.g.reads("g", Form.ROWS, g);
            call.out.writes("out", Form.ROWS, out);
            call.bind(kernel);
            call.rowwise(leaf(x), kind);
            call.store();
        } finally {
            release(call);
        }
    }

    @Override
    public void layerNorm(NdArray x, NdArray gamma, NdArray beta, double eps, NdArray out, NdArray mean, NdArray rstd) {
        norm("layerNorm", true, x, gamma, beta, eps, out, mean, rstd);
    }

    @Override
    public void rmsNorm(NdArray x, NdArray gamma, double eps, NdArray out, NdArray rstd) {
        norm("rmsNorm", false, x, gamma, null, eps, out, null, rstd);
    }

    private void norm(String kernel, boolean centred, NdArray x, NdArray gamma, NdArray beta, double eps, NdArray out,
            NdArray mean, NdArray rstd) {
        RowChecks.rows(kernel, x);
        Arguments.requireEps(kernel, eps);
        NormCall call = calls.take();
        try {
            call.x.reads("input", Form.ROWS, x);
            call.gamma.reads("gamma", Form.COLUMN, gamma);
            call.beta.reads("beta", Form.COLUMN, beta);
            call.out.writes("out", Form.ROWS, out);
            call.mean.writes("mean", Form.EACH, mean);
            call.rstd.writes("rstd", Form.EACH, rstd);
            call.bind(kernel);
            call.layerNorm(leaf(x), centred, eps);
            call.store();
        } finally {
            release(call);
        }
    }

    @Override
    public void layerNormBackward(NdArray x, NdArray gamma, NdArray mean, NdArray rstd, NdArray g, NdArray dx,
            NdArray dgamma, NdArray dbeta) {
        normBackward("layerNormBackward", true, x, gamma, mean, rstd, g, dx, dgamma, dbeta);
    }

    @Override
    public void rmsNormBackward(NdArray x, NdArray gamma, NdArray rstd, NdArray g, NdArray dx, NdArray dgamma) {
        normBackward("rmsNormBackward", false, x, gamma, null, rstd, g, dx, dgamma, null);
    }

    private void normBackward(String kernel, boolean centred, NdArray x, NdArray gamma, NdArray mean, NdArray rstd,
            NdArray g, NdArray dx, NdArray dgamma, NdArray dbeta) {
        RowChecks.rows(kernel, x);
        NormCall call = calls.take();
        try {
            call.x.reads("input", Form.ROWS, x);
            call.gamma.reads("gamma", Form.COLUMN, gamma);
            call.mean.reads("mean", Form.EACH, mean);
            call.rstd.reads("rstd", Form.EACH, rstd);
            call.g.reads("g", Form.ROWS, g);
            call.out.writes("dx", Form.ROWS, dx);
            call.dgamma.writes("dgamma", Form.COLUMN, dgamma);
            call.dbeta.writes("dbeta", Form.COLUMN, dbeta);
            call.bind(kernel);
            call.layerNormBackward(leaf(x), centred);
            call.store();
        } finally {
            release(call);
        }
    }

    @Override
    public void crossEntropy(NdArray logits, NdArray targets, long ignoreIndex, NdArray loss, NdArray lse) {
        RowChecks.logits("crossEntropy", logits);
        NormCall call = calls.take();
        try {
            call.x.reads("logits", Form.ROWS, logits);
            call.targets.reads("targets", Form.CLASSES, targets);
            call.loss.writes("loss", Form.EACH, loss);
            call.lse.writes("lse", Form.EACH, lse);
            call.bind("crossEntropy");
            call.checkTargets("crossEntropy", ignoreIndex);
            call.rowwise(leaf(logits), Kind.CROSS_ENTROPY);
            call.store();
        } finally {
            release(call);
        }
    }

    @Override
    public void crossEntropyBackward(NdArray logits, NdArray targets, long ignoreIndex, NdArray lse, NdArray g,
            NdArray dlogits) {
        RowChecks.logits("crossEntropyBackward", logits);
        NormCall call = calls.take();
        try {
            call.x.reads("logits", Form.ROWS, logits);
            call.targets.reads("targets", Form.CLASSES, targets);
            call.lse.reads("lse", Form.EACH, lse);
            call.g.reads("g", Form.EACH, g);
            call.out.writes("dlogits", Form.ROWS, dlogits);
            call.bind("crossEntropyBackward");
            call.checkTargets("crossEntropyBackward", ignoreIndex);
            call.rowwise(leaf(logits), Kind.CROSS_ENTROPY_BACKWARD);
            call.store();
        } finally {
            release(call);
        }
    }

    private NormLeaf leaf(NdArray x) {
        return x.dtype() == DType.F32 ? single : twice;
    }

    private void release(NormCall call) {
        call.clear();
        calls.give(call);
    }

    @Override
    public List<Threshold> thresholds() {
        List<Threshold> all = new ArrayList<>(single.thresholds());
        all.add(new Threshold("norm", "elements of a piece", NormCall.PIECE));
        all.add(new Threshold("layerNormBackward", "parts", NormCall.PARTS));
        return List.copyOf(all);
    }
}
