package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Selection;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Values;

/** Records of counting. */
final class CountingOps {

    private CountingOps() {
    }

    static List<OpInfo> all() {
        return List.of(bincount(), histogram(), bins());
    }

    private static Plain bincount(Plain x, Plain weights, int minLength) {
        int n = (int) Math.max(minLength, 1 + Arrays.stream(x.data()).max().orElse(-1));
        double[] sums = new double[n];
        double[] scale = new double[n];
        for (int i = 0; i < x.data().length; i++) {
            sums[(int) x.data()[i]] += weights == null ? 1 : weights.data()[i];
            scale[(int) x.data()[i]] += weights == null ? 1 : Math.abs(weights.data()[i]);
        }
        return Plain.of(sums, n).withScale(Plain.of(scale, n));
    }

    private static OpInfo bincount() {
        OpInfo.Builder builder = OpInfo.composite("bincount");
        for (int minLength : new int[] {0, 12}) {
            for (long n : new long[] {0, 1, 40}) {
                builder.sample("weights", List.of(Arg.indices(9, n), Arg.of(n)),
                        in -> Selection.bincount(in[0], in[1], minLength), in -> bincount(in[0], in[1], minLength));
                builder.sample(Sample.of("counts", List.of(Arg.indices(9, n).as(DType.I32)),
                        in -> Selection.bincount(in[0], null, minLength), in -> bincount(in[0], null, minLength))
                        .giving(DType.I64));
            }
        }
        return builder.without("rank 0", "it counts the elements of a vector")
                .error("a number below 0", IndexOutOfBoundsException.class, "I64 below 0: -1",
                        List.of(Arg.of(Values.of(2, -1), 2).as(DType.I64)), in -> Selection.bincount(in[0], null, 0))
                .build();
    }

    private static Plain histogram(Plain x, double[] edges, Plain weights) {
        int n = edges.length - 1;
        double[] sums = new double[n];
        double[] scale = new double[n];
        for (int i = 0; i < x.data().length; i++) {
            double value = x.data()[i];
            for (int bin = 0; bin < n; bin++) {
                if (value >= edges[bin] && value < edges[bin + 1] || bin == n - 1 && value == edges[n]) {
                    sums[bin] += weights == null ? 1 : weights.data()[i];
                    scale[bin] += weights == null ? 1 : Math.abs(weights.data()[i]);
                }
            }
        }
        return Plain.of(sums, n).withScale(Plain.of(scale, n));
    }

    private static OpInfo histogram() {
        OpInfo.Builder builder = OpInfo.composite("histogram");
        double[] edges = {-1, -0.25, 0.5, 2};
        for (long[] dims : new long[][] {{50}, {4, 5}, {}, {0, 3}}) {
            builder.sample(Sample.of("counts", List.of(Arg.of(dims)),
                    in -> Selection.histogram(in[0], Tensor.of(edges), null), in -> histogram(in[0], edges, null))
                    .giving(DType.I64));
            builder.sample(Sample.of("weights", List.of(Arg.of(dims).as(DType.F64), Arg.of(dims)),
                    in -> Selection.histogram(in[0], Tensor.of(edges), in[1]),
                    in -> histogram(in[0], edges, in[1])));
        }
        builder.sample(Sample.of("edges and what is none", List.of(Arg.of(Values.of(-1, -0.25, 0.5, 2, 2.5, -7,
                Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 2), 10)),
                in -> Selection.histogram(in[0], Tensor.of(edges), null), in -> histogram(in[0], edges, null))
                .giving(DType.I64));
        builder.error("one edge", IllegalArgumentException.class,
                "histogram: the edges are \\[1\\], at least 2 in a row expected", List.of(Arg.of(3), Arg.of(1)),
                in -> Selection.histogram(in[0], in[1], null));
        return builder.error("weights", IllegalArgumentException.class,
                "histogram: weights \\[2\\] for \\[3\\]: one shape expected", List.of(Arg.of(3), Arg.of(2)),
                in -> Selection.histogram(in[0], in[0], in[1])).build();
    }

    private static OpInfo bins() {
        OpInfo.Builder builder = OpInfo.composite("histogram of even bins").orders(0, "its output is a count");
        double[] edges = {-2, -1, 0, 1, 2};
        for (DType dtype : List.of(DType.F32, DType.F64, DType.I64)) {
            for (long[] dims : new long[][] {{50}, {4, 5}, {}, {0, 3}}) {
                builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(Values.integers(-3, 4), dims).as(dtype)),
                        in -> Selection.histogram(in[0], 4, -2, 2), in -> histogram(in[0], edges, null))
                        .giving(DType.I64));
            }
        }
        for (double[] bad : new double[][] {{0, 0, 1}, {3, 1, 1}, {3, 0, Double.NaN}, {3, 0, 1.0 / 0}}) {
            builder.error(Arrays.toString(bad), IllegalArgumentException.class, "histogram of .* bins from .* expected",
                    List.of(Arg.of(3)), in -> Selection.histogram(in[0], (int) bad[0], bad[1], bad[2]));
        }
        return builder.build();
    }
}
