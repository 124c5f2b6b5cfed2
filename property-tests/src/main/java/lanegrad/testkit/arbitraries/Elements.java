package lanegrad.testkit.arbitraries;

import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.testkit.Values;

/**
 * Which numbers the elements of an input are: where they are drawn from, and which are allowed, so that shrinking keeps
 * to them.
 *
 * @param source what is drawn
 * @param allowed whether simpler elements are still of this kind
 */
public record Elements(Values source, Predicate<double[]> allowed) {

    /** For numbers that a person reads at once. */
    private static final double CENT = 100;

    /**
     * Numbers with two decimals around 0, of which the greatest is about 3 in magnitude: what gradients are checked at.
     *
     * @return the kind
     */
    public static Elements ordinary() {
        return between(-3, 3);
    }

    /**
     * Numbers with two decimals in a range.
     *
     * @param low the least
     * @param high the greatest
     * @return the kind
     */
    public static Elements between(double low, double high) {
        return each((random, count) -> fill(random, count,
                r -> Math.clamp(Math.rint((low + (high - low) * r.nextDouble()) * CENT) / CENT, low, high)),
                x -> x >= low && x <= high);
    }

    /**
     * These numbers, but none near a kink.
     *
     * @param distance how near is near
     * @param kinks where a function is not smooth
     * @return the kind
     */
    public Elements away(double distance, double... kinks) {
        Predicate<double[]> far = values -> DoubleStream.of(values)
                .allMatch(x -> DoubleStream.of(kinks).allMatch(kink -> Math.abs(x - kink) >= distance));
        return new Elements((random, count) -> fill(random, count, r -> {
            while (true) {
                double[] drawn = source.draw(r, 1);
                if (far.test(drawn)) {
                    return drawn[0];
                }
            }
        }), allowed.and(far));
    }

    /**
     * Numbers of which no two are near, in a random order, for functions that have kinks where two are equal.
     *
     * @return the kind
     */
    public static Elements distinct() {
        return new Elements(Values.distinct(), values -> {
            double[] sorted = DoubleStream.of(values).sorted().toArray();
            return IntStream.range(1, sorted.length).allMatch(i -> sorted[i] - sorted[i - 1] >= 0.04);
        });
    }

    /**
     * Whole numbers.
     *
     * @param low the least
     * @param high what none reaches
     * @return the kind
     */
    public static Elements integers(int low, int high) {
        return each(Values.integers(low, high), x -> x == Math.rint(x) && x >= low && x < high);
    }

    /**
     * 0 and 1.
     *
     * @return the kind
     */
    public static Elements truth() {
        return integers(0, 2);
    }

    /**
     * -1, 0 and 1: many are equal.
     *
     * @return the kind
     */
    public static Elements ties() {
        return integers(-1, 2);
    }

    /**
     * Zeros of both signs.
     *
     * @return the kind
     */
    public static Elements signedZeros() {
        return each((random, count) -> fill(random, count, r -> r.nextBoolean() ? 0.0 : -0.0), x -> x == 0);
    }

    /**
     * Numbers near the least that is normal, of either sign.
     *
     * @param dtype F32 or F64
     * @return the kind
     */
    public static Elements tiny(DType dtype) {
        double least = leastNormal(dtype);
        return signed(r -> least * (1 + 1000 * r.nextDouble()), x -> Math.abs(x) <= 1001 * least);
    }

    /**
     * Subnormal numbers of either sign.
     *
     * @param dtype F32 or F64
     * @return the kind
     */
    public static Elements subnormal(DType dtype) {
        double least = leastNormal(dtype);
        return signed(r -> least * r.nextDouble(), x -> Math.abs(x) < least);
    }

    /**
     * Numbers near the greatest, of either sign.
     *
     * @param dtype F32 or F64
     * @return the kind
     */
    public static Elements huge(DType dtype) {
        double most = dtype == DType.F64 ? Double.MAX_VALUE : Float.MAX_VALUE;
        return signed(r -> most * (0.001 + 0.999 * r.nextDouble()), Double::isFinite);
    }

    /**
     * Infinities and NaN.
     *
     * @return the kind
     */
    public static Elements nonFinite() {
        double[] values = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};
        return each((random, count) -> fill(random, count, r -> values[r.nextInt(values.length)]),
                x -> !Double.isFinite(x));
    }

    /**
     * All that is finite: ordinary numbers, ties, and now and then zeros of both signs, tiny, huge and subnormal ones.
     *
     * @param dtype F32 or F64
     * @return the kind
     */
    public static Elements finite(DType dtype) {
        return mixed(ordinary(), ordinary(), ties(), signedZeros(), tiny(dtype), subnormal(dtype), huge(dtype));
    }

    /**
     * All that is finite, infinities and NaN.
     *
     * @param dtype F32 or F64
     * @return the kind
     */
    public static Elements any(DType dtype) {
        return mixed(finite(dtype), finite(dtype), finite(dtype), nonFinite());
    }

    /**
     * Each element is of one of some kinds; what any of them allows is allowed.
     *
     * @param kinds which; one that is given twice is taken twice as often
     * @return the kind
     */
    public static Elements mixed(Elements... kinds) {
        return each((random, count) -> fill(random, count,
                r -> kinds[r.nextInt(kinds.length)].source.draw(r, 1)[0]),
                x -> Stream.of(kinds).anyMatch(kind -> kind.allowed.test(new double[] {x})));
    }

    private static Elements signed(ToDoubleFunction<Random> magnitude,
            DoublePredicate allowed) {
        return each((random, count) -> fill(random, count,
                r -> (r.nextBoolean() ? 1 : -1) * magnitude.applyAsDouble(r)), allowed);
    }

    private static Elements each(Values source, DoublePredicate allowed) {
        return new Elements(source, values -> DoubleStream.of(values).allMatch(allowed));
    }

    private static double leastNormal(DType dtype) {
        return dtype == DType.F64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    }

    private static double[] fill(Random random, int count, ToDoubleFunction<Random> draw) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = draw.applyAsDouble(random);
        }
        return values;
    }
}
