package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.autograd.ops.Attention;
import lanegrad.random.Rng;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of attention. */
final class AttentionOps {

    /** What attention is called with. */
    private record Shape(long batch, long heads, long queries, long keys, long d, long dv) {

        long[] q() {
            return new long[] {batch, heads, queries, d};
        }

        long[] k() {
            return new long[] {batch, heads, keys, d};
        }

        long[] v() {
            return new long[] {batch, heads, keys, dv};
        }
    }

    private AttentionOps() {
    }

    static List<OpInfo> all() {
        return List.of(attention(), selfAttention(), selfAttentionWithDropout(), weights());
    }

    /** The weights of the keys for each query. */
    private static Plain weights(Plain q, Plain k, Plain mask, boolean causal, double scale) {
        Plain scores = LinearOps.matmul(q.map(x -> x * scale), k.transpose(-1, -2));
        long shift = k.dim(-2) - q.dim(-2);
        return FusedOps.softmax(Plain.build(scores.dims(), i -> {
            boolean allowed = (mask == null || mask.broadcastAt(i) != 0) && (!causal || i[3] <= i[2] + shift);
            return allowed ? scores.at(i) : Double.NEGATIVE_INFINITY;
        }));
    }

    private static Plain attention(Plain q, Plain k, Plain v, Plain mask, boolean causal, double scale) {
        Plain weights = weights(q, k, mask, causal, scale);
        Plain magnitudes = LinearOps.matmul(weights, v.map(Math::abs));
        return LinearOps.matmul(weights, v).withScale(magnitudes.map(x -> 4 * x));
    }

    private static Sample sample(String label, Shape shape, Values masked, long[] mask, boolean causal) {
        List<Arg> args = new ArrayList<>(List.of(Arg.of(shape.q()), Arg.of(shape.k()), Arg.of(shape.v())));
        if (mask != null) {
            args.add(Arg.of(masked, mask).as(DType.BOOL));
        }
        double scale = 1 / Math.sqrt(Math.max(1, shape.d));
        return Sample.of(label + (causal ? ", causal" : ""), args,
                in -> Attention.scaledDotProductAttention(in[0], in[1], in[2], mask == null ? null : in[3], causal,
                        scale),
                in -> attention(in[0], in[1], in[2], mask == null ? null : in[3], causal, scale));
    }

    private static Sizer sizer(String axis, double steps, boolean causal, LongFunction<Shape> shapes) {
        return Sizer.of(axis + (causal ? ", causal" : ""), steps,
                n -> sample(axis, shapes.apply(n), null, null, causal));
    }

    private static OpInfo attention() {
        OpInfo.Builder builder = OpInfo.of("attention").thresholds(kernels -> kernels.attention().thresholds());
        for (boolean causal : new boolean[] {false, true}) {
            builder.sample(sample("square", new Shape(1, 2, 5, 5, 4, 4), null, null, causal));
            builder.sample(sample("more keys", new Shape(2, 1, 3, 6, 4, 2), null, null, causal));
            builder.sample(sample("more queries than keys", new Shape(1, 1, 5, 3, 2, 3), null, null, causal));
            builder.sample(sample("one query", new Shape(1, 2, 1, 7, 4, 4), null, null, causal));
            builder.sample(sample("no queries", new Shape(1, 1, 0, 3, 2, 2), null, null, causal));
            builder.sample(sample("no batch", new Shape(0, 2, 3, 3, 2, 2), null, null, causal));
            builder.sample(sample("a full mask", new Shape(2, 2, 3, 4, 3, 2), Values.truth(), new long[] {2, 2, 3, 4},
                    causal));
            builder.sample(sample("padding", new Shape(2, 2, 3, 4, 3, 2), Values.of(1, 1, 0, 0, 1, 1, 1, 0),
                    new long[] {2, 1, 1, 4}, causal));
            builder.sample(sample("a query with nothing to attend", new Shape(1, 1, 3, 4, 3, 2),
                    Values.of(1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0), new long[] {3, 4}, causal));
        }
        builder.sample(sample("no keys", new Shape(1, 1, 3, 0, 2, 2), null, null, false));
        builder.sizer(sizer("queries", 9 * 8, false, n -> new Shape(1, 1, n, 9, 4, 4)));
        builder.sizer(sizer("queries", 9 * 8, true, n -> new Shape(1, 1, n, 9, 4, 4)));
        builder.sizer(sizer("keys", 9 * 8, false, n -> new Shape(1, 1, 9, n, 4, 4)));
        builder.sizer(sizer("keys", 9 * 8, true, n -> new Shape(1, 1, 9, n, 4, 4)));
        builder.sizer(sizer("keys of one query", 8, false, n -> new Shape(1, 2, 1, n, 4, 4)));
        builder.sizer(sizer("queries and keys", 500 * 8, true, n -> new Shape(1, 1, n, n, 4, 4)));
        builder.sizer(sizer("depth", 40, false, n -> new Shape(1, 1, 5, 7, n, 4)));
        builder.sizer(sizer("width", 40, false, n -> new Shape(1, 1, 5, 7, 4, n)));
        builder.sizer(sizer("heads", 3 * 4 * 6, true, n -> new Shape(1, n, 3, 4, 3, 3)));
        refusals(builder);
        return builder.without("rank 0", "it needs four axes").build();
    }

    private static void refusals(OpInfo.Builder builder) {
        List<Arg> fitting = List.of(Arg.of(1, 2, 3, 4), Arg.of(1, 2, 5, 4), Arg.of(1, 2, 5, 3));
        builder.error("depths differ", IllegalArgumentException.class,
                "attention: q F32 \\[1, 2, 3, 4\\], k F32 \\[1, 2, 5, 3\\]",
                List.of(fitting.get(0), fitting.get(2), fitting.get(2)),
                in -> Attention.scaledDotProductAttention(in[0], in[1], in[2], null, false, 1));
        builder.error("types differ", IllegalArgumentException.class, "k F64",
                List.of(fitting.get(0), fitting.get(1).as(DType.F64), fitting.get(2)),
                in -> Attention.scaledDotProductAttention(in[0], in[1], in[2], null, false, 1));
        builder.error("three axes", IllegalArgumentException.class, "\\[batch, heads, queries, d\\]",
                List.of(Arg.of(2, 3, 4), fitting.get(1), fitting.get(2)),
                in -> Attention.scaledDotProductAttention(in[0], in[1], in[2], null, false, 1));
        builder.error("a mask of numbers", IllegalArgumentException.class, "attention: the mask is F32, BOOL expected",
                List.of(fitting.get(0), fitting.get(1), fitting.get(2), Arg.of(3, 5)),
                in -> Attention.scaledDotProductAttention(in[0], in[1], in[2], in[3], false, 1));
        builder.error("a mask that does not broadcast", IllegalArgumentException.class, "\\[4, 5\\]",
                List.of(fitting.get(0), fitting.get(1), fitting.get(2), Arg.mask(4, 5)),
                in -> Attention.scaledDotProductAttention(in[0], in[1], in[2], in[3], false, 1));
        builder.error("a mask that would make the result larger", IllegalArgumentException.class, "\\[6, 1, 3, 5\\]",
                List.of(fitting.get(0), fitting.get(1), fitting.get(2), Arg.mask(6, 1, 3, 5)),
                in -> Attention.scaledDotProductAttention(in[0], in[1], in[2], in[3], false, 1));
        builder.error("integers", IllegalArgumentException.class, "I64",
                List.of(Arg.indices(5, 1, 2, 3, 4), Arg.indices(5, 1, 2, 5, 4), Arg.indices(5, 1, 2, 5, 3)),
                in -> Attention.scaledDotProductAttention(in[0], in[1], in[2], null, false, 1));
    }

    /** Queries, keys or values of [batch, n, 3 width], as [batch, heads, n, d]. */
    private static Plain part(Plain qkv, int heads, int which) {
        long d = qkv.dim(2) / (3L * heads);
        return Plain.build(new long[] {qkv.dim(0), heads, qkv.dim(1), d},
                i -> qkv.at(i[0], i[2], (which * heads + i[1]) * d + i[3]));
    }

    /** [batch, heads, n, d] as [batch, n, width]. */
    private static Plain joined(Plain x) {
        long d = x.dim(3);
        return Plain.build(new long[] {x.dim(0), x.dim(2), x.dim(1) * d}, i -> x.at(i[0], i[2] / d, i[1], i[2] % d));
    }

    private static Sample selfSample(String label, long batch, long n, int heads, long d, Values masked, long[] mask,
            boolean causal) {
        List<Arg> args = new ArrayList<>(List.of(Arg.of(batch, n, 3 * heads * d)));
        if (mask != null) {
            args.add(Arg.of(masked, mask).as(DType.BOOL));
        }
        return Sample.of(label + (causal ? ", causal" : ""), args,
                in -> Attention.selfAttention(in[0], heads, mask == null ? null : in[1], causal, 0.5), in -> {
                    Plain out = attention(part(in[0], heads, 0), part(in[0], heads, 1), part(in[0], heads, 2),
                            mask == null ? null : in[1], causal, 0.5);
                    return joined(out).withScale(joined(Plain.of(out.scale(), out.dims())));
                });
    }

    private static OpInfo selfAttention() {
        OpInfo.Builder builder = OpInfo.of("selfAttention").thresholds(kernels -> kernels.attention().thresholds());
        for (boolean causal : new boolean[] {false, true}) {
            builder.sample(selfSample("two heads", 2, 5, 2, 3, null, null, causal));
            builder.sample(selfSample("one position", 1, 1, 2, 4, null, null, causal));
            builder.sample(selfSample("no positions", 2, 0, 2, 3, null, null, causal));
            builder.sample(selfSample("no batch", 0, 4, 2, 3, null, null, causal));
            builder.sample(selfSample("padding", 2, 4, 2, 2, Values.of(1, 1, 1, 0, 1, 1, 0, 0), new long[] {2, 1, 1, 4},
                    causal));
            builder.sample(selfSample("a position with nothing to attend", 1, 3, 1, 2,
                    Values.of(1, 1, 1, 0, 0, 0, 1, 0, 1), new long[] {3, 3}, causal));
        }
        builder.sizer(Sizer.of("positions, causal", 500 * 8,
                n -> selfSample("positions", 1, n, 1, 4, null, null, true)));
        builder.sizer(Sizer.of("heads, causal", 3 * 3 * 12, n -> selfSample("heads", 1, 3, (int) n, 3, null, null,
                true)));
        builder.error("heads", IllegalArgumentException.class,
                "attention: \\[2, 3, 12\\] for 5 heads: \\[batch, n, 3 width\\]", List.of(Arg.of(2, 3, 12)),
                in -> Attention.selfAttention(in[0], 5, null, false, 1));
        builder.error("no heads", IllegalArgumentException.class, "for 0 heads", List.of(Arg.of(2, 3, 12)),
                in -> Attention.selfAttention(in[0], 0, null, false, 1));
        builder.error("a mask of numbers", IllegalArgumentException.class, "attention: the mask is F32, BOOL expected",
                List.of(Arg.of(2, 3, 12), Arg.of(3, 3)), in -> Attention.selfAttention(in[0], 2, in[1], false, 1));
        builder.error("integers", IllegalArgumentException.class, "I64", List.of(Arg.indices(5, 2, 3, 12)),
                in -> Attention.selfAttention(in[0], 2, null, false, 1));
        return Recipes.refusesClosed(builder, x -> Attention.selfAttention(x.reshape(1, 2, 3), 1, null, false, 1))
                .without("rank 0", "it needs three axes")
                .without("heap", "it takes seven views, of queries, keys, values and heads").build();
    }

    /** A draw of its own for each call, always the same. */
    private static Sample droppedSample(String label, double p, long batch, long n, int heads, long d, Values masked,
            long[] mask, boolean causal) {
        List<Arg> args = new ArrayList<>(List.of(Arg.of(batch, n, 3 * heads * d)));
        if (mask != null) {
            args.add(Arg.of(masked, mask).as(DType.BOOL));
        }
        double scale = 1 / Math.sqrt(Math.max(1, d));
        return Sample.of(label + (causal ? ", causal" : ""), args, in -> {
            Rng rng = new Rng(RandomOps.KEY);
            rng.reserve(3);
            return Attention.selfAttention(in[0], heads, mask == null ? null : in[1], causal, scale, p, rng);
        }, in -> {
            Plain weights = RandomOps.dropout(weights(part(in[0], heads, 0), part(in[0], heads, 1),
                    mask == null ? null : in[1], causal, scale), p, 3);
            Plain values = part(in[0], heads, 2);
            Plain magnitudes = LinearOps.matmul(weights, values.map(Math::abs));
            double scores = Math.sqrt(d); // what they are rounded by, and weights with them, grows with their length
            return joined(LinearOps.matmul(weights, values))
                    .withScale(joined(magnitudes.map(x -> (4 + scores) * x)));
        });
    }

    private static OpInfo selfAttentionWithDropout() {
        OpInfo.Builder builder = OpInfo.of("selfAttentionWithDropout").thresholds(kernels -> Stream.of(
                kernels.gemm().thresholds(), kernels.norm().thresholds(), kernels.random().thresholds())
                .flatMap(List::stream).toList());
        for (boolean causal : new boolean[] {false, true}) {
            builder.sample(droppedSample("two heads", 0.3, 2, 5, 2, 3, null, null, causal));
            builder.sample(droppedSample("nearly all dropped", 0.9, 1, 7, 1, 4, null, null, causal));
            builder.sample(droppedSample("one position", 0.5, 1, 1, 2, 4, null, null, causal));
            builder.sample(droppedSample("no positions", 0.5, 2, 0, 2, 3, null, null, causal));
            builder.sample(droppedSample("no batch", 0.5, 0, 4, 2, 3, null, null, causal));
            builder.sample(droppedSample("no width", 0.5, 2, 3, 2, 0, null, null, causal));
            builder.sample(droppedSample("padding", 0.2, 2, 4, 2, 2, Values.of(1, 1, 1, 0, 1, 1, 0, 0),
                    new long[] {2, 1, 1, 4}, causal));
            builder.sample(droppedSample("a position with nothing to attend", 0.2, 1, 3, 1, 2,
                    Values.of(1, 1, 1, 0, 0, 0, 1, 0, 1), new long[] {3, 3}, causal));
        }
        builder.sizer(Sizer.of("positions, causal", 500 * 8,
                n -> droppedSample("positions", 0.2, 1, n, 1, 4, null, null, true)));
        builder.sizer(Sizer.of("heads", 3 * 3 * 12,
                n -> droppedSample("heads", 0.2, 1, 3, (int) n, 3, null, null, false)));
        builder.sizer(Sizer.of("depth", 60, n -> droppedSample("depth", 0.2, 1, 3, 1, n, null, null, true)));
        builder.error("heads", IllegalArgumentException.class,
                "attention: \\[2, 3, 12\\] for 5 heads: \\[batch, n, 3 width\\]", List.of(Arg.of(2, 3, 12)),
                in -> Attention.selfAttention(in[0], 5, null, false, 1, 0.5, new Rng(1)));
        builder.error("a mask of numbers", IllegalArgumentException.class, "attention: the mask is F32, BOOL expected",
                List.of(Arg.of(2, 3, 12), Arg.of(3, 3)),
                in -> Attention.selfAttention(in[0], 2, in[1], false, 1, 0.5, new Rng(1)));
        for (long[] mask : new long[][] {{4, 3}, {5, 1, 1, 3, 3}}) {
            builder.error("a mask that does not fit " + Arrays.toString(mask), IllegalArgumentException.class,
                    "attention: .*\\[2, 2, 3, 3\\]", List.of(Arg.of(2, 3, 12), Arg.mask(mask)),
                    in -> Attention.selfAttention(in[0], 2, in[1], false, 1, 0.5, new Rng(1)));
        }
        builder.error("integers", IllegalArgumentException.class, "dropout of I64", List.of(Arg.indices(5, 2, 3, 12)),
                in -> Attention.selfAttention(in[0], 2, null, false, 1, 0.5, new Rng(1)));
        builder.error("probability", IllegalArgumentException.class, "dropout with probability 1",
                List.of(Arg.of(2, 3, 12)), in -> Attention.selfAttention(in[0], 2, null, false, 1, 1, new Rng(1)));
        return Recipes.refusesClosed(builder,
                x -> Attention.selfAttention(x.reshape(1, 2, 3), 1, null, false, 1, 0.5, new Rng(1)))
                .without("rank 0", "it needs three axes")
                .without("heap", "each of its products takes views of queries, keys, values and heads").build();
    }

    private static OpInfo weights() {
        OpInfo.Builder builder = OpInfo.composite("attention weights");
        for (boolean causal : new boolean[] {false, true}) {
            for (long[] mask : new long[][] {null, {1, 1, 3, 4}}) {
                List<Arg> args = new ArrayList<>(List.of(Arg.of(1, 2, 3, 3), Arg.of(1, 2, 4, 3)));
                if (mask != null) {
                    args.add(Arg.of(Values.of(1, 0, 1, 1), mask).as(DType.BOOL));
                }
                builder.sample((causal ? "causal " : "all ") + Arrays.toString(mask), args,
                        in -> Attention.weights(in[0], in[1], mask == null ? null : in[2], causal, 0.5),
                        in -> weights(in[0], in[1], mask == null ? null : in[2], causal, 0.5)
                                .withScale(weights(in[0], in[1], mask == null ? null : in[2], causal, 0.5)
                                        .map(x -> 8 * x)));
            }
        }
        builder.sample("no queries", List.of(Arg.of(1, 2, 0, 3), Arg.of(1, 2, 4, 3)),
                in -> Attention.weights(in[0], in[1], null, true, 0.5),
                in -> weights(in[0], in[1], null, true, 0.5));
        builder.error("depths differ", IllegalArgumentException.class, "inner dimensions 3 and 2 differ",
                List.of(Arg.of(1, 2, 3, 3), Arg.of(1, 2, 4, 2)), in -> Attention.weights(in[0], in[1], null, false, 1));
        return builder.without("rank 0", "it needs four axes").build();
    }
}
