package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.OUTPUT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.random.Rng;

/** Scaled dot-product attention as one op (Vaswani et al., 1706.03762). */
public final class Attention {

    private record Options(boolean masked, boolean causal, double scale) {
    }

    static final Op ATTENTION = Op.named("attention").forward(call -> {
        NdArray q = call.array(0);
        NdArray v = call.array(2);
        Options options = call.attributes(Options.class);
        NdArray out = sideBySide(q.dtype(), q.shape().with(-1, v.dim(-1)));
        NdArray lse = NdArray.empty(q.dtype(), q.shape().remove(-1));
        Autograd.kernels().attention().forward(q, call.array(1), v, mask(call, options), options.causal, options.scale,
                out, lse);
        call.stash(lse);
        return out;
    }).fused(OUTPUT, (call, g, into) -> {
        Options options = call.attributes(Options.class);
        for (int i = 0; i < 3; i++) {
            into[i] = sideBySide(g.dtype(), call.shape(i));
        }
        Autograd.kernels().attention().backward(call.array(0), call.array(1), call.array(2), mask(call, options),
                options.causal, options.scale, call.outputArray(), call.stashed(0), g, into[0], into[1], into[2]);
    }, call -> {
        Options options = call.attributes(Options.class);
        Tensor mask = options.masked ? call.input(3) : null;
        return weights(call.input(0), call.input(1), mask, options.causal, options.scale).matmul(call.input(2));
    });

    static final List<Op> OPS = List.of(ATTENTION, SelfAttention.PLAIN, SelfAttention.DROPPED);

    private Attention() {
    }

    /** An array for heads that lie side by side in memory, so that joining them again takes no copy. */
    private static NdArray sideBySide(DType dtype, Shape shape) {
        return NdArray.empty(dtype, Shape.of(shape.dim(0), shape.dim(2), shape.dim(1), shape.dim(3))).transpose(1, 2);
    }

    private static NdArray mask(Call call, Options options) {
        return options.masked ? call.array(3) : null;
    }

    /**
     * {@code softmax(scale q k^T) v} where allowed; a query with nothing to attend gives 0, and no gradient.
     *
     * @param q [batch, heads, queries, d]
     * @param k [batch, heads, keys, d]
     * @param v [batch, heads, keys, dv]
     * @param mask BOOL, broadcastable to [batch, heads, queries, keys], true where a query may attend; or null
     * @param causal whether query i sees only keys {@code j <= i + keys - queries}
     * @param scale what scores are multiplied by; usually {@code 1 / sqrt(d)}
     * @return [batch, heads, queries, dv]
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor scaledDotProductAttention(Tensor q, Tensor k, Tensor v, Tensor mask, boolean causal,
            double scale) {
        requireFitting(q, k, v, mask);
        Options options = new Options(mask != null, causal, scale);
        return mask == null ? ATTENTION.apply(options, q, k, v) : ATTENTION.apply(options, q, k, v, mask);
    }

    /**
     * {@link #scaledDotProductAttention} of a sequence to itself, from one product that holds queries, keys and values
     * side by side.
     *
     * @param qkv [batch, n, 3 width], the width divisible by the heads
     * @param heads how many
     * @param mask BOOL, broadcastable to [batch, heads, n, n], true where a position may attend; or null
     * @param causal whether position i sees only positions up to i
     * @param scale what scores are multiplied by; usually {@code 1 / sqrt(width / heads)}
     * @return [batch, n, width]
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor selfAttention(Tensor qkv, int heads, Tensor mask, boolean causal, double scale) {
        SelfAttention.requireHeads(qkv, heads);
        requireMask(mask);
        return SelfAttention.plain(qkv, heads, mask, causal, scale);
    }

    /**
     * As {@link #selfAttention(Tensor, int, Tensor, boolean, double)}, with dropout on the weights, which are held as
     * one matrix a head.
     *
     * @param qkv [batch, n, 3 width], the width divisible by the heads; F32 or F64
     * @param heads how many
     * @param mask BOOL, broadcastable to [batch, heads, n, n], true where a position may attend; or null
     * @param causal whether position i sees only positions up to i
     * @param scale what scores are multiplied by; usually {@code 1 / sqrt(width / heads)}
     * @param p the probability with which a weight becomes 0, from 0 up to, but not, 1; others are divided by {@code 1
     * - p}
     * @param rng what it draws from, nothing if p is 0
     * @return [batch, n, width]
     */
    public static Tensor selfAttention(Tensor qkv, int heads, Tensor mask, boolean causal, double scale, double p,
            Rng rng) {
        SelfAttention.requireHeads(qkv, heads);
        requireMask(mask);
        Random.requireDroppable(p, qkv);
        return p == 0 ? SelfAttention.plain(qkv, heads, mask, causal, scale)
                : SelfAttention.dropped(qkv, heads, mask, causal, scale, p, rng);
    }

    /**
     * The weights that {@link #scaledDotProductAttention} gives each key, held as one matrix a head: for looking at
     * them, and for dropout on them.
     *
     * @param q [batch, heads, queries, d]
     * @param k [batch, heads, keys, d]
     * @param mask BOOL, broadcastable to [batch, heads, queries, keys]; or null
     * @param causal whether query i sees only keys {@code j <= i + keys - queries}
     * @param scale what scores are multiplied by
     * @return [batch, heads, queries, keys]
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor weights(Tensor q, Tensor k, Tensor mask, boolean causal, double scale) {
        Tensor scores = q.times(scale).matmul(k.transpose(-1, -2));
        if (mask != null) {
            scores = Indexing.maskedFill(scores, Comparisons.not(mask), Double.NEGATIVE_INFINITY);
        }
        if (causal) {
            scores = Indexing.maskedFill(scores, Tensor.of(future(q.dim(-2), k.dim(-2))), Double.NEGATIVE_INFINITY);
        }
        return Fused.softmax(scores, -1);
    }

    /** True where a key lies in the future of a query: BOOL [queries, keys]. */
    static NdArray future(long queries, long keys) {
        NdArray future = NdArray.zeros(DType.BOOL, Shape.of(queries, keys));
        MemorySegment bytes = future.writableSegment();
        long shift = keys - queries;
        for (long i = 0; i < queries; i++) {
            for (long j = Math.max(0, i + shift + 1); j < keys; j++) {
                bytes.set(ValueLayout.JAVA_BYTE, i * keys + j, (byte) 1);
            }
        }
        return future;
    }

    private static void requireFitting(Tensor q, Tensor k, Tensor v, Tensor mask) {
        boolean fit = q.rank() == 4 && k.rank() == 4 && v.rank() == 4 && q.dim(0) == k.dim(0) && k.dim(0) == v.dim(0)
                && q.dim(1) == k.dim(1) && k.dim(1) == v.dim(1) && q.dim(3) == k.dim(3) && k.dim(2) == v.dim(2)
                && q.dtype() == k.dtype() && k.dtype() == v.dtype();
        if (!fit) {
            throw new IllegalArgumentException("attention: q " + q.dtype() + " " + q.shape() + ", k " + k.dtype() + " "
                    + k.shape()
                    + ", v " + v.dtype() + " " + v.shape()
                    + ": [batch, heads, queries, d], [batch, heads, keys, d], [batch, heads, keys, dv] "
                    + "of one type expected");
        }
        requireMask(mask);
    }

    private static void requireMask(Tensor mask) {
        if (mask != null && mask.dtype() != DType.BOOL) {
            throw new IllegalArgumentException("attention: the mask is " + mask.dtype() + ", BOOL expected");
        }
    }
}
