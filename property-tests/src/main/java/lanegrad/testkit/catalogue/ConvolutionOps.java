package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Convolutions;
import lanegrad.kernels.ConvOptions;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;

/** Records of convolutions. */
final class ConvolutionOps {

    /** What a convolution is called with. */
    private record Case(String label, long images, long channels, long height, long width, long outputs,
            long kernelHeight, long kernelWidth, ConvOptions options) {

        long[] x() {
            return new long[] {images, channels, height, width};
        }

        long[] weight() {
            return new long[] {outputs, channels / options.groups(), kernelHeight, kernelWidth};
        }

        long[] out() {
            return new long[] {images, outputs, options.outputHeight(height, kernelHeight),
                options.outputWidth(width, kernelWidth)};
        }
    }

    private static final ConvOptions PLAIN = ConvOptions.DEFAULT;

    private static final List<Case> CASES = List.of( //
            new Case("1 x 1", 2, 3, 4, 5, 2, 1, 1, PLAIN), //
            new Case("1 x 1, stride", 2, 3, 4, 5, 2, 1, 1, ConvOptions.of(3, 0)), //
            new Case("3 x 3", 1, 2, 5, 6, 3, 3, 3, PLAIN), //
            new Case("3 x 3, padding", 2, 2, 4, 5, 3, 3, 3, ConvOptions.of(1, 1)), //
            new Case("3 x 3, stride", 2, 2, 7, 6, 2, 3, 3, ConvOptions.of(2, 1)), //
            new Case("3 x 3, dilation", 1, 2, 7, 8, 2, 3, 3, ConvOptions.of(1, 2).withDilation(2)), //
            new Case("stride and dilation", 2, 1, 8, 9, 2, 2, 3, ConvOptions.of(3, 1).withDilation(2)), //
            new Case("all sizes differ", 1, 2, 6, 9, 2, 2, 3, new ConvOptions(2, 1, 0, 2, 1, 2, 1)), //
            new Case("stride beyond the kernel", 1, 2, 9, 7, 2, 2, 1, ConvOptions.of(4, 0)), //
            new Case("padding beyond the kernel", 1, 1, 2, 3, 2, 2, 2, ConvOptions.of(1, 3)), //
            new Case("two groups", 2, 4, 4, 5, 6, 3, 2, ConvOptions.of(1, 1).withGroups(2)), //
            new Case("depthwise", 1, 3, 5, 6, 3, 3, 3, ConvOptions.of(2, 1).withGroups(3)), //
            new Case("depthwise, two outputs a channel", 2, 3, 4, 4, 6, 2, 3, PLAIN.withGroups(3)), //
            new Case("more channels and outputs", 1, 6, 5, 9, 7, 3, 3, ConvOptions.of(1, 1)), //
            new Case("more of them, stride", 2, 5, 5, 7, 6, 2, 3, ConvOptions.of(2, 1)), //
            new Case("more of them, two groups", 1, 10, 4, 5, 12, 3, 2, PLAIN.withGroups(2)), //
            new Case("more of them, 1 x 1", 2, 7, 3, 5, 5, 1, 1, PLAIN), //
            new Case("one number", 1, 1, 1, 1, 1, 1, 1, PLAIN), //
            new Case("a kernel as large as the image", 2, 2, 3, 4, 2, 3, 4, PLAIN), //
            new Case("no images", 0, 2, 4, 4, 3, 3, 3, PLAIN), //
            new Case("no channels", 2, 0, 4, 4, 3, 3, 3, PLAIN), //
            new Case("no outputs", 2, 2, 4, 4, 0, 3, 3, PLAIN));

    private ConvolutionOps() {
    }

    static List<OpInfo> all() {
        return List.of(conv2d(), conv2dWithBias(), inputGradient(), weightGradient(), conv1d());
    }

    /** What a product of an element of the input, of the weight and of the output is for. */
    private interface Visitor {

        void visit(int x, int weight, int out);
    }

    private static void forEach(Case of, Visitor visitor) {
        ConvOptions o = of.options;
        long[] w = of.weight();
        long[] out = of.out();
        long perGroup = Math.max(1, of.outputs / o.groups());
        int[] at = {0};
        Plain.forEach(out, i -> {
            for (long c = 0; c < w[1]; c++) {
                for (long k = 0; k < w[2]; k++) {
                    for (long l = 0; l < w[3]; l++) {
                        long row = i[2] * o.strideHeight() - o.paddingHeight() + k * o.dilationHeight();
                        long column = i[3] * o.strideWidth() - o.paddingWidth() + l * o.dilationWidth();
                        if (row >= 0 && row < of.height && column >= 0 && column < of.width) {
                            long channel = i[1] / perGroup * w[1] + c;
                            visitor.visit(
                                    (int) (((i[0] * of.channels + channel) * of.height + row) * of.width + column),
                                    (int) (((i[1] * w[1] + c) * w[2] + k) * w[3] + l), at[0]);
                        }
                    }
                }
            }
            at[0]++;
        });
    }

    /** Sums of products, and beside them the sums of their magnitudes. */
    private static final class Sums {

        final double[] values;
        final double[] magnitudes;

        Sums(long[] dims) {
            values = new double[Plain.size(dims)];
            magnitudes = new double[values.length];
        }

        void add(int at, double value) {
            values[at] += value;
            magnitudes[at] += Math.abs(value);
        }

        Plain of(long[] dims) {
            return Plain.of(values, dims).withScale(Plain.of(magnitudes, dims));
        }
    }

    private static Plain forward(Case of, Plain x, Plain weight, Plain bias) {
        Sums sums = new Sums(of.out());
        if (bias != null) {
            int[] at = {0};
            Plain.forEach(of.out(), i -> sums.add(at[0]++, bias.data()[(int) i[1]]));
        }
        forEach(of, (i, w, out) -> sums.add(out, x.data()[i] * weight.data()[w]));
        return sums.of(of.out());
    }

    private static Plain inputGradient(Case of, Plain g, Plain weight) {
        Sums sums = new Sums(of.x());
        forEach(of, (i, w, out) -> sums.add(i, g.data()[out] * weight.data()[w]));
        return sums.of(of.x());
    }

    private static Plain weightGradient(Case of, Plain g, Plain x) {
        Sums sums = new Sums(of.weight());
        forEach(of, (i, w, out) -> sums.add(w, g.data()[out] * x.data()[i]));
        return sums.of(of.weight());
    }

    private static Sample forward(Case of, boolean bias) {
        List<Arg> args = new ArrayList<>(List.of(Arg.of(of.x()), Arg.of(of.weight())));
        if (bias) {
            args.add(Arg.of(of.outputs));
        }
        return Sample.of(of.label + (bias ? ", bias" : ""), args,
                in -> Convolutions.conv2d(in[0], in[1], bias ? in[2] : null, of.options),
                in -> forward(of, in[0], in[1], bias ? in[2] : null));
    }

    private static Sample inputGradient(Case of) {
        return Sample.of(of.label, List.of(Arg.of(of.out()), Arg.of(of.weight())),
                in -> Convolutions.conv2dInputGradient(in[0], in[1], of.options, Shape.of(of.x())),
                in -> inputGradient(of, in[0], in[1]));
    }

    private static Sample weightGradient(Case of) {
        return Sample.of(of.label, List.of(Arg.of(of.out()), Arg.of(of.x())),
                in -> Convolutions.conv2dWeightGradient(in[0], in[1], of.options, Shape.of(of.weight())),
                in -> weightGradient(of, in[0], in[1]));
    }

    /** Cases of any size, along each axis. */
    private static void sizers(OpInfo.Builder builder, Function<Case, Sample> sample) {
        ConvOptions padded = ConvOptions.of(1, 1);
        sizer(builder, "width", 3 * 2 * 2 * 9, sample, n -> new Case("width", 1, 2, 3, n, 2, 3, 3, padded));
        sizer(builder, "height", 3 * 2 * 2 * 9, sample, n -> new Case("height", 1, 2, n, 3, 2, 3, 3, padded));
        sizer(builder, "width, stride", 3 * 2 * 2 * 9, sample,
                n -> new Case("width", 1, 2, 3, n, 2, 3, 3, ConvOptions.of(2, 1)));
        sizer(builder, "channels", 12 * 2 * 9, sample, n -> new Case("channels", 1, n, 3, 4, 2, 3, 3, padded));
        sizer(builder, "outputs", 12 * 2 * 9, sample, n -> new Case("outputs", 1, 2, 3, 4, n, 3, 3, padded));
        sizer(builder, "images", 12 * 2 * 2 * 9, sample, n -> new Case("images", n, 2, 3, 4, 2, 3, 3, padded));
        // the gradient of the input meets every element of the kernel at every place
        builder.sizer(new Sizer("kernel", 1, n -> (double) n * n,
                n -> sample.apply(new Case("kernel", 1, 1, 2, n, 2, 1, n, ConvOptions.of(1, 1)))));
        sizer(builder, "groups", 12 * 9, sample,
                n -> new Case("groups", 1, n, 3, 4, n, 3, 3, padded.withGroups((int) n)));
    }

    private static void sizer(OpInfo.Builder builder, String axis, double steps,
            Function<Case, Sample> sample, LongFunction<Case> cases) {
        builder.sizer(Sizer.of(axis, steps, n -> sample.apply(cases.apply(n))));
    }

    private static OpInfo conv2d() {
        OpInfo.Builder builder = OpInfo.of("conv2d").thresholds(kernels -> kernels.conv().thresholds());
        CASES.forEach(each -> builder.sample(forward(each, false)));
        sizers(builder, of -> forward(of, false));
        builder.error("channels", IllegalArgumentException.class,
                "conv2d: input \\[1, 3, 5, 5\\], weight \\[2, 2, 3, 3\\] in 1 groups: the input's channels",
                List.of(Arg.of(1, 3, 5, 5), Arg.of(2, 2, 3, 3)),
                in -> Convolutions.conv2d(in[0], in[1], null, PLAIN));
        builder.error("outputs that groups do not divide", IllegalArgumentException.class, "outputs divisible by",
                List.of(Arg.of(1, 4, 5, 5), Arg.of(3, 2, 3, 3)),
                in -> Convolutions.conv2d(in[0], in[1], null, PLAIN.withGroups(2)));
        builder.error("a kernel that does not fit", IllegalArgumentException.class,
                "conv2d: input \\[1, 2, 2, 5\\], weight \\[2, 2, 5, 3\\].*must fit into the padded input",
                List.of(Arg.of(1, 2, 2, 5), Arg.of(2, 2, 5, 3)),
                in -> Convolutions.conv2d(in[0], in[1], null, ConvOptions.of(1, 1)));
        builder.error("three axes", IllegalArgumentException.class,
                "conv2d: input \\[2, 5, 5\\].*\\[images, channels, height, width\\]",
                List.of(Arg.of(2, 5, 5), Arg.of(2, 2, 3, 3)), in -> Convolutions.conv2d(in[0], in[1], null, PLAIN));
        builder.error("no stride", IllegalArgumentException.class, "stride \\[0, 0\\]: at least 1",
                List.of(Arg.of(1, 1, 2, 2), Arg.of(1, 1, 1, 1)),
                in -> Convolutions.conv2d(in[0], in[1], null, ConvOptions.of(0, 0)));
        builder.error("negative padding", IllegalArgumentException.class, "padding \\[-1, -1\\]: at least 0",
                List.of(Arg.of(1, 1, 2, 2), Arg.of(1, 1, 1, 1)),
                in -> Convolutions.conv2d(in[0], in[1], null, ConvOptions.of(1, -1)));
        builder.error("no dilation", IllegalArgumentException.class, "dilation \\[0, 0\\]: at least 1",
                List.of(Arg.of(1, 1, 2, 2), Arg.of(1, 1, 1, 1)),
                in -> Convolutions.conv2d(in[0], in[1], null, PLAIN.withDilation(0)));
        builder.error("no groups", IllegalArgumentException.class, "in 0 groups: at least 1",
                List.of(Arg.of(1, 1, 2, 2), Arg.of(1, 1, 1, 1)),
                in -> Convolutions.conv2d(in[0], in[1], null, PLAIN.withGroups(0)));
        Recipes.refusesClosed(builder, x -> {
            Tensor image = x.reshape(1, 1, 2, 3);
            return Convolutions.conv2d(image, image, null, PLAIN);
        });
        return builder.without("rank 0", "it needs four axes").build();
    }

    private static OpInfo conv2dWithBias() {
        OpInfo.Builder builder = OpInfo.of("conv2dWithBias").thresholds(kernels -> kernels.conv().thresholds());
        CASES.forEach(each -> builder.sample(forward(each, true)));
        builder.sample(Sample.of("of three types",
                List.of(Arg.indices(9, 1, 2, 3, 3), Arg.of(2, 2, 2, 2).as(DType.F32), Arg.of(2).as(DType.F64)),
                in -> Convolutions.conv2d(in[0], in[1], in[2], PLAIN),
                in -> forward(new Case("", 1, 2, 3, 3, 2, 2, 2, PLAIN), in[0], in[1], in[2])).giving(DType.F64));
        sizers(builder, of -> forward(of, true));
        builder.error("bias", IllegalArgumentException.class,
                "conv2d: weight \\[3, 2, 2, 2\\] and bias \\[2\\]: one element an output expected",
                List.of(Arg.of(1, 2, 4, 4), Arg.of(3, 2, 2, 2), Arg.of(2)),
                in -> Convolutions.conv2d(in[0], in[1], in[2], PLAIN));
        Recipes.refusesClosed(builder, x -> {
            Tensor image = x.reshape(1, 1, 2, 3);
            return Convolutions.conv2d(image, image, x.reshape(6).slice(0, 0, 1), PLAIN);
        });
        return builder.without("rank 0", "it needs four axes").build();
    }

    private static OpInfo inputGradient() {
        OpInfo.Builder builder = OpInfo.of("conv2dInputGradient").thresholds(kernels -> kernels.conv().thresholds());
        CASES.forEach(each -> builder.sample(inputGradient(each)));
        sizers(builder, ConvolutionOps::inputGradient);
        builder.error("a gradient of another shape", IllegalArgumentException.class,
                "conv2dInputGradient: gradient \\[1, 2, 3, 3\\], expected \\[1, 2, 4, 4\\]",
                List.of(Arg.of(1, 2, 3, 3), Arg.of(2, 2, 2, 2)),
                in -> Convolutions.conv2dInputGradient(in[0], in[1], PLAIN, Shape.of(1, 2, 5, 5)));
        builder.error("channels", IllegalArgumentException.class, "conv2dInputGradient: input \\[1, 3, 5, 5\\]",
                List.of(Arg.of(1, 2, 4, 4), Arg.of(2, 2, 2, 2)),
                in -> Convolutions.conv2dInputGradient(in[0], in[1], PLAIN, Shape.of(1, 3, 5, 5)));
        Recipes.refusesClosed(builder, x -> {
            Tensor image = x.reshape(1, 1, 2, 3);
            return Convolutions.conv2dInputGradient(image, image, PLAIN, Shape.of(1, 1, 3, 5));
        });
        return builder.without("rank 0", "it needs four axes").build();
    }

    private static OpInfo weightGradient() {
        OpInfo.Builder builder = OpInfo.of("conv2dWeightGradient").thresholds(kernels -> kernels.conv().thresholds());
        CASES.forEach(each -> builder.sample(weightGradient(each)));
        sizers(builder, ConvolutionOps::weightGradient);
        builder.error("a gradient of another shape", IllegalArgumentException.class,
                "conv2dWeightGradient: gradient \\[1, 2, 3, 3\\], expected \\[1, 2, 4, 4\\]",
                List.of(Arg.of(1, 2, 3, 3), Arg.of(1, 2, 5, 5)),
                in -> Convolutions.conv2dWeightGradient(in[0], in[1], PLAIN, Shape.of(2, 2, 2, 2)));
        Recipes.refusesClosed(builder, x -> {
            Tensor image = x.reshape(1, 1, 2, 3);
            return Convolutions.conv2dWeightGradient(image, image, PLAIN, Shape.of(1, 1, 1, 1));
        });
        return builder.without("rank 0", "it needs four axes").build();
    }

    private static Sample sequences(String label, long count, long channels, long length, long outputs, long kernel,
            int stride, int padding, int dilation, int groups) {
        Case of = new Case(label, count, channels, 1, length, outputs, 1, kernel,
                new ConvOptions(1, stride, 0, padding, 1, dilation, groups));
        return Sample.of(label, List.of(Arg.of(count, channels, length), Arg.of(outputs, channels / groups, kernel),
                Arg.of(outputs)), in -> Convolutions.conv1d(in[0], in[1], in[2], stride, padding, dilation, groups),
                in -> {
                    Plain out = forward(of, in[0], in[1], in[2]);
                    long[] dims = {count, outputs, of.out()[3]};
                    return Plain.of(out.data(), dims).withScale(Plain.of(out.scale(), dims));
                });
    }

    private static OpInfo conv1d() {
        OpInfo.Builder builder = OpInfo.composite("conv1d");
        builder.sample(sequences("plain", 2, 3, 9, 4, 3, 1, 0, 1, 1));
        builder.sample(sequences("stride, padding and dilation", 2, 2, 12, 3, 3, 2, 2, 2, 1));
        builder.sample(sequences("depthwise", 2, 3, 8, 3, 4, 1, 1, 1, 3));
        builder.sample(sequences("no sequences", 0, 2, 5, 3, 3, 1, 0, 1, 1));
        builder.error("four axes", IllegalArgumentException.class,
                "conv1d: input \\[1, 2, 3, 4\\], weight \\[2, 2, 3\\]",
                List.of(Arg.of(1, 2, 3, 4), Arg.of(2, 2, 3)),
                in -> Convolutions.conv1d(in[0], in[1], null, 1, 0, 1, 1));
        return builder.without("rank 0", "it needs three axes").build();
    }
}
