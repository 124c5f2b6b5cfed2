package lanegrad.autograd.ops;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.UnaryOp;

/**
 * Comparisons and logic: truth values (BOOL), which have no gradient. Comparisons with NaN are false, but for {@code
 * ne}. Operands broadcast and are promoted as NumPy's; shapes that do not broadcast throw an {@link
 * IllegalArgumentException} that names both.
 */
public final class Comparisons {

    private static final String WHY = "its output is a truth value";

    static final Op EQ = comparison("eq", CompareOp.EQ);
    static final Op NE = comparison("ne", CompareOp.NE);
    static final Op LT = comparison("lt", CompareOp.LT);
    static final Op LE = comparison("le", CompareOp.LE);
    static final Op GT = comparison("gt", CompareOp.GT);
    static final Op GE = comparison("ge", CompareOp.GE);
    static final Op AND = Op.named("and").forward(call -> Broadcast.binary(call, "and", BinaryOp.AND))
            .withoutGradient(WHY);
    static final Op OR = Op.named("or").forward(call -> Broadcast.binary(call, "or", BinaryOp.OR)).withoutGradient(WHY);
    static final Op NOT = Op.named("not").forward(call -> Broadcast.unary(call, UnaryOp.NOT)).withoutGradient(WHY);

    static final List<Op> OPS = List.of(EQ, NE, LT, LE, GT, GE, AND, OR, NOT);

    private Comparisons() {
    }

    private static Op comparison(String name, CompareOp op) {
        return Op.named(name).forward(call -> Broadcast.compare(call, name, op)).withoutGradient(WHY);
    }

    private static Tensor compare(Op op, Tensor a, Tensor b) {
        DType dtype = Broadcast.common(a, b);
        return op.apply(null, Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    private static Tensor compare(Op op, Tensor a, double b) {
        boolean lossy = !a.dtype().isFloating() && b != (long) b;
        Tensor x = lossy ? Shapes.cast(a, DType.F64) : Broadcast.computable(a);
        return op.apply(null, x, Tensor.full(x.dtype(), b));
    }

    /**
     * {@code a == b}.
     *
     * @param a one operand
     * @param b the other
     * @return truth values
     */
    public static Tensor eq(Tensor a, Tensor b) {
        return compare(EQ, a, b);
    }

    /**
     * {@code a == b}.
     *
     * @param a a tensor
     * @param b a number, rounded to its type if that is floating point
     * @return truth values
     */
    public static Tensor eq(Tensor a, double b) {
        return compare(EQ, a, b);
    }

    /**
     * {@code a != b}.
     *
     * @param a one operand
     * @param b the other
     * @return truth values
     */
    public static Tensor ne(Tensor a, Tensor b) {
        return compare(NE, a, b);
    }

    /**
     * {@code a != b}.
     *
     * @param a a tensor
     * @param b a number, rounded to its type if that is floating point
     * @return truth values
     */
    public static Tensor ne(Tensor a, double b) {
        return compare(NE, a, b);
    }

    /**
     * {@code a < b}.
     *
     * @param a one operand
     * @param b the other
     * @return truth values
     */
    public static Tensor lt(Tensor a, Tensor b) {
        return compare(LT, a, b);
    }

    /**
     * {@code a < b}.
     *
     * @param a a tensor
     * @param b a number, rounded to its type if that is floating point
     * @return truth values
     */
    public static Tensor lt(Tensor a, double b) {
        return compare(LT, a, b);
    }

    /**
     * {@code a <= b}.
     *
     * @param a one operand
     * @param b the other
     * @return truth values
     */
    public static Tensor le(Tensor a, Tensor b) {
        return compare(LE, a, b);
    }

    /**
     * {@code a <= b}.
     *
     * @param a a tensor
     * @param b a number, rounded to its type if that is floating point
     * @return truth values
     */
    public static Tensor le(Tensor a, double b) {
        return compare(LE, a, b);
    }

    /**
     * {@code a > b}.
     *
     * @param a one operand
     * @param b the other
     * @return truth values
     */
    public static Tensor gt(Tensor a, Tensor b) {
        return compare(GT, a, b);
    }

    /**
     * {@code a > b}.
     *
     * @param a a tensor
     * @param b a number, rounded to its type if that is floating point
     * @return truth values
     */
    public static Tensor gt(Tensor a, double b) {
        return compare(GT, a, b);
    }

    /**
     * {@code a >= b}.
     *
     * @param a one operand
     * @param b the other
     * @return truth values
     */
    public static Tensor ge(Tensor a, Tensor b) {
        return compare(GE, a, b);
    }

    /**
     * {@code a >= b}.
     *
     * @param a a tensor
     * @param b a number, rounded to its type if that is floating point
     * @return truth values
     */
    public static Tensor ge(Tensor a, double b) {
        return compare(GE, a, b);
    }

    /**
     * Both.
     *
     * @param a truth values
     * @param b truth values
     * @return truth values
     */
    public static Tensor and(Tensor a, Tensor b) {
        return AND.apply(null, a, b);
    }

    /**
     * Either or both.
     *
     * @param a truth values
     * @param b truth values
     * @return truth values
     */
    public static Tensor or(Tensor a, Tensor b) {
        return OR.apply(null, a, b);
    }

    /**
     * The opposite.
     *
     * @param a truth values
     * @return truth values
     */
    public static Tensor not(Tensor a) {
        return NOT.apply(null, a);
    }
}
