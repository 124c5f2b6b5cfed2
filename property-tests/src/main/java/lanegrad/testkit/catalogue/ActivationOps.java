package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Activations;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Values;

/** Records of nonlinear functions between layers. */
final class ActivationOps {

    private static final Values NORMAL = Values.normal(1.5);
    private static final Values AWAY = Values.away(1.5, 0);

    private ActivationOps() {
    }

    static List<OpInfo> all() {
        List<OpInfo> infos = new ArrayList<>();
        infos.add(function("softplus", Activations::softplus, SpecialFunctions::softplus, NORMAL).build());
        infos.add(function("logSigmoid", Activations::logSigmoid, x -> -SpecialFunctions.softplus(-x), NORMAL)
                .build());
        infos.add(function("silu", Activations::silu, ActivationOps::silu, NORMAL).build());
        infos.add(function("mish", Activations::mish, ActivationOps::mish, NORMAL).build());
        infos.add(function("softsign", Activations::softsign,
                x -> Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x)), AWAY).build());
        infos.add(hardSwish());
        infos.add(leakyRelu());
        infos.add(elu());
        infos.add(celu());
        infos.add(selu());
        return infos;
    }

    private static double silu(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x * SpecialFunctions.sigmoid(x);
    }

    private static double mish(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x * StrictMath.tanh(SpecialFunctions.softplus(x));
    }

    private static OpInfo.Builder function(String name, UnaryOperator<Tensor> f, DoubleUnaryOperator reference,
            Values values) {
        OpInfo.Builder builder = Recipes.unary(name, f, reference, values);
        Recipes.integersToF64(builder, f, reference, -9, 10);
        Recipes.storage(builder, f, reference, values);
        return builder.sample("far from 0", List.of(Arg.of(Values.magnitude(5, 30), 12)), in -> f.apply(in[0]),
                in -> in[0].map(reference));
    }

    /** At a kink, where the slope is that of one side. */
    private static OpInfo.Builder kinks(OpInfo.Builder builder, UnaryOperator<Tensor> f, DoubleUnaryOperator reference,
            double... at) {
        return builder.sample(Sample.of("at the kinks", List.of(Arg.of(Values.of(at), at.length)),
                in -> f.apply(in[0]), in -> in[0].map(reference)).rough());
    }

    private static OpInfo hardSwish() {
        DoubleUnaryOperator reference = x -> x <= -3 ? -0.0 : x >= 3 || x != x ? x : x * (x + 3) / 6;
        return kinks(function("hardSwish", Activations::hardSwish, reference, Values.away(2, -3, 3)),
                Activations::hardSwish, reference, -3, 3, 0, -0.0).build();
    }

    private static OpInfo leakyRelu() {
        UnaryOperator<Tensor> f = x -> Activations.leakyRelu(x, 0.01);
        DoubleUnaryOperator reference = x -> x > 0 ? x : 0.01f * x;
        // The slope is a float where the elements are, so that one is taken which both types have.
        UnaryOperator<Tensor> half = x -> Activations.leakyRelu(x, 0.125);
        DoubleUnaryOperator halfReference = x -> x > 0 ? x : 0.125 * x;
        OpInfo.Builder builder = function("leakyRelu", half, halfReference, AWAY);
        builder.sample("a slope that is rounded", List.of(Arg.of(AWAY, 9).as(lanegrad.array.DType.F32)),
                in -> f.apply(in[0]), in -> in[0].map(reference));
        builder.sample("a slope below 0", List.of(Arg.of(AWAY, 9)), in -> Activations.leakyRelu(in[0], -0.5),
                in -> in[0].map(x -> x > 0 ? x : -0.5 * x));
        return kinks(builder, half, halfReference, 0, -0.0, 1, -1).build();
    }

    private static OpInfo elu() {
        DoubleUnaryOperator reference = x -> x > 0 ? x : 1.5 * StrictMath.expm1(x);
        UnaryOperator<Tensor> f = x -> Activations.elu(x, 1.5);
        return kinks(function("elu", f, reference, AWAY), f, reference, 0, -0.0).build();
    }

    private static OpInfo celu() {
        DoubleUnaryOperator reference = x -> x > 0 ? x : 1.5 * StrictMath.expm1(x / 1.5);
        UnaryOperator<Tensor> f = x -> Activations.celu(x, 1.5);
        return kinks(function("celu", f, reference, AWAY), f, reference, 0, -0.0)
                .error("an alpha of 0", IllegalArgumentException.class, "celu: alpha is 0, another number expected",
                        List.of(Arg.of(3)), in -> Activations.celu(in[0], 0))
                .build();
    }

    private static OpInfo selu() {
        double alpha = 1.6732632423543772;
        double scale = 1.0507009873554805;
        DoubleUnaryOperator reference = x -> scale * (x > 0 ? x : alpha * StrictMath.expm1(x));
        OpInfo.Builder builder = OpInfo.composite("selu");
        for (long[] dims : new long[][] {{3, 5}, {}, {0, 2}, {17}}) {
            builder.sample("shape", List.of(Arg.of(AWAY, dims)), in -> Activations.selu(in[0]),
                    in -> in[0].map(reference));
        }
        return Recipes.refusesClosed(builder, Activations::selu).build();
    }
}
