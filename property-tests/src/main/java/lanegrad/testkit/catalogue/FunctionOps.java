package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Functions;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Values;

/** Records of elementary functions of one tensor. */
final class FunctionOps {

    private static final Values NORMAL = Values.normal(1);
    private static final Values POSITIVE = Values.uniform(0.2, 3);
    private static final Values WIDE_POSITIVE = Values.uniform(0.02, 300);
    private static final Values INSIDE = Values.uniform(-0.9, 0.9);

    private FunctionOps() {
    }

    static List<OpInfo> all() {
        List<OpInfo> infos = new ArrayList<>();
        infos.add(abs());
        infos.add(steps("sign", Functions::sign, Math::signum, 0));
        infos.add(steps("floor", Functions::floor, Math::floor, 0));
        infos.add(steps("ceil", Functions::ceil, Math::ceil, 0));
        infos.add(steps("round", Functions::round, Math::rint, 0.5));
        infos.add(steps("trunc", Functions::trunc, x -> Math.copySign(Math.floor(Math.abs(x)), x), 0));
        infos.add(function("cbrt", Functions::cbrt, StrictMath::cbrt, Values.away(1, 0), Values.away(300, 0)));
        infos.add(function("expm1", Functions::expm1, StrictMath::expm1, NORMAL, Values.normal(4)));
        infos.add(function("exp2", Functions::exp2, x -> StrictMath.pow(2, x), NORMAL, Values.normal(5)));
        infos.add(function("log1p", Functions::log1p, StrictMath::log1p, Values.uniform(-0.8, 3), WIDE_POSITIVE));
        infos.add(function("log2", Functions::log2, x -> StrictMath.log(x) / StrictMath.log(2), POSITIVE,
                WIDE_POSITIVE));
        infos.add(function("log10", Functions::log10, StrictMath::log10, POSITIVE, WIDE_POSITIVE));
        infos.add(function("sin", Functions::sin, StrictMath::sin, NORMAL, Values.normal(300)));
        infos.add(function("cos", Functions::cos, StrictMath::cos, NORMAL, Values.normal(300)));
        infos.add(function("tan", Functions::tan, StrictMath::tan, Values.uniform(-1.2, 1.2), Values.uniform(2, 4)));
        infos.add(function("asin", Functions::asin, StrictMath::asin, INSIDE, INSIDE));
        infos.add(function("acos", Functions::acos, StrictMath::acos, INSIDE, INSIDE));
        infos.add(function("atan", Functions::atan, StrictMath::atan, NORMAL, Values.normal(10)));
        infos.add(function("sinh", Functions::sinh, StrictMath::sinh, NORMAL, Values.normal(3)));
        infos.add(function("cosh", Functions::cosh, StrictMath::cosh, NORMAL, Values.normal(3)));
        infos.add(function("asinh", Functions::asinh, SpecialFunctions::asinh, NORMAL, Values.normal(10)));
        infos.add(function("acosh", Functions::acosh, SpecialFunctions::acosh, Values.uniform(1.3, 4),
                Values.uniform(1.3, 300)));
        infos.add(function("atanh", Functions::atanh, SpecialFunctions::atanh, INSIDE, INSIDE));
        infos.add(function("erfc", Functions::erfc, SpecialFunctions::erfc, NORMAL, Values.normal(2)));
        return infos;
    }

    private static OpInfo abs() {
        DoubleUnaryOperator reference = x -> x > 0 ? x : 0 - x;
        Values away = Values.away(1, 0);
        OpInfo.Builder builder = Recipes.unary("abs", Functions::abs, reference, away);
        Recipes.integers(builder, Functions::abs, reference);
        Recipes.storage(builder, Functions::abs, reference, away);
        return builder.sample(Sample.of("at 0", List.of(Arg.of(Values.of(0, 1, -1, -0.0), 4)),
                in -> Functions.abs(in[0]), in -> in[0].map(reference)).rough()).build();
    }

    /** Functions of level pieces, which end at whole numbers and something. */
    private static OpInfo steps(String name, UnaryOperator<Tensor> f, DoubleUnaryOperator reference, double end) {
        double[] kinks = new double[11];
        for (int i = 0; i < kinks.length; i++) {
            kinks[i] = i - 5 + end;
        }
        Values away = Values.away(1.5, kinks);
        OpInfo.Builder builder = Recipes.unary(name, f, reference, away);
        Recipes.integers(builder, f, reference);
        Recipes.storage(builder, f, reference, away);
        Values ends = Values.of(-2.5, -2, -1.5, -1, -0.5, -0.3, -0.0, 0, 0.3, 0.5, 1, 1.5, 2, 2.5, 8388607.5, 1e10,
                -1e10);
        return builder.sample(Sample.of("at the ends", List.of(Arg.of(ends, 17)), in -> f.apply(in[0]),
                in -> in[0].map(reference)).rough()).build();
    }

    private static OpInfo function(String name, UnaryOperator<Tensor> f, DoubleUnaryOperator reference, Values values,
            Values wide) {
        OpInfo.Builder builder = Recipes.unary(name, f, reference, values);
        Recipes.integersToF64(builder, f, reference, -3, 4);
        Recipes.storage(builder, f, reference, values);
        return builder.sample("a wider range", List.of(Arg.of(wide, 40)), in -> f.apply(in[0]),
                in -> in[0].map(reference)).build();
    }
}
