package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.NormKernels;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.NormCall.Kind;
import lanegrad.memory.Scope;
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

    private void rows(String op, NdArray x, NdArray g, NdArray out, Kind kind) {
        RowChecks.rows(op, x);
        RowChecks.like(op, "g", g, x);
        RowChecks.like(op, "out", out, x);
        RowChecks.target(op, "out", out);
        boolean xFits = Local.hasRows(x);
        boolean gFits = Local.hasRows(g);
        boolean outFits = Local.hasRows(out);
        Scope scope = xFits && gFits && outFits ? null : Scope.open(op);
        NormCall call = calls.take();
        try {
            NdArray to = Local.output(out, outFits);
            set(call, Local.input(x, xFits), Local.input(g, gFits), to);
            call.rowwise(leaf(x), kind);
            Local.store(to, out);
        } finally {
            release(call, scope);
            fence(x, g, out);
        }
    }

    @Override
    public void layerNorm(NdArray x, NdArray gamma, NdArray beta, double eps, NdArray out, NdArray mean, NdArray rstd) {
        RowChecks.rows("layerNorm", x);
        RowChecks.column("layerNorm", "gamma", gamma, x);
        RowChecks.column("layerNorm", "beta", beta, x);
        RowChecks.like("layerNorm", "out", out, x);
        RowChecks.perRow("layerNorm", "mean", mean, x);
        RowChecks.perRow("layerNorm", "rstd", rstd, x);
        RowChecks.target("layerNorm", "out", out);
        RowChecks.target("layerNorm", "mean", mean);
        RowChecks.target("layerNorm", "rstd", rstd);
        if (!(eps >= 0)) {
            throw new IllegalArgumentException("layerNorm: eps is " + eps + ", expected a number from 0 up");
        }
        boolean xFits = Local.hasRows(x);
        boolean gammaFits = Local.hasRows(gamma);
        boolean betaFits = Local.hasRows(beta);
        boolean outFits = Local.hasRows(out);
        Scope scope = xFits && gammaFits && betaFits && outFits ? null : Scope.open("layerNorm");
        NormCall call = calls.take();
        try {
            NdArray to = Local.output(out, outFits);
            set(call, Local.input(x, xFits), null, to);
            set(call.gamma, Local.input(gamma, gammaFits), 1, false);
            set(call.beta, Local.input(beta, betaFits), 1, false);
            set(call.mean, mean, 0, true);
            set(call.rstd, rstd, 0, true);
            call.eps = eps;
            call.rowwise(leaf(x), Kind.LAYER_NORM);
            Local.store(to, out);
        } finally {
            release(call, scope);
            fence(x, gamma, beta);
            fence(out, mean, rstd);
        }
    }

    @Override
    public void layerNormBackward(NdArray x, NdArray gamma, NdArray mean, NdArray rstd, NdArray g, NdArray dx,
            NdArray dgamma, NdArray dbeta) {
        RowChecks.rows("layerNormBackward", x);
        RowChecks.column("layerNormBackward", "gamma", gamma, x);
        RowChecks.perRow("layerNormBackward", "mean", mean, x);
        RowChecks.perRow("layerNormBackward", "rstd", rstd, x);
        RowChecks.like("layerNormBackward", "g", g, x);
        RowChecks.like("layerNormBackward", "dx", dx, x);
        RowChecks.column("layerNormBackward", "dgamma", dgamma, x);
        RowChecks.column("layerNormBackward", "dbeta", dbeta, x);
        RowChecks.target("layerNormBackward", "dx", dx);
        RowChecks.target("layerNormBackward", "dgamma", dgamma);
        RowChecks.target("layerNormBackward", "dbeta", dbeta);
        boolean xFits = Local.hasRows(x);
        boolean gammaFits = Local.hasRows(gamma);
        boolean statsFit = Local.isHere(mean) && Local.isHere(rstd);
        boolean gFits = Local.hasRows(g);
        boolean dxFits = Local.hasRows(dx);
        boolean sumsFit = Local.hasRows(dgamma) && Local.hasRows(dbeta);
        Scope scope = xFits && gammaFits && statsFit && gFits && dxFits && sumsFit ? null
                : Scope.open("layerNormBackward");
        NormCall call = calls.take();
        try {
            NdArray to = Local.output(dx, dxFits);
            NdArray localGamma = Local.output(dgamma, sumsFit);
            NdArray localBeta = Local.output(dbeta, sumsFit);
            set(call, Local.input(x, xFits), Local.input(g, gFits), to);
            set(call.gamma, Local.input(gamma, gammaFits), 1, false);
            set(call.mean, Local.input(mean, statsFit), 0, false);
            set(call.rstd, Local.input(rstd, statsFit), 0, false);
            set(call.dgamma, localGamma, 1, true);
            set(call.dbeta, localBeta, 1, true);
            call.layerNormBackward(leaf(x));
            Local.store(to, dx);
            Local.store(localGamma, dgamma);
            Local.store(localBeta, dbeta);
        } finally {
            release(call, scope);
            fence(x, gamma, mean);
            fence(rstd, g, dx);
            fence(dgamma, dbeta, null);
        }
    }

    @Override
    public void crossEntropy(NdArray logits, NdArray targets, long ignoreIndex, NdArray loss, NdArray lse) {
        RowChecks.logits("crossEntropy", logits);
        RowChecks.perRow("crossEntropy", "loss", loss, logits);
        RowChecks.perRow("crossEntropy", "lse", lse, logits);
        RowChecks.targets("crossEntropy", targets, logits);
        RowChecks.target("crossEntropy", "loss", loss);
        RowChecks.target("crossEntropy", "lse", lse);
        boolean xFits = Local.hasRows(logits);
        boolean targetsFit = Local.isHere(targets);
        Scope scope = xFits && targetsFit ? null : Scope.open("crossEntropy");
        NormCall call = calls.take();
        try {
            set(call, Local.input(logits, xFits), null, null);
            setTargets(call, "crossEntropy", Local.input(targets, targetsFit), ignoreIndex);
            set(call.loss, loss, 0, true);
            set(call.lse, lse, 0, true);
            call.rowwise(leaf(logits), Kind.CROSS_ENTROPY);
        } finally {
            release(call, scope);
            fence(logits, targets, loss);
            fence(lse, null, null);
        }
    }

    @Override
    public void crossEntropyBackward(NdArray logits, NdArray targets, long ignoreIndex, NdArray lse, NdArray g,
            NdArray dlogits) {
        RowChecks.logits("crossEntropyBackward", logits);
        RowChecks.perRow("crossEntropyBackward", "lse", lse, logits);
        RowChecks.perRow("crossEntropyBackward", "g", g, logits);
        RowChecks.like("crossEntropyBackward", "dlogits", dlogits, logits);
        RowChecks.targets("crossEntropyBackward", targets, logits);
        RowChecks.target("crossEntropyBackward", "dlogits", dlogits);
        boolean xFits = Local.hasRows(logits);
        boolean smallFit = Local.isHere(targets) && Local.isHere(lse) && Local.isHere(g);
        boolean outFits = Local.hasRows(dlogits);
        Scope scope = xFits && smallFit && outFits ? null : Scope.open("crossEntropyBackward");
        NormCall call = calls.take();
        try {
            NdArray to = Local.output(dlogits, outFits);
            set(call, Local.input(logits, xFits), null, to);
            setTargets(call, "crossEntropyBackward", Local.input(targets, smallFit), ignoreIndex);
            set(call.lse, Local.input(lse, smallFit), 0, false);
            set(call.g, Local.input(g, smallFit), 0, false);
            call.rowwise(leaf(logits), Kind.CROSS_ENTROPY_BACKWARD);
            Local.store(to, dlogits);
        } finally {
            release(call, scope);
            fence(logits, targets, lse);
            fence(g, dlogits, null);
        }
    }

    /** Arrays of no scope must not be collected, and their storage recycled, while the kernel runs. */
    private static void fence(NdArray a, NdArray b, NdArray c) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
    }

    private NormLeaf leaf(NdArray x) {
        return x.dtype() == DType.F32 ? single : twice;
    }

    private static void set(NormCall call, NdArray x, NdArray g, NdArray out) {
        call.n = x.dim(-1);
        call.rows = 1;
        for (int axis = 0; axis < x.rank() - 1; axis++) {
            call.rows *= x.dim(axis);
        }
        set(call.x, x, 1, false);
        set(call.g, g, 1, false);
        set(call.out, out, 1, true);
    }

    private static void set(Rows rows, NdArray array, int columns, boolean write) {
        if (array != null) {
            rows.set(array, columns, write);
        }
    }

    /** Before anything is written. */
    private static void setTargets(NormCall call, String op, NdArray targets, long ignoreIndex) {
        set(call.targets, targets, 0, false);
        call.ignoreIndex = ignoreIndex;
        for (long row = 0; row < call.rows; row++) {
            long target = call.target(row);
            if (target != ignoreIndex && (target < 0 || target >= call.n)) {
                throw new IndexOutOfBoundsException(
                        op + ": target " + target + " of row " + row + " is not a class from 0 to "
                                + (call.n - 1) + " nor the index to ignore, " + ignoreIndex);
            }
        }
    }

    private void release(NormCall call, Scope scope) {
        call.clear();
        calls.give(call);
        if (scope != null) {
            scope.close();
        }
    }

    @Override
    public List<Threshold> thresholds() {
        List<Threshold> all = new ArrayList<>(single.thresholds());
        all.add(new Threshold("norm", "elements of a piece", NormCall.PIECE));
        all.add(new Threshold("layerNormBackward", "parts", NormCall.PARTS));
        return List.copyOf(all);
    }
}
