package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Comparisons;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of comparisons and logic. */
final class ComparisonOps {

    private static final String WHY = "its output is a truth value";

    private ComparisonOps() {
    }

    static List<OpInfo> all() {
        List<OpInfo> infos = new ArrayList<>();
        infos.add(comparison("eq", Comparisons::eq, Comparisons::eq, (a, b) -> a == b ? 1 : 0));
        infos.add(comparison("ne", Comparisons::ne, Comparisons::ne, (a, b) -> a != b ? 1 : 0));
        infos.add(comparison("lt", Comparisons::lt, Comparisons::lt, (a, b) -> a < b ? 1 : 0));
        infos.add(comparison("le", Comparisons::le, Comparisons::le, (a, b) -> a <= b ? 1 : 0));
        infos.add(comparison("gt", Comparisons::gt, Comparisons::gt, (a, b) -> a > b ? 1 : 0));
        infos.add(comparison("ge", Comparisons::ge, Comparisons::ge, (a, b) -> a >= b ? 1 : 0));
        infos.add(logic("and", Comparisons::and, (a, b) -> a != 0 && b != 0 ? 1 : 0));
        infos.add(logic("or", Comparisons::or, (a, b) -> a != 0 || b != 0 ? 1 : 0));
        infos.add(not());
        return infos;
    }

    private static Sample giveTruth(Sample sample) {
        return sample.giving(DType.BOOL);
    }

    private static OpInfo comparison(String name, BinaryOperator<Tensor> f, BiFunction<Tensor, Double, Tensor> number,
            DoubleBinaryOperator reference) {
        OpInfo.Builder builder = OpInfo.of(name).elementwise().thresholds(kernels -> kernels.map().thresholds())
                .orders(0, WHY);
        Values ties = Values.ties();
        for (long[][] pair : new long[][][] {{{3, 4}, {3, 4}}, {{3, 1}, {1, 4}}, {{4}, {2, 3, 4}}, {{}, {3}}, {{3}, {}},
            {{}, {}}, {{0, 3}, {1, 3}}}) {
            builder.sample(giveTruth(Sample.of("shapes", List.of(Arg.of(ties, pair[0]), Arg.of(ties, pair[1])),
                    in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference))));
        }
        for (DType[] pair : new DType[][] {{DType.I64, DType.I64}, {DType.I32, DType.I64}, {DType.I32, DType.F32},
            {DType.F32, DType.F64}, {DType.BOOL, DType.I32}, {DType.BF16, DType.BF16}, {DType.I8, DType.I8},
            {DType.BOOL, DType.BOOL}}) {
            Values a = pair[0] == DType.BOOL ? Values.truth() : ties;
            Values b = pair[1] == DType.BOOL ? Values.truth() : ties;
            Recipes.pairOfTypes(builder, pair[0], pair[1], DType.BOOL, f, reference, a, b);
        }
        for (double value : new double[] {0, 0.5, -1, Double.NaN, Double.NEGATIVE_INFINITY}) {
            for (DType dtype : new DType[] {null, DType.I64, DType.I32}) {
                builder.sample(giveTruth(Sample.of("with " + value, List.of(Arg.of(ties, 3, 4).as(dtype)),
                        in -> number.apply(in[0], value), in -> in[0].map(x -> reference.applyAsDouble(x, value)))));
            }
        }
        int n = Recipes.SPECIAL.length;
        Values special = Values.of(Recipes.SPECIAL);
        builder.sample(giveTruth(Sample.of("special values", List.of(Arg.of(special, n, 1), Arg.of(special, n)),
                in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference))));
        builder.sizer(Sizer.of("elements", 3, count -> giveTruth(Sample.of("elements",
                List.of(Arg.of(ties, count), Arg.of(ties, count)), in -> f.apply(in[0], in[1]),
                in -> Plain.zip(in[0], in[1], reference)))));
        return builder.error("shapes that do not broadcast", IllegalArgumentException.class,
                name + ": \\[2, 3\\] and \\[4\\] do not broadcast", List.of(Arg.of(2, 3), Arg.of(4)),
                in -> f.apply(in[0], in[1])).build();
    }

    private static OpInfo logic(String name, BinaryOperator<Tensor> f, DoubleBinaryOperator reference) {
        OpInfo.Builder builder = OpInfo.of(name).thresholds(kernels -> kernels.map().thresholds()).orders(0, WHY);
        for (long[][] pair : new long[][][] {{{3, 4}, {3, 4}}, {{3, 1}, {1, 4}}, {{}, {3}}, {{}, {}}, {{0, 3}, {1, 3}},
            {{70}, {70}}}) {
            builder.sample(giveTruth(Sample.of("shapes", List.of(Arg.mask(pair[0]), Arg.mask(pair[1])),
                    in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference))));
        }
        builder.sizer(Sizer.of("elements", 3, count -> giveTruth(Sample.of("elements",
                List.of(Arg.mask(count), Arg.mask(count)), in -> f.apply(in[0], in[1]),
                in -> Plain.zip(in[0], in[1], reference)))));
        builder.error("numbers", IllegalArgumentException.class, "is not defined for F32",
                List.of(Arg.of(3), Arg.of(3)),
                in -> f.apply(in[0], in[1]));
        return builder.error("shapes that do not broadcast", IllegalArgumentException.class, "do not broadcast",
                List.of(Arg.mask(2, 3), Arg.mask(4)), in -> f.apply(in[0], in[1])).build();
    }

    private static OpInfo not() {
        OpInfo.Builder builder = OpInfo.of("not").thresholds(kernels -> kernels.map().thresholds()).orders(0, WHY);
        for (long[] dims : new long[][] {{3, 4}, {}, {0}, {70}, {2, 1, 2, 1, 3}}) {
            builder.sample(giveTruth(Sample.of("shape", List.of(Arg.mask(dims)), in -> Comparisons.not(in[0]),
                    in -> in[0].map(x -> x == 0 ? 1 : 0))));
        }
        return builder.error("numbers", IllegalArgumentException.class, "is not defined for F32", List.of(Arg.of(3)),
                in -> Comparisons.not(in[0])).build();
    }
}
