package lanegrad.testkit.catalogue;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Ops;
import lanegrad.memory.Scope;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** What records of like ops have in common. */
final class Recipes {

    /** Zeros of both signs, ones, numbers that are tiny, subnormal, large, infinite or none. */
    static final double[] SPECIAL = {0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 1e-30, -1e-30, 1e-42, -1e-42, 1e30, -1e30,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 3, 88, -88, 104, -104, 10, -10, 20, -20};

    private Recipes() {
    }

    static Op op(String name) {
        return Ops.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    /** The same tensor, but its scope is closed: every op must refuse it. */
    static Tensor closed(Tensor x) {
        Tensor gone;
        try (Scope _ = Scope.open("closed")) {
            gone = Tensor.of(x.array().alias());
        }
        return gone;
    }

    static OpInfo.Builder refusesClosed(OpInfo.Builder builder, UnaryOperator<Tensor> f) {
        return builder.error("a tensor of a closed scope", IllegalStateException.class,
                "F32 \\[2, 3\\].* cannot be used: its scope 'closed' is closed", List.of(Arg.of(Values.of(0.5), 2, 3)),
                in -> f.apply(closed(in[0])));
    }

    /** An elementary function: what every one of them must do. */
    static OpInfo.Builder unary(String name, UnaryOperator<Tensor> f, DoubleUnaryOperator reference, Values smooth) {
        OpInfo.Builder builder = OpInfo.of(name).elementwise().thresholds(kernels -> kernels.map().thresholds());
        for (long[] dims : new long[][] {{3, 5}, {17}, {}, {0, 3}, {2, 1, 3, 2, 1}, {1}}) {
            builder.sample("shape", List.of(Arg.of(smooth, dims)), in -> f.apply(in[0]), in -> in[0].map(reference));
        }
        builder.sample(Sample.of("special values", List.of(Arg.of(Values.of(SPECIAL), SPECIAL.length)),
                in -> f.apply(in[0]), in -> in[0].map(reference)).valuesOnly());
        builder.sizer(Sizer.of("elements", 1, n -> Sample.of("elements", List.of(Arg.of(smooth, n)),
                in -> f.apply(in[0]), in -> in[0].map(reference))));
        return refusesClosed(builder, f);
    }

    /** Adds the storage types, which are widened to F32. */
    static OpInfo.Builder storage(OpInfo.Builder builder, UnaryOperator<Tensor> f, DoubleUnaryOperator reference,
            Values values) {
        for (DType dtype : List.of(DType.BF16, DType.F16)) {
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(values, 7).as(dtype)), in -> f.apply(in[0]),
                    in -> in[0].map(reference)).giving(DType.F32));
        }
        return builder;
    }

    /** Adds integers and truth values, which become F64. */
    static OpInfo.Builder integersToF64(OpInfo.Builder builder, UnaryOperator<Tensor> f, DoubleUnaryOperator reference,
            int low, int high) {
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(Values.integers(low, high), 3, 4).as(dtype)),
                    in -> f.apply(in[0]), in -> in[0].map(reference)).giving(DType.F64));
        }
        return builder.sample(Sample.of("truth values", List.of(Arg.of(Values.of(1, low <= 0 ? 0 : 1), 5)
                .as(DType.BOOL)), in -> f.apply(in[0]), in -> in[0].map(reference)).giving(DType.F64));
    }

    /** Adds integers, which stay what they are. */
    static OpInfo.Builder integers(OpInfo.Builder builder, UnaryOperator<Tensor> f, DoubleUnaryOperator reference) {
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(Values.integers(-9, 10), 3, 4).as(dtype)),
                    in -> f.apply(in[0]), in -> in[0].map(reference)).giving(dtype));
        }
        return builder;
    }

    private static final long[][][] PAIRS = {{{3, 4}, {3, 4}}, {{3, 1}, {1, 4}}, {{4}, {2, 3, 4}}, {{2, 3, 4}, {3, 1}},
        {{}, {3}}, {{3}, {}}, {{}, {}}, {{0, 3}, {1, 3}}, {{2, 0}, {1}}, {{1, 1}, {5}}, {{2, 1, 2}, {3, 1}}};

    /** A function of two tensors that broadcasts. */
    static OpInfo.Builder binary(String name, BinaryOperator<Tensor> f, DoubleBinaryOperator reference, Values first,
            Values second) {
        OpInfo.Builder builder = OpInfo.of(name).broadcasts().elementwise()
                .thresholds(kernels -> kernels.map().thresholds());
        for (long[][] pair : PAIRS) {
            builder.sample("shapes", List.of(Arg.of(first, pair[0]), Arg.of(second, pair[1])),
                    in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference));
        }
        for (Sizer sizer : pairSizers(f, reference, first, second)) {
            builder.sizer(sizer);
        }
        int n = SPECIAL.length;
        builder.sample(Sample.of("special values",
                List.of(Arg.of(Values.of(SPECIAL), n, 1), Arg.of(Values.of(SPECIAL), n)),
                in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference)).valuesOnly());
        builder.error("shapes that do not broadcast", IllegalArgumentException.class,
                name + ": \\[2, 3\\] and \\[4\\] do not broadcast: sizes 3 and 4 at axis -1 differ",
                List.of(Arg.of(first, 2, 3), Arg.of(second, 4)), in -> f.apply(in[0], in[1]));
        return builder.error("a tensor of a closed scope", IllegalStateException.class, "F32 \\[3\\].* cannot be used",
                List.of(Arg.of(first, 3), Arg.of(second, 3)), in -> f.apply(in[0], closed(in[1])));
    }

    private static List<Sizer> pairSizers(BinaryOperator<Tensor> f, DoubleBinaryOperator reference, Values first,
            Values second) {
        return List.of(pairSizer("elements", 1, n -> new long[][] {{n}, {n}}, f, reference, first, second),
                pairSizer("elements beside one number", 1, n -> new long[][] {{n}, {}}, f, reference, first, second),
                pairSizer("columns beside a row", 3, n -> new long[][] {{3, n}, {n}}, f, reference, first, second),
                pairSizer("rows beside a column", 3, n -> new long[][] {{n, 1}, {n, 3}}, f, reference, first, second));
    }

    private static Sizer pairSizer(String axis, double steps, java.util.function.LongFunction<long[][]> shapes,
            BinaryOperator<Tensor> f, DoubleBinaryOperator reference, Values first, Values second) {
        return Sizer.of(axis, steps * 3, n -> {
            long[][] pair = shapes.apply(n);
            return Sample.of(axis, List.of(Arg.of(first, pair[0]), Arg.of(second, pair[1])),
                    in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference));
        });
    }

    /** Adds pairs of different types. */
    static OpInfo.Builder pairOfTypes(OpInfo.Builder builder, DType a, DType b, DType result, BinaryOperator<Tensor> f,
            DoubleBinaryOperator reference, Values first, Values second) {
        return builder.sample(Sample.of(a + " and " + b, List.of(Arg.of(first, 2, 3).as(a), Arg.of(second, 3).as(b)),
                in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference)).giving(result));
    }

    /** Adds the pairs of types that are the same for all arithmetic on numbers. */
    static OpInfo.Builder floatingPairs(OpInfo.Builder builder, BinaryOperator<Tensor> f,
            DoubleBinaryOperator reference, Values first, Values second) {
        pairOfTypes(builder, DType.F32, DType.F64, DType.F64, f, reference, first, second);
        pairOfTypes(builder, DType.F64, DType.F32, DType.F64, f, reference, first, second);
        pairOfTypes(builder, DType.F32, DType.BF16, DType.F32, f, reference, first, second);
        pairOfTypes(builder, DType.F16, DType.F16, DType.F32, f, reference, first, second);
        pairOfTypes(builder, DType.I32, DType.F32, DType.F64, f, reference, Values.integers(1, 9), second);
        return pairOfTypes(builder, DType.F32, DType.BOOL, DType.F32, f, reference, first, Values.of(1));
    }
}
