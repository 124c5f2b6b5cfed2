package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Scans;
import lanegrad.autograd.ops.Shapes;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Tolerances;
import lanegrad.testkit.Values;

/** Records of running sums and their kin. */
final class ScanOps {

    /** A scan with all its choices. */
    @FunctionalInterface
    private interface Scan {

        Tensor of(Tensor x, int axis, boolean reverse, boolean exclusive);
    }

    /** What errors are measured by besides the result: nothing, 1, or the sum of the terms' magnitudes. */
    private enum Scale {
        NONE, ONE, TERMS
    }

    private ScanOps() {
    }

    static List<OpInfo> all() {
        return List.of(cumSum(), cumProd(), logCumSumExp(), linearRecurrence(), cumArg(), cumMax(), cumMin(), diff());
    }

    /** What a scan is: of a line's first elements, one more each time. */
    private interface Definition {

        double[] of(double[] line, boolean exclusive);
    }

    private static Definition steps(double first, DoubleBinaryOperator step) {
        return (line, exclusive) -> {
            double[] result = new double[line.length];
            double state = first;
            for (int i = 0; i < line.length; i++) {
                double next = step.applyAsDouble(state, line[i]);
                result[i] = exclusive ? state : next;
                state = next;
            }
            return result;
        };
    }

    private static UnaryOperator<double[]> scan(Definition of, boolean reverse, boolean exclusive) {
        return line -> {
            double[] result = of.of(reverse ? Lines.reversed(line) : line, exclusive);
            return reverse ? Lines.reversed(result) : result;
        };
    }

    private static Sample sample(String label, Scan f, Definition of, Values values, Scale scale, int axis,
            boolean reverse, boolean exclusive, long... dims) {
        return Sample.of(label + " along " + axis, List.of(Arg.of(values, dims)),
                in -> f.of(in[0], axis, reverse, exclusive), in -> {
                    Plain result = Lines.map(in[0], axis, scan(of, reverse, exclusive));
                    return switch (scale) {
                        case NONE -> result;
                        case ONE -> result.withScale(result.map(x -> Double.isInfinite(x) ? 0 : 1 + Math.abs(x)));
                        case TERMS -> result.withScale(Lines.map(in[0].map(Math::abs), axis,
                                scan(of, reverse, exclusive)));
                    };
                });
    }

    private static OpInfo.Builder scan(String name, Scan f, Definition of, Values values, Scale scale) {
        OpInfo.Builder builder = OpInfo.of(name).thresholds(kernels -> kernels.scan().thresholds());
        for (int way = 0; way < 4; way++) {
            boolean reverse = (way & 1) != 0;
            boolean exclusive = (way & 2) != 0;
            String label = (reverse ? "reverse" : "forward") + (exclusive ? ", exclusive" : "");
            List<Sample> samples = List.of(
                    sample(label, f, of, values, scale, 0, reverse, exclusive, 3, 4, 2),
                    sample(label, f, of, values, scale, 1, reverse, exclusive, 3, 4, 2),
                    sample(label, f, of, values, scale, -1, reverse, exclusive, 3, 4, 2),
                    sample(label, f, of, values, scale, 0, reverse, exclusive, 17),
                    sample(label, f, of, values, scale, 1, reverse, exclusive, 2, 3, 9),
                    sample(label, f, of, values, scale, 0, reverse, exclusive, 1),
                    sample(label + " of nothing", f, of, values, scale, 1, reverse, exclusive, 2, 0),
                    sample(label + " of no line", f, of, values, scale, 1, reverse, exclusive, 0, 3));
            // of which there are no differences
            boolean infinite = exclusive && Double.isInfinite(of.of(new double[1], true)[0]);
            samples.forEach(each -> builder.sample(infinite ? each.rough() : each));
        }
        builder.sizer(Sizer.of("elements", 4,
                n -> sample("elements", f, of, values, scale, 0, false, false, n)));
        builder.sizer(Sizer.of("columns", 12,
                n -> sample("columns", f, of, values, scale, 0, true, false, 3, n)));
        builder.sizer(Sizer.of("rows", 12, n -> sample("rows", f, of, values, scale, 0, false, true, n, 9)));
        builder.error("no such axis", IndexOutOfBoundsException.class, "axis 2 of shape \\[2, 3\\]",
                List.of(Arg.of(2, 3)), in -> f.of(in[0], 2, false, false));
        return Recipes.refusesClosed(builder, x -> f.of(x, 0, false, false)).without("rank 0", "it needs an axis");
    }

    private static OpInfo.Builder integers(OpInfo.Builder builder, Scan f, Definition of) {
        for (DType dtype : List.of(DType.I32, DType.I64, DType.BOOL)) {
            Values values = dtype == DType.BOOL ? Values.truth() : Values.integers(-3, 4);
            for (int axis = 0; axis < 2; axis++) {
                int along = axis;
                builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(values, 9, 12).as(dtype)),
                        in -> f.of(in[0], along, false, false),
                        in -> Lines.map(in[0], along, scan(of, false, false))).giving(DType.I64));
            }
        }
        return builder;
    }

    private static OpInfo cumSum() {
        Definition sums = steps(0, Double::sum);
        OpInfo.Builder builder = scan("cumSum", Scans::cumSum, sums, Values.normal(1), Scale.TERMS);
        builder.sample(Sample.of("infinities and NaN", List.of(Arg.of(Values.of(1, Double.POSITIVE_INFINITY, 2,
                Double.NEGATIVE_INFINITY, 3, 1, Double.NaN, 1, 2, 3), 2, 5)), in -> Scans.cumSum(in[0], 1),
                in -> Lines.map(in[0], 1, scan(sums, false, false))).valuesOnly());
        return integers(builder, Scans::cumSum, sums).build();
    }

    private static OpInfo cumProd() {
        Definition products = steps(1, (a, b) -> a * b);
        OpInfo.Builder builder = scan("cumProd", Scans::cumProd, products, Values.magnitude(0.97, 1.03), Scale.NONE);
        for (double[] line : new double[][] {{2, 0, 3, -1, 0.5}, {0, 0, 3, -1, 2}, {0, 2, 0, 1, 0}}) {
            for (boolean exclusive : new boolean[] {false, true}) {
                builder.sample("zeros", List.of(Arg.of(Values.of(line), 3, 5)),
                        in -> Scans.cumProd(in[0], 1, exclusive, exclusive),
                        in -> Lines.map(in[0], 1, scan(products, exclusive, exclusive)));
            }
        }
        return integers(builder, Scans::cumProd, products).build();
    }

    static double logAddExp(double a, double b) {
        return a == b ? a + Math.log(2) : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    }

    /** Sums of exponentials in double the digits: a thousand steps of logAddExp would round a thousand times. */
    private static double[] logCumSumExp(double[] line, boolean exclusive) {
        double greatest = Arrays.stream(line).max().orElse(0);
        double[] result = new double[line.length];
        double sum = 0;
        double rest = 0;
        for (int i = 0; i < line.length; i++) {
            double before = greatest + Math.log(sum + rest);
            double term = Math.exp(line[i] - greatest);
            double next = sum + term;
            rest += sum > term ? sum - next + term : term - next + sum;
            sum = next;
            result[i] = exclusive ? before : greatest + Math.log(sum + rest);
        }
        return result;
    }

    private static OpInfo logCumSumExp() {
        double none = Double.NEGATIVE_INFINITY;
        Definition steps = steps(none, ScanOps::logAddExp);
        OpInfo.Builder builder = scan("logCumSumExp", Scans::logCumSumExp, ScanOps::logCumSumExp, Values.normal(2),
                Scale.ONE);
        for (boolean reverse : new boolean[] {false, true}) {
            builder.sample("exclusive, without what is infinite", List.of(Arg.of(3, 6)), in -> Shapes.slice(
                    Scans.logCumSumExp(in[0], 1, reverse, true), 1, reverse ? 0 : 1, reverse ? 5 : 6, 1),
                    in -> Lines.map(in[0], 1, line -> {
                        double[] all = scan(steps, reverse, true).apply(line);
                        return Arrays.copyOfRange(all, reverse ? 0 : 1, reverse ? 5 : 6);
                    }));
        }
        Values odd = Values.of(none, none, 1, none, 3, none, 2, 2, Double.POSITIVE_INFINITY, 1);
        for (boolean reverse : new boolean[] {false, true}) {
            builder.sample(Sample.of("infinities", List.of(Arg.of(odd, 2, 5)),
                    in -> Scans.logCumSumExp(in[0], 1, reverse, false),
                    in -> Lines.map(in[0], 1, scan(steps, reverse, false))).rough());
        }
        builder.sample(Sample.of("large", List.of(Arg.of(Values.of(1000, -1000, 999, 1001), 4)),
                in -> Scans.logCumSumExp(in[0], 0),
                in -> Lines.map(in[0], 0, scan(steps, false, false))).rough());
        builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-3, 4), 3, 4).as(DType.I32)),
                in -> Scans.logCumSumExp(in[0], 1),
                in -> Lines.map(in[0], 1, scan(steps, false, false))).giving(DType.F64));
        return builder.tolerance(DType.F32, Tolerances.Measure.GRADIENT, 1e-4,
                "it is made of differences of results, which near 1000 round to 3e-5").build();
    }

    private static Plain recurrence(Plain a, Plain b, int axis, boolean reverse) {
        int last = a.rank() - 1;
        Plain factors = a.transpose(axis, last);
        double[] terms = b.transpose(axis, last).data();
        double[] y = new double[terms.length];
        double[] scale = new double[terms.length];
        int n = (int) a.dim(axis);
        for (int i = 0; i < y.length; i++) {
            int at = reverse ? y.length - 1 - i : i;
            boolean first = i % n == 0;
            int before = reverse ? at + 1 : at - 1;
            y[at] = first ? terms[at] : factors.data()[at] * y[before] + terms[at];
            scale[at] = first ? Math.abs(terms[at])
                    : Math.abs(factors.data()[at]) * scale[before] + Math.abs(terms[at]);
        }
        return Plain.of(y, factors.dims()).transpose(axis, last)
                .withScale(Plain.of(scale, factors.dims()).transpose(axis, last));
    }

    private static Sample recurrence(String label, int axis, boolean reverse, long... dims) {
        return Sample.of(label, List.of(Arg.of(Values.magnitude(0.3, 1), dims), Arg.of(dims)),
                in -> Scans.linearRecurrence(in[0], in[1], axis, reverse),
                in -> recurrence(in[0], in[1], axis < 0 ? axis + dims.length : axis, reverse));
    }

    private static OpInfo linearRecurrence() {
        OpInfo.Builder builder = OpInfo.of("linearRecurrence").thresholds(kernels -> kernels.scan().thresholds());
        for (boolean reverse : new boolean[] {false, true}) {
            String label = reverse ? "reverse" : "forward";
            builder.sample(recurrence(label, 0, reverse, 17));
            builder.sample(recurrence(label, 1, reverse, 3, 4, 2));
            builder.sample(recurrence(label, -1, reverse, 3, 4));
            builder.sample(recurrence(label, 0, reverse, 4, 9));
            builder.sample(recurrence(label + " of nothing", 1, reverse, 2, 0));
        }
        builder.sample("zero factors", List.of(Arg.of(Values.of(2, 0, 3, 0, 0), 5), Arg.of(5)),
                in -> Scans.linearRecurrence(in[0], in[1], 0, false), in -> recurrence(in[0], in[1], 0, false));
        builder.sample(Sample.of("types", List.of(Arg.of(Values.integers(-1, 2), 4).as(DType.I32), Arg.of(4)),
                in -> Scans.linearRecurrence(in[0], in[1], 0, false), in -> recurrence(in[0], in[1], 0, false))
                .giving(DType.F64));
        builder.sizer(Sizer.of("elements", 8, n -> recurrence("elements", 0, false, n)));
        builder.sizer(Sizer.of("columns", 24, n -> recurrence("columns", 0, true, 3, n)));
        builder.sizer(Sizer.of("rows", 72, n -> recurrence("rows", 0, false, n, 9)));
        builder.error("shapes", IllegalArgumentException.class,
                "linearRecurrence: factors \\[3\\] and terms \\[4\\]: one shape expected",
                List.of(Arg.of(3), Arg.of(4)), in -> Scans.linearRecurrence(in[0], in[1], 0, false));
        return builder.without("rank 0", "it needs an axis").build();
    }

    /** Where the extremum so far lies: the first of equals, and the first NaN. */
    private static UnaryOperator<double[]> places(int sign) {
        return line -> {
            double[] places = new double[line.length];
            int best = 0;
            for (int i = 0; i < line.length; i++) {
                if (!Double.isNaN(line[best]) && (Double.isNaN(line[i]) || sign * line[i] > sign * line[best])) {
                    best = i;
                }
                places[i] = best;
            }
            return places;
        };
    }

    private static UnaryOperator<double[]> extrema(int sign) {
        return line -> Arrays.stream(places(sign).apply(line)).map(i -> line[(int) i]).toArray();
    }

    private static OpInfo.Builder extremum(OpInfo.Builder builder,
            BiFunction<Tensor, Integer, Tensor> f, UnaryOperator<double[]> line, boolean places) {
        Values odd = Values.of(1, -1, Double.NaN, 2, 0, Double.NEGATIVE_INFINITY, 1, Double.POSITIVE_INFINITY, 5, -7);
        for (long[] dims : new long[][] {{17}, {3, 4, 2}, {2, 3, 9}, {0, 3}, {3, 0}, {1}}) {
            for (int axis = 0; axis < dims.length; axis++) {
                int along = axis;
                Sample sample = Sample.of("along " + axis, List.of(Arg.of(Values.distinct(), dims)),
                        in -> f.apply(in[0], along), in -> Lines.map(in[0], along, line));
                Sample ties = Sample.of("ties along " + axis, List.of(Arg.of(Values.ties(), dims)),
                        in -> f.apply(in[0], along), in -> Lines.map(in[0], along, line)).rough();
                builder.sample(places ? sample.giving(DType.I64) : sample);
                builder.sample(places ? ties.giving(DType.I64) : ties);
            }
        }
        Sample nan = Sample.of("NaN and infinities", List.of(Arg.of(odd, 2, 5)), in -> f.apply(in[0], -1),
                in -> Lines.map(in[0], 1, line)).valuesOnly();
        builder.sample(places ? nan.giving(DType.I64) : nan);
        for (int axis = 0; axis < 2; axis++) {
            int along = axis;
            builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-9, 9), 9, 12).as(DType.I32)),
                    in -> f.apply(in[0], along), in -> Lines.map(in[0], along, line))
                    .giving(places ? DType.I64 : DType.I32));
        }
        builder.sizer(Sizer.of("elements", 8, n -> {
            Sample sample = Sample.of("elements", List.of(Arg.of(Values.distinct(), 1, n)),
                    in -> f.apply(in[0], 1), in -> Lines.map(in[0], 1, line));
            return places ? sample.giving(DType.I64) : sample;
        }));
        builder.sizer(Sizer.of("columns", 24, n -> {
            Sample sample = Sample.of("columns", List.of(Arg.of(Values.distinct(), 3, n)),
                    in -> f.apply(in[0], 0), in -> Lines.map(in[0], 0, line));
            return places ? sample.giving(DType.I64) : sample;
        }));
        return builder.thresholds(kernels -> kernels.scan().thresholds()).without("rank 0", "it needs an axis")
                .error("no such axis", IndexOutOfBoundsException.class, "axis 1 of shape \\[3\\]",
                        List.of(Arg.of(3)), in -> f.apply(in[0], 1));
    }

    private static OpInfo cumArg() {
        OpInfo.Builder builder = OpInfo.of("cumArg").orders(0, "its output is an index");
        return extremum(builder, (x, axis) -> Scans.cumMin(x, axis).indices(), places(-1), true)
                .sample(Sample.of("of the greatest", List.of(Arg.of(Values.ties(), 3, 9)),
                        in -> Scans.cumMax(in[0], 1).indices(), in -> Lines.map(in[0], 1, places(1)))
                        .giving(DType.I64))
                .build();
    }

    private static OpInfo cumMax() {
        return extremum(OpInfo.composite("cumMax"), (x, axis) -> Scans.cumMax(x, axis).values(), extrema(1), false)
                .build();
    }

    private static OpInfo cumMin() {
        return extremum(OpInfo.composite("cumMin"), (x, axis) -> Scans.cumMin(x, axis).values(), extrema(-1), false)
                .build();
    }

    private static double[] differences(double[] line) {
        double[] result = new double[Math.max(0, line.length - 1)];
        for (int i = 0; i < result.length; i++) {
            result[i] = line[i + 1] - line[i];
        }
        return result;
    }

    private static OpInfo diff() {
        OpInfo.Builder builder = OpInfo.composite("diff");
        for (long[] dims : new long[][] {{17}, {3, 4}, {0, 3}, {1, 2}}) {
            for (int axis = 0; axis < dims.length; axis++) {
                int along = axis;
                builder.sample("along " + axis, List.of(Arg.of(dims)), in -> Scans.diff(in[0], along),
                        in -> Lines.map(in[0], along, ScanOps::differences));
            }
        }
        builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-9, 9), 7).as(DType.I32)),
                in -> Scans.diff(in[0], -1), in -> Lines.map(in[0], -1, ScanOps::differences)).giving(DType.I32));
        return builder.without("rank 0", "it needs an axis")
                .error("no such axis", IndexOutOfBoundsException.class, "axis 1 of shape \\[3\\]",
                        List.of(Arg.of(3)), in -> Scans.diff(in[0], 1))
                .build();
    }
}
