package lanegrad.testkit;

import java.util.Arrays;
import java.util.Random;
import lanegrad.array.DType;

/**
 * One input of a sample: its shape and where its elements come from.
 *
 * @param dims the sizes of its axes
 * @param values where its elements come from
 * @param dtype its type; null for the type that a property runs in, F32 or F64
 */
public record Arg(long[] dims, Values values, DType dtype) {

    /**
     * Normal numbers in the type that a property runs in.
     *
     * @param dims the sizes of the axes
     * @return the input
     */
    public static Arg of(long... dims) {
        return new Arg(dims, Values.normal(1), null);
    }

    /**
     * Numbers in the type that a property runs in.
     *
     * @param values where they come from
     * @param dims the sizes of the axes
     * @return the input
     */
    public static Arg of(Values values, long... dims) {
        return new Arg(dims, values, null);
    }

    /**
     * Indices, I64.
     *
     * @param below what no index reaches
     * @param dims the sizes of the axes
     * @return the input
     */
    public static Arg indices(int below, long... dims) {
        return new Arg(dims, Values.integers(0, below), DType.I64);
    }

    /**
     * Truth values.
     *
     * @param dims the sizes of the axes
     * @return the input
     */
    public static Arg mask(long... dims) {
        return new Arg(dims, Values.truth(), DType.BOOL);
    }

    /**
     * This input in a type of its own.
     *
     * @param fixed the type, whatever a property runs in
     * @return the input
     */
    public Arg as(DType fixed) {
        return new Arg(dims, values, fixed);
    }

    /**
     * The type of this input when a property runs in another.
     *
     * @param run F32 or F64
     * @return its own type, or that
     */
    public DType dtype(DType run) {
        return dtype == null ? run : dtype;
    }

    /**
     * Draws the elements, rounded to the type they will have.
     *
     * @param random what to draw from
     * @param run the type that the property runs in
     * @return the elements as the library will see them
     */
    public Plain draw(Random random, DType run) {
        Plain drawn = Plain.of(values.draw(random, Plain.size(dims)), dims);
        return switch (dtype(run)) {
            case F32 -> drawn.map(x -> (float) x);
            case BF16 -> drawn.map(x -> Float.intBitsToFloat(Float.floatToRawIntBits((float) x) & 0xFFFF0000));
            case F16 -> drawn.map(x -> Float.float16ToFloat(Float.floatToFloat16((float) x)));
            default -> drawn;
        };
    }

    @Override
    public String toString() {
        return (dtype == null ? "" : dtype + " ") + Arrays.toString(dims);
    }
}
