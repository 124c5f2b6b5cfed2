package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.Rule.input;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.ScanOp;

/**
 * Running sums, products and extrema along an axis, and differences, which undo sums. A reverse scan begins at the end;
 * in an exclusive one an element counts only for those behind it. Floats are added up in doubles, in their order.
 */
public final class Scans {

    /** Which axis, and how it is walked. */
    private record Walk(int axis, boolean reverse, boolean exclusive) {

        Walk back() {
            return new Walk(axis, !reverse, exclusive);
        }
    }

    private record Extremum(int axis, boolean greatest) {
    }

    static final Op CUM_SUM = Op.named("cumSum").forward(call -> scan(call, ScanOp.SUM))
            .gradient(NOTHING, (call, g) -> Scans.CUM_SUM.apply(call.attributes(Walk.class).back(), g)).build();

    static final Op CUM_PROD = Op.named("cumProd").forward(call -> scan(call, ScanOp.PROD))
            .gradient(input(0), Scans::productGradient).build();

    static final Op LOG_CUM_SUM_EXP = Op.named("logCumSumExp").forward(call -> scan(call, ScanOp.LOG_SUM_EXP))
            .gradient(input(0) | OUTPUT, Scans::logarithmGradient).build();

    static final Op LINEAR_RECURRENCE = Op.named("linearRecurrence").forward(call -> {
        NdArray a = call.array(0);
        Walk walk = call.attributes(Walk.class);
        NdArray out = NdArray.empty(a.dtype(), a.shape());
        Autograd.kernels().scan().recurrence(a, call.array(1), walk.axis, walk.reverse, out);
        return out;
    }).gradient(input(0) | OUTPUT, (call, g) -> {
        Walk walk = call.attributes(Walk.class);
        return recurrenceBack(walk, call.input(0), g).times(shift(call.output(), walk.axis, !walk.reverse, 0));
    }).gradient(input(0), (call, g) -> recurrenceBack(call.attributes(Walk.class), call.input(0), g)).build();

    static final Op CUM_ARG = Op.named("cumArg").forward(call -> {
        Extremum extremum = call.attributes(Extremum.class);
        NdArray out = NdArray.empty(DType.I64, call.shape(0));
        Autograd.kernels().scan().argScan(extremum.greatest, call.array(0), extremum.axis, out);
        return out;
    }).withoutGradient("its output is an index");

    static final List<Op> OPS = List.of(CUM_SUM, CUM_PROD, LOG_CUM_SUM_EXP, LINEAR_RECURRENCE, CUM_ARG);

    private Scans() {
    }

    private static NdArray scan(Call call, ScanOp op) {
        NdArray x = call.array(0);
        Walk walk = call.attributes(Walk.class);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        Autograd.kernels().scan().scan(op, x, walk.axis, walk.reverse, walk.exclusive, out);
        return out;
    }

    /** Each element's neighbour: the one before it, or the one behind it, and a number where there is none. */
    private static Tensor shift(Tensor x, int axis, boolean before, double edge) {
        long n = x.dim(axis);
        if (n == 0) {
            return x;
        }
        Tensor end = Tensor.full(x.dtype(), edge, x.shape().with(axis, 1).toArray());
        return before ? Parts.concat(axis, end, Shapes.slice(x, axis, 0, n - 1, 1))
                : Parts.concat(axis, Shapes.slice(x, axis, 1, n, 1), end);
    }

    /**
     * How much each product changes with one factor: what comes before the factor, times what the gradients behind it
     * bring back by way of the factors between, which is a recurrence. Nothing is divided, so zeros do no harm.
     */
    private static Tensor productGradient(Call call, Tensor g) {
        Walk walk = call.attributes(Walk.class);
        Tensor x = call.input(0);
        Tensor before = CUM_PROD.apply(new Walk(walk.axis, walk.reverse, true), x);
        Tensor behind = walk.exclusive
                ? shift(recur(new Walk(walk.axis, !walk.reverse, false), x, g), walk.axis, walk.reverse, 0)
                : recurrenceBack(walk, x, g);
        return before.times(behind);
    }

    /** The adjoint of a recurrence with respect to its terms: a recurrence in the other direction. */
    private static Tensor recurrenceBack(Walk walk, Tensor a, Tensor g) {
        return recur(new Walk(walk.axis, !walk.reverse, false), shift(a, walk.axis, walk.reverse, 0), g);
    }

    private static Tensor recur(Walk walk, Tensor a, Tensor b) {
        return LINEAR_RECURRENCE.apply(walk, a, b);
    }

    /**
     * {@code sum over j >= i of g[j] exp(x[i] - y[j])}. Since y grows, {@code exp(y[i] - y[j])} is a product of steps
     * that are at most 1: a recurrence that cannot overflow. Infinite results are constants.
     */
    private static Tensor logarithmGradient(Call call, Tensor g) {
        Walk walk = call.attributes(Walk.class);
        Tensor x = call.input(0);
        Tensor y = walk.exclusive
                ? LOG_CUM_SUM_EXP.apply(new Walk(walk.axis, walk.reverse, false), x)
                : call.output();
        Tensor later = walk.exclusive ? shift(g, walk.axis, walk.reverse, 0) : g;
        Tensor infinite = Reductions.isInfinite(y);
        Tensor level = Indexing.maskedFill(y, infinite, 0);
        Tensor next = shift(y, walk.axis, walk.reverse, Double.POSITIVE_INFINITY);
        Tensor decay = exponential(level.minus(next), infinite);
        Tensor back = recur(new Walk(walk.axis, !walk.reverse, false), decay, Indexing.maskedFill(later, infinite, 0));
        return exponential(x.minus(level), infinite).times(back);
    }

    /** The exponential; 0, a constant, where a mask holds. */
    private static Tensor exponential(Tensor x, Tensor mask) {
        return Indexing.maskedFill(x, mask, Double.NEGATIVE_INFINITY).exp();
    }

    private static Tensor apply(Op op, Tensor x, int axis, boolean reverse, boolean exclusive) {
        return op.apply(new Walk(x.shape().axis(axis), reverse, exclusive), x);
    }

    /**
     * The sums so far along an axis; integers and truth values add up in I64.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @return x's shape
     */
    public static Tensor cumSum(Tensor x, int axis) {
        return cumSum(x, axis, false, false);
    }

    /**
     * The sums so far along an axis; integers and truth values add up in I64.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param reverse whether the sums begin at the end
     * @param exclusive whether an element is left out of its own sum, so that the first one is 0
     * @return x's shape
     */
    public static Tensor cumSum(Tensor x, int axis, boolean reverse, boolean exclusive) {
        return apply(CUM_SUM, Reductions.addable(x), axis, reverse, exclusive);
    }

    /**
     * The products so far along an axis; integers and truth values multiply in I64. The gradient is exact where factors
     * are 0.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @return x's shape
     */
    public static Tensor cumProd(Tensor x, int axis) {
        return cumProd(x, axis, false, false);
    }

    /**
     * The products so far along an axis; integers and truth values multiply in I64. The gradient is exact where factors
     * are 0.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param reverse whether the products begin at the end
     * @param exclusive whether an element is left out of its own product, so that the first one is 1
     * @return x's shape
     */
    public static Tensor cumProd(Tensor x, int axis, boolean reverse, boolean exclusive) {
        return apply(CUM_PROD, Reductions.addable(x), axis, reverse, exclusive);
    }

    /**
     * The logarithms of the sums of exponentials so far, without overflow. As long as all elements are negative
     * infinity, so is the result. Infinite results are constants: no gradient flows to them.
     *
     * @param x a tensor; integers become F64 first
     * @param axis the axis; negative counts from the end
     * @return x's shape
     */
    public static Tensor logCumSumExp(Tensor x, int axis) {
        return logCumSumExp(x, axis, false, false);
    }

    /**
     * The logarithms of the sums of exponentials so far, without overflow. As long as all elements are negative
     * infinity, so is the result. Infinite results are constants: no gradient flows to them.
     *
     * @param x a tensor; integers become F64 first
     * @param axis the axis; negative counts from the end
     * @param reverse whether the sums begin at the end
     * @param exclusive whether an element is left out of its own sum, so that the first one is negative infinity
     * @return x's shape
     */
    public static Tensor logCumSumExp(Tensor x, int axis, boolean reverse, boolean exclusive) {
        return apply(LOG_CUM_SUM_EXP, Broadcast.floating(x), axis, reverse, exclusive);
    }

    /**
     * The extrema so far.
     *
     * @param values x's shape and type
     * @param indices where along the axis each of them lies, I64
     */
    public record Extrema(Tensor values, Tensor indices) {
    }

    /**
     * The greatest elements so far along an axis. Of equals the first one counts, and receives the gradient; from the
     * first NaN on all are NaN.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @return values and indices of x's shape
     */
    public static Extrema cumMax(Tensor x, int axis) {
        return extrema(x, axis, true);
    }

    /**
     * The least elements so far along an axis. Of equals the first one counts, and receives the gradient; from the
     * first NaN on all are NaN.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @return values and indices of x's shape
     */
    public static Extrema cumMin(Tensor x, int axis) {
        return extrema(x, axis, false);
    }

    private static Extrema extrema(Tensor x, int axis, boolean greatest) {
        Tensor computable = Broadcast.computable(x);
        Tensor indices = CUM_ARG.apply(new Extremum(x.shape().axis(axis), greatest), computable);
        return new Extrema(Indexing.gather(computable, axis, indices), indices);
    }

    /**
     * A linear recurrence along an axis: {@code y[i] = a[i] y[i - 1] + b[i]}, with 0 before the first. Decaying sums,
     * discounted returns and linear state spaces are ones.
     *
     * @param a the factors
     * @param b the terms, of the same shape
     * @param axis the axis; negative counts from the end
     * @param reverse whether the recurrence begins at the end: {@code y[i] = a[i] y[i + 1] + b[i]}
     * @return the shape of a and b, in their common type; integers become F64 first
     */
    public static Tensor linearRecurrence(Tensor a, Tensor b, int axis, boolean reverse) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException("linearRecurrence: factors " + a.shape() + " and terms " + b.shape()
                    + ": one shape expected");
        }
        DType dtype = Broadcast.commonFloating(a, b);
        return recur(new Walk(a.shape().axis(axis), reverse, false), Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    /**
     * The differences of neighbours along an axis: {@code x[i + 1] - x[i]}.
     *
     * @param x a tensor of numbers
     * @param axis the axis; negative counts from the end
     * @return one shorter along the axis; empty if x is
     */
    public static Tensor diff(Tensor x, int axis) {
        long n = x.dim(axis);
        return Shapes.slice(x, axis, Math.min(1, n), n, 1).minus(Shapes.slice(x, axis, 0, Math.max(0, n - 1), 1));
    }
}
