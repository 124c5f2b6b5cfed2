package lanegrad.testkit.catalogue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.BinaryFunctions;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Values;

/** Records of functions of two elements beside arithmetic, and of clamp. */
final class BinaryFunctionOps {

    private static final Values NORMAL = Values.normal(1);
    private static final Values WIDE = Values.normal(5);
    private static final Values DIVISORS = Values.magnitude(0.4, 3);
    private static final Values INTEGERS = Values.integers(-9, 10);
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private BinaryFunctionOps() {
    }

    static List<OpInfo> all() {
        List<OpInfo> infos = new ArrayList<>();
        infos.add(extreme("maximum", BinaryFunctions::maximum, Math::max));
        infos.add(extreme("minimum", BinaryFunctions::minimum, Math::min));
        infos.add(clamp());
        infos.add(quotient("floorDivide", BinaryFunctions::floorDivide, x -> BinaryFunctions.floorDivide(x, -2),
                BinaryFunctionOps::floorDivide));
        infos.add(quotient("remainder", BinaryFunctions::remainder, x -> BinaryFunctions.remainder(x, -2),
                BinaryFunctionOps::remainder));
        infos.add(quotient("fmod", BinaryFunctions::fmod, x -> BinaryFunctions.fmod(x, -2),
                (a, b) -> new Fraction(a, b).rest()));
        infos.add(plane("atan2", BinaryFunctions::atan2, StrictMath::atan2));
        infos.add(plane("hypot", BinaryFunctions::hypot, StrictMath::hypot));
        return infos;
    }

    private static OpInfo extreme(String name, BinaryOperator<Tensor> f, DoubleBinaryOperator reference) {
        OpInfo.Builder builder = Recipes.binary(name, f, reference, NORMAL, WIDE);
        Recipes.floatingPairs(builder, f, reference, NORMAL, WIDE);
        integers(builder, f, reference);
        return builder.sample(Sample.of("ties", List.of(Arg.of(Values.ties(), 4, 5), Arg.of(Values.ties(), 5)),
                in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference)).rough()).build();
    }

    private static void integers(OpInfo.Builder builder, BinaryOperator<Tensor> f, DoubleBinaryOperator reference) {
        Recipes.pairOfTypes(builder, DType.I64, DType.I64, DType.I64, f, reference, INTEGERS, INTEGERS);
        Recipes.pairOfTypes(builder, DType.I32, DType.I32, DType.I32, f, reference, INTEGERS, INTEGERS);
        Recipes.pairOfTypes(builder, DType.I32, DType.I64, DType.I64, f, reference, INTEGERS, INTEGERS);
        Recipes.pairOfTypes(builder, DType.BOOL, DType.I32, DType.I32, f, reference, Values.truth(), INTEGERS);
        Recipes.pairOfTypes(builder, DType.I8, DType.I8, DType.I32, f, reference, INTEGERS, INTEGERS);
    }

    private static double within(double x, double low, double high) {
        return x != x ? x : Math.min(Math.max(x, low), high);
    }

    private static OpInfo clamp() {
        UnaryOperator<Tensor> f = x -> BinaryFunctions.clamp(x, -0.5, 1.25);
        DoubleUnaryOperator reference = x -> within(x, -0.5, 1.25);
        Values away = Values.away(1, -0.5, 1.25);
        OpInfo.Builder builder = Recipes.unary("clamp", f, reference, away);
        Recipes.storage(builder, f, reference, away);
        Recipes.integers(builder, x -> BinaryFunctions.clamp(x, -3, 4), x -> within(x, -3, 4));
        Recipes.integers(builder, x -> BinaryFunctions.clampMin(x, 2), x -> Math.max(x, 2));
        Recipes.integers(builder, x -> BinaryFunctions.clampMax(x, 2), x -> Math.min(x, 2));
        builder.sample("from below", List.of(Arg.of(away, 9)), in -> BinaryFunctions.clampMin(in[0], -0.5),
                in -> in[0].map(x -> within(x, -0.5, INFINITY)));
        builder.sample("from above", List.of(Arg.of(away, 9)), in -> BinaryFunctions.clampMax(in[0], 1.25),
                in -> in[0].map(x -> within(x, -INFINITY, 1.25)));
        builder.sample("without bounds", List.of(Arg.of(9)), in -> BinaryFunctions.clamp(in[0], -INFINITY, INFINITY),
                in -> in[0]);
        builder.sample(Sample.of("bounds that cross", List.of(Arg.of(away, 9)),
                in -> BinaryFunctions.clamp(in[0], 1.25, -0.5), in -> in[0].map(_ -> -0.5)).rough());
        builder.sample(Sample.of("at the bounds", List.of(Arg.of(Values.of(-0.5, 1.25, 0, 2), 4)),
                in -> f.apply(in[0]), in -> in[0].map(reference)).rough());
        builder.error("a bound that is no number", IllegalArgumentException.class,
                "clamp: a bound is NaN, a number expected", List.of(Arg.of(3)),
                in -> BinaryFunctions.clamp(in[0], Double.NaN, 1));
        return builder.error("a fraction and integers", IllegalArgumentException.class,
                "clamp: 0.5 and a tensor I64 \\[3\\]: a whole number of its range expected",
                List.of(Arg.indices(5, 3)), in -> BinaryFunctions.clampMin(in[0], 0.5)).build();
    }

    private static OpInfo quotient(String name, BinaryOperator<Tensor> f, UnaryOperator<Tensor> byNumber,
            DoubleBinaryOperator reference) {
        OpInfo.Builder builder = Recipes.binary(name, f, reference, WIDE, DIVISORS);
        Recipes.floatingPairs(builder, f, reference, WIDE, DIVISORS);
        integers(builder, f, (a, b) -> b == 0 ? 0 : reference.applyAsDouble(a, b));
        builder.sample("by a number", List.of(Arg.of(WIDE, 3, 4)), in -> byNumber.apply(in[0]),
                in -> in[0].map(x -> reference.applyAsDouble(x, -2)));
        Recipes.integers(builder, byNumber, x -> reference.applyAsDouble(x, -2));
        Values whole = Values.of(-6, -3, 0, 3, 6, -7.5, 7.5);
        return builder.sample(Sample.of("whole quotients", List.of(Arg.of(whole, 7), Arg.of(Values.of(3, -3), 7)),
                in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference)).rough()).build();
    }

    private static OpInfo plane(String name, BinaryOperator<Tensor> f, DoubleBinaryOperator reference) {
        OpInfo.Builder builder = Recipes.binary(name, f, reference, NORMAL, DIVISORS);
        Recipes.floatingPairs(builder, f, reference, NORMAL, DIVISORS);
        Recipes.pairOfTypes(builder, DType.I64, DType.I64, DType.F64, f, reference, INTEGERS, INTEGERS);
        return builder.sample(Sample.of("on the axes",
                List.of(Arg.of(Values.of(0, 0, 1, -1, 0), 5), Arg.of(Values.of(0, 2, 0, 0, -3), 5)),
                in -> f.apply(in[0], in[1]), in -> Plain.zip(in[0], in[1], reference)).rough()).build();
    }

    /** A quotient of finite numbers, exactly: both are whole multiples of the same power of two. */
    private record Fraction(double a, double b) {

        boolean hasMeaning() {
            return Double.isFinite(a) && !Double.isNaN(b) && b != 0;
        }

        /** Of the last bit of a number. */
        private static int exponent(double x) {
            return Math.max(Math.getExponent(x), Double.MIN_EXPONENT) - (Double.PRECISION - 1);
        }

        private int exponent() {
            return Math.min(exponent(a), exponent(b));
        }

        private BigInteger multiple(double x) {
            return BigInteger.valueOf((long) Math.scalb(x, -exponent(x))).shiftLeft(exponent(x) - exponent());
        }

        double floor() {
            BigInteger[] parts = multiple(a).divideAndRemainder(multiple(b));
            boolean below = parts[1].signum() != 0 && a < 0 != b < 0;
            return (below ? parts[0].subtract(BigInteger.ONE) : parts[0]).doubleValue();
        }

        double rest() {
            if (!hasMeaning() || Double.isInfinite(b)) {
                return hasMeaning() ? a : Double.NaN;
            }
            double rest = multiple(a).remainder(multiple(b)).doubleValue();
            return Math.copySign(Math.scalb(rest, exponent()), a);
        }
    }

    private static double floorDivide(double a, double b) {
        Fraction fraction = new Fraction(a, b);
        if (!fraction.hasMeaning()) {
            return b == 0 ? a / b : Double.NaN;
        }
        double floor = !Double.isInfinite(b) ? fraction.floor()
                : a != 0 && a < 0 != b < 0 ? -1 : 0;
        return floor == 0 ? Math.copySign(0, a / b) : floor;
    }

    private static double remainder(double a, double b) {
        double rest = new Fraction(a, b).rest();
        return rest == 0 ? Math.copySign(0, b) : rest < 0 != b < 0 ? rest + b : rest;
    }
}
