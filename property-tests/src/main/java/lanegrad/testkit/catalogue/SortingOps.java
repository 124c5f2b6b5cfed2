package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Sorting;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of sorting and of what comes from it; the references are the JDK's stable sort with NumPy's order. */
final class SortingOps {

    private static final Values ODD = Values.of(1, Double.NaN, 0.0, Double.POSITIVE_INFINITY, -0.0, -3, 0.0,
            Double.NEGATIVE_INFINITY, Double.NaN, -0.0);

    private SortingOps() {
    }

    static List<OpInfo> all() {
        return List.of(sort(), argSort(), argTopK(), topK(), kthValue(), kthPlace(), searchSorted(),
                median(), uniqueValues(),
                unique("unique's inverse", Sorting.Unique::inverse, SortingOps::inverse),
                unique("unique's counts", Sorting.Unique::counts, SortingOps::counts));
    }

    private static int compare(double a, double b) {
        return a == b ? 0 : Double.isNaN(a) || Double.isNaN(b) ? Boolean.compare(Double.isNaN(a), Double.isNaN(b))
                : a < b ? -1 : 1;
    }

    private static Integer[] order(double[] line, boolean descending) {
        Integer[] order = new Integer[line.length];
        Arrays.setAll(order, i -> i);
        Comparator<Integer> byValue = (i, j) -> compare(line[i], line[j]);
        Arrays.sort(order, descending ? byValue.reversed() : byValue);
        return order;
    }

    private static UnaryOperator<double[]> first(boolean places, boolean descending, double part) {
        return line -> Arrays.stream(order(line, descending)).limit((long) (part * line.length))
                .mapToDouble(i -> places ? i : line[i]).toArray();
    }

    /** A function of tensor and axis that turns lines into others. */
    private static OpInfo.Builder lines(OpInfo.Builder builder, BiFunction<Tensor, Integer, Tensor> f,
            UnaryOperator<double[]> line, boolean places) {
        for (long[] dims : new long[][] {{17}, {40}, {3, 4, 2}, {2, 36, 2}, {0, 3}, {1}}) {
            for (int axis = 0; axis < dims.length; axis++) {
                builder.sample(sample("along " + axis, f, line, places, Values.distinct(), axis, dims));
                builder.sample(sample("ties along " + axis, f, line, places, Values.ties(), axis, dims).rough());
                builder.sample(sample("odd along " + axis, f, line, places, ODD, axis, dims).valuesOnly());
            }
        }
        for (DType dtype : List.of(DType.I32, DType.I64, DType.BOOL)) {
            Values values = dtype == DType.BOOL ? Values.truth() : Values.integers(-9, 9);
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(values, 3, 50).as(dtype)),
                    in -> f.apply(in[0], -1), in -> Lines.map(in[0], -1, line)).giving(places ? DType.I64 : dtype));
        }
        builder.sizer(Sizer.of("elements", 40, n -> sample("elements", f, line, places, Values.distinct(), 0, n)));
        builder.sizer(Sizer.of("rows", 40, n -> sample("rows", f, line, places, Values.distinct(), 1, n, 3)));
        return builder.thresholds(kernels -> kernels.sort().thresholds()).without("rank 0", "it needs an axis")
                .error("no such axis", IndexOutOfBoundsException.class, "axis 1 of shape \\[3\\]",
                        List.of(Arg.of(3)), in -> f.apply(in[0], 1));
    }

    private static Sample sample(String label, BiFunction<Tensor, Integer, Tensor> f, UnaryOperator<double[]> line,
            boolean places, Values values, int axis, long... dims) {
        Sample sample = Sample.of(label, List.of(Arg.of(values, dims)), in -> f.apply(in[0], axis),
                in -> Lines.map(in[0], axis, line));
        return places ? sample.giving(DType.I64) : sample;
    }

    private static OpInfo sort() {
        OpInfo.Builder builder = lines(OpInfo.of("sort"), (x, axis) -> Sorting.sort(x, axis, false),
                first(false, false, 1), false);
        builder.sample(sample("descending", (x, axis) -> Sorting.sort(x, axis, true), first(false, true, 1), false,
                Values.distinct(), 1, 3, 40));
        builder.sample(sample("descending", (x, axis) -> Sorting.sort(x, axis, true), first(false, true, 1), false,
                ODD, 0, 70).valuesOnly());
        return Recipes.refusesClosed(builder, x -> Sorting.sort(x, 0, false)).build();
    }

    private static OpInfo argSort() {
        OpInfo.Builder builder = OpInfo.of("argSort").orders(0, "its output is an index");
        lines(builder, (x, axis) -> Sorting.argSort(x, axis, false), first(true, false, 1), true);
        for (Values values : List.of(ODD, Values.ties())) {
            builder.sample(sample("descending", (x, axis) -> Sorting.argSort(x, axis, true), first(true, true, 1),
                    true, values, 0, 70));
        }
        return builder.build();
    }

    private static OpInfo argTopK() {
        OpInfo.Builder builder = OpInfo.of("argTopK").orders(0, "its output is an index");
        BiFunction<Tensor, Integer, Tensor> few = (x, axis) -> Sorting.topK(x, x.dim(axis) / 8, axis, true).indices();
        lines(builder, few, first(true, true, 0.125), true);
        for (double part : new double[] {0, 0.25, 1}) {
            builder.sample(sample("least, a part of " + part,
                    (x, axis) -> Sorting.topK(x, (long) (part * x.dim(axis)), axis, false).indices(),
                    first(true, false, part), true, ODD, 1, 2, 80));
        }
        builder.error("too many", IllegalArgumentException.class,
                "topK of 4 elements along axis -1 of \\[2, 3\\]: from 0 to 3 expected", List.of(Arg.of(2, 3)),
                in -> Sorting.topK(in[0], 4, -1, true).indices());
        return builder.build();
    }

    private static OpInfo topK() {
        return lines(OpInfo.composite("topK"),
                (x, axis) -> Sorting.topK(x, x.dim(axis) / 2, axis, true).values(), first(false, true, 0.5), false)
                .sample(sample("least", (x, axis) -> Sorting.topK(x, x.dim(axis) / 4, axis, false).values(),
                        first(false, false, 0.25), false, Values.distinct(), 1, 2, 80))
                .build();
    }

    /** Of the middle. */
    private static Tensor kth(Tensor x, int axis, boolean places) {
        long k = (x.dim(axis) + 1) / 2;
        if (k == 0) {
            return places ? Sorting.argSort(x, axis, false) : x; // nothing has no middle
        }
        Sorting.Sorted found = Sorting.kthValue(x, k, axis, true);
        return places ? found.indices() : found.values();
    }

    private static UnaryOperator<double[]> kth(boolean places) {
        return line -> line.length == 0 ? line
                : new double[] {first(places, false, 1).apply(line)[(line.length + 1) / 2 - 1]};
    }

    private static OpInfo kthValue() {
        OpInfo.Builder builder = lines(OpInfo.composite("kthValue"), (x, axis) -> kth(x, axis, false), kth(false),
                false);
        for (int k = 1; k <= 3; k++) {
            int place = k;
            builder.sample("number " + k, List.of(Arg.of(Values.distinct(), 4, 3)),
                    in -> Sorting.kthValue(in[0], place, -1, false).values(),
                    in -> Lines.map(in[0], -1, line -> new double[] {first(false, false, 1).apply(line)[place - 1]})
                            .reshape(4));
        }
        for (int k : new int[] {0, 4}) {
            builder.error("number " + k, IllegalArgumentException.class,
                    "kthValue " + k + " along axis -1 of \\[2, 3\\]: from 1 to 3 expected", List.of(Arg.of(2, 3)),
                    in -> Sorting.kthValue(in[0], k, -1, true).values());
        }
        return builder.build();
    }

    private static OpInfo kthPlace() {
        return lines(OpInfo.composite("kthValue's index").orders(0, "its output is an index"),
                (x, axis) -> kth(x, axis, true), kth(true), true).build();
    }

    private static Plain search(Plain sorted, Plain values, boolean right) {
        int n = (int) sorted.dim(-1);
        int m = values.rank() == 0 ? 1 : (int) values.dim(-1);
        double[] places = new double[values.data().length];
        for (int i = 0; i < places.length; i++) {
            double value = values.data()[i];
            int from = sorted.rank() == 1 ? 0 : i / m * n;
            places[i] = Arrays.stream(sorted.data(), from, from + n)
                    .filter(x -> compare(x, value) < 0 || right && compare(x, value) == 0).count();
        }
        return Plain.of(places, values.dims());
    }

    /** Sorts first, so that the lines are sorted however they lie in memory. */
    private static Sample searchSample(String label, Values values, boolean right, long[] sorted, long... wanted) {
        return Sample.of(label + (right ? ", right" : ", left"), List.of(Arg.of(values, sorted), Arg.of(values,
                wanted)), in -> Sorting.searchSorted(Sorting.sort(in[0], -1, false), in[1], right),
                in -> search(Lines.map(in[0], -1, first(false, false, 1)), in[1], right)).giving(DType.I64);
    }

    private static OpInfo searchSorted() {
        OpInfo.Builder builder = OpInfo.of("searchSorted").orders(0, "its output is an index");
        for (boolean right : new boolean[] {false, true}) {
            for (Values values : List.of(Values.normal(1), Values.ties(), ODD)) {
                builder.sample(searchSample("one line", values, right, new long[] {9}, 3, 5));
                builder.sample(searchSample("lines", values, right, new long[] {3, 9}, 3, 5));
                builder.sample(searchSample("one value", values, right, new long[] {9}));
                builder.sample(searchSample("a value a line", values, right, new long[] {3, 9}, 3, 1));
                builder.sample(searchSample("in nothing", values, right, new long[] {0}, 4));
                builder.sample(searchSample("for nothing", values, right, new long[] {4}, 0));
            }
        }
        builder.sample(Sample.of("types", List.of(Arg.of(Values.of(-2, 0, 1, 5), 4).as(DType.I32), Arg.of(6)),
                in -> Sorting.searchSorted(in[0].alias(), in[1], false), in -> search(Lines.map(in[0], -1,
                        first(false, false, 1)), in[1], false))
                .giving(DType.I64).valuesOnly());
        builder.sizer(Sizer.of("values", 60, n -> searchSample("values", Values.normal(1), false, new long[] {20}, n)));
        return builder.thresholds(kernels -> kernels.sort().thresholds())
                .error("shapes", IllegalArgumentException.class, "searchSorted: sorted has shape \\[2, 3\\]",
                        List.of(Arg.of(2, 3), Arg.of(3, 3)), in -> Sorting.searchSorted(in[0], in[1], false))
                .build();
    }

    private static double median(double[] line) {
        if (line.length == 0 || Arrays.stream(line).anyMatch(Double::isNaN)) {
            return Double.NaN;
        }
        double[] sorted = line.clone();
        Arrays.sort(sorted);
        return sorted[(line.length - 1) / 2] / 2 + sorted[line.length / 2] / 2;
    }

    private static OpInfo median() {
        OpInfo.Builder builder = OpInfo.composite("median");
        for (int[] axes : new int[][] {{0}, {1}, {0, -1}, {2, 0, 1}, {}}) {
            for (boolean keep : new boolean[] {false, true}) {
                builder.sample("axes " + Arrays.toString(axes), List.of(Arg.of(Values.distinct(), 3, 4, 5)),
                        in -> Sorting.median(in[0], keep, axes),
                        in -> ReductionOps.reduce(in[0], keep, axes, SortingOps::median));
            }
        }
        builder.sample(Sample.of("ties", List.of(Arg.of(Values.ties(), 3, 6)), in -> Sorting.median(in[0], false, 1),
                in -> ReductionOps.reduce(in[0], false, new int[] {1}, SortingOps::median)).rough());
        builder.sample(Sample.of("odd", List.of(Arg.of(ODD, 3, 5)), in -> Sorting.median(in[0], false, 1),
                in -> ReductionOps.reduce(in[0], false, new int[] {1}, SortingOps::median)).valuesOnly());
        builder.sample("one number", List.of(Arg.of()), in -> Sorting.median(in[0], false), in -> in[0]);
        builder.sample("of nothing", List.of(Arg.of(2, 0)), in -> Sorting.median(in[0], false, 1),
                in -> ReductionOps.reduce(in[0], false, new int[] {1}, SortingOps::median));
        builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-9, 9), 4, 6).as(DType.I32)),
                in -> Sorting.median(in[0], false, 1),
                in -> ReductionOps.reduce(in[0], false, new int[] {1}, SortingOps::median)).giving(DType.F64));
        return builder.error("an axis twice", IllegalArgumentException.class, "median over axis -1", List.of(
                Arg.of(2, 3)), in -> Sorting.median(in[0], false, 1, -1)).build();
    }

    private static double[] different(Plain x) {
        double[] sorted = first(false, false, 1).apply(x.data());
        double[] found = new double[sorted.length];
        int n = 0;
        for (double value : sorted) {
            if (n == 0 || compare(found[n - 1], value) != 0) {
                found[n++] = value;
            }
        }
        return Arrays.copyOf(found, n);
    }

    private static Plain inverse(Plain x) {
        double[] different = different(x);
        return x.map(value -> Arrays.stream(different).filter(each -> compare(each, value) < 0).count());
    }

    private static Plain counts(Plain x) {
        double[] counts = Arrays.stream(different(x)).map(value -> Arrays.stream(x.data())
                .filter(each -> compare(each, value) == 0).count()).toArray();
        return Plain.of(counts, counts.length);
    }

    private static OpInfo uniqueValues() {
        return unique(OpInfo.composite("unique"), Sorting.Unique::values, x -> {
            double[] different = different(x);
            return Plain.of(different, different.length);
        }, false).build();
    }

    private static OpInfo unique(String name, Function<Sorting.Unique, Tensor> part, UnaryOperator<Plain> reference) {
        return unique(OpInfo.composite(name).orders(0, "its output is an index"), part, reference, true).build();
    }

    private static OpInfo.Builder unique(OpInfo.Builder builder, Function<Sorting.Unique, Tensor> part,
            UnaryOperator<Plain> reference, boolean places) {
        for (long[] dims : new long[][] {{9}, {3, 20}, {}, {0, 3}}) {
            for (Values values : List.of(Values.distinct(), Values.ties(), ODD)) {
                Sample sample = Sample.of("elements", List.of(Arg.of(values, dims)),
                        in -> part.apply(Sorting.unique(in[0])), in -> reference.apply(in[0]));
                sample = values == ODD ? sample.valuesOnly() : dims.length == 0 ? sample : sample.rough();
                builder.sample(places ? sample.giving(DType.I64) : sample);
            }
        }
        builder.sample(Sample.of("integers", List.of(Arg.of(Values.integers(-4, 4), 30).as(DType.I32)),
                in -> part.apply(Sorting.unique(in[0])), in -> reference.apply(in[0]))
                .giving(places ? DType.I64 : DType.I32));
        return builder.error("a tensor of a closed scope", IllegalStateException.class, "cannot be used",
                List.of(Arg.of(3)), in -> part.apply(Sorting.unique(Recipes.closed(in[0]))));
    }
}
