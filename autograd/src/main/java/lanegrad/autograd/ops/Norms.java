package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.Rule.input;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.ReduceOp;
import lanegrad.kernels.UnaryOp;
import lanegrad.memory.Scope;

/** The lengths of vectors: norms of any order over any axes. Where a vector is 0, so is the gradient. */
public final class Norms {

    /** The Euclidean norm. A result of 0 or infinity is a constant. */
    static final Op NORM = Op.named("norm").forward(Norms::euclidean).gradient(input(0) | OUTPUT, (call, g) -> {
        Tensor y = call.output();
        Tensor constant = Comparisons.or(Comparisons.eq(y, 0), Comparisons.eq(y, Double.POSITIVE_INFINITY));
        Tensor direction = call.input(0).div(Indexing.maskedFill(y, constant, 1));
        return Indexing.maskedFill(direction, constant, 0).times(g);
    }).build();

    static final List<Op> OPS = List.of(NORM);

    /** Sums of squares from here to the reciprocal are as exact as others: nothing overflows, nothing is lost. */
    private static final double SAFE_F32 = 0x1p-80;
    private static final double SAFE_F64 = 0x1p-900;

    private Norms() {
    }

    private static NdArray euclidean(Call call) {
        NdArray x = call.array(0);
        Axes axes = call.attributes(Axes.class);
        NdArray out = NdArray.empty(x.dtype(), axes.kept(x.shape()));
        Autograd.kernels().reduce().reduce(ReduceOp.SUM_OF_SQUARES, x, axes.bits(), out);
        double safe = x.dtype() == DType.F32 ? SAFE_F32 : SAFE_F64;
        if (x.size() == 0 || isWithin(out, safe, 1 / safe)) {
            Autograd.kernels().map().unary(UnaryOp.SQRT, out, out);
            return out;
        }
        try (Scope _ = Scope.open("norm")) {
            Tensor input = Tensor.of(x);
            Tensor level = level(Reductions.MAX, Functions.abs(input), axes);
            Tensor sum = Reductions.SUM.apply(axes, Elementwise.square(input.div(level)));
            Autograd.kernels().copy().copy(sum.sqrt().times(level).array(), out);
        }
        return out;
    }

    private static boolean isWithin(NdArray run, double low, double high) {
        MemorySegment segment = run.segment();
        boolean within = true;
        for (long i = 0; i < run.size(); i++) {
            double value = run.dtype() == DType.F32 ? segment.getAtIndex(ValueLayout.JAVA_FLOAT, i)
                    : segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
            within &= value >= low && value <= high;
        }
        return within;
    }

    /** The greatest magnitude, or the least, as a constant; 1 where that is 0 or infinite. */
    private static Tensor level(Op extremum, Tensor magnitude, Axes axes) {
        Tensor top = extremum.apply(axes, magnitude.stopGradient());
        return Indexing.maskedFill(top,
                Comparisons.or(Comparisons.eq(top, 0), Comparisons.eq(top, Double.POSITIVE_INFINITY)), 1);
    }

    /**
     * The Euclidean norm over axes: {@code sqrt(sum(x^2))}, without overflow. The gradient of a vector of zeros is 0.
     *
     * @param x a tensor; integers become F64 first
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the norms; 0 over nothing
     */
    public static Tensor norm(Tensor x, boolean keepDims, int... axes) {
        return Axes.over(NORM, Broadcast.floating(x), keepDims, Axes.bits("norm", x.shape(), axes));
    }

    /**
     * The p-norm over axes: {@code sum(|x|^p)^(1/p)}; for p = 0 the number of elements other than 0, for infinity the
     * greatest magnitude, for negative infinity the least. No gradient flows to elements that are 0; that of an
     * extremum is shared evenly between equals, and the number of elements has none.
     *
     * @param x a tensor; integers become F64 first
     * @param p the order: any number but NaN, or an infinity
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the norms; 0 over nothing, for p above 0 but below infinity
     */
    public static Tensor norm(Tensor x, double p, boolean keepDims, int... axes) {
        if (Double.isNaN(p)) {
            throw new IllegalArgumentException("norm of order NaN: a number or an infinity expected");
        }
        if (p == 2) {
            return norm(x, keepDims, axes);
        }
        Tensor v = Broadcast.floating(x);
        int bits = Axes.bits("norm", x.shape(), axes);
        Tensor kept = kept(v, p, Axes.of(x.shape(), bits));
        return Axes.finish(kept, x.shape(), bits, keepDims);
    }

    private static Tensor kept(Tensor x, double p, Axes axes) {
        if (p == 0) {
            return Reductions.SUM.apply(axes, Shapes.cast(Comparisons.ne(x, 0), x.dtype()));
        }
        Tensor magnitude = Functions.abs(x);
        if (Double.isInfinite(p)) {
            return (p > 0 ? Reductions.MAX : Reductions.MIN).apply(axes, magnitude);
        }
        if (p == 1 || x.size() == 0) {
            return Reductions.SUM.apply(axes, magnitude);
        }
        Tensor zero = Comparisons.eq(x, 0);
        // A factor common to all is taken out, so that no power overflows: as a constant, since it cancels.
        Tensor level = level(p > 0 ? Reductions.MAX : Reductions.MIN, magnitude, axes);
        double none = p > 0 ? 0 : Double.POSITIVE_INFINITY;
        Tensor powers = Indexing.maskedFill(Indexing.maskedFill(magnitude.div(level), zero, 1).pow(p), zero, none);
        Tensor sum = Reductions.SUM.apply(axes, powers);
        Tensor constant = Comparisons.or(Comparisons.eq(sum, 0), Comparisons.eq(sum, Double.POSITIVE_INFINITY));
        Tensor root = Indexing.maskedFill(sum, constant, 1).pow(1 / p);
        return Indexing.where(constant, sum.stopGradient().pow(1 / p), root).times(level);
    }

    /** What {@link #safeNorm} adds by default. */
    public static final double EPS = 1e-12;

    /**
     * A smooth norm: {@code sqrt(sum(x^2) + eps)}. Its gradient at 0 is 0, and finite at every order: what gradient
     * penalties need.
     *
     * @param x a tensor; integers become F64 first
     * @param eps above 0
     * @param keepDims whether the axes stay, with size 1
     * @param axes which; negative count from the end
     * @return the norms
     */
    public static Tensor safeNorm(Tensor x, double eps, boolean keepDims, int... axes) {
        if (!(eps > 0)) {
            throw new IllegalArgumentException("safeNorm with eps " + eps + ": a number above 0 expected");
        }
        return Reductions.sum(Elementwise.square(Broadcast.floating(x)), keepDims, axes).plus(eps).sqrt();
    }

    /**
     * Vectors of length 1: {@code x / max(norm(x, p), eps)}, along an axis. Vectors shorter than eps are divided by
     * that, so that zeros stay zeros.
     *
     * @param x a tensor; integers become F64 first
     * @param p the order of the norm
     * @param axis the axis; negative counts from the end
     * @param eps the least divisor
     * @return x's shape
     */
    public static Tensor normalize(Tensor x, double p, int axis, double eps) {
        Tensor length = norm(x, p, true, axis);
        return Broadcast.floating(x).div(Indexing.maskedFill(length, Comparisons.lt(length, eps), eps));
    }
}
