package lanegrad.testkit.catalogue;

import java.util.List;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Tolerances;
import lanegrad.testkit.Values;

/** Records of softmax and its kin, cross-entropy and GELU. */
final class FusedOps {

    private static final double NONE = Double.NEGATIVE_INFINITY;

    private FusedOps() {
    }

    static List<OpInfo> all() {
        return List.of(softmax("softmax", Fused::softmax, FusedOps::softmax),
                softmax("logSoftmax", Fused::logSoftmax, FusedOps::logSoftmax), crossEntropy(), meanCrossEntropy(),
                gelu("gelu", Fused::gelu, SpecialFunctions::gelu),
                gelu("geluTanh", Fused::geluTanh, SpecialFunctions::geluTanh));
    }

    /** Something for each line along the last axis: a pair of values and scales. */
    static Plain lines(Plain x, UnaryOperator<double[][]> f) {
        int n = x.rank() == 0 ? 1 : (int) x.dim(-1);
        double[] values = new double[x.data().length];
        double[] scales = new double[values.length];
        for (int from = 0; n > 0 && from < values.length; from += n) {
            double[][] line = f.apply(new double[][] {java.util.Arrays.copyOfRange(x.data(), from, from + n),
                new double[n]});
            System.arraycopy(line[0], 0, values, from, n);
            System.arraycopy(line[1], 0, scales, from, n);
        }
        return Plain.of(values, x.dims()).withScale(Plain.of(scales, x.dims()));
    }

    private static double top(double[] line) {
        double top = NONE;
        for (double x : line) {
            top = Double.isNaN(x) ? x : Math.max(top, x);
        }
        return top;
    }

    private static double sumOfExp(double[] line, double top) {
        double sum = 0;
        for (double x : line) {
            sum += StrictMath.exp(x - top);
        }
        return sum;
    }

    static Plain softmax(Plain x) {
        return lines(x, line -> {
            double top = top(line[0]);
            double sum = sumOfExp(line[0], top);
            for (int i = 0; i < line[0].length; i++) {
                double z = line[0][i] - top;
                line[0][i] = top == NONE ? 0 : StrictMath.exp(z) / sum;
                line[1][i] = Double.isFinite(z) ? line[0][i] * (1 + Math.abs(z)) : 0;
            }
            return line;
        });
    }

    private static Plain logSoftmax(Plain x) {
        return lines(x, line -> {
            double top = top(line[0]);
            double log = StrictMath.log(sumOfExp(line[0], top));
            for (int i = 0; i < line[0].length; i++) {
                double z = line[0][i] - top;
                line[0][i] = top == NONE ? NONE : z - log;
                line[1][i] = Double.isFinite(z) ? 1 + log + Math.abs(z) : 0;
            }
            return line;
        });
    }

    @FunctionalInterface
    private interface Along {

        Tensor of(Tensor x, int axis);
    }

    private static OpInfo softmax(String name, Along f, UnaryOperator<Plain> reference) {
        OpInfo.Builder builder = OpInfo.of(name).thresholds(kernels -> kernels.norm().thresholds());
        for (long[] dims : new long[][] {{3, 5}, {2, 3, 4}, {17}, {3, 1}, {0, 3}, {3, 0}, {2, 70}}) {
            builder.sample("last axis", List.of(Arg.of(Values.normal(2), dims)), in -> f.of(in[0], -1),
                    in -> reference.apply(in[0]));
        }
        builder.sample("first axis", List.of(Arg.of(5, 3)), in -> f.of(in[0], 0),
                in -> transposed(reference, in[0], 0));
        builder.sample("middle axis", List.of(Arg.of(2, 5, 3)), in -> f.of(in[0], 1),
                in -> transposed(reference, in[0], 1));
        builder.sample("large numbers", List.of(Arg.of(Values.normal(30), 4, 9)), in -> f.of(in[0], -1),
                in -> reference.apply(in[0]));
        builder.sample(Sample.of("some excluded", List.of(Arg.of(Values.of(1, NONE, 0.5, 2, NONE, NONE, -1), 5, 6)),
                in -> f.of(in[0], -1), in -> reference.apply(in[0])).rough());
        builder.sample(Sample.of("all excluded", List.of(Arg.of(Values.of(NONE), 2, 5)), in -> f.of(in[0], -1),
                in -> reference.apply(in[0])).rough());
        builder.sample(Sample.of("one row excluded", List.of(Arg.of(Values.of(NONE, NONE, NONE, 1, 2, 3), 2, 3)),
                in -> f.of(in[0], -1), in -> reference.apply(in[0])).rough());
        builder.sample(Sample.of("NaN", List.of(Arg.of(Values.of(1, 2, Double.NaN, 1, 2, 3), 2, 3)),
                in -> f.of(in[0], -1), in -> reference.apply(in[0])).valuesOnly());
        builder.sample(Sample.of("huge numbers", List.of(Arg.of(Values.of(1e30, -1e30, 1e30, 0), 2, 4)),
                in -> f.of(in[0], -1), in -> reference.apply(in[0])).valuesOnly());
        builder.sample(Sample.of("integers", List.of(Arg.indices(5, 3, 4)), in -> f.of(in[0], -1),
                in -> reference.apply(in[0])).giving(DType.F64));
        builder.sizer(Sizer.of("columns", 12, n -> Sample.of("columns", List.of(Arg.of(3, n)),
                in -> f.of(in[0], -1), in -> reference.apply(in[0]))));
        builder.sizer(Sizer.of("rows", 20, n -> Sample.of("rows", List.of(Arg.of(n, 5)), in -> f.of(in[0], -1),
                in -> reference.apply(in[0]))));
        builder.error("no axis", IllegalArgumentException.class,
                name + " of a tensor of rank 0: at least one axis expected", List.of(Arg.of()),
                in -> f.of(in[0], 0));
        builder.error("no such axis", IndexOutOfBoundsException.class, "axis 2 of shape \\[2, 3\\]",
                List.of(Arg.of(2, 3)), in -> f.of(in[0], 2));
        return Recipes.refusesClosed(builder, x -> f.of(x, -1)).without("rank 0", "it needs an axis").build();
    }

    private static Plain transposed(UnaryOperator<Plain> reference, Plain x, int axis) {
        Plain y = reference.apply(x.transpose(axis, -1));
        return y.transpose(axis, -1).withScale(Plain.of(y.scale(), y.dims()).transpose(axis, -1));
    }

    private static Plain crossEntropyRows(Plain logits, Plain targets) {
        int n = (int) logits.dim(1);
        Plain logs = logSoftmax(logits);
        Plain loss = Plain.build(targets.dims(),
                i -> targets.at(i) == Fused.IGNORE ? 0 : -logs.at(i[0], (long) targets.at(i)));
        return loss.withScale(Plain.build(targets.dims(), i -> {
            double scale = 1;
            for (int j = 0; j < n; j++) {
                double x = logits.at(i[0], j);
                scale = Double.isFinite(x) ? Math.max(scale, 1 + 2 * Math.abs(x)) : scale;
            }
            return scale;
        }));
    }

    private static Values targets(int classes) {
        return (random, count) -> {
            double[] drawn = Values.integers(0, classes).draw(random, count);
            for (int i = 2; i < count; i += 4) {
                drawn[i] = Fused.IGNORE;
            }
            return drawn;
        };
    }

    private static Sample rowsSample(String label, Values logits, long rows, int classes) {
        return Sample.of(label, List.of(Arg.of(logits, rows, classes), Arg.of(targets(classes), rows).as(DType.I64)),
                in -> Fused.crossEntropyRows(in[0], in[1]), in -> crossEntropyRows(in[0], in[1]));
    }

    private static OpInfo crossEntropy() {
        OpInfo.Builder builder = OpInfo.of("crossEntropy").thresholds(kernels -> kernels.norm().thresholds());
        builder.sample(rowsSample("rows", Values.normal(1), 7, 5));
        builder.sample(rowsSample("one class", Values.normal(1), 3, 1));
        builder.sample(rowsSample("many classes", Values.normal(3), 3, 70));
        builder.sample(rowsSample("no rows", Values.normal(1), 0, 5));
        builder.sample("I32 targets", List.of(Arg.of(4, 3), Arg.indices(3, 4).as(DType.I32)),
                in -> Fused.crossEntropyRows(in[0], in[1]), in -> crossEntropyRows(in[0], in[1]));
        builder.sample(Sample.of("excluded classes", List.of(Arg.of(Values.of(1, NONE, 2, NONE, 0.5, 1), 2, 3),
                Arg.of(Values.of(0, 1), 2).as(DType.I64)), in -> Fused.crossEntropyRows(in[0], in[1]),
                in -> crossEntropyRows(in[0], in[1])).rough());
        builder.sizer(Sizer.of("classes", 12, n -> rowsSample("classes", Values.normal(1), 3, (int) n)));
        builder.sizer(Sizer.of("rows", 20, n -> rowsSample("rows", Values.normal(1), n, 5)));
        builder.error("a target that is no class", IndexOutOfBoundsException.class, "5",
                List.of(Arg.of(2, 5), Arg.of(Values.of(0, 5), 2).as(DType.I64)),
                in -> Fused.crossEntropyRows(in[0], in[1]));
        builder.error("a negative target", IndexOutOfBoundsException.class, "-1",
                List.of(Arg.of(2, 5), Arg.of(Values.of(0, -1), 2).as(DType.I64)),
                in -> Fused.crossEntropyRows(in[0], in[1]));
        builder.error("shapes", IllegalArgumentException.class,
                "crossEntropy: logits \\[2, 5\\] and targets \\[3\\]: \\[n, classes\\] and \\[n\\] expected",
                List.of(Arg.of(2, 5), Arg.indices(5, 3)), in -> Fused.crossEntropyRows(in[0], in[1]));
        builder.error("targets that are numbers", IllegalArgumentException.class,
                "crossEntropy: targets are F32, I64 or I32 expected", List.of(Arg.of(2, 5), Arg.of(2)),
                in -> Fused.crossEntropyRows(in[0], in[1]));
        return builder.without("rank 0", "it needs rows of classes").build();
    }

    private static OpInfo meanCrossEntropy() {
        OpInfo.Builder builder = OpInfo.composite("mean crossEntropy");
        for (long[] dims : new long[][] {{7}, {2, 3}, {}, {0}, {3}}) {
            long[] wide = java.util.Arrays.copyOf(dims, dims.length + 1);
            wide[dims.length] = 4;
            Values chosen = dims.length == 1 && dims[0] == 3 ? Values.of(Fused.IGNORE) : targets(4);
            builder.sample("targets", List.of(Arg.of(wide), Arg.of(chosen, dims).as(DType.I64)),
                    in -> Fused.crossEntropy(in[0], in[1]), in -> {
                        int rows = in[1].data().length;
                        Plain each = crossEntropyRows(in[0].reshape(rows, 4), in[1].reshape(rows));
                        double counted = 0;
                        double sum = 0;
                        double scale = 0;
                        for (int i = 0; i < rows; i++) {
                            counted += in[1].data()[i] == Fused.IGNORE ? 0 : 1;
                            sum += each.data()[i];
                            scale += each.scale()[i];
                        }
                        double divisor = Math.max(1, counted);
                        return Plain.of(new double[] {sum / divisor})
                                .withScale(Plain.of(new double[] {scale / divisor}));
                    });
        }
        return builder.error("shapes", IllegalArgumentException.class,
                "crossEntropy: logits \\[2, 5\\] and targets \\[2, 5\\]", List.of(Arg.of(2, 5), Arg.indices(5, 2, 5)),
                in -> Fused.crossEntropy(in[0], in[1])).build();
    }

    private static OpInfo gelu(String name, UnaryOperator<Tensor> f, java.util.function.DoubleUnaryOperator reference) {
        OpInfo.Builder builder = Recipes.unary(name, f, reference, Values.normal(1.5));
        Recipes.integersToF64(builder, f, reference, -9, 10);
        builder.sample("far below 0", List.of(Arg.of(Values.uniform(-12, -3), 30)), in -> f.apply(in[0]),
                in -> in[0].map(reference));
        return Recipes.storage(builder, f, reference, Values.normal(1.5)).build();
    }
}
