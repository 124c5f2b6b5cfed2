package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import lanegrad.array.DType;
import lanegrad.autograd.ops.Norms;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Values;

/** Records of norms. */
final class NormOps {

    private NormOps() {
    }

    static List<OpInfo> all() {
        return List.of(norm(), normOfOrder(), safeNorm(), normalize());
    }

    private static double length(double[] line, double p) {
        if (p == 0) {
            return Arrays.stream(line).filter(x -> x != 0).count();
        }
        double top = Arrays.stream(line).map(Math::abs).max().orElse(0);
        double least = Arrays.stream(line).map(Math::abs).min().orElse(0);
        if (Double.isInfinite(p)) {
            return p > 0 ? top : least;
        }
        if (top == 0 || p < 0 && least == 0) {
            return 0;
        }
        double level = p > 0 ? top : least;
        double sum = Arrays.stream(line).map(x -> Math.pow(Math.abs(x) / level, p)).sum();
        return level * Math.pow(sum, 1 / p);
    }

    private static OpInfo norm() {
        OpInfo.Builder builder = ReductionOps.reduction(OpInfo.of("norm"), "norm", Norms::norm,
                line -> length(line, 2), null, Values.away(1, 0));
        for (double scale : new double[] {1e-30, 1e30, 1e-22, 1e22}) {
            builder.sample(line("of size " + scale, Values.magnitude(scale, 3 * scale), 2).rough());
        }
        builder.sample(line("zeros", Values.of(0, 0, 0, 0, 0, -0.0, 3, 4, 0, 1), 2).rough());
        builder.sample(Sample.of("infinite", List.of(Arg.of(Values.of(1, Double.POSITIVE_INFINITY, Double.NaN, 1), 2,
                2)), in -> Norms.norm(in[0], false, 1),
                _ -> Plain.of(new double[] {Double.POSITIVE_INFINITY, Double.NaN}, 2)).valuesOnly());
        builder.sample(Sample.of("of nothing", List.of(Arg.of(2, 0)), in -> Norms.norm(in[0], false, 1),
                _ -> Plain.of(new double[2], 2)));
        return builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(1, 5), 3, 4).as(DType.I32)),
                in -> Norms.norm(in[0], true, 0),
                in -> ReductionOps.reduce(in[0], true, new int[] {0}, line -> length(line, 2))).giving(DType.F64))
                .build();
    }

    private static Sample line(String label, Values values, double p) {
        return Sample.of(label + " of order " + p, List.of(Arg.of(values, 2, 5)),
                in -> Norms.norm(in[0], p, false, 1),
                in -> ReductionOps.reduce(in[0], false, new int[] {1}, line -> length(line, p)));
    }

    private static OpInfo normOfOrder() {
        OpInfo.Builder builder = OpInfo.composite("norm of order p");
        double[] orders = {1, 2, 3, 1.5, 0.5, -1, -2, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double p : orders) {
            builder.sample(line("numbers", Values.distinct(), p));
            builder.sample(line("zeros", Values.of(0, 1, 0, -2, 3, 0, 0, 0, 0, 0), p).rough());
            if (!Double.isInfinite(p)) {
                builder.sample(line("large", Values.magnitude(1e25, 2e25), p).rough());
            }
            ToDoubleFunction<double[]> length = line -> length(line, p);
            builder.sample("two axes of order " + p, List.of(Arg.of(Values.distinct(), 2, 3, 2)),
                    in -> Norms.norm(in[0], p, true, 0, -1),
                    in -> ReductionOps.reduce(in[0], true, new int[] {0, 2}, length));
            builder.sample("one number of order " + p, List.of(Arg.of(Values.away(1, 0))),
                    in -> Norms.norm(in[0], p, false), in -> in[0].map(Math::abs));
        }
        builder.sample("nothing stays", List.of(Arg.of(3, 0)), in -> Norms.norm(in[0], 3, false, 0),
                in -> ReductionOps.reduce(in[0], false, new int[] {0}, line -> length(line, 3)));
        return builder.error("NaN", IllegalArgumentException.class, "norm of order NaN", List.of(Arg.of(3)),
                in -> Norms.norm(in[0], Double.NaN, false, 0))
                .tolerance(DType.F32, lanegrad.testkit.Tolerances.Measure.VALUE, 2e-6,
                        "two powers, and a ratio between them")
                .build();
    }

    private static OpInfo safeNorm() {
        OpInfo.Builder builder = OpInfo.composite("safeNorm");
        for (double eps : new double[] {Norms.EPS, 0.25}) {
            for (int[] axes : new int[][] {{1}, {0}, {0, 1}, {}}) {
                builder.sample("eps " + eps, List.of(Arg.of(Values.away(1, 0), 3, 5)),
                        in -> Norms.safeNorm(in[0], eps, false, axes),
                        in -> ReductionOps.reduce(in[0], false, axes,
                                line -> Math.sqrt(Arrays.stream(line).map(x -> x * x).sum() + eps)));
            }
        }
        builder.sample("at zero", List.of(Arg.of(Values.of(0), 2, 3)), in -> Norms.safeNorm(in[0], 1, false, 1),
                _ -> Plain.of(new double[] {1, 1}, 2));
        builder.sample(Sample.of("at zero, by default", List.of(Arg.of(Values.of(0), 2, 3)),
                in -> Norms.safeNorm(in[0], Norms.EPS, false, 1), _ -> Plain.of(new double[] {1e-6, 1e-6}, 2)).rough());
        builder.sample("one number", List.of(Arg.of()), in -> Norms.safeNorm(in[0], 1, false),
                in -> in[0].map(x -> Math.sqrt(x * x + 1)));
        builder.sample("of nothing", List.of(Arg.of(2, 0)), in -> Norms.safeNorm(in[0], 4, false, 1),
                _ -> Plain.of(new double[] {2, 2}, 2));
        return builder.error("no eps", IllegalArgumentException.class, "safeNorm with eps 0.0: a number above 0",
                List.of(Arg.of(3)), in -> Norms.safeNorm(in[0], 0, false, 0)).build();
    }

    private static OpInfo normalize() {
        OpInfo.Builder builder = OpInfo.composite("normalize");
        for (double p : new double[] {1, 2, Double.POSITIVE_INFINITY}) {
            for (int axis = 0; axis < 2; axis++) {
                int along = axis;
                builder.sample("order " + p, List.of(Arg.of(Values.distinct(), 3, 5)),
                        in -> Norms.normalize(in[0], p, along, 1e-12), in -> Lines.map(in[0], along, line -> {
                            double length = Math.max(length(line, p), 1e-12);
                            return Arrays.stream(line).map(x -> x / length).toArray();
                        }));
            }
        }
        builder.sample(Sample.of("zeros stay", List.of(Arg.of(Values.of(0), 2, 3)),
                in -> Norms.normalize(in[0], 2, 1, 1), in -> in[0]).rough());
        builder.sample("of nothing", List.of(Arg.of(0, 3)), in -> Norms.normalize(in[0], 2, 1, 1e-12), in -> in[0]);
        return builder.without("rank 0", "it needs an axis")
                .error("no such axis", IndexOutOfBoundsException.class, "axis 1 of shape \\[3\\]", List.of(Arg.of(3)),
                        in -> Norms.normalize(in[0], 2, 1, 1e-12))
                .build();
    }
}
