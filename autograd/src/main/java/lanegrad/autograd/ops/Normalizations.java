package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.ChannelNormKernels;
import lanegrad.kernels.NormKernels;

/**
 * Activations brought to mean 0 and variance 1, or to mean square 1, then scaled and shifted: layer, RMS, batch, group
 * and instance norm. Variances are biased. Each is one kernel, defined by its composite in primitive ops, which is also
 * its gradient whenever a graph of gradients is built.
 */
public final class Normalizations {

    /** What is added to variances by default, as in PyTorch. */
    public static final double EPS = 1e-5;

    /** What an op was called with: eps, and which of weight and bias follow the inputs that there always are. */
    private record Affine(double eps, boolean hasWeight, boolean hasBias, int first) {

        static Affine of(double eps, Tensor weight, Tensor bias) {
            return new Affine(eps, weight != null, bias != null, 1);
        }

        private int biasAt() {
            return hasWeight ? first + 1 : first;
        }

        NdArray weight(Call call) {
            return hasWeight ? call.array(first) : null;
        }

        NdArray bias(Call call) {
            return hasBias ? call.array(biasAt()) : null;
        }

        /** Room for the gradient of the weight, if it is wanted. */
        NdArray weightGradient(Call call, NdArray g, NdArray[] into) {
            return hasWeight ? gradient(call, first, g, into) : null;
        }

        /** Room for the gradient of the bias, if it is wanted. */
        NdArray biasGradient(Call call, NdArray g, NdArray[] into) {
            return hasBias ? gradient(call, biasAt(), g, into) : null;
        }

        /** Scaled and shifted, by parameters that are first brought to a shape. */
        Tensor composite(Call call, Tensor normal, Shape shape) {
            Tensor y = hasWeight ? normal.times(Shapes.reshape(call.input(first), shape.toArray())) : normal;
            return hasBias ? y.plus(Shapes.reshape(call.input(biasAt()), shape.toArray())) : y;
        }
    }

    /** The same for batch norm, with room for the statistics that its forward gives. */
    private record Training(Affine affine, NdArray mean, NdArray variance) {
    }

    /** The same for group norm. */
    private record Grouped(Affine affine, long groups) {
    }

    /** Room for the gradient of an input, if it is wanted. */
    private static NdArray gradient(Call call, int i, NdArray g, NdArray[] into) {
        if (call.wants(i)) {
            into[i] = NdArray.empty(g.dtype(), call.shape(i));
        }
        return into[i];
    }

    static final Op LAYER_NORM = Op.named("layerNorm").forward(call -> {
        NdArray x = call.array(0);
        Affine affine = call.attributes(Affine.class);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        NdArray mean = NdArray.empty(x.dtype(), x.shape().remove(-1));
        NdArray rstd = NdArray.empty(x.dtype(), x.shape().remove(-1));
        rows().layerNorm(x, affine.weight(call), affine.bias(call), affine.eps, out, mean, rstd);
        call.stash(mean);
        call.stash(rstd);
        return out;
    }).fused(NOTHING, (call, g, into) -> {
        Affine affine = call.attributes(Affine.class);
        rows().layerNormBackward(call.array(0), affine.weight(call), call.stashed(0), call.stashed(1), g,
                gradient(call, 0, g, into), affine.weightGradient(call, g, into), affine.biasGradient(call, g, into));
    }, call -> {
        Tensor x = call.input(0);
        Affine affine = call.attributes(Affine.class);
        return affine.composite(call, centred(x, affine.eps, -1), Shape.of(x.dim(-1)));
    });

    static final Op RMS_NORM = Op.named("rmsNorm").forward(call -> {
        NdArray x = call.array(0);
        Affine affine = call.attributes(Affine.class);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        NdArray rstd = NdArray.empty(x.dtype(), x.shape().remove(-1));
        rows().rmsNorm(x, affine.weight(call), affine.eps, out, rstd);
        call.stash(rstd);
        return out;
    }).fused(NOTHING, (call, g, into) -> {
        Affine affine = call.attributes(Affine.class);
        rows().rmsNormBackward(call.array(0), affine.weight(call), call.stashed(0), g, gradient(call, 0, g, into),
                affine.weightGradient(call, g, into));
    }, call -> {
        Tensor x = call.input(0);
        Affine affine = call.attributes(Affine.class);
        return affine.composite(call, scaled(x, affine.eps, -1), Shape.of(x.dim(-1)));
    });

    static final Op BATCH_NORM = Op.named("batchNorm").forward(call -> {
        NdArray x = call.array(0);
        Training training = call.attributes(Training.class);
        Affine affine = training.affine;
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        channels().batchNorm(x, affine.weight(call), affine.bias(call), affine.eps, out, training.mean,
                training.variance);
        call.stash(training.mean);
        call.stash(training.variance);
        return out;
    }).fused(NOTHING, (call, g, into) -> {
        Affine affine = call.attributes(Training.class).affine;
        channels().batchNormBackward(call.array(0), affine.weight(call), call.stashed(0), call.stashed(1), affine.eps,
                g, gradient(call, 0, g, into), affine.weightGradient(call, g, into),
                affine.biasGradient(call, g, into));
    }, call -> {
        Tensor x = call.input(0);
        Affine affine = call.attributes(Training.class).affine;
        return affine.composite(call, centred(x, affine.eps, acrossSamples(x)), aChannel(x));
    });

    static final Op BATCH_NORM_INFERENCE = Op.named("batchNormInference").forward(call -> {
        NdArray x = call.array(0);
        Affine affine = call.attributes(Affine.class);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        channels().batchNormInference(x, call.array(1), call.array(2), affine.weight(call), affine.bias(call),
                affine.eps, out);
        return out;
    }).fused(NOTHING, (call, g, into) -> {
        Affine affine = call.attributes(Affine.class);
        NdArray dweight = affine.weightGradient(call, g, into);
        NdArray dbias = affine.biasGradient(call, g, into);
        boolean statistics = call.wants(1) || call.wants(2);
        NdArray products = dweight == null && statistics ? NdArray.empty(g.dtype(), call.shape(1)) : dweight;
        NdArray sums = dbias == null && statistics ? NdArray.empty(g.dtype(), call.shape(1)) : dbias;
        channels().batchNormInferenceBackward(call.array(0), affine.weight(call), call.array(1), call.array(2),
                affine.eps, g, gradient(call, 0, g, into), products, sums);
        if (statistics) {
            Tensor rstd = Elementwise.rsqrt(call.input(2).plus(affine.eps));
            Tensor factor = affine.hasWeight ? rstd.times(call.input(3)) : rstd;
            into[1] = Tensor.of(sums).times(factor).neg().array();
            into[2] = Tensor.of(products).times(factor).times(rstd).times(-0.5).array();
        }
    }, call -> {
        Tensor x = call.input(0);
        Affine affine = call.attributes(Affine.class);
        long[] channel = aChannel(x).toArray();
        Tensor centred = x.minus(Shapes.reshape(call.input(1), channel));
        Tensor variance = Shapes.reshape(call.input(2), channel);
        return affine.composite(call, centred.times(Elementwise.rsqrt(variance.plus(affine.eps))), aChannel(x));
    });

    static final Op GROUP_NORM = Op.named("groupNorm").forward(call -> {
        NdArray x = call.array(0);
        Grouped grouped = call.attributes(Grouped.class);
        Affine affine = grouped.affine;
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        NdArray mean = NdArray.empty(x.dtype(), Shape.of(x.dim(0), grouped.groups));
        NdArray variance = NdArray.empty(x.dtype(), mean.shape());
        channels().groupNorm(x, affine.weight(call), affine.bias(call), affine.eps, out, mean, variance);
        call.stash(mean);
        call.stash(variance);
        return out;
    }).fused(NOTHING, (call, g, into) -> {
        Affine affine = call.attributes(Grouped.class).affine;
        channels().groupNormBackward(call.array(0), affine.weight(call), call.stashed(0), call.stashed(1), affine.eps,
                g, gradient(call, 0, g, into), affine.weightGradient(call, g, into),
                affine.biasGradient(call, g, into));
    }, call -> {
        Tensor x = call.input(0);
        long groups = call.attributes(Grouped.class).groups;
        long width = x.size() / Math.max(1, x.dim(0) * groups);
        Affine affine = call.attributes(Grouped.class).affine;
        Tensor rows = Shapes.reshape(x, x.dim(0), groups, width);
        Tensor normal = Shapes.reshape(centred(rows, affine.eps, -1), x.shape().toArray());
        return affine.composite(call, normal, aChannel(x));
    });

    static final List<Op> OPS = List.of(LAYER_NORM, RMS_NORM, BATCH_NORM, BATCH_NORM_INFERENCE, GROUP_NORM);

    private Normalizations() {
    }

    private static Tensor apply(Op op, Object attributes, Tensor x, Tensor weight, Tensor bias) {
        if (weight == null) {
            return bias == null ? op.apply(attributes, x) : op.apply(attributes, x, bias);
        }
        return bias == null ? op.apply(attributes, x, weight) : op.apply(attributes, x, weight, bias);
    }

    private static NormKernels rows() {
        return Autograd.kernels().norm();
    }

    private static ChannelNormKernels channels() {
        return Autograd.kernels().channelNorm();
    }

    private static Tensor centred(Tensor x, double eps, int... axes) {
        return scaled(x.minus(Reductions.mean(x, true, axes)), eps, axes);
    }

    private static Tensor scaled(Tensor x, double eps, int... axes) {
        return x.times(Elementwise.rsqrt(Reductions.mean(Elementwise.square(x), true, axes).plus(eps)));
    }

    /** All axes but that of channels. */
    private static int[] acrossSamples(Tensor x) {
        int[] axes = new int[x.rank() - 1];
        for (int i = 1; i < axes.length; i++) {
            axes[i] = i + 1;
        }
        return axes;
    }

    /** The shape of a number a channel that broadcasts with x. */
    private static Shape aChannel(Tensor x) {
        long[] dims = new long[x.rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = x.dim(1);
        return Shape.of(dims);
    }

    /**
     * {@code (x - mean) / sqrt(var + eps) * weight + bias} over the last axis (Ba et al., 1607.06450).
     *
     * @param x [..., n]
     * @param weight [n], or null
     * @param bias [n], or null
     * @param eps added to the variance; a constant row gives the bias
     * @return as x
     * @throws IllegalArgumentException if shapes or types do not fit, or x has rank 0
     */
    public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        requireRow("layerNorm", "weight", x, weight);
        requireRow("layerNorm", "bias", x, bias);
        return apply(LAYER_NORM, Affine.of(eps, weight, bias), x, weight, bias);
    }

    /**
     * {@code x / sqrt(mean(x^2) + eps) * weight} over the last axis (Zhang and Sennrich, 1910.07467).
     *
     * @param x [..., n]
     * @param weight [n], or null
     * @param eps added to the mean square
     * @return as x
     * @throws IllegalArgumentException if shapes or types do not fit, or x has rank 0
     */
    public static Tensor rmsNorm(Tensor x, Tensor weight, double eps) {
        requireRow("rmsNorm", "weight", x, weight);
        return apply(RMS_NORM, Affine.of(eps, weight, null), x, weight, null);
    }

    private static void requireRow(String op, String what, Tensor x, Tensor row) {
        if (x.rank() == 0 || row != null && (row.rank() != 1 || row.dim(0) != x.dim(-1) || row.dtype() != x.dtype())) {
            throw misfit(op, what, x, row, "[..., n] and [n]");
        }
    }

    private static IllegalArgumentException misfit(String op, String what, Tensor x, Tensor other, String expected) {
        return new IllegalArgumentException(op + ": input " + x.dtype() + " " + x.shape() + " and " + what + " "
                + (other == null ? "none" : other.dtype() + " " + other.shape()) + ": " + expected
                + " of one type expected");
    }

    /**
     * What {@link #batchNorm} gives.
     *
     * @param output as the input
     * @param mean [channels], the mean of each channel; a constant to the tape
     * @param variance [channels], the biased variance of each channel; a constant to the tape
     * @param count elements of a channel
     */
    public record Batch(Tensor output, Tensor mean, Tensor variance, long count) {

        /**
         * The variance as running averages keep it: {@code n / (n - 1)} of the biased one; of a single element, that
         * itself.
         *
         * @return [channels]
         */
        public Tensor unbiasedVariance() {
            return count > 1 ? variance.times((double) count / (count - 1)) : variance;
        }
    }

    /**
     * {@code (x - mean) / sqrt(var + eps) * weight + bias} with the statistics of each channel, over all samples and
     * places (Ioffe and Szegedy, 1502.03167): what a layer does while it is trained. Equal elements, and a single one,
     * give the bias.
     *
     * @param x [samples, channels, ...] of 2 to 5 axes
     * @param weight [channels], or null
     * @param bias [channels], or null
     * @param eps added to the variance
     * @return the result, with the statistics for running averages
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Batch batchNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        requireChannels("batchNorm", x, weight, bias);
        Tensor mean = Tensor.of(NdArray.empty(x.dtype(), Shape.of(x.dim(1))));
        Tensor variance = Tensor.of(NdArray.empty(x.dtype(), Shape.of(x.dim(1))));
        Training training = new Training(Affine.of(eps, weight, bias), mean.array(), variance.array());
        Tensor out = apply(BATCH_NORM, training, x, weight, bias);
        return new Batch(out, mean, variance, x.size() / Math.max(1, x.dim(1)));
    }

    /**
     * {@link #batchNorm} with given statistics of each channel: what a layer does once it is trained.
     *
     * @param x [samples, channels, ...] of 2 to 5 axes
     * @param mean [channels]
     * @param variance [channels]
     * @param weight [channels], or null
     * @param bias [channels], or null
     * @param eps added to the variance
     * @return as x
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor batchNormInference(Tensor x, Tensor mean, Tensor variance, Tensor weight, Tensor bias,
            double eps) {
        requireChannels("batchNormInference", x, weight, bias);
        requireChannel("batchNormInference", "mean", x, mean);
        requireChannel("batchNormInference", "variance", x, variance);
        Affine affine = new Affine(eps, weight != null, bias != null, 3);
        if (weight == null) {
            return bias == null ? BATCH_NORM_INFERENCE.apply(affine, x, mean, variance)
                    : BATCH_NORM_INFERENCE.apply(affine, x, mean, variance, bias);
        }
        return bias == null ? BATCH_NORM_INFERENCE.apply(affine, x, mean, variance, weight)
                : BATCH_NORM_INFERENCE.apply(affine, x, mean, variance, weight, bias);
    }

    /**
     * {@code (x - mean) / sqrt(var + eps) * weight + bias} with the statistics of each group of channels that follow
     * each other in a sample, over all places (Wu and He, 1803.08494).
     *
     * @param x [samples, channels, ...] of 2 to 5 axes
     * @param groups how many; divides channels
     * @param weight [channels], or null
     * @param bias [channels], or null
     * @param eps added to the variance
     * @return as x
     * @throws IllegalArgumentException if shapes or types do not fit, or groups do not divide channels
     */
    public static Tensor groupNorm(Tensor x, long groups, Tensor weight, Tensor bias, double eps) {
        requireChannels("groupNorm", x, weight, bias);
        if (groups < 1 || x.dim(1) % groups != 0) {
            throw new IllegalArgumentException("groupNorm: " + groups + " groups of the " + x.dim(1) + " channels of "
                    + x.shape() + ": a number from 1 up that divides them expected");
        }
        return apply(GROUP_NORM, new Grouped(Affine.of(eps, weight, bias), groups), x, weight, bias);
    }

    /**
     * {@link #groupNorm} with each channel a group of its own (Ulyanov et al., 1607.08022).
     *
     * @param x [samples, channels, ...] of 2 to 5 axes
     * @param weight [channels], or null
     * @param bias [channels], or null
     * @param eps added to the variance
     * @return as x
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor instanceNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        requireChannels("instanceNorm", x, weight, bias);
        return groupNorm(x, Math.max(1, x.dim(1)), weight, bias, eps);
    }

    private static void requireChannels(String op, Tensor x, Tensor weight, Tensor bias) {
        if (x.rank() < 2 || x.rank() > 5) {
            throw new IllegalArgumentException(op + ": input " + x.dtype() + " " + x.shape()
                    + ": [samples, channels, ...] of 2 to 5 axes expected");
        }
        if (weight != null) {
            requireChannel(op, "weight", x, weight);
        }
        if (bias != null) {
            requireChannel(op, "bias", x, bias);
        }
    }

    private static void requireChannel(String op, String what, Tensor x, Tensor channel) {
        if (channel.rank() != 1 || channel.dim(0) != x.dim(1) || channel.dtype() != x.dtype()) {
            throw misfit(op, what, x, channel, "[samples, channels, ...] and [channels]");
        }
    }
}
