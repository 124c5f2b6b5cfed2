package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Selection;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of choosing by what the data say, and of writing to places. */
final class SelectionOps {

    private SelectionOps() {
    }

    static List<OpInfo> all() {
        return List.of(nonZero(), scatter(), maskedSelect(), take(), indexSelect(), indexAdd(), oneHot(),
                scatterExtremum(true), scatterExtremum(false));
    }

    private static Plain nonZero(Plain x) {
        List<double[]> found = new java.util.ArrayList<>();
        Plain.forEach(x.dims(), index -> {
            if (x.at(index) != 0) {
                found.add(Arrays.stream(index).asDoubleStream().toArray());
            }
        });
        return Plain.of(found.stream().flatMapToDouble(Arrays::stream).toArray(), found.size(), x.rank());
    }

    private static OpInfo nonZero() {
        OpInfo.Builder builder = OpInfo.of("nonZero").orders(0, "its output is an index");
        for (long[] dims : new long[][] {{17}, {3, 4}, {2, 3, 4}, {}, {0, 3}}) {
            for (DType dtype : List.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL)) {
                Values values = dtype == DType.BOOL ? Values.truth() : Values.ties();
                builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(values, dims).as(dtype)),
                        in -> Selection.nonZero(in[0]), in -> nonZero(in[0])).giving(DType.I64));
            }
        }
        builder.sample(Sample.of("odd", List.of(Arg.of(Values.of(0, -0.0, Double.NaN, 1e-45), 4)),
                in -> Selection.nonZero(in[0]), in -> nonZero(in[0])).giving(DType.I64));
        builder.sample(Sample.of("long", List.of(Arg.mask(3, 1500)), in -> Selection.nonZero(in[0]),
                in -> nonZero(in[0])).giving(DType.I64));
        return builder.error("a tensor of a closed scope", IllegalStateException.class, "cannot be used",
                List.of(Arg.of(3)), in -> Selection.nonZero(Recipes.closed(in[0]))).build();
    }

    private static Plain scatter(Plain x, int axis, Plain indices, Plain source) {
        double[] data = x.data().clone();
        double[] numbers = new double[data.length];
        Arrays.setAll(numbers, i -> i);
        Plain places = Plain.of(numbers, x.dims());
        Plain.forEach(indices.dims(), index -> {
            long[] to = index.clone();
            to[axis] = (long) indices.at(index);
            data[(int) places.at(to)] = source.at(index);
        });
        return Plain.of(data, x.dims());
    }

    private static Sample scatterSample(String label, long[] x, int axis, long... indices) {
        int at = axis < 0 ? axis + x.length : axis;
        return Sample.of(label, List.of(Arg.of(x), Arg.indices((int) Math.max(1, x[at]), indices), Arg.of(indices)),
                in -> Selection.scatter(in[0], axis, in[1], in[2]), in -> scatter(in[0], at, in[1], in[2]));
    }

    private static OpInfo scatter() {
        OpInfo.Builder builder = OpInfo.of("scatter").thresholds(kernels -> kernels.index().thresholds());
        builder.sample(scatterSample("columns", new long[] {3, 5}, 1, 3, 7));
        builder.sample(scatterSample("rows", new long[] {4, 3}, 0, 9, 3));
        builder.sample(scatterSample("middle", new long[] {2, 5, 3}, -2, 2, 4, 3));
        builder.sample(scatterSample("fewer on other axes", new long[] {4, 5, 3}, 1, 2, 7, 2));
        builder.sample(scatterSample("a vector", new long[] {3}, 0, 40));
        builder.sample(scatterSample("no indices", new long[] {3, 5}, 1, 3, 0));
        for (DType dtype : List.of(DType.I32, DType.I64, DType.BOOL)) {
            Values values = dtype == DType.BOOL ? Values.truth() : Values.integers(-9, 9);
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(values, 3, 5).as(dtype), Arg.indices(5, 3, 2)
                    .as(DType.I32), Arg.of(values, 3, 2).as(dtype)),
                    in -> Selection.scatter(in[0], 1, in[1], in[2]), in -> scatter(in[0], 1, in[1], in[2]))
                    .giving(dtype));
        }
        builder.sizer(Sizer.of("indices of one line", 6, n -> scatterSample("indices", new long[] {7}, 0, n)));
        builder.sizer(Sizer.of("columns", 18, n -> scatterSample("columns", new long[] {3, 7}, 1, 3, n)));
        builder.sizer(Sizer.of("rows", 18, n -> scatterSample("rows", new long[] {n, 7}, 1, n, 3)));
        builder.error("an index too far", IndexOutOfBoundsException.class,
                "scatter: index 5 at position 1 is outside 0..4 along axis 1 of \\[3, 5\\]",
                List.of(Arg.of(3, 5), Arg.of(Values.of(0, 5, 1), 3, 1).as(DType.I64), Arg.of(3, 1)),
                in -> Selection.scatter(in[0], 1, in[1], in[2]));
        builder.error("a source of another type", IllegalArgumentException.class, "scatter: source F64",
                List.of(Arg.of(3, 5), Arg.indices(5, 3, 1), Arg.of(3, 1).as(DType.F64)),
                in -> Selection.scatter(in[0], 1, in[1], in[2]));
        builder.error("indices that are numbers", IllegalArgumentException.class, "scatter: the indices are F32",
                List.of(Arg.of(3, 5), Arg.of(3, 1), Arg.of(3, 1)), in -> Selection.scatter(in[0], 1, in[1], in[2]));
        return builder.without("rank 0", "it needs an axis").build();
    }

    private static Plain where(Plain x, Plain mask) {
        long[] dims = Plain.broadcast(x.dims(), mask.dims());
        Plain wide = x.expand(dims);
        double[] holds = mask.expand(dims).data();
        IntPredicate chosen = i -> holds[i] != 0;
        double[] data = IntStream.range(0, holds.length).filter(chosen).mapToDouble(i -> wide.data()[i]).toArray();
        return Plain.of(data, data.length);
    }

    private static OpInfo maskedSelect() {
        OpInfo.Builder builder = OpInfo.composite("maskedSelect");
        for (long[][] shapes : new long[][][] {{{3, 4}, {3, 4}}, {{3, 4}, {4}}, {{3, 1}, {2, 1, 4}}, {{}, {5}},
            {{2, 3}, {}}, {{0, 3}, {3}}, {{17}, {17}}}) {
            builder.sample("shapes", List.of(Arg.of(shapes[0]), Arg.mask(shapes[1])),
                    in -> Selection.maskedSelect(in[0], in[1]), in -> where(in[0], in[1]));
        }
        builder.sample(Sample.of("integers", List.of(Arg.indices(9, 3, 4), Arg.mask(4)),
                in -> Selection.maskedSelect(in[0], in[1]), in -> where(in[0], in[1])).giving(DType.I64));
        builder.error("a mask of numbers", IllegalArgumentException.class,
                "maskedSelect: the mask is F32 \\[3\\], BOOL expected", List.of(Arg.of(3), Arg.of(3)),
                in -> Selection.maskedSelect(in[0], in[1]));
        return builder.error("shapes", IllegalArgumentException.class, "maskedSelect: .*do not broadcast",
                List.of(Arg.of(3), Arg.mask(2)), in -> Selection.maskedSelect(in[0], in[1])).build();
    }

    private static OpInfo take() {
        OpInfo.Builder builder = OpInfo.composite("take");
        for (long[][] shapes : new long[][][] {{{3, 4}, {2, 3}}, {{7}, {9}}, {{2, 3, 2}, {}}, {{}, {3}},
            {{3}, {0}}}) {
            builder.sample("shapes", List.of(Arg.of(shapes[0]), Arg.indices(Plain.size(shapes[0]), shapes[1])),
                    in -> Selection.take(in[0], in[1]), in -> in[1].map(i -> in[0].data()[(int) i]));
        }
        builder.error("indices that are numbers", IllegalArgumentException.class, "take: the indices are F32",
                List.of(Arg.of(3), Arg.of(3)), in -> Selection.take(in[0], in[1]));
        return builder.error("an index too far", IndexOutOfBoundsException.class, "index 6 at position 0",
                List.of(Arg.of(2, 3), Arg.of(Values.of(6), 1).as(DType.I64)), in -> Selection.take(in[0], in[1]))
                .build();
    }

    private static OpInfo indexSelect() {
        OpInfo.Builder builder = OpInfo.composite("indexSelect").thresholds(kernels -> kernels.index().thresholds());
        for (int axis = -1; axis < 3; axis++) {
            int along = axis;
            builder.sample("axis " + axis, List.of(Arg.of(4, 4, 4), Arg.indices(4, 6)),
                    in -> Selection.indexSelect(in[0], along, in[1]), in -> Lines.map(in[0], along,
                            line -> Arrays.stream(in[1].data()).map(i -> line[(int) i]).toArray()));
        }
        builder.sample("no indices", List.of(Arg.of(4, 3), Arg.indices(4, 0)),
                in -> Selection.indexSelect(in[0], 0, in[1]), _ -> Plain.of(new double[0], 0, 3));
        builder.sizer(Sizer.of("rows", 20, n -> Sample.of("rows", List.of(Arg.of(5, 3), Arg.indices(5, n)),
                in -> Selection.indexSelect(in[0], 0, in[1]), in -> Lines.map(in[0], 0,
                        line -> Arrays.stream(in[1].data()).map(i -> line[(int) i]).toArray()))));
        builder.error("an index too far", IndexOutOfBoundsException.class,
                "gather: index 5 at position 3 is outside 0..4 along axis 0 of \\[5, 3\\]",
                List.of(Arg.of(5, 3), Arg.of(Values.of(0, 5), 2).as(DType.I64)),
                in -> Selection.indexSelect(in[0], 0, in[1]));
        return builder.without("rank 0", "it needs an axis")
                .error("indices of two axes", IllegalArgumentException.class,
                        "indexSelect: the indices are I64 \\[2, 2\\], I32 or I64 with 1 axis expected",
                        List.of(Arg.of(5, 3), Arg.indices(5, 2, 2)), in -> Selection.indexSelect(in[0], 0, in[1]))
                .build();
    }

    private static Plain indexAdd(Plain x, int axis, Plain indices, Plain source) {
        Plain sum = Plain.of(x.data().clone(), x.dims());
        Plain scale = x.map(Math::abs);
        double[] numbers = new double[x.data().length];
        Arrays.setAll(numbers, i -> i);
        Plain places = Plain.of(numbers, x.dims());
        Plain.forEach(source.dims(), index -> {
            long[] to = index.clone();
            to[axis] = (long) indices.at(index[axis]);
            int at = (int) places.at(to);
            sum.data()[at] += source.at(index);
            scale.data()[at] += Math.abs(source.at(index));
        });
        return sum.withScale(scale);
    }

    private static OpInfo indexAdd() {
        OpInfo.Builder builder = OpInfo.composite("indexAdd");
        for (int axis = 0; axis < 3; axis++) {
            int along = axis;
            long[] source = {4, 4, 4};
            source[axis] = 6;
            builder.sample("axis " + axis, List.of(Arg.of(4, 4, 4), Arg.indices(4, 6), Arg.of(source)),
                    in -> Selection.indexAdd(in[0], along, in[1], in[2]),
                    in -> indexAdd(in[0], along, in[1], in[2]));
        }
        builder.sample("no indices", List.of(Arg.of(4, 3), Arg.indices(4, 0), Arg.of(0, 3)),
                in -> Selection.indexAdd(in[0], 0, in[1], in[2]), in -> in[0]);
        return builder.without("rank 0", "it needs an axis")
                .error("a source of another shape", IllegalArgumentException.class, "indexAdd: source F32 \\[2, 2\\]",
                        List.of(Arg.of(5, 3), Arg.indices(5, 2), Arg.of(2, 2)),
                        in -> Selection.indexAdd(in[0], 0, in[1], in[2]))
                .build();
    }

    private static OpInfo oneHot() {
        OpInfo.Builder builder = OpInfo.composite("oneHot").orders(0, "its input is an index");
        for (DType dtype : List.of(DType.F32, DType.F64, DType.I64, DType.BOOL)) {
            for (long[] dims : new long[][] {{4}, {2, 3}, {}, {0, 2}}) {
                builder.sample(Sample.of(dtype.toString(), List.of(Arg.indices(5, dims)),
                        in -> Selection.oneHot(in[0], 5, dtype), in -> {
                            double[] data = new double[in[0].data().length * 5];
                            for (int i = 0; i < in[0].data().length; i++) {
                                data[i * 5 + (int) in[0].data()[i]] = 1;
                            }
                            long[] wide = Arrays.copyOf(dims, dims.length + 1);
                            wide[dims.length] = 5;
                            return Plain.of(data, wide);
                        }).giving(dtype));
            }
        }
        return builder.error("no such class", IndexOutOfBoundsException.class, "index 5 at position 1 is outside 0..4",
                List.of(Arg.of(Values.of(0, 5), 2).as(DType.I64)), in -> Selection.oneHot(in[0], 5, DType.F32)).build();
    }

    private static Plain extremum(Plain x, int axis, Plain indices, Plain source, boolean greatest) {
        double[] data = x.data().clone();
        double[] numbers = new double[data.length];
        Arrays.setAll(numbers, i -> i);
        Plain places = Plain.of(numbers, x.dims());
        Plain.forEach(indices.dims(), index -> {
            long[] to = index.clone();
            to[axis] = (long) indices.at(index);
            int at = (int) places.at(to);
            double next = source.at(index);
            boolean replaces = greatest ? next > data[at] : next < data[at];
            data[at] = replaces || next != next ? next : data[at];
        });
        return Plain.of(data, x.dims());
    }

    private static Tensor extremum(Tensor[] in, int axis, boolean greatest) {
        return greatest ? Selection.scatterMax(in[0], axis, in[1], in[2])
                : Selection.scatterMin(in[0], axis, in[1], in[2]);
    }

    private static Sample extremumSample(boolean greatest, String label, long[] x, int axis, long... indices) {
        int at = axis < 0 ? axis + x.length : axis;
        return Sample.of(label, List.of(Arg.of(x), Arg.indices((int) Math.max(1, x[at]), indices), Arg.of(indices)),
                in -> extremum(in, axis, greatest), in -> extremum(in[0], at, in[1], in[2], greatest));
    }

    /** At a tie each of those that are equal receives the same share. */
    private static Plain[] shares(Plain[] in, Plain g, boolean greatest) {
        Plain y = extremum(in[0], 0, in[1], in[2], greatest);
        double[] x = new double[in[0].data().length];
        double[] source = new double[in[2].data().length];
        for (int place = 0; place < x.length; place++) {
            double best = y.data()[place];
            double count = in[0].data()[place] == best ? 1 : 0;
            for (int i = 0; i < source.length; i++) {
                count += in[1].data()[i] == place && in[2].data()[i] == best ? 1 : 0;
            }
            x[place] = in[0].data()[place] == best ? g.data()[place] / count : 0;
            for (int i = 0; i < source.length; i++) {
                if (in[1].data()[i] == place) {
                    source[i] = in[2].data()[i] == best ? g.data()[place] / count : 0;
                }
            }
        }
        return new Plain[] {Plain.of(x, in[0].dims()), null, Plain.of(source, in[2].dims())};
    }

    private static OpInfo scatterExtremum(boolean greatest) {
        String name = greatest ? "scatterMax" : "scatterMin";
        OpInfo.Builder builder = (greatest ? OpInfo.of("scatterExtremum") : OpInfo.composite(name))
                .thresholds(kernels -> kernels.index().thresholds());
        builder.sample(extremumSample(greatest, "columns", new long[] {3, 5}, 1, 3, 7));
        builder.sample(extremumSample(greatest, "rows", new long[] {4, 3}, 0, 9, 3));
        builder.sample(extremumSample(greatest, "middle", new long[] {2, 5, 3}, -2, 2, 4, 3));
        builder.sample(extremumSample(greatest, "fewer on other axes", new long[] {4, 5, 3}, 1, 2, 7, 2));
        builder.sample(extremumSample(greatest, "a vector", new long[] {3}, 0, 40));
        builder.sample(extremumSample(greatest, "no indices", new long[] {3, 5}, 1, 3, 0));
        builder.sample(Sample.of("ties", List.of(Arg.of(Values.ties(), 4), Arg.indices(4, 30),
                Arg.of(Values.ties(), 30)), in -> extremum(in, 0, greatest),
                in -> extremum(in[0], 0, in[1], in[2], greatest)).rough()
                .pulling((in, g) -> shares(in, g, greatest)));
        builder.sample(Sample.of("NaN", List.of(Arg.of(Values.of(1, Double.NaN, -1), 3), Arg.indices(3, 6),
                Arg.of(Values.of(1, Double.NaN, 0, 2, Double.POSITIVE_INFINITY, -2), 6)),
                in -> extremum(in, 0, greatest), in -> withNaN(in, greatest)).valuesOnly());
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            Values values = Values.integers(-9, 9);
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(values, 3, 5).as(dtype), Arg.indices(5, 3, 2)
                    .as(DType.I32), Arg.of(values, 3, 2).as(dtype)), in -> extremum(in, 1, greatest),
                    in -> extremum(in[0], 1, in[1], in[2], greatest)).giving(dtype));
        }
        builder.sizer(Sizer.of("indices of one line", 6, n -> extremumSample(greatest, "indices", new long[] {7}, 0,
                n)));
        builder.sizer(Sizer.of("columns", 18, n -> extremumSample(greatest, "columns", new long[] {3, 7}, 1, 3, n)));
        builder.sizer(Sizer.of("rows", 18, n -> extremumSample(greatest, "rows", new long[] {n, 7}, 1, n, 3)));
        builder.error("an index too far", IndexOutOfBoundsException.class,
                "scatterExtremum: index 5 at position 1 is outside 0..4 along axis 1 of \\[3, 5\\]",
                List.of(Arg.of(3, 5), Arg.of(Values.of(0, 5, 1), 3, 1).as(DType.I64), Arg.of(3, 1)),
                in -> extremum(in, 1, greatest));
        builder.error("a source of another type", IllegalArgumentException.class, name + ": source F64",
                List.of(Arg.of(3, 5), Arg.indices(5, 3, 1), Arg.of(3, 1).as(DType.F64)),
                in -> extremum(in, 1, greatest));
        builder.error("indices that are numbers", IllegalArgumentException.class, name + ": the indices are F32",
                List.of(Arg.of(3, 5), Arg.of(3, 1), Arg.of(3, 1)), in -> extremum(in, 1, greatest));
        return builder.without("rank 0", "it needs an axis").build();
    }

    /** What a NaN has reached stays one. */
    private static Plain withNaN(Plain[] in, boolean greatest) {
        double[] y = extremum(in[0], 0, in[1], in[2], greatest).data();
        for (int i = 0; i < in[1].data().length; i++) {
            int at = (int) in[1].data()[i];
            y[at] = Double.isNaN(in[0].data()[at]) || Double.isNaN(in[2].data()[i]) ? Double.NaN : y[at];
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = Double.isNaN(in[0].data()[i]) ? Double.NaN : y[i];
        }
        return Plain.of(y, y.length);
    }
}
