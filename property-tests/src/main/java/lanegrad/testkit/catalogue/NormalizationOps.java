package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Normalizations;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Tolerances;
import lanegrad.testkit.Values;

/** Records of layer, RMS, batch, group and instance norm. */
final class NormalizationOps {

    private static final double EPS = Normalizations.EPS;

    private static final Values NORMAL = Values.normal(1);

    private NormalizationOps() {
    }

    static List<OpInfo> all() {
        return List.of(layerNorm(), rmsNorm(), batchNorm(), batchNormInference(), groupNorm(),
                instanceNorm());
    }

    /** A norm by its input, weight and bias, of which the latter two may be null. */
    private interface Affine<T> {

        T of(T x, T weight, T bias);
    }

    /** Each row less its mean, or less nothing, divided by its deviation from that, scaled and shifted. */
    private static Plain rows(boolean centred, Plain x, Plain weight, Plain bias) {
        int n = (int) x.dim(-1);
        return FusedOps.lines(x, line -> {
            // The sums of streams are compensated.
            double mean = centred ? Arrays.stream(line[0]).sum() / n : 0;
            double magnitude = centred ? Arrays.stream(line[0]).map(Math::abs).sum() / n : 0; // the mean's rounding
            double rstd = 1 / Math.sqrt(Arrays.stream(line[0]).map(v -> (v - mean) * (v - mean)).sum() / n + EPS);
            for (int i = 0; i < n; i++) {
                double w = weight == null ? 1 : weight.at(i);
                double b = bias == null ? 0 : bias.at(i);
                double x0 = line[0][i];
                line[0][i] = (x0 - mean) * rstd * w + b;
                line[1][i] = (Math.abs(x0) + magnitude) * rstd * Math.abs(w) + Math.abs(b);
            }
            return line;
        });
    }

    /** A sample of a norm whose weight and bias have an element for each along an axis. */
    private static Sample sample(String label, Values values, boolean weight, boolean bias, int axis,
            Affine<Tensor> norm, Affine<Plain> reference, long... dims) {
        List<Arg> args = new ArrayList<>(List.of(Arg.of(values, dims)));
        if (weight) {
            args.add(Arg.of(Values.uniform(0.5, 2), dims[axis]));
        }
        if (bias) {
            args.add(Arg.of(dims[axis]));
        }
        return Sample.of(label, args, in -> applied(in, weight, bias, norm),
                in -> applied(in, weight, bias, reference));
    }

    private static <T> T applied(T[] in, boolean weight, boolean bias, Affine<T> norm) {
        return norm.of(in[0], weight ? in[1] : null, bias ? in[weight ? 2 : 1] : null);
    }

    private static String label(boolean weight, boolean bias) {
        return (weight ? "weight" : "no weight") + (bias ? ", bias" : ", no bias");
    }

    private static OpInfo layerNorm() {
        Affine<Tensor> norm = (x, weight, bias) -> Normalizations.layerNorm(x, weight, bias, EPS);
        Affine<Plain> reference = (x, weight, bias) -> rows(true, x, weight, bias);
        OpInfo.Builder builder = OpInfo.of("layerNorm");
        ofRows(builder, true, norm, reference);
        builder.sample(sample("a constant row", Values.of(0.5), true, true, 1, norm, reference, 2, 4).rough());
        builder.error("a bias of another type", IllegalArgumentException.class,
                "layerNorm: input F32 \\[3, 5\\] and bias F64 \\[5\\]",
                List.of(Arg.of(3, 5), Arg.of(5).as(DType.F64)), in -> norm.of(in[0], null, in[1]));
        return builder.build();
    }

    private static OpInfo rmsNorm() {
        Affine<Tensor> norm = (x, weight, _) -> Normalizations.rmsNorm(x, weight, EPS);
        Affine<Plain> reference = (x, weight, _) -> rows(false, x, weight, null);
        OpInfo.Builder builder = OpInfo.of("rmsNorm");
        ofRows(builder, false, norm, reference);
        builder.sample(sample("zeros", Values.of(0), true, false, 1, norm, reference, 2, 4).rough());
        return builder.build();
    }

    /** What layer norm and RMS norm have in common. */
    private static void ofRows(OpInfo.Builder builder, boolean bias, Affine<Tensor> norm, Affine<Plain> reference) {
        builder.thresholds(kernels -> kernels.norm().thresholds());
        for (boolean weight : new boolean[] {true, false}) {
            for (boolean shifted : bias ? new boolean[] {true, false} : new boolean[] {false}) {
                for (long[] dims : new long[][] {{3, 5}, {2, 3, 17}, {6}, {0, 4}}) {
                    builder.sample(sample(label(weight, shifted), NORMAL, weight, shifted, dims.length - 1, norm,
                            reference, dims));
                }
            }
        }
        builder.sample(sample("rows of one", NORMAL, true, bias, 1, norm, reference, 3, 1));
        builder.sample(sample("rows of none", NORMAL, true, bias, 1, norm, reference, 3, 0));
        builder.sample(sample("a large mean", Values.uniform(4, 6), true, bias, 1, norm, reference, 3, 8));
        builder.sizer(Sizer.of("columns", 8, n -> sample("columns", NORMAL, true, bias, 1, norm, reference, 3, n)));
        builder.sizer(Sizer.of("columns, nothing to multiply", 8,
                n -> sample("columns", NORMAL, false, false, 1, norm, reference, 3, n)));
        builder.sizer(Sizer.of("rows", 15, n -> sample("rows", NORMAL, true, bias, 1, norm, reference, n, 5)));
        builder.error("a weight of another size", IllegalArgumentException.class,
                "Norm: input F32 \\[3, 5\\] and weight F32 \\[4\\]", List.of(Arg.of(3, 5), Arg.of(4)),
                in -> norm.of(in[0], in[1], null));
        builder.error("one number", IllegalArgumentException.class, "Norm: input F32 \\[\\]", List.of(Arg.of()),
                in -> norm.of(in[0], null, null));
        builder.error("integers", IllegalArgumentException.class, "I64", List.of(Arg.indices(5, 3, 5)),
                in -> norm.of(in[0], null, null));
        builder.tolerance(DType.F32, Tolerances.Measure.GRADIENT, 1e-4,
                "in a row of few elements, rounding errors are divided by the row's spread, which may be small");
        Recipes.refusesClosed(builder, x -> norm.of(x, null, null)).without("rank 0", "it needs a row");
    }

    /** Sums over the elements that share statistics: of values, of their magnitudes, of squares. */
    private static final class Moments {

        private final double[] mean;
        private final double[] magnitude; // what the mean is rounded at
        private final double[] variance;

        /** Over groups of channels of each sample; over channels of all samples if there are 0 groups. */
        Moments(Plain x, int groups) {
            int size = groups == 0 ? (int) x.dim(1) : (int) x.dim(0) * groups;
            double[] count = new double[size];
            mean = new double[size];
            magnitude = new double[size];
            variance = new double[size];
            Plain.forEach(x.dims(), at -> count[group(x, groups, at)]++);
            Plain.forEach(x.dims(), at -> {
                int group = group(x, groups, at);
                mean[group] += x.at(at) / count[group];
                magnitude[group] += Math.abs(x.at(at)) / count[group];
            });
            Plain.forEach(x.dims(), at -> {
                int group = group(x, groups, at);
                variance[group] += Math.pow(x.at(at) - mean[group], 2) / count[group];
            });
        }

        static int group(Plain x, int groups, long[] at) {
            return (int) (groups == 0 ? at[1] : at[0] * groups + at[1] / (x.dim(1) / groups));
        }
    }

    private static Plain channels(int groups, Plain x, Plain weight, Plain bias) {
        Moments moments = new Moments(x, groups);
        return channels(x, at -> moments.mean[Moments.group(x, groups, at)],
                at -> moments.magnitude[Moments.group(x, groups, at)],
                at -> moments.variance[Moments.group(x, groups, at)], weight, bias);
    }

    private static Plain channels(Plain x, ToDoubleFunction<long[]> mean, ToDoubleFunction<long[]> magnitude,
            ToDoubleFunction<long[]> variance, Plain weight, Plain bias) {
        Plain values = Plain.build(x.dims(), at -> (x.at(at) - mean.applyAsDouble(at)) * factor(variance, weight, at)
                + offset(bias, at));
        return values.withScale(Plain.build(x.dims(),
                at -> (Math.abs(x.at(at)) + magnitude.applyAsDouble(at)) * Math.abs(factor(variance, weight, at))
                        + Math.abs(offset(bias, at))));
    }

    private static double factor(ToDoubleFunction<long[]> variance, Plain weight, long[] at) {
        return (weight == null ? 1 : weight.at(at[1])) / Math.sqrt(variance.applyAsDouble(at) + EPS);
    }

    private static double offset(Plain bias, long[] at) {
        return bias == null ? 0 : bias.at(at[1]);
    }

    private static final long[][] SHAPES = {{6, 10}, {3, 4, 5}, {2, 4, 3, 3}, {2, 2, 2, 3, 2}, {5, 10, 1, 1}};

    /** What norms over channels have in common. */
    private static OpInfo.Builder ofChannels(OpInfo.Builder builder, Affine<Tensor> norm, Affine<Plain> reference) {
        builder.thresholds(kernels -> kernels.channelNorm().thresholds());
        for (boolean weight : new boolean[] {true, false}) {
            for (boolean bias : new boolean[] {true, false}) {
                for (long[] dims : SHAPES) {
                    builder.sample(sample(label(weight, bias), NORMAL, weight, bias, 1, norm, reference, dims));
                }
            }
        }
        builder.sample(sample("no samples", NORMAL, true, true, 1, norm, reference, 0, 4, 3));
        builder.sample(sample("no places", NORMAL, true, true, 1, norm, reference, 3, 4, 0));
        builder.sample(sample("equal elements", Values.of(0.5), true, true, 1, norm, reference, 3, 4, 2).rough());
        builder.sample(sample("a large mean", Values.uniform(4, 6), true, true, 1, norm, reference, 3, 4, 7));
        builder.sample(sample("larger planes", NORMAL, true, true, 1, norm, reference, 1, 2, 30, 20));
        builder.sizer(Sizer.of("places", 60, n -> sample("places", NORMAL, true, true, 1, norm, reference, 1, 2, n)));
        builder.sizer(Sizer.of("samples", 180,
                n -> sample("samples", NORMAL, true, true, 1, norm, reference, n, 2, 3)));
        builder.error("one axis", IllegalArgumentException.class,
                "Norm: input F32 \\[3\\]: \\[samples, channels, ...\\] of 2 to 5 axes expected", List.of(Arg.of(3)),
                in -> norm.of(in[0], null, null));
        builder.error("a weight of another size", IllegalArgumentException.class,
                "input F32 \\[2, 4\\] and weight F32 \\[3\\]: \\[samples, channels, ...\\] and \\[channels\\]",
                List.of(Arg.of(2, 4), Arg.of(3)), in -> norm.of(in[0], in[1], null));
        builder.error("a bias of another type", IllegalArgumentException.class,
                "input F32 \\[2, 4\\] and bias F64 \\[4\\]", List.of(Arg.of(2, 4), Arg.of(4).as(DType.F64)),
                in -> norm.of(in[0], null, in[1]));
        builder.tolerance(DType.F32, Tolerances.Measure.GRADIENT, 1e-4,
                "among few elements, rounding errors are divided by their spread, which may be small");
        return builder.without("rank 0", "it needs samples and channels");
    }

    private static OpInfo batchNorm() {
        OpInfo.Builder builder = ofChannels(OpInfo.of("batchNorm"),
                (x, weight, bias) -> Normalizations.batchNorm(x, weight, bias, EPS).output(),
                (x, weight, bias) -> channels(0, x, weight, bias));
        builder.error("integers", IllegalArgumentException.class, "I64", List.of(Arg.indices(5, 3, 5)),
                in -> Normalizations.batchNorm(in[0], null, null, EPS).output());
        return Recipes.refusesClosed(builder, x -> Normalizations.batchNorm(x, null, null, EPS).output())
                .without("heap", "its statistics are results too").build();
    }

    private static Sample given(String label, boolean weight, boolean bias, long... dims) {
        List<Arg> args = new ArrayList<>(
                List.of(Arg.of(dims), Arg.of(dims[1]), Arg.of(Values.uniform(0.5, 2), dims[1])));
        if (weight) {
            args.add(Arg.of(Values.uniform(0.5, 2), dims[1]));
        }
        if (bias) {
            args.add(Arg.of(dims[1]));
        }
        return Sample.of(label, args,
                in -> Normalizations.batchNormInference(in[0], in[1], in[2], weight ? in[3] : null,
                        bias ? in[weight ? 4 : 3] : null, EPS),
                in -> channels(in[0], at -> in[1].at(at[1]), at -> Math.abs(in[1].at(at[1])), at -> in[2].at(at[1]),
                        weight ? in[3] : null, bias ? in[weight ? 4 : 3] : null));
    }

    private static OpInfo batchNormInference() {
        OpInfo.Builder builder = OpInfo.of("batchNormInference").thresholds(
                kernels -> kernels.channelNorm().thresholds());
        for (boolean weight : new boolean[] {true, false}) {
            for (boolean bias : new boolean[] {true, false}) {
                for (long[] dims : SHAPES) {
                    builder.sample(given(label(weight, bias), weight, bias, dims));
                }
            }
        }
        builder.sample(given("no samples", true, true, 0, 4, 3));
        builder.sample(given("larger planes", true, true, 1, 2, 30, 20));
        builder.sizer(Sizer.of("places", 60, n -> given("places", true, true, 1, 2, n)));
        builder.sizer(Sizer.of("samples", 180, n -> given("samples", true, true, n, 2, 3)));
        builder.error("a mean of another size", IllegalArgumentException.class,
                "batchNormInference: input F32 \\[2, 4\\] and mean F32 \\[3\\]",
                List.of(Arg.of(2, 4), Arg.of(3), Arg.of(4)),
                in -> Normalizations.batchNormInference(in[0], in[1], in[2], null, null, EPS));
        builder.error("a variance of another type", IllegalArgumentException.class,
                "batchNormInference: input F32 \\[2, 4\\] and variance F64 \\[4\\]",
                List.of(Arg.of(2, 4), Arg.of(4), Arg.of(4).as(DType.F64)),
                in -> Normalizations.batchNormInference(in[0], in[1], in[2], null, null, EPS));
        builder.error("six axes", IllegalArgumentException.class, "of 2 to 5 axes expected",
                List.of(Arg.of(1, 2, 1, 1, 1, 1), Arg.of(2)),
                in -> Normalizations.batchNormInference(in[0], in[1], in[1], null, null, EPS));
        return Recipes.refusesClosed(builder, x -> Normalizations.batchNormInference(x, Tensor.of(new float[3], 3),
                Tensor.of(new float[3], 3), null, null, EPS)).without("rank 0", "it needs samples and channels")
                .build();
    }

    private static OpInfo groupNorm() {
        OpInfo.Builder builder = ofChannels(OpInfo.of("groupNorm"),
                (x, weight, bias) -> Normalizations.groupNorm(x, 2, weight, bias, EPS),
                (x, weight, bias) -> channels(2, x, weight, bias));
        builder.sample(sample("one group", NORMAL, true, true, 1,
                (x, weight, bias) -> Normalizations.groupNorm(x, 1, weight, bias, EPS),
                (x, weight, bias) -> channels(1, x, weight, bias), 2, 3, 5));
        builder.sizer(Sizer.of("channels", 60, n -> sample("channels", NORMAL, true, true, 1,
                (x, weight, bias) -> Normalizations.groupNorm(x, 1, weight, bias, EPS),
                (x, weight, bias) -> channels(1, x, weight, bias), 2, n, 1)));
        builder.error("groups that do not divide", IllegalArgumentException.class,
                "groupNorm: 3 groups of the 4 channels of \\[2, 4\\]", List.of(Arg.of(2, 4)),
                in -> Normalizations.groupNorm(in[0], 3, null, null, EPS));
        builder.error("no groups", IllegalArgumentException.class, "groupNorm: 0 groups", List.of(Arg.of(2, 4)),
                in -> Normalizations.groupNorm(in[0], 0, null, null, EPS));
        return Recipes.refusesClosed(builder, x -> Normalizations.groupNorm(x, 1, null, null, EPS)).build();
    }

    private static OpInfo instanceNorm() {
        OpInfo.Builder builder = OpInfo.composite("instanceNorm").thresholds(
                kernels -> kernels.channelNorm().thresholds());
        Affine<Tensor> norm = (x, weight, bias) -> Normalizations.instanceNorm(x, weight, bias, EPS);
        Affine<Plain> reference = (x, weight, bias) -> channels((int) x.dim(1), x, weight, bias);
        for (long[] dims : new long[][] {{3, 4, 5}, {2, 4, 3, 3}, {0, 4, 3}}) {
            builder.sample(sample("planes", NORMAL, true, true, 1, norm, reference, dims));
        }
        builder.tolerance(DType.F32, Tolerances.Measure.GRADIENT, 1e-4,
                "among few elements, rounding errors are divided by their spread, which may be small");
        return builder.error("one axis", IllegalArgumentException.class, "instanceNorm: input F32 \\[3\\]",
                List.of(Arg.of(3)), in -> norm.of(in[0], null, null)).without("rank 0", "it needs channels").build();
    }
}
