package lanegrad.kernels.base;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.ChannelNormKernels;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.ChannelNormCall.Statistics;
import lanegrad.parallel.Pool;

/** Norms over channels: checks what they are given, then leaves the runs to the inner loops of the type. */
public final class ChannelNormFront implements ChannelNormKernels {

    private final ChannelNormLeaf single;
    private final ChannelNormLeaf twice;
    private final Pool<ChannelNormCall> calls = new Pool<>(ChannelNormCall::new);

    /**
     * With the inner loops of one implementation.
     *
     * @param single the inner loops of F32
     * @param twice the inner loops of F64
     */
    public ChannelNormFront(ChannelNormLeaf single, ChannelNormLeaf twice) {
        this.single = single;
        this.twice = twice;
    }

    @Override
    public void batchNorm(NdArray x, NdArray gamma, NdArray beta, double eps, NdArray out, NdArray mean,
            NdArray variance) {
        forward("batchNorm", Statistics.BATCH, x, gamma, beta, eps, out, mean, variance);
    }

    @Override
    public void batchNormInference(NdArray x, NdArray mean, NdArray variance, NdArray gamma, NdArray beta, double eps,
            NdArray out) {
        forward("batchNormInference", Statistics.GIVEN, x, gamma, beta, eps, out, mean, variance);
    }

    @Override
    public void groupNorm(NdArray x, NdArray gamma, NdArray beta, double eps, NdArray out, NdArray mean,
            NdArray variance) {
        forward("groupNorm", Statistics.GROUP, x, gamma, beta, eps, out, mean, variance);
    }

    @Override
    public void batchNormBackward(NdArray x, NdArray gamma, NdArray mean, NdArray variance, double eps, NdArray g,
            NdArray dx, NdArray dgamma, NdArray dbeta) {
        backward("batchNormBackward", Statistics.BATCH, x, gamma, mean, variance, eps, g, dx, dgamma, dbeta);
    }

    @Override
    public void batchNormInferenceBackward(NdArray x, NdArray gamma, NdArray mean, NdArray variance, double eps,
            NdArray g, NdArray dx, NdArray dgamma, NdArray dbeta) {
        backward("batchNormInferenceBackward", Statistics.GIVEN, x, gamma, mean, variance, eps, g, dx, dgamma, dbeta);
    }

    @Override
    public void groupNormBackward(NdArray x, NdArray gamma, NdArray mean, NdArray variance, double eps, NdArray g,
            NdArray dx, NdArray dgamma, NdArray dbeta) {
        backward("groupNormBackward", Statistics.GROUP, x, gamma, mean, variance, eps, g, dx, dgamma, dbeta);
    }

    private void forward(String kernel, Statistics statistics, NdArray x, NdArray gamma, NdArray beta, double eps,
            NdArray out, NdArray mean, NdArray variance) {
        ChannelChecks.input(kernel, x);
        Arguments.requireEps(kernel, eps);
        ChannelChecks.like(kernel, "out", out, x);
        ChannelChecks.parameter(kernel, "gamma", gamma, x);
        ChannelChecks.parameter(kernel, "beta", beta, x);
        checkStatistics(kernel, statistics, x, mean, variance);
        Arguments.requireTarget(kernel, "out", out);
        boolean computed = statistics != Statistics.GIVEN;
        if (computed) {
            Arguments.requireTarget(kernel, "mean", mean);
            Arguments.requireTarget(kernel, "variance", variance);
        }
        ChannelNormCall call = calls.take();
        try {
            call.x.reads("input", x);
            call.gamma.reads("gamma", gamma);
            call.beta.reads("beta", beta);
            call.out.writes("out", out);
            call.mean.give("mean", mean, computed);
            call.variance.give("variance", variance, computed);
            call.bind(kernel, statistics, eps, false);
            call.execute(leaf(x));
        } finally {
            release(call);
        }
    }

    private void backward(String kernel, Statistics statistics, NdArray x, NdArray gamma, NdArray mean,
            NdArray variance, double eps, NdArray g, NdArray dx, NdArray dgamma, NdArray dbeta) {
        ChannelChecks.input(kernel, x);
        Arguments.requireEps(kernel, eps);
        ChannelChecks.like(kernel, "g", g, x);
        ChannelChecks.parameter(kernel, "gamma", gamma, x);
        checkStatistics(kernel, statistics, x, mean, variance);
        if (dx != null) {
            ChannelChecks.like(kernel, "dx", dx, x);
            Arguments.requireTarget(kernel, "dx", dx);
        }
        ChannelChecks.parameterTarget(kernel, "dgamma", dgamma, x);
        ChannelChecks.parameterTarget(kernel, "dbeta", dbeta, x);
        ChannelNormCall call = calls.take();
        try {
            call.x.reads("input", x);
            call.gamma.reads("gamma", gamma);
            call.mean.reads("mean", mean);
            call.variance.reads("variance", variance);
            call.g.reads("g", g);
            call.out.writes("dx", dx);
            call.dgamma.writes("dgamma", dgamma);
            call.dbeta.writes("dbeta", dbeta);
            call.bind(kernel, statistics, eps, true);
            call.execute(leaf(x));
        } finally {
            release(call);
        }
    }

    private static void checkStatistics(String kernel, Statistics statistics, NdArray x, NdArray mean,
            NdArray variance) {
        if (statistics == Statistics.GROUP) {
            ChannelChecks.groups(kernel, "mean", mean, x);
            ChannelChecks.groups(kernel, "variance", variance, x);
            Arguments.requireShape(kernel, "variance", variance, mean.shape());
        } else {
            ChannelChecks.parameter(kernel, "mean", mean, x);
            ChannelChecks.parameter(kernel, "variance", variance, x);
        }
    }

    private ChannelNormLeaf leaf(NdArray x) {
        return x.dtype() == DType.F32 ? single : twice;
    }

    private void release(ChannelNormCall call) {
        call.clear();
        calls.give(call);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("channelNorm", "elements of a plane that goes alone", ChannelNormCall.PLANE),
                new Threshold("channelNorm", "elements of a narrow strip", ChannelNormCall.NARROW),
                new Threshold("channelNorm", "elements of a wide strip", ChannelNormCall.WIDE),
                new Threshold("channelNorm", "elements of a block of a plane", ChannelRuns.BLOCK),
                new Threshold("channelNorm", "elements of a block of rows", ChannelRows.BLOCK),
                new Threshold("channelNorm", "rows of a block", ChannelRows.DEEP),
                new Threshold("channelNorm", "elements of a part", ChannelNormCall.PART),
                new Threshold("channelNorm", "elements that are enough for a strip", ChannelNormCall.STRIP),
                new Threshold("channelNorm", "elements of a unit that is read once", ChannelNormCall.WHOLE));
    }
}
