package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.ops.Convolutions;
import lanegrad.kernels.PoolOptions;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of pooling. */
final class PoolingOps {

    /** What pooling is called with. */
    private record Case(String label, PoolOptions options, long... x) {

        long[] out() {
            return new long[] {x[0], x[1], options.outputHeight(x[2]), options.outputWidth(x[3])};
        }
    }

    private static final List<Case> CASES = List.of( //
            new Case("windows side by side", PoolOptions.of(2), 2, 3, 4, 6), //
            new Case("windows that leave a rest", PoolOptions.of(2), 1, 2, 5, 7), //
            new Case("windows that overlap", PoolOptions.of(3, 1, 0), 1, 2, 5, 4), //
            new Case("padding", PoolOptions.of(3, 2, 1), 2, 2, 5, 6), //
            new Case("padding, not counted", PoolOptions.of(3, 2, 1).withoutPadding(), 2, 2, 5, 6), //
            new Case("gaps", PoolOptions.of(2, 3, 0), 1, 2, 8, 9), //
            new Case("sides that differ", new PoolOptions(3, 2, 1, 2, 1, 0, true), 1, 2, 4, 7), //
            new Case("one window", new PoolOptions(3, 4, 1, 1, 0, 0, true), 2, 1, 3, 4), //
            new Case("windows of one", PoolOptions.of(1), 2, 2, 3, 2), //
            new Case("one number", PoolOptions.of(1), 1, 1, 1, 1), //
            new Case("no images", PoolOptions.of(2), 0, 2, 4, 4), //
            new Case("no channels", PoolOptions.of(2), 2, 0, 4, 4));

    private PoolingOps() {
    }

    static List<OpInfo> all() {
        return List.of(maxPool(), places(), avgPool(), avgPoolGradient());
    }

    /** What an element of the input means to one of the output. */
    private interface Visitor {

        void visit(int x, int out, double share);
    }

    private static void forEach(Case of, Visitor visitor) {
        PoolOptions o = of.options;
        long height = of.x[2];
        long width = of.x[3];
        int[] at = {0};
        Plain.forEach(of.out(), i -> {
            long top = i[2] * o.strideHeight() - o.paddingHeight();
            long left = i[3] * o.strideWidth() - o.paddingWidth();
            long rows = Math.min(height, top + o.kernelHeight()) - Math.max(0, top);
            long columns = Math.min(width, left + o.kernelWidth()) - Math.max(0, left);
            double share = 1.0 / (o.countsPadding() ? o.kernelHeight() * o.kernelWidth() : rows * columns);
            for (long row = Math.max(0, top); row < Math.min(height, top + o.kernelHeight()); row++) {
                for (long column = Math.max(0, left); column < Math.min(width, left + o.kernelWidth()); column++) {
                    visitor.visit((int) (((i[0] * of.x[1] + i[1]) * height + row) * width + column), at[0], share);
                }
            }
            at[0]++;
        });
    }

    /** Where the greatest elements are, among all of the input's. */
    private static int[] greatest(Case of, Plain x) {
        int[] best = new int[Plain.size(of.out())];
        Arrays.fill(best, -1);
        forEach(of, (i, out, _) -> {
            double value = x.data()[i];
            double so = best[out] < 0 ? Double.NEGATIVE_INFINITY : x.data()[best[out]];
            if (best[out] < 0 || value > so || Double.isNaN(value) && !Double.isNaN(so)) {
                best[out] = i;
            }
        });
        return best;
    }

    private static Plain max(Case of, Plain x) {
        int[] best = greatest(of, x);
        int[] at = {0};
        return Plain.build(of.out(), _ -> x.data()[best[at[0]++]]);
    }

    private static Sample max(Case of, Values values) {
        return Sample.of(of.label, List.of(Arg.of(values, of.x)), in -> Convolutions.maxPool2d(in[0], of.options),
                in -> max(of, in[0]));
    }

    private static OpInfo maxPool() {
        OpInfo.Builder builder = OpInfo.of("maxPool2d").thresholds(kernels -> kernels.conv().thresholds());
        CASES.forEach(each -> builder.sample(max(each, Values.distinct())));
        Case ties = new Case("the first of equal elements", PoolOptions.of(3, 2, 1), 2, 2, 6, 5);
        builder.sample(max(ties, Values.ties()).rough().pulling((in, g) -> {
            double[] dx = new double[in[0].data().length];
            int[] best = greatest(ties, in[0]);
            for (int i = 0; i < best.length; i++) {
                dx[best[i]] += g.data()[i];
            }
            return new Plain[] {Plain.of(dx, ties.x)};
        }));
        builder.sample(max(new Case("NaN and infinities", PoolOptions.of(2), 1, 1, 4, 6), Values.of(1, Double.NaN,
                Double.POSITIVE_INFINITY, 2, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY)).valuesOnly());
        builder.sample(max(new Case("below all numbers", PoolOptions.of(3, 1, 1), 1, 1, 2, 3),
                Values.of(Double.NEGATIVE_INFINITY)).valuesOnly());
        Case whole = new Case("integers", PoolOptions.of(2), 1, 1, 4, 4);
        builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-9, 9), whole.x).as(DType.I32)),
                in -> Convolutions.maxPool2d(in[0], whole.options), in -> max(whole, in[0])).giving(DType.F64));
        builder.sizer(Sizer.of("planes", 12 * 9, n -> max(new Case("planes", PoolOptions.of(3, 1, 1), 1, n, 3, 4),
                Values.distinct())));
        builder.sizer(Sizer.of("width", 2 * 4, n -> max(new Case("width", PoolOptions.of(2), 2, 3, 2, n + 1),
                Values.distinct())));
        builder.error("three axes", IllegalArgumentException.class,
                "maxPool2d: input \\[2, 4, 4\\]: \\[images, channels, height, width\\]", List.of(Arg.of(2, 4, 4)),
                in -> Convolutions.maxPool2d(in[0], PoolOptions.of(2)));
        builder.error("a window that does not fit", IllegalArgumentException.class,
                "maxPool2d: input \\[1, 1, 2, 4\\].*must fit", List.of(Arg.of(1, 1, 2, 4)),
                in -> Convolutions.maxPool2d(in[0], PoolOptions.of(3)));
        builder.error("too much padding", IllegalArgumentException.class,
                "padding \\[2, 2\\] of windows \\[3, 3\\]: from 0 to half a window", List.of(Arg.of(1, 1, 4, 4)),
                in -> Convolutions.maxPool2d(in[0], PoolOptions.of(3, 1, 2)));
        builder.error("no window", IllegalArgumentException.class, "windows \\[0, 0\\]: at least 1",
                List.of(Arg.of(1, 1, 4, 4)), in -> Convolutions.maxPool2d(in[0], PoolOptions.of(0)));
        builder.error("no stride", IllegalArgumentException.class, "stride \\[0, 0\\]: at least 1",
                List.of(Arg.of(1, 1, 4, 4)), in -> Convolutions.maxPool2d(in[0], PoolOptions.of(2, 0, 0)));
        Recipes.refusesClosed(builder, x -> Convolutions.maxPool2d(x.reshape(1, 1, 2, 3), PoolOptions.of(2)));
        return builder.without("rank 0", "it needs four axes").build();
    }

    private static Sample places(Case of, Values values) {
        return Sample.of(of.label, List.of(Arg.of(values, of.x)),
                in -> Convolutions.maxPool2dPlaces(in[0], of.options), in -> {
                    int[] best = greatest(of, in[0]);
                    int[] at = {0};
                    return Plain.build(of.out(), _ -> best[at[0]++] % (of.x[2] * of.x[3]));
                }).giving(DType.I64);
    }

    private static OpInfo places() {
        OpInfo.Builder builder = OpInfo.of("maxPool2dPlaces").orders(0, "places are integers");
        CASES.forEach(each -> builder.sample(places(each, Values.distinct())));
        builder.sample(places(new Case("ties", PoolOptions.of(3, 2, 1), 2, 2, 6, 5), Values.ties()));
        builder.sample(places(new Case("NaN", PoolOptions.of(2), 1, 1, 4, 4), Values.of(1, Double.NaN, 2, 0))
                .valuesOnly());
        builder.error("three axes", IllegalArgumentException.class, "maxPool2dPlaces: input \\[2, 4, 4\\]",
                List.of(Arg.of(2, 4, 4)), in -> Convolutions.maxPool2dPlaces(in[0], PoolOptions.of(2)));
        return builder.without("rank 0", "it needs four axes").build();
    }

    private static Sample average(Case of) {
        return Sample.of(of.label, List.of(Arg.of(of.x)), in -> Convolutions.avgPool2d(in[0], of.options), in -> {
            double[] sums = new double[Plain.size(of.out())];
            double[] magnitudes = new double[sums.length];
            forEach(of, (i, out, share) -> {
                sums[out] += in[0].data()[i] * share;
                magnitudes[out] += Math.abs(in[0].data()[i]) * share;
            });
            return Plain.of(sums, of.out()).withScale(Plain.of(magnitudes, of.out()));
        });
    }

    private static OpInfo avgPool() {
        OpInfo.Builder builder = OpInfo.of("avgPool2d").thresholds(kernels -> kernels.conv().thresholds());
        CASES.forEach(each -> builder.sample(average(each)));
        builder.sizer(Sizer.of("planes", 12 * 9, n -> average(new Case("planes", PoolOptions.of(3, 1, 1), 1, n, 3,
                4))));
        builder.error("a window that does not fit", IllegalArgumentException.class,
                "avgPool2d: input \\[1, 1, 2, 4\\].*must fit", List.of(Arg.of(1, 1, 2, 4)),
                in -> Convolutions.avgPool2d(in[0], PoolOptions.of(3)));
        Recipes.refusesClosed(builder, x -> Convolutions.avgPool2d(x.reshape(1, 1, 2, 3), PoolOptions.of(2)));
        return builder.without("rank 0", "it needs four axes").build();
    }

    private static OpInfo avgPoolGradient() {
        OpInfo.Builder builder = OpInfo.of("avgPool2dGradient").thresholds(kernels -> kernels.conv().thresholds());
        for (Case of : CASES) {
            builder.sample(of.label, List.of(Arg.of(of.out())),
                    in -> Convolutions.avgPool2dGradient(in[0], of.options, Shape.of(of.x)), in -> {
                        double[] sums = new double[Plain.size(of.x)];
                        double[] magnitudes = new double[sums.length];
                        forEach(of, (i, out, share) -> {
                            sums[i] += in[0].data()[out] * share;
                            magnitudes[i] += Math.abs(in[0].data()[out]) * share;
                        });
                        return Plain.of(sums, of.x).withScale(Plain.of(magnitudes, of.x));
                    });
        }
        builder.error("a gradient of another shape", IllegalArgumentException.class,
                "avgPool2dGradient: gradient \\[1, 1, 3, 3\\], expected \\[1, 1, 2, 2\\]",
                List.of(Arg.of(1, 1, 3, 3)),
                in -> Convolutions.avgPool2dGradient(in[0], PoolOptions.of(2), Shape.of(1, 1, 4, 4)));
        Recipes.refusesClosed(builder,
                x -> Convolutions.avgPool2dGradient(x.reshape(1, 1, 2, 3), PoolOptions.of(2), Shape.of(1, 1, 4, 6)));
        return builder.without("rank 0", "it needs four axes").build();
    }
}
