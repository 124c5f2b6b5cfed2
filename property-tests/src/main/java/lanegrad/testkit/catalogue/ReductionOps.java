package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Reductions;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Tolerances;
import lanegrad.testkit.Values;

/** Records of reductions. */
final class ReductionOps {

    /** What is reduced, and over which axes. */
    private record Case(long[] dims, boolean keep, int... axes) {
    }

    private static final List<Case> CASES = List.of(new Case(new long[] {3, 5}, false, 0, 1),
            new Case(new long[] {3, 5}, false, 0), new Case(new long[] {3, 5}, true, -1),
            new Case(new long[] {2, 3, 4}, false, 1), new Case(new long[] {2, 3, 4}, true, 0, 2),
            new Case(new long[] {2, 3, 4}, false, -1, 0), new Case(new long[] {17}, false, 0),
            new Case(new long[] {2, 1, 3, 2, 2}, false, 1, 3, 4), new Case(new long[] {4, 1}, true, 1),
            new Case(new long[] {}, false), new Case(new long[] {2, 3}, false));

    /** Something that takes a tensor, whether to keep the axes, and the axes. */
    @FunctionalInterface
    interface Reduction {

        Tensor of(Tensor x, boolean keep, int... axes);
    }

    private ReductionOps() {
    }

    static List<OpInfo> all() {
        return List.of(sum(), mean(), extremum("max", Reductions::max, 1), extremum("min", Reductions::min, -1),
                var(), std(), prod(), logSumExp(), logical("any", Reductions::any, true),
                logical("all", Reductions::all, false), position("argMax", Reductions::argMax, 1),
                position("argMin", Reductions::argMin, -1));
    }

    /** The lines that a reduction takes to one number each. */
    static Plain reduce(Plain x, boolean keep, int[] axes, ToDoubleFunction<double[]> line) {
        boolean[] reduced = new boolean[x.rank()];
        for (int axis : axes) {
            reduced[axis < 0 ? axis + x.rank() : axis] = true;
        }
        long[] kept = x.dims();
        long[] inner = x.dims();
        for (int i = 0; i < reduced.length; i++) {
            kept[i] = reduced[i] ? 1 : kept[i];
            inner[i] = reduced[i] ? inner[i] : 1;
        }
        Plain result = Plain.build(kept, outer -> {
            double[] values = new double[Plain.size(inner)];
            int[] at = {0};
            long[] index = new long[inner.length];
            Plain.forEach(inner, offset -> {
                for (int i = 0; i < index.length; i++) {
                    index[i] = reduced[i] ? offset[i] : outer[i];
                }
                values[at[0]++] = x.at(index);
            });
            return line.applyAsDouble(values);
        });
        if (keep) {
            return result;
        }
        List<Long> left = new ArrayList<>();
        for (int i = 0; i < reduced.length; i++) {
            if (!reduced[i]) {
                left.add(kept[i]);
            }
        }
        return result.reshape(left.stream().mapToLong(Long::longValue).toArray());
    }

    private static double magnitude(double[] line) {
        return Arrays.stream(line).map(Math::abs).sum();
    }

    private static double sum(double[] line) {
        return Arrays.stream(line).sum(); // compensated
    }

    private static double mean(double[] line) {
        return line.length == 0 ? Double.NaN : sum(line) / line.length;
    }

    /** Two passes, with the second pass's own mean taken out. */
    private static double variance(double[] line, double correction) {
        double mean = mean(line);
        double squares = sum(Arrays.stream(line).map(x -> (x - mean) * (x - mean)).toArray());
        return squares / (line.length - correction);
    }

    private static OpInfo.Builder reduction(String name, Reduction f, ToDoubleFunction<double[]> line,
            ToDoubleFunction<double[]> scale, Values values) {
        return reduction(OpInfo.of(name), name, f, line, scale, values);
    }

    /** What every reduction of numbers must do, be it an op or made of ops. */
    static OpInfo.Builder reduction(OpInfo.Builder builder, String name, Reduction f, ToDoubleFunction<double[]> line,
            ToDoubleFunction<double[]> scale, Values values) {
        builder.thresholds(kernels -> kernels.reduce().thresholds());
        for (Case each : CASES) {
            builder.sample(sample("axes " + Arrays.toString(each.axes) + (each.keep ? " kept" : ""), f, line, scale,
                    values, each));
        }
        builder.sizer(sizer("elements", 1, f, line, scale, values, n -> new Case(new long[] {n}, false, 0)));
        builder.sizer(sizer("columns that stay", 6, f, line, scale, values,
                n -> new Case(new long[] {6, n}, false, 0)));
        builder.sizer(sizer("rows that go", 3, f, line, scale, values, n -> new Case(new long[] {n, 3}, false, 0)));
        builder.sizer(sizer("columns that go", 3, f, line, scale, values, n -> new Case(new long[] {3, n}, true, 1)));
        builder.sizer(sizer("rows that stay", 3, f, line, scale, values, n -> new Case(new long[] {n, 3}, true, 1)));
        builder.sizer(sizer("middle", 6, f, line, scale, values, n -> new Case(new long[] {2, n, 3}, false, 1)));
        builder.error("an axis twice", IllegalArgumentException.class,
                name + " over axis -1 of \\[2, 3\\]: named twice", List.of(Arg.of(2, 3)),
                in -> f.of(in[0], false, 1, -1));
        builder.error("an axis that is not there", IndexOutOfBoundsException.class,
                "axis 2 of shape \\[2, 3\\]: expected from -2 to 1", List.of(Arg.of(2, 3)),
                in -> f.of(in[0], false, 0, 2));
        return Recipes.refusesClosed(builder, x -> f.of(x, false, 0));
    }

    private static Sample sample(String label, Reduction f, ToDoubleFunction<double[]> line,
            ToDoubleFunction<double[]> scale, Values values, Case each) {
        return Sample.of(label, List.of(Arg.of(values, each.dims)), in -> f.of(in[0], each.keep, each.axes), in -> {
            Plain result = reduce(in[0], each.keep, each.axes, line);
            return scale == null ? result : result.withScale(reduce(in[0], each.keep, each.axes, scale));
        });
    }

    private static Sizer sizer(String axis, double steps, Reduction f, ToDoubleFunction<double[]> line,
            ToDoubleFunction<double[]> scale, Values values, java.util.function.LongFunction<Case> of) {
        return Sizer.of(axis, 4 * steps, n -> sample(axis, f, line, scale, values, of.apply(n)));
    }

    private static OpInfo sum() {
        OpInfo.Builder builder = reduction("sum", Reductions::sum, ReductionOps::sum, ReductionOps::magnitude,
                Values.normal(1));
        builder.sample(sample("nothing", Reductions::sum, ReductionOps::sum, null, Values.normal(1),
                new Case(new long[] {0, 3}, false, 0)));
        builder.sample(sample("of nothing, all", Reductions::sum, ReductionOps::sum, null, Values.normal(1),
                new Case(new long[] {3, 0}, false, 0, 1)));
        builder.sample(sample("nothing stays", Reductions::sum, ReductionOps::sum, null, Values.normal(1),
                new Case(new long[] {3, 0}, false, 0)));
        for (DType dtype : List.of(DType.I32, DType.I64, DType.BOOL)) {
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(dtype == DType.BOOL ? Values.truth()
                    : Values.integers(-1000, 1000), 3, 50).as(dtype)), in -> Reductions.sum(in[0], false, 1),
                    in -> reduce(in[0], false, new int[] {1}, ReductionOps::sum)).giving(DType.I64));
        }
        builder.sample(Sample.of("infinities and NaN", List.of(Arg.of(Values.of(Double.POSITIVE_INFINITY, 1, 2,
                Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN), 3, 2)),
                in -> Reductions.sum(in[0], false, 1), in -> reduce(in[0], false, new int[] {1},
                        line -> line[0] + line[1]))
                .valuesOnly());
        builder.sample("all", List.of(Arg.of(3, 4)), in -> in[0].sum(),
                in -> reduce(in[0], false, new int[] {0, 1}, ReductionOps::sum)
                        .withScale(reduce(in[0], false, new int[] {0, 1}, ReductionOps::magnitude)));
        return builder.build();
    }

    private static OpInfo mean() {
        ToDoubleFunction<double[]> scale = line -> magnitude(line) / Math.max(1, line.length);
        OpInfo.Builder builder = reduction("mean", Reductions::mean, ReductionOps::mean, scale, Values.normal(1));
        builder.sample(sample("of nothing", Reductions::mean, ReductionOps::mean, null, Values.normal(1),
                new Case(new long[] {2, 0}, false, 1)));
        builder.sample(sample("nothing stays", Reductions::mean, ReductionOps::mean, null, Values.normal(1),
                new Case(new long[] {3, 0}, true, 0)));
        builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-9, 9), 3, 5).as(DType.I32)),
                in -> in[0].mean(), in -> reduce(in[0], false, new int[] {0, 1}, ReductionOps::mean)
                        .withScale(reduce(in[0], false, new int[] {0, 1}, scale)))
                .giving(DType.F64));
        return builder.build();
    }

    private static OpInfo extremum(String name, Reduction f, int sign) {
        ToDoubleFunction<double[]> line = values -> {
            double most = values[0];
            for (double x : values) {
                most = Double.isNaN(most) || Double.isNaN(x) ? Double.NaN : sign * x > sign * most ? x : most;
            }
            return most;
        };
        OpInfo.Builder builder = reduction(name, f, line, null, Values.distinct());
        builder.sample(sample("nothing stays", f, line, null, Values.distinct(),
                new Case(new long[] {3, 0}, false, 0)));
        builder.sample(sample("ties", f, line, null, Values.ties(), new Case(new long[] {5, 4}, false, 1)).rough());
        builder.sample(sample("ties over two axes", f, line, null, Values.ties(),
                new Case(new long[] {2, 5, 3}, true, 0, 1)).rough());
        builder.sample(Sample.of("NaN and infinities", List.of(Arg.of(Values.of(1, Double.NaN, 2,
                Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, Double.NEGATIVE_INFINITY,
                Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY), 3, 3)), in -> f.of(in[0], false, 1),
                in -> reduce(in[0], false, new int[] {1}, line)).valuesOnly());
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(Values.integers(-1000, 1000), 3, 20).as(dtype)),
                    in -> f.of(in[0], false, 1), in -> reduce(in[0], false, new int[] {1}, line)).giving(dtype));
        }
        return builder.error("nothing", IllegalArgumentException.class, "\\[2, 0\\]", List.of(Arg.of(2, 0)),
                in -> f.of(in[0], false, 1)).build();
    }

    private static OpInfo var() {
        Values values = Values.normal(1);
        Reduction f = (x, keep, axes) -> Reductions.var(x, 0, keep, axes);
        OpInfo.Builder builder = reduction("var", f, line -> variance(line, 0), line -> variance(line, 0) + 1e-3,
                values);
        builder.sample(sample("unbiased", (x, keep, axes) -> Reductions.var(x, 1, keep, axes),
                line -> variance(line, 1), null, values, new Case(new long[] {3, 7}, false, 1)));
        builder.sample(sample("a mean of a million, to a thousandth", f, line -> variance(line, 0),
                line -> 1000 * variance(line, 0), Values.uniform(1e6 - 2, 1e6 + 2),
                new Case(new long[] {2, 64}, false, 1)).valuesOnly());
        builder.sample(sample("nothing stays", f, line -> variance(line, 0), null, values,
                new Case(new long[] {3, 0}, false, 0)));
        builder.sample(sample("one element", f, _ -> 0, null, values, new Case(new long[] {3, 1}, false, 1)));
        return builder.build();
    }

    private static OpInfo std() {
        Values values = Values.normal(1);
        Reduction f = (x, keep, axes) -> Reductions.std(x, 1, keep, axes);
        OpInfo.Builder builder = OpInfo.composite("std");
        for (Case each : CASES.subList(0, 8)) {
            builder.sample(sample("axes " + Arrays.toString(each.axes), f, line -> Math.sqrt(variance(line, 1)),
                    line -> magnitude(line) / line.length, values, each));
        }
        Reduction biased = (x, keep, axes) -> Reductions.std(x, 0, keep, axes);
        builder.sample(sample("biased", biased, line -> Math.sqrt(variance(line, 0)), null, values,
                new Case(new long[] {3, 7}, false, 1)));
        builder.sample(Sample.of("all equal", List.of(Arg.of(Values.of(2), 3, 4)), in -> f.of(in[0], false, 1),
                in -> reduce(in[0], false, new int[] {1}, _ -> 0)).rough());
        builder.sample(sample("nothing stays", f, line -> 0, null, values, new Case(new long[] {3, 0}, false, 0)));
        builder.sample(sample("one number", biased, _ -> 0, null, values, new Case(new long[] {}, false)));
        return builder.error("an axis twice", IllegalArgumentException.class, "named twice", List.of(Arg.of(2, 3)),
                in -> f.of(in[0], false, 1, -1)).build();
    }

    private static double product(double[] line) {
        return Arrays.stream(line).reduce(1, (a, b) -> a * b);
    }

    private static OpInfo prod() {
        Reduction f = Reductions::prod;
        OpInfo.Builder builder = reduction("prod", f, ReductionOps::product, null, Values.magnitude(0.995, 1.005));
        for (double[] line : new double[][] {{2, 0, 3, -1, 0.5}, {0, 0, 3, -1, 2}, {0, 2, 0, 1, 0}, {3, -2, 1, 4, 5}}) {
            long zeros = Arrays.stream(line).filter(x -> x == 0).count();
            Sample one = sample("zeros", f, ReductionOps::product, null, Values.of(line),
                    new Case(new long[] {3, 5}, false, 1));
            builder.sample(zeros > 1 ? one.rough() : one); // where all derivatives are 0, differences are noise
            Sample two = sample("zeros over two axes", f, ReductionOps::product, null, Values.of(line),
                    new Case(new long[] {2, 2, 3}, true, 0, 2));
            builder.sample(zeros > 1 ? two.rough() : two);
        }
        builder.sample(sample("of nothing", f, ReductionOps::product, null, Values.normal(1),
                new Case(new long[] {2, 0}, false, 1)));
        for (DType dtype : List.of(DType.I32, DType.I64, DType.BOOL)) {
            Values values = dtype == DType.BOOL ? Values.truth() : Values.integers(-9, 10);
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(values, 4, 9).as(dtype)),
                    in -> f.of(in[0], false, 1), in -> reduce(in[0], false, new int[] {1}, ReductionOps::product))
                    .giving(DType.I64));
        }
        return builder.tolerance(DType.F64, Tolerances.Measure.VALUE, 1e-12,
                "each of 65,536 factors rounds, in the reference too").build();
    }

    private static double logSumExp(double[] line) {
        double top = Arrays.stream(line).max().orElse(Double.NEGATIVE_INFINITY);
        return Double.isInfinite(top) ? top
                : top + Math.log(sum(Arrays.stream(line).map(x -> Math.exp(x - top)).toArray()));
    }

    private static OpInfo logSumExp() {
        Reduction f = Reductions::logSumExp;
        ToDoubleFunction<double[]> scale = line -> 1 + Math.abs(logSumExp(line));
        OpInfo.Builder builder = reduction("logSumExp", f, ReductionOps::logSumExp, scale, Values.normal(2));
        double none = Double.NEGATIVE_INFINITY;
        builder.sample(sample("infinities", f, ReductionOps::logSumExp, null, Values.of(none, none, none, none, 1, 2,
                3, none, 1, Double.POSITIVE_INFINITY, 2, Double.POSITIVE_INFINITY),
                new Case(new long[] {3, 4}, false, 1)).rough());
        builder.sample(sample("large", f, ReductionOps::logSumExp, null, Values.of(1000, 1001, -1000, -1001),
                new Case(new long[] {2, 2}, true, 1)).rough());
        builder.sample(sample("of nothing", f, ReductionOps::logSumExp, null, Values.normal(1),
                new Case(new long[] {2, 0}, false, 1)));
        builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-5, 5), 3, 4).as(DType.I64)),
                in -> f.of(in[0], false, 0), in -> reduce(in[0], false, new int[] {0}, ReductionOps::logSumExp))
                .giving(DType.F64));
        return builder.build();
    }

    private static OpInfo logical(String name, Reduction f, boolean any) {
        OpInfo.Builder builder = OpInfo.of(name).thresholds(kernels -> kernels.reduce().thresholds()).orders(0,
                "its output is a truth value");
        ToDoubleFunction<double[]> line = values -> any == Arrays.stream(values).anyMatch(x -> x != 0 == any)
                ? 1 : 0;
        Values rare = (random, count) -> java.util.stream.IntStream.range(0, count)
                .mapToDouble(_ -> random.nextInt(4) == 0 == any ? 1 : 0).toArray();
        for (Case each : CASES) {
            for (DType dtype : List.of(DType.BOOL, DType.I32, DType.F32, DType.F64)) {
                builder.sample(Sample.of(dtype + " axes " + Arrays.toString(each.axes),
                        List.of(Arg.of(rare, each.dims).as(dtype)), in -> f.of(in[0], each.keep, each.axes),
                        in -> reduce(in[0], each.keep, each.axes, line)).giving(DType.BOOL));
            }
        }
        builder.sample(Sample.of("NaN is not 0", List.of(Arg.of(Values.of(0, Double.NaN, -0.0, 0), 2, 2)),
                in -> f.of(in[0], false, 1), in -> reduce(in[0], false, new int[] {1}, line)).giving(DType.BOOL));
        builder.sample(Sample.of("of nothing", List.of(Arg.mask(2, 0)), in -> f.of(in[0], false, 1),
                in -> reduce(in[0], false, new int[] {1}, line)).giving(DType.BOOL));
        builder.sizer(Sizer.of("elements", 4, n -> Sample.of("elements", List.of(Arg.mask(n)),
                in -> f.of(in[0], false, 0), in -> reduce(in[0], false, new int[] {0}, line)).giving(DType.BOOL)));
        return builder.error("an axis twice", IllegalArgumentException.class, name + " over axis -1 of \\[2, 3\\]",
                List.of(Arg.mask(2, 3)), in -> f.of(in[0], false, 1, -1)).build();
    }

    /** A reduction along one axis. */
    @FunctionalInterface
    private interface Search {

        Tensor of(Tensor x, int axis, boolean keep);
    }

    private static OpInfo position(String name, Search f, int sign) {
        OpInfo.Builder builder = OpInfo.of(name).thresholds(kernels -> kernels.reduce().thresholds()).orders(0,
                "its output is an index");
        ToDoubleFunction<double[]> line = values -> {
            int most = 0;
            for (int i = 1; i < values.length; i++) {
                if (!Double.isNaN(values[most])
                        && (Double.isNaN(values[i]) || sign * values[i] > sign * values[most])) {
                    most = i;
                }
            }
            return most;
        };
        Values[] sources = {Values.distinct(), Values.ties(), Values.of(1, Double.NaN, 2, Double.NaN, 7)};
        for (Values values : sources) {
            for (long[] dims : new long[][] {{3, 5}, {2, 3, 4}, {17}}) {
                for (int axis = 0; axis < dims.length; axis++) {
                    int along = axis;
                    builder.sample(Sample.of("axis " + axis, List.of(Arg.of(values, dims)),
                            in -> f.of(in[0], along, along == 0),
                            in -> reduce(in[0], along == 0, new int[] {along}, line)).giving(DType.I64));
                }
            }
        }
        for (long[] dims : new long[][] {{3, 5}, {17}, {}}) {
            builder.sample(Sample.of("of all", List.of(Arg.of(Values.ties(), dims)),
                    in -> sign > 0 ? Reductions.argMax(in[0]) : Reductions.argMin(in[0]),
                    in -> Plain.of(new double[] {line.applyAsDouble(in[0].data())})).giving(DType.I64));
        }
        builder.sample(Sample.of("nothing stays", List.of(Arg.of(0, 3)), in -> f.of(in[0], -1, false),
                in -> reduce(in[0], false, new int[] {-1}, line)).giving(DType.I64));
        builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-50, 50), 4, 9).as(DType.I64)),
                in -> f.of(in[0], 1, false), in -> reduce(in[0], false, new int[] {1}, line))
                .giving(DType.I64));
        for (int axis = 0; axis < 2; axis++) {
            int along = axis;
            builder.sizer(Sizer.of(axis == 0 ? "rows" : "columns", 12, n -> Sample.of("elements",
                    List.of(Arg.of(Values.ties(), along == 0 ? new long[] {n, 3} : new long[] {3, n})),
                    in -> f.of(in[0], along, false),
                    in -> reduce(in[0], false, new int[] {along}, line))
                    .giving(DType.I64)));
        }
        builder.without("rank 0", "it needs an axis");
        builder.error("no axis", IndexOutOfBoundsException.class, "axis 0 of shape \\[\\]", List.of(Arg.of()),
                in -> f.of(in[0], 0, false));
        return builder.error("nothing", IllegalArgumentException.class, "\\[2, 0\\]", List.of(Arg.of(2, 0)),
                in -> f.of(in[0], 1, false)).build();
    }
}
