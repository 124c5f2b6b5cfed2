package lanegrad.jmh.work;

import java.util.ArrayList;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.nn.Layer;
import lanegrad.nn.attention.AttentionMask;
import lanegrad.nn.attention.MultiHeadAttention;
import lanegrad.nn.layers.Activation;
import lanegrad.nn.layers.Embedding;
import lanegrad.nn.layers.LayerNorm;
import lanegrad.nn.layers.Linear;
import lanegrad.nn.layers.Sequential;
import lanegrad.random.Rng;

/**
 * The encoder of BERT-base (Devlin et al., 1810.04805): norms behind each part, exact GELU, learned positions, biases.
 * Maps token numbers [batch, n] to the states of the last layer [batch, n, width], all of one segment, none of them
 * padding.
 */
public final class Bert extends Layer {

    /** Layers. */
    public static final int LAYERS = 12;
    /** The size of a position's vector. */
    public static final int WIDTH = 768;
    /** Attention heads. */
    public static final int HEADS = 12;
    /** The width between the two dense layers. */
    public static final int INNER = 3072;
    /** Positions at most. */
    public static final int CONTEXT = 512;
    /** Tokens. */
    public static final int VOCABULARY = 30_522;
    /** Kinds of segments. */
    public static final int SEGMENTS = 2;
    /** What norms add to the variance. */
    public static final double EPS = 1e-12;

    private final Embedding tokens;
    private final Embedding positions;
    private final Embedding segments;
    private final LayerNorm norm;
    private final Sequential layers;

    /** Makes the model, its weights drawn as PyTorch draws those of each layer. */
    public Bert(Rng rng) {
        tokens = register("word_embeddings", new Embedding(VOCABULARY, WIDTH, rng));
        positions = register("position_embeddings", new Embedding(CONTEXT, WIDTH, rng));
        segments = register("token_type_embeddings", new Embedding(SEGMENTS, WIDTH, rng));
        norm = register("norm", norm());
        List<Layer> list = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            list.add(new Block(rng));
        }
        layers = register("layer", new Sequential(list.toArray(Layer[]::new)));
    }

    private static LayerNorm norm() {
        return new LayerNorm(WIDTH, true, DType.F32, EPS);
    }

    private static final class Block extends Layer {

        private final MultiHeadAttention attention;
        private final LayerNorm norm1;
        private final Linear in;
        private final Linear out;
        private final LayerNorm norm2;

        Block(Rng rng) {
            attention = register("attention", new MultiHeadAttention(WIDTH, HEADS, rng));
            norm1 = register("norm1", norm());
            in = register("in", new Linear(WIDTH, INNER, true, rng));
            out = register("out", new Linear(INNER, WIDTH, true, rng));
            norm2 = register("norm2", norm());
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor attended = norm1.forward(x.plus(attention.forward(x, AttentionMask.NONE)));
            Tensor inner = Activation.GELU.apply(in.forward(attended));
            return norm2.forward(attended.plus(out.forward(inner)));
        }
    }

    @Override
    protected Tensor compute(Tensor ids) {
        Tensor place = positions.weight().slice(0, 0, ids.dim(1));
        Tensor segment = segments.weight().slice(0, 0, 1);
        return layers.forward(norm.forward(tokens.forward(ids).plus(place).plus(segment)));
    }
}
