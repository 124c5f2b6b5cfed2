package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Values;

/** Records of arithmetic and elementary functions. */
final class ElementwiseOps {

    private static final Values NORMAL = Values.normal(1);
    private static final Values POSITIVE = Values.uniform(0.2, 3);
    private static final Values DIVISORS = Values.magnitude(0.4, 3);
    private static final Values INTEGERS = Values.integers(-9, 10);

    private ElementwiseOps() {
    }

    static List<OpInfo> all() {
        List<OpInfo> infos = new ArrayList<>();
        infos.add(arithmetic("add", Elementwise::add, Double::sum));
        infos.add(arithmetic("sub", Elementwise::sub, (a, b) -> a - b));
        infos.add(arithmetic("mul", Elementwise::mul, (a, b) -> a * b));
        infos.add(div());
        infos.add(pow());
        infos.addAll(scalars());
        infos.addAll(functions());
        infos.addAll(backwards());
        infos.add(gradientReversal());
        return infos;
    }

    private static OpInfo arithmetic(String name, BinaryOperator<Tensor> f, DoubleBinaryOperator reference) {
        OpInfo.Builder builder = Recipes.binary(name, f, reference, NORMAL, NORMAL);
        Recipes.floatingPairs(builder, f, reference, NORMAL, NORMAL);
        Recipes.pairOfTypes(builder, DType.I64, DType.I64, DType.I64, f, reference, INTEGERS, INTEGERS);
        Recipes.pairOfTypes(builder, DType.I32, DType.I32, DType.I32, f, reference, INTEGERS, INTEGERS);
        Recipes.pairOfTypes(builder, DType.I32, DType.I64, DType.I64, f, reference, INTEGERS, INTEGERS);
        Recipes.pairOfTypes(builder, DType.BOOL, DType.I32, DType.I32, f, reference, Values.truth(), INTEGERS);
        Recipes.pairOfTypes(builder, DType.I8, DType.I8, DType.I32, f, reference, INTEGERS, INTEGERS);
        return builder.sample("a tensor and itself", List.of(Arg.of(3, 2)), in -> f.apply(in[0], in[0]),
                in -> Plain.zip(in[0], in[0], reference)).build();
    }

    private static OpInfo div() {
        BinaryOperator<Tensor> f = Elementwise::div;
        DoubleBinaryOperator reference = (a, b) -> a / b;
        OpInfo.Builder builder = Recipes.binary("div", f, reference, NORMAL, DIVISORS);
        Recipes.floatingPairs(builder, f, reference, NORMAL, DIVISORS);
        Recipes.pairOfTypes(builder, DType.I64, DType.I64, DType.F64, f, reference, INTEGERS, INTEGERS);
        Recipes.pairOfTypes(builder, DType.I32, DType.BOOL, DType.F64, f, reference, INTEGERS, Values.truth());
        return builder.build();
    }

    private static OpInfo pow() {
        BinaryOperator<Tensor> f = Elementwise::pow;
        DoubleBinaryOperator reference = SpecialFunctions::pow;
        OpInfo.Builder builder = Recipes.binary("pow", f, reference, POSITIVE, NORMAL);
        Recipes.floatingPairs(builder, f, reference, POSITIVE, NORMAL);
        Recipes.pairOfTypes(builder, DType.I64, DType.I64, DType.F64, f, reference, INTEGERS, Values.integers(-3, 4));
        builder.sample(Sample.of("a base of 0", List.of(Arg.of(Values.of(0), 4), Arg.of(Values.of(0, 1, 2, 3), 4)),
                in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference)).rough());
        return builder.build();
    }

    private static List<OpInfo> scalars() {
        List<OpInfo> infos = new ArrayList<>();
        OpInfo.Builder add = Recipes.unary("addScalar", x -> Elementwise.add(x, 0.75), x -> x + 0.75, NORMAL);
        Recipes.storage(add, x -> Elementwise.add(x, 0.75), x -> x + 0.75, NORMAL);
        Recipes.integers(add, x -> Elementwise.add(x, -4), x -> x - 4);
        infos.add(fractionsRefused(add, "add", x -> Elementwise.add(x, 0.75)));

        OpInfo.Builder mul = Recipes.unary("mulScalar", x -> Elementwise.mul(x, -1.5), x -> x * -1.5, NORMAL);
        Recipes.storage(mul, x -> Elementwise.mul(x, -1.5), x -> x * -1.5, NORMAL);
        Recipes.integers(mul, x -> Elementwise.mul(x, -4), x -> x * -4);
        mul.sample("by 0", List.of(Arg.of(4)), in -> Elementwise.mul(in[0], 0), in -> in[0].map(x -> x * 0));
        infos.add(fractionsRefused(mul, "mul", x -> Elementwise.mul(x, 0.1)));

        OpInfo.Builder div = Recipes.unary("divScalar", x -> Elementwise.div(x, 2.5), x -> x / 2.5, NORMAL);
        Recipes.integersToF64(div, x -> Elementwise.div(x, 2.5), x -> x / 2.5, -9, 10);
        infos.add(Recipes.storage(div, x -> Elementwise.div(x, 2.5), x -> x / 2.5, NORMAL).build());

        OpInfo.Builder sub = Recipes.unary("scalarSub", x -> Elementwise.sub(0.75, x), x -> 0.75 - x, NORMAL);
        Recipes.integers(sub, x -> Elementwise.sub(3, x), x -> 3 - x);
        infos.add(fractionsRefused(sub, "sub", x -> Elementwise.sub(0.75, x)));

        OpInfo.Builder over = Recipes.unary("scalarDiv", x -> Elementwise.div(0.75, x), x -> 0.75 / x, DIVISORS);
        Recipes.integersToF64(over, x -> Elementwise.div(0.75, x), x -> 0.75 / x, 1, 10);
        infos.add(over.build());

        OpInfo.Builder pow = Recipes.unary("powScalar", x -> Elementwise.pow(x, 2.5),
                x -> SpecialFunctions.pow(x, 2.5), POSITIVE);
        Recipes.integersToF64(pow, x -> Elementwise.pow(x, 3), x -> SpecialFunctions.pow(x, 3), -9, 10);
        for (double exponent : new double[] {-2, -1, -0.5, 0, 0.5, 1, 2, 3}) {
            Values values = exponent == (long) exponent ? DIVISORS : POSITIVE;
            pow.sample("to the " + exponent, List.of(Arg.of(values, 6)), in -> Elementwise.pow(in[0], exponent),
                    in -> in[0].map(x -> SpecialFunctions.pow(x, exponent)));
        }
        pow.sample(Sample.of("0 to the 1, 2 and 3", List.of(Arg.of(Values.of(0), 1)),
                in -> Elementwise.pow(in[0], 1).plus(Elementwise.pow(in[0], 2)).plus(Elementwise.pow(in[0], 3)),
                in -> in[0].map(_ -> 0)));
        infos.add(pow.build());
        return infos;
    }

    private static OpInfo fractionsRefused(OpInfo.Builder builder, String name, UnaryOperator<Tensor> f) {
        return builder.error("a fraction and integers", IllegalArgumentException.class,
                name + ": .* and a tensor I64 \\[3\\]: a whole number of its range expected",
                List.of(Arg.indices(5, 3)), in -> f.apply(in[0])).build();
    }

    private static List<OpInfo> functions() {
        List<OpInfo> infos = new ArrayList<>();
        for (boolean square : new boolean[] {false, true}) {
            UnaryOperator<Tensor> f = square ? Elementwise::square : Elementwise::neg;
            DoubleUnaryOperator reference = square ? x -> x * x : x -> -x;
            OpInfo.Builder builder = Recipes.unary(square ? "square" : "neg", f, reference, NORMAL);
            Recipes.integers(builder, f, reference);
            infos.add(Recipes.storage(builder, f, reference, NORMAL).build());
        }
        infos.add(function("exp", Elementwise::exp, StrictMath::exp, NORMAL, 0));
        infos.add(function("log", Elementwise::log, StrictMath::log, POSITIVE, 1));
        infos.add(function("sqrt", Elementwise::sqrt, StrictMath::sqrt, POSITIVE, 0));
        infos.add(function("rsqrt", Elementwise::rsqrt, x -> 1 / StrictMath.sqrt(x), POSITIVE, 1));
        infos.add(function("tanh", Elementwise::tanh, StrictMath::tanh, NORMAL, -9));
        infos.add(function("sigmoid", Elementwise::sigmoid, SpecialFunctions::sigmoid, NORMAL, -9));
        infos.add(function("erf", Elementwise::erf, SpecialFunctions::erf, NORMAL, -9));
        DoubleUnaryOperator relu = x -> Double.isNaN(x) || x > 0 ? x : 0;
        Values away = Values.away(1, 0);
        OpInfo.Builder builder = Recipes.unary("relu", Elementwise::relu, relu, away);
        Recipes.integers(builder, Elementwise::relu, relu);
        Recipes.storage(builder, Elementwise::relu, relu, away);
        builder.sample(Sample.of("at 0", List.of(Arg.of(Values.of(0, 1, -1, -0.0), 4)), in -> Elementwise.relu(in[0]),
                in -> in[0].map(relu)).rough());
        infos.add(builder.build());
        return infos;
    }

    private static OpInfo function(String name, UnaryOperator<Tensor> f, DoubleUnaryOperator reference, Values values,
            int low) {
        OpInfo.Builder builder = Recipes.unary(name, f, reference, values);
        Recipes.integersToF64(builder, f, reference, low, 10);
        Recipes.storage(builder, f, reference, values);
        boolean positive = low >= 0 && !name.equals("exp");
        return builder.sample("a wider range", List.of(Arg.of(positive ? Values.uniform(0.02, 300) : Values.normal(4),
                40)), in -> f.apply(in[0]), in -> in[0].map(reference)).build();
    }

    /** The ops that rules are made of: they take an output or input, and a gradient. */
    private static List<OpInfo> backwards() {
        List<OpInfo> infos = new ArrayList<>();
        infos.add(backward("tanhBackward", (y, g) -> g * (1 - y * y), (y, g) -> Math.abs(g) * (1 + y * y),
                Values.uniform(-1, 1)));
        infos.add(backward("sigmoidBackward", (y, g) -> g * y * (1 - y), (y, g) -> Math.abs(g) * Math.abs(y),
                Values.uniform(0, 1)));
        infos.add(backward("reluBackward", (y, g) -> y > 0 ? g : 0, (_, _) -> 0, Values.away(1, 0)));
        return infos;
    }

    private static OpInfo backward(String name, DoubleBinaryOperator reference, DoubleBinaryOperator scale,
            Values outputs) {
        OpInfo.Builder builder = OpInfo.of(name).thresholds(kernels -> kernels.map().thresholds());
        Op op = Recipes.op(name);
        BinaryOperator<Tensor> f = (y, g) -> op.apply(null, y, g);
        for (long[] dims : new long[][] {{3, 5}, {17}, {}, {0, 3}, {2, 1, 3, 2}}) {
            builder.sample("shape", List.of(Arg.of(outputs, dims), Arg.of(NORMAL, dims)),
                    in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference)
                            .withScale(Plain.zip(in[0], in[1], scale)));
        }
        return builder.error("a tensor of a closed scope", IllegalStateException.class, "cannot be used",
                List.of(Arg.of(outputs, 3), Arg.of(3)), in -> f.apply(in[0], Recipes.closed(in[1]))).build();
    }

    private static OpInfo gradientReversal() {
        OpInfo.Builder builder = OpInfo.of("gradientReversal");
        builder.sample(reversed("shape", 0.5, 2, 3)).sample(reversed("one number", 2))
                .sample(reversed("nothing", 2, 0, 2));
        builder.orders(2, "its gradient is not that of its value, which is what it is for");
        return Recipes.refusesClosed(builder, x -> Elementwise.gradientReversal(x, 1)).build();
    }

    private static Sample reversed(String label, double scale, long... dims) {
        return Sample.of(label, List.of(Arg.of(dims)), in -> Elementwise.gradientReversal(in[0], scale), in -> in[0])
                .pulling((_, u) -> new Plain[] {u.map(g -> -scale * g)});
    }
}
