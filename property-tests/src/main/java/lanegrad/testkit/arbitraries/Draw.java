package lanegrad.testkit.arbitraries;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import lanegrad.array.DType;

/**
 * How a parameter of type {@link lanegrad.testkit.Drawn}, {@link Indexed}, {@link lanegrad.array.Shape} or list of
 * {@code Drawn} is drawn, beside {@code @ForAll}. Without this annotation a parameter is drawn with its defaults.
 * Inputs of a list broadcast together.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.TYPE})
public @interface Draw {

    /** Which numbers floating inputs are made of. */
    enum Numbers {
        /** Two decimals, up to 3 in magnitude. */
        ORDINARY,
        /** Like {@code ORDINARY}, but from 0.2: for logarithms, roots and divisors. */
        POSITIVE,
        /** No two are near. */
        DISTINCT,
        /** -1, 0 and 1. */
        TIES,
        /** Tiny, huge, subnormal ones and zeros of both signs among them. */
        FINITE,
        /** Infinities and NaN too. */
        ANY
    }

    /**
     * The type.
     *
     * @return F64 unless it is said otherwise
     */
    DType dtype() default DType.F64;

    /**
     * The numbers.
     *
     * @return ordinary ones unless it is said otherwise; integers and truth values have their own
     */
    Numbers numbers() default Numbers.ORDINARY;

    /**
     * The least rank.
     *
     * @return from 0
     */
    int minRank() default 0;

    /**
     * The greatest rank.
     *
     * @return up to 16
     */
    int maxRank() default 5;

    /**
     * How many elements there are at most.
     *
     * @return from 1
     */
    long most() default ShapeArbitrary.MOST;

    /**
     * Whether some are empty.
     *
     * @return true unless it is said otherwise
     */
    boolean empty() default true;

    /**
     * How many inputs a list has.
     *
     * @return from 1
     */
    int count() default 2;
}
