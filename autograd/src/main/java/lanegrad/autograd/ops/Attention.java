package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.OUTPUT;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/** Scaled dot-product attention as one op (Vaswani et al., 1706.03762). */
public final class Attention {

    private record Options(boolean masked, boolean causal, double scale) {
    }

    private record Packed(int heads, boolean masked, boolean causal, double scale) {
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

    /**
     * One product for queries, keys and values: the kernel reads and writes it in place, nothing is split or joined.
     */
    static final Op SELF_ATTENTION = Op.named("selfAttention").forward(call -> {
        NdArray qkv = call.array(0);
        Packed packed = call.attributes(Packed.class);
        NdArray out = NdArray.empty(qkv.dtype(), qkv.shape().with(-1, qkv.dim(-1) / 3));
        NdArray lse = NdArray.empty(qkv.dtype(), Shape.of(qkv.dim(0), packed.heads, qkv.dim(1)));
        Autograd.kernels().attention().forward(part(qkv, packed, 0), part(qkv, packed, 1), part(qkv, packed, 2),
                packed.masked ? call.array(1) : null, packed.causal, packed.scale, heads(out, packed), lse);
        call.stash(lse);
        return out;
    }).fused(OUTPUT, (call, g, into) -> {
        NdArray qkv = call.array(0);
        Packed packed = call.attributes(Packed.class);
        into[0] = NdArray.empty(g.dtype(), qkv.shape());
        Autograd.kernels().attention().backward(part(qkv, packed, 0), part(qkv, packed, 1), part(qkv, packed, 2),
                packed.masked ? call.array(1) : null, packed.causal, packed.scale, heads(call.outputArray(), packed),
                call.stashed(0), heads(g, packed), part(into[0], packed, 0), part(into[0], packed, 1),
                part(into[0], packed, 2));
    }, call -> {
        Packed packed = call.attributes(Packed.class);
        Tensor qkv = call.input(0);
        Tensor five = qkv.reshape(qkv.dim(0), qkv.dim(1), 3, packed.heads,
                qkv.dim(2) / (3 * packed.heads));
        Tensor[] parts = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = Shapes.select(five, 2, i).transpose(1, 2);
        }
        Tensor mask = packed.masked ? call.input(1) : null;
        Tensor attended = weights(parts[0], parts[1], mask, packed.causal, packed.scale).matmul(parts[2]);
        return attended.transpose(1, 2).reshape(qkv.dim(0), qkv.dim(1), qkv.dim(2) / 3);
    });

    static final List<Op> OPS = List.of(ATTENTION, SELF_ATTENTION);

    private Attention() {
    }

    /** An array for heads that lie side by side in memory, so that joining them again takes no copy. */
    private static NdArray sideBySide(DType dtype, Shape shape) {
        return NdArray.empty(dtype, Shape.of(shape.dim(0), shape.dim(2), shape.dim(1), shape.dim(3))).transpose(1, 2);
    }

    /** [batch, n, width] as [batch, heads, n, d]. */
    private static NdArray heads(NdArray x, Packed packed) {
        return x.reshape(x.dim(0), x.dim(1), packed.heads, x.dim(2) / packed.heads).transpose(1, 2);
    }

    /** Queries, keys or values of [batch, n, 3 width], as [batch, heads, n, d]. */
    private static NdArray part(NdArray qkv, Packed packed, int i) {
        return qkv.reshape(qkv.dim(0), qkv.dim(1), 3, packed.heads, qkv.dim(2) / (3 * packed.heads)).select(2, i)
                .transpose(1, 2);
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
        if (heads < 1 || qkv.rank() != 3 || qkv.dim(2) % (3L * heads) != 0) {
            throw new IllegalArgumentException("attention: " + qkv.shape() + " for " + heads
                    + " heads: [batch, n, 3 width], the width divisible by the heads, expected");
        }
        requireMask(mask);
        Packed packed = new Packed(heads, mask != null, causal, scale);
        return mask == null ? SELF_ATTENTION.apply(packed, qkv) : SELF_ATTENTION.apply(packed, qkv, mask);
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
            scores = Indexing.maskedFill(scores, future(q.dim(-2), k.dim(-2)), Double.NEGATIVE_INFINITY);
        }
        return Fused.softmax(scores, -1);
    }

    /** True where a key lies in the future of a query. */
    private static Tensor future(long queries, long keys) {
        Tensor row = Tensor.of(count(keys - queries, queries), queries, 1);
        Tensor column = Tensor.of(count(0, keys), 1, keys);
        return Comparisons.gt(column, row);
    }

    private static long[] count(long from, long length) {
        long[] numbers = new long[Math.toIntExact(length)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = from + i;
        }
        return numbers;
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
