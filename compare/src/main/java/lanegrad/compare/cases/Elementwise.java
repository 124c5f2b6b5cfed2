package lanegrad.compare.cases;

import java.util.Locale;

/** A function of each element of contiguous F32, or of the elements of two, into an array that is there. */
public record Elementwise(Function function, int size) implements Case {

    /** What is computed. */
    public enum Function {
        /** The sum of two. */
        ADD(2),
        /** The product of two. */
        MUL(2),
        /** The exponential. */
        EXP(1),
        /** The hyperbolic tangent. */
        TANH(1),
        /** The logistic function. */
        SIGMOID(1),
        /** GELU, exact. */
        GELU(1);

        private final int operands;

        Function(int operands) {
            this.operands = operands;
        }
    }

    /** Whether it takes two operands. */
    public boolean isBinary() {
        return function.operands == 2;
    }

    @Override
    public String name() {
        return function.name().toLowerCase(Locale.ROOT) + " " + Sizes.text(size);
    }

    @Override
    public Limit limit() {
        return Limit.copy((function.operands + 1.0) * Float.BYTES * size);
    }
}
