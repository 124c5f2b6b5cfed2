package lanegrad.testkit.catalogue;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Indexing;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of choosing by truth values and by indices. */
final class IndexingOps {

    private IndexingOps() {
    }

    static List<OpInfo> all() {
        return List.of(where(), maskedFill(), gather(), scatterAdd(), embedding(), embeddingBackward());
    }

    private static Plain where(Plain c, Plain a, Plain b) {
        long[] dims = Plain.broadcast(c.dims(), Plain.broadcast(a.dims(), b.dims()));
        return Plain.build(dims, i -> c.broadcastAt(i) != 0 ? a.broadcastAt(i) : b.broadcastAt(i));
    }

    private static OpInfo where() {
        OpInfo.Builder builder = OpInfo.of("where").broadcasts().thresholds(kernels -> kernels.map().thresholds());
        for (long[][] shapes : new long[][][] {{{3, 4}, {3, 4}, {3, 4}}, {{3, 1}, {4}, {3, 4}}, {{4}, {3, 1}, {}},
            {{}, {2, 3}, {3}}, {{2, 3, 4}, {1}, {3, 1}}, {{}, {}, {}}, {{0, 3}, {3}, {1}}, {{70}, {70}, {70}}}) {
            builder.sample("shapes", List.of(Arg.mask(shapes[0]), Arg.of(shapes[1]), Arg.of(shapes[2])),
                    in -> Indexing.where(in[0], in[1], in[2]), in -> where(in[0], in[1], in[2]));
        }
        for (DType dtype : new DType[] {DType.I64, DType.I32, DType.BOOL}) {
            Values values = dtype == DType.BOOL ? Values.truth() : Values.integers(-9, 9);
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.mask(3, 4), Arg.of(values, 3, 4).as(dtype),
                    Arg.of(values, 4).as(dtype)), in -> Indexing.where(in[0], in[1], in[2]),
                    in -> where(in[0], in[1], in[2])).giving(dtype));
        }
        builder.sample(Sample.of("types", List.of(Arg.mask(4), Arg.of(4).as(DType.F32), Arg.of(4).as(DType.F64)),
                in -> Indexing.where(in[0], in[1], in[2]), in -> where(in[0], in[1], in[2])).giving(DType.F64));
        builder.sample(Sample.of("what is not taken may be anything", List.of(Arg.of(Values.of(1, 0), 4)
                .as(DType.BOOL), Arg.of(Values.of(1, Double.NaN), 4), Arg.of(Values.of(Double.NaN, 2), 4)),
                in -> Indexing.where(in[0], in[1], in[2]), in -> where(in[0], in[1], in[2])).rough());
        builder.sizer(Sizer.of("elements", 3, n -> Sample.of("elements", List.of(Arg.mask(n), Arg.of(n), Arg.of(n)),
                in -> Indexing.where(in[0], in[1], in[2]), in -> where(in[0], in[1], in[2]))));
        builder.sizer(Sizer.of("elements beside numbers", 3, n -> Sample.of("elements",
                List.of(Arg.mask(n), Arg.of(), Arg.of(n)), in -> Indexing.where(in[0], in[1], in[2]),
                in -> where(in[0], in[1], in[2]))));
        builder.error("a mask of numbers", IllegalArgumentException.class,
                "where: the mask is F32 \\[3\\], BOOL expected", List.of(Arg.of(3), Arg.of(3), Arg.of(3)),
                in -> Indexing.where(in[0], in[1], in[2]));
        return builder.error("shapes", IllegalArgumentException.class, "where: .*do not broadcast",
                List.of(Arg.mask(2), Arg.of(3), Arg.of(3)), in -> Indexing.where(in[0], in[1], in[2])).build();
    }

    private static OpInfo maskedFill() {
        OpInfo.Builder builder = OpInfo.of("maskedFill").broadcasts()
                .thresholds(kernels -> kernels.map().thresholds());
        for (double value : new double[] {0.5, Double.NEGATIVE_INFINITY}) {
            for (long[][] shapes : new long[][][] {{{3, 4}, {3, 4}}, {{3, 4}, {4}}, {{3, 1}, {2, 1, 4}}, {{}, {3}},
                {{2, 3}, {}}, {{}, {}}, {{0, 3}, {3}}}) {
                Sample sample = Sample.of("with " + value, List.of(Arg.of(shapes[0]), Arg.mask(shapes[1])),
                        in -> Indexing.maskedFill(in[0], in[1], value),
                        in -> Plain.zip(in[0], in[1], (x, m) -> m != 0 ? value : x));
                builder.sample(Double.isInfinite(value) ? sample.rough() : sample);
            }
        }
        builder.sample(Sample.of("what is filled may be anything", List.of(Arg.of(Values.of(1, Double.NaN), 4),
                Arg.of(Values.of(0, 1), 4).as(DType.BOOL)), in -> Indexing.maskedFill(in[0], in[1], 3),
                in -> Plain.zip(in[0], in[1], (x, m) -> m != 0 ? 3 : x)).rough());
        builder.sample(Sample.of("integers", List.of(Arg.indices(9, 3, 4), Arg.mask(4)),
                in -> Indexing.maskedFill(in[0], in[1], -100),
                in -> Plain.zip(in[0], in[1], (x, m) -> m != 0 ? -100 : x)).giving(DType.I64));
        builder.sizer(Sizer.of("elements", 3, n -> Sample.of("elements", List.of(Arg.of(n), Arg.mask(n)),
                in -> Indexing.maskedFill(in[0], in[1], 2),
                in -> Plain.zip(in[0], in[1], (x, m) -> m != 0 ? 2 : x))));
        builder.error("a mask of numbers", IllegalArgumentException.class,
                "maskedFill: the mask is I64 \\[3\\], BOOL expected", List.of(Arg.of(3), Arg.indices(2, 3)),
                in -> Indexing.maskedFill(in[0], in[1], 0));
        builder.error("a fraction for integers", IllegalArgumentException.class, "whole number",
                List.of(Arg.indices(2, 3), Arg.mask(3)), in -> Indexing.maskedFill(in[0], in[1], 0.5));
        return builder.error("shapes", IllegalArgumentException.class, "maskedFill: .*do not broadcast",
                List.of(Arg.of(3), Arg.mask(2)), in -> Indexing.maskedFill(in[0], in[1], 0)).build();
    }

    private static Plain gather(Plain x, int axis, Plain indices) {
        return Plain.build(indices.dims(), index -> {
            long[] at = index.clone();
            at[axis] = (long) indices.at(index);
            return x.at(at);
        });
    }

    private static Sample gatherSample(String label, long[] x, int axis, long... indices) {
        int at = axis < 0 ? axis + x.length : axis;
        return Sample.of(label, List.of(Arg.of(x), Arg.indices((int) Math.max(1, x[at]), indices)),
                in -> Indexing.gather(in[0], axis, in[1]), in -> gather(in[0], at, in[1]));
    }

    private static OpInfo gather() {
        OpInfo.Builder builder = OpInfo.of("gather").thresholds(kernels -> kernels.index().thresholds());
        builder.sample(gatherSample("columns", new long[] {3, 5}, 1, 3, 2));
        builder.sample(gatherSample("rows", new long[] {4, 3}, 0, 6, 3));
        builder.sample(gatherSample("middle", new long[] {2, 5, 3}, 1, 2, 4, 3));
        builder.sample(gatherSample("fewer on other axes", new long[] {4, 5, 3}, -2, 2, 7, 2));
        builder.sample(gatherSample("a vector", new long[] {5}, 0, 9));
        builder.sample(gatherSample("no indices", new long[] {3, 5}, 1, 3, 0));
        builder.sample(gatherSample("of nothing", new long[] {3, 0}, 1, 3, 0));
        builder.sample("I32 indices", List.of(Arg.of(3, 5), Arg.indices(5, 3, 2).as(DType.I32)),
                in -> Indexing.gather(in[0], 1, in[1]), in -> gather(in[0], 1, in[1]));
        builder.sample(Sample.of("integers", List.of(Arg.indices(99, 3, 5), Arg.indices(5, 3, 2)),
                in -> Indexing.gather(in[0], 1, in[1]), in -> gather(in[0], 1, in[1])).giving(DType.I64));
        builder.sizer(Sizer.of("columns", 9, n -> gatherSample("columns", new long[] {3, 7}, 1, 3, n)));
        builder.sizer(Sizer.of("rows", 9, n -> gatherSample("rows", new long[] {n, 7}, 1, n, 3)));
        builder.error("an index too far", IndexOutOfBoundsException.class, "5",
                List.of(Arg.of(3, 5), Arg.of(Values.of(0, 5, 1), 3, 1).as(DType.I64)),
                in -> Indexing.gather(in[0], 1, in[1]));
        builder.error("a negative index", IndexOutOfBoundsException.class, "-1",
                List.of(Arg.of(3, 5), Arg.of(Values.of(0, -1, 1), 3, 1).as(DType.I32)),
                in -> Indexing.gather(in[0], 1, in[1]));
        builder.error("indices that are numbers", IllegalArgumentException.class,
                "gather: the indices are F32 \\[3, 1\\], I32 or I64 expected", List.of(Arg.of(3, 5), Arg.of(3, 1)),
                in -> Indexing.gather(in[0], 1, in[1]));
        builder.error("ranks", IllegalArgumentException.class, "\\[3\\].*\\[3, 5\\]|\\[3, 5\\].*\\[3\\]",
                List.of(Arg.of(3, 5), Arg.indices(3, 3)), in -> Indexing.gather(in[0], 1, in[1]));
        builder.error("longer on another axis", IllegalArgumentException.class,
                "\\[4, 2\\].*\\[3, 5\\]|\\[3, 5\\].*\\[4, 2\\]", List.of(Arg.of(3, 5), Arg.indices(3, 4, 2)),
                in -> Indexing.gather(in[0], 1, in[1]));
        return builder.without("rank 0", "it needs an axis").build();
    }

    private static Plain scatterAdd(Plain x, int axis, Plain indices, Plain source) {
        Plain sum = Plain.of(x.data().clone(), x.dims());
        Plain scale = x.map(Math::abs);
        Plain numbers = numbers(x);
        Plain.forEach(indices.dims(), index -> {
            long[] to = index.clone();
            to[axis] = (long) indices.at(index);
            int at = (int) numbers.at(to);
            sum.data()[at] += source.at(index);
            scale.data()[at] += Math.abs(source.at(index));
        });
        return sum.withScale(scale);
    }

    private static Plain numbers(Plain x) {
        double[] numbers = new double[x.data().length];
        java.util.Arrays.setAll(numbers, i -> i);
        return Plain.of(numbers, x.dims());
    }

    private static Sample scatterSample(String label, long[] x, int axis, long... indices) {
        int at = axis < 0 ? axis + x.length : axis;
        return Sample.of(label, List.of(Arg.of(x), Arg.indices((int) Math.max(1, x[at]), indices), Arg.of(indices)),
                in -> Indexing.scatterAdd(in[0], axis, in[1], in[2]), in -> scatterAdd(in[0], at, in[1], in[2]));
    }

    private static OpInfo scatterAdd() {
        OpInfo.Builder builder = OpInfo.of("scatterAdd").thresholds(kernels -> kernels.index().thresholds());
        builder.sample(scatterSample("columns", new long[] {3, 5}, 1, 3, 7));
        builder.sample(scatterSample("rows", new long[] {4, 3}, 0, 9, 3));
        builder.sample(scatterSample("middle", new long[] {2, 5, 3}, -2, 2, 4, 3));
        builder.sample(scatterSample("fewer on other axes", new long[] {4, 5, 3}, 1, 2, 7, 2));
        builder.sample(scatterSample("a vector", new long[] {3}, 0, 40));
        builder.sample(scatterSample("no indices", new long[] {3, 5}, 1, 3, 0));
        builder.sample("I32 indices", List.of(Arg.of(3, 5), Arg.indices(5, 3, 2).as(DType.I32), Arg.of(3, 2)),
                in -> Indexing.scatterAdd(in[0], 1, in[1], in[2]), in -> scatterAdd(in[0], 1, in[1], in[2]));
        builder.sizer(Sizer.of("indices of one line", 2, n -> scatterSample("indices", new long[] {7}, 0, n)));
        builder.sizer(Sizer.of("columns", 9, n -> scatterSample("columns", new long[] {3, 7}, 1, 3, n)));
        builder.sizer(Sizer.of("rows", 9, n -> scatterSample("rows", new long[] {n, 7}, 1, n, 3)));
        builder.error("an index too far", IndexOutOfBoundsException.class, "5",
                List.of(Arg.of(3, 5), Arg.of(Values.of(0, 5, 1), 3, 1).as(DType.I64), Arg.of(3, 1)),
                in -> Indexing.scatterAdd(in[0], 1, in[1], in[2]));
        builder.error("a source of another shape", IllegalArgumentException.class,
                "scatterAdd: source F32 \\[3, 2\\] for indices \\[3, 1\\] into F32 \\[3, 5\\]",
                List.of(Arg.of(3, 5), Arg.indices(5, 3, 1), Arg.of(3, 2)),
                in -> Indexing.scatterAdd(in[0], 1, in[1], in[2]));
        builder.error("a source of another type", IllegalArgumentException.class, "scatterAdd: source F64",
                List.of(Arg.of(3, 5), Arg.indices(5, 3, 1), Arg.of(3, 1).as(DType.F64)),
                in -> Indexing.scatterAdd(in[0], 1, in[1], in[2]));
        return builder.without("rank 0", "it needs an axis").build();
    }

    private static Plain rows(Plain table, Plain indices) {
        long[] dims = java.util.Arrays.copyOf(indices.dims(), indices.rank() + 1);
        dims[indices.rank()] = table.dim(1);
        return Plain.build(dims, index -> table.at(
                (long) indices.at(java.util.Arrays.copyOf(index, index.length - 1)), index[index.length - 1]));
    }

    private static Sample embeddingSample(String label, long rows, long width, long... indices) {
        return Sample.of(label, List.of(Arg.of(rows, width), Arg.indices((int) rows, indices)),
                in -> Indexing.embedding(in[0], in[1]), in -> rows(in[0], in[1]));
    }

    private static OpInfo embedding() {
        OpInfo.Builder builder = OpInfo.of("embedding").thresholds(kernels -> kernels.index().thresholds());
        builder.sample(embeddingSample("a row of indices", 5, 3, 7));
        builder.sample(embeddingSample("a batch", 5, 4, 2, 3));
        builder.sample(embeddingSample("one index", 5, 3));
        builder.sample(embeddingSample("no index", 5, 3, 0));
        builder.sample(embeddingSample("rows of one", 5, 1, 9));
        builder.sample("I32 indices", List.of(Arg.of(5, 3), Arg.indices(5, 4).as(DType.I32)),
                in -> Indexing.embedding(in[0], in[1]), in -> rows(in[0], in[1]));
        builder.sizer(Sizer.of("indices", 3, n -> embeddingSample("indices", 7, 3, n)));
        builder.sizer(Sizer.of("width", 8, n -> embeddingSample("width", 5, n, 8)));
        builder.sizer(Sizer.of("table", 3, n -> embeddingSample("table", n, 3, 5)));
        builder.error("an index too far", IndexOutOfBoundsException.class, "5",
                List.of(Arg.of(5, 3), Arg.of(Values.of(0, 5), 2).as(DType.I64)),
                in -> Indexing.embedding(in[0], in[1]));
        builder.error("a negative index", IndexOutOfBoundsException.class, "-2",
                List.of(Arg.of(5, 3), Arg.of(Values.of(0, -2), 2).as(DType.I32)),
                in -> Indexing.embedding(in[0], in[1]));
        builder.error("a table that is none", IllegalArgumentException.class,
                "embedding: the table is \\[5\\], \\[rows, n\\] expected", List.of(Arg.of(5), Arg.indices(5, 2)),
                in -> Indexing.embedding(in[0], in[1]));
        return builder.error("indices that are numbers", IllegalArgumentException.class,
                "embedding: the indices are F32", List.of(Arg.of(5, 3), Arg.of(2)),
                in -> Indexing.embedding(in[0], in[1])).build();
    }

    /** The gradient of an embedding: it can be had through one only. */
    private static Tensor unembed(Tensor g, Tensor indices, long rows) {
        try (Mode _ = Autograd.enableGrad()) {
            Tensor table = Tensor.zeros(g.dtype(), rows, g.dim(-1)).requiresGrad();
            Tensor y = Indexing.embedding(table, indices);
            return Autograd.grad(new Tensor[] {y}, new Tensor[] {g}, new Tensor[] {table}, true, true)[0];
        }
    }

    private static Sample unembedSample(String label, int rows, long width, long... indices) {
        long[] dims = java.util.Arrays.copyOf(indices, indices.length + 1);
        dims[indices.length] = width;
        return Sample.of(label, List.of(Arg.of(dims), Arg.indices(rows, indices)),
                in -> unembed(in[0], in[1], rows), in -> {
                    Plain sum = Plain.of(new double[rows * (int) width], rows, width);
                    Plain scale = Plain.of(new double[rows * (int) width], rows, width);
                    Plain.forEach(in[0].dims(), index -> {
                        int row = (int) in[1].at(java.util.Arrays.copyOf(index, index.length - 1));
                        int at = row * (int) width + (int) index[index.length - 1];
                        sum.data()[at] += in[0].at(index);
                        scale.data()[at] += Math.abs(in[0].at(index));
                    });
                    return sum.withScale(scale);
                });
    }

    private static OpInfo embeddingBackward() {
        OpInfo.Builder builder = OpInfo.of("embeddingBackward").thresholds(kernels -> kernels.index().thresholds());
        builder.sample(unembedSample("a row of indices", 5, 3, 7));
        builder.sample(unembedSample("a batch", 5, 4, 2, 3));
        builder.sample(unembedSample("one index", 5, 3));
        builder.sample(unembedSample("no index", 5, 3, 0));
        builder.sample(unembedSample("one row", 1, 3, 20));
        builder.sizer(Sizer.of("indices", 6, n -> unembedSample("indices", 7, 3, n)));
        builder.sizer(Sizer.of("width", 16, n -> unembedSample("width", 5, n, 8)));
        return builder.error("a cotangent of another shape", IllegalArgumentException.class,
                "seed F32 \\[4, 3\\] for an output F32 \\[2, 3\\]", List.of(Arg.of(4, 3), Arg.indices(5, 2)),
                in -> unembed(in[0], in[1], 5)).without("heap", "it can be had through a backward pass only").build();
    }
}
