package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.OUTPUT;

import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.MapKernels;
import lanegrad.random.Rng;

/**
 * Attention of a sequence to itself, from one product for queries, keys and values: kernels read and write it in place,
 * nothing is split or joined.
 */
final class SelfAttention {

    /** What both kinds are called with; the draw is null without dropout. */
    private record Options(int heads, boolean masked, boolean causal, double scale, Random.Draw draw) {
    }

    static final Op PLAIN = Op.named("selfAttention").forward(call -> {
        NdArray qkv = call.array(0);
        Options options = call.attributes(Options.class);
        NdArray out = NdArray.empty(qkv.dtype(), qkv.shape().with(-1, qkv.dim(-1) / 3));
        NdArray lse = NdArray.empty(qkv.dtype(), Shape.of(qkv.dim(0), options.heads, qkv.dim(1)));
        NdArray parts = parts(qkv, options);
        Autograd.kernels().attention().forward(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2),
                mask(call, options), options.causal, options.scale, heads(out, options), lse);
        call.stash(lse);
        return out;
    }).fused(OUTPUT, (call, g, into) -> {
        Options options = call.attributes(Options.class);
        into[0] = NdArray.empty(g.dtype(), call.shape(0));
        NdArray parts = parts(call.array(0), options);
        NdArray slopes = parts(into[0], options);
        Autograd.kernels().attention().backward(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2),
                mask(call, options), options.causal, options.scale, heads(call.outputArray(), options),
                call.stashed(0), heads(g, options), slopes.select(0, 0), slopes.select(0, 1), slopes.select(0, 2));
    }, SelfAttention::composite);

    /** With dropout on the weights, which are one matrix a head: the kernel of {@link #PLAIN} never holds them. */
    static final Op DROPPED = Op.named("selfAttentionWithDropout").forward(call -> {
        NdArray qkv = call.array(0);
        Options options = call.attributes(Options.class);
        NdArray parts = parts(qkv, options);
        NdArray weights = weights(call, options, parts.select(0, 0), parts.select(0, 1));
        call.stash(weights);
        NdArray out = NdArray.empty(qkv.dtype(), qkv.shape().with(-1, qkv.dim(-1) / 3));
        multiply(options.draw.dropped(weights), parts.select(0, 2), heads(out, options));
        return out;
    }).fused(NOTHING, (call, g, into) -> {
        Options options = call.attributes(Options.class);
        into[0] = NdArray.empty(g.dtype(), call.shape(0));
        NdArray parts = parts(call.array(0), options);
        NdArray slopes = parts(into[0], options);
        NdArray weights = call.stashed(0);
        NdArray attended = heads(g, options);
        NdArray square = options.draw.dropped(weights);
        multiply(square.transpose(2, 3), attended, slopes.select(0, 2));
        multiply(attended, parts.select(0, 2).transpose(2, 3), square); // the slopes of the dropped weights
        NdArray scores = options.draw.dropped(square);
        Autograd.kernels().norm().softmaxBackward(weights, scores, scores);
        Autograd.kernels().map().binary(BinaryOp.MUL, scores, options.scale, scores);
        multiply(scores, parts.select(0, 1), slopes.select(0, 0));
        multiply(scores.transpose(2, 3), parts.select(0, 0), slopes.select(0, 1));
    }, SelfAttention::composite);

    /** Queries, keys and values first, then the batch, the heads, the positions. */
    private static final int[] PARTS_FIRST = {2, 0, 3, 1, 4};

    private SelfAttention() {
    }

    /** [batch, n, width] as [batch, heads, n, d]. */
    private static NdArray heads(NdArray x, Options options) {
        Shape split = Shape.of(x.dim(0), x.dim(1), options.heads, x.dim(2) / options.heads);
        return x.reshapeOrNull(split).transpose(1, 2);
    }

    /** [batch, n, 3 width] as [3, batch, heads, n, d]: queries, keys and values. */
    private static NdArray parts(NdArray qkv, Options options) {
        Shape split = Shape.of(qkv.dim(0), qkv.dim(1), 3, options.heads, qkv.dim(2) / (3 * options.heads));
        return qkv.reshapeOrNull(split).permute(PARTS_FIRST);
    }

    private static NdArray mask(Call call, Options options) {
        return options.masked ? call.array(1) : null;
    }

    private static void multiply(NdArray a, NdArray b, NdArray c) {
        Autograd.kernels().gemm().matmul(a, b, c, false);
    }

    /** The weights before dropout: [batch, heads, n, n]. */
    private static NdArray weights(Call call, Options options, NdArray queries, NdArray keys) {
        long n = queries.dim(2);
        NdArray weights = NdArray.empty(queries.dtype(), Shape.of(queries.dim(0), options.heads, n, n));
        multiply(queries, keys.transpose(2, 3), weights);
        MapKernels map = Autograd.kernels().map();
        map.binary(BinaryOp.MUL, weights, options.scale, weights);
        if (options.masked) {
            NdArray hidden = NdArray.full(weights.dtype(), Shape.SCALAR, Double.NEGATIVE_INFINITY);
            map.where(call.array(1), weights, hidden, weights);
        }
        if (options.causal) {
            Autograd.kernels().matrix().triangle(weights, false, 0, Double.NEGATIVE_INFINITY, weights);
        }
        Autograd.kernels().norm().softmax(weights, weights);
        return weights;
    }

    private static Tensor composite(Call call) {
        Options options = call.attributes(Options.class);
        Tensor qkv = call.input(0);
        Tensor five = qkv.reshape(qkv.dim(0), qkv.dim(1), 3, options.heads, qkv.dim(2) / (3 * options.heads));
        Tensor[] parts = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = Shapes.select(five, 2, i).transpose(1, 2);
        }
        Tensor mask = options.masked ? call.input(1) : null;
        Tensor weights = Attention.weights(parts[0], parts[1], mask, options.causal, options.scale);
        Tensor kept = options.draw == null ? weights : Random.dropped(options.draw, weights);
        return kept.matmul(parts[2]).transpose(1, 2).reshape(qkv.dim(0), qkv.dim(1), qkv.dim(2) / 3);
    }

    static Tensor plain(Tensor qkv, int heads, Tensor mask, boolean causal, double scale) {
        return apply(PLAIN, qkv, mask, new Options(heads, mask != null, causal, scale, null));
    }

    static Tensor dropped(Tensor qkv, int heads, Tensor mask, boolean causal, double scale, double p, Rng rng) {
        Shape weights = Shape.of(qkv.dim(0), heads, qkv.dim(1), qkv.dim(1));
        if (mask != null && !Shape.broadcast("attention", mask.shape(), weights).equals(weights)) {
            throw new IllegalArgumentException(
                    "attention: the mask is " + mask.shape() + ", broadcastable to " + weights + " expected");
        }
        Random.Draw draw = Random.Draw.of(rng, weights.size(), p);
        return apply(DROPPED, qkv, mask, new Options(heads, mask != null, causal, scale, draw));
    }

    private static Tensor apply(Op op, Tensor qkv, Tensor mask, Options options) {
        return mask == null ? op.apply(options, qkv) : op.apply(options, qkv, mask);
    }

    static void requireHeads(Tensor qkv, int heads) {
        if (heads < 1 || qkv.rank() != 3 || qkv.dim(2) % (3L * heads) != 0) {
            throw new IllegalArgumentException("attention: " + qkv.shape() + " for " + heads
                    + " heads: [batch, n, 3 width], the width divisible by the heads, expected");
        }
    }
}
