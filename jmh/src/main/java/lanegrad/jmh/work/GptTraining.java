package lanegrad.jmh.work;

import lanegrad.autograd.Tensor;
import lanegrad.nn.Module;
import lanegrad.nn.models.Gpt;
import lanegrad.nn.models.GptConfig;
import lanegrad.random.Rng;

/** A training step of a GPT: norms before each part, learned positions, biases, exact GELU, a head of its own. */
public final class GptTraining extends TrainingStep {

    /** Blocks. */
    public static final int LAYERS = 4;
    /** The size of a position's vector. */
    public static final int WIDTH = 256;
    /** Attention heads. */
    public static final int HEADS = 8;
    /** Positions. */
    public static final int LENGTH = 128;
    /** Sequences a step. */
    public static final int BATCH = 8;
    /** Tokens. */
    public static final int VOCABULARY = 512;

    private final Gpt model = new Gpt(new GptConfig(VOCABULARY, LENGTH, LAYERS, HEADS, WIDTH, 0, true, false),
            new Rng(1));
    private final Tensor ids = Operands.indices(VOCABULARY, 100, BATCH, LENGTH);
    private final Tensor targets = Operands.indices(VOCABULARY, 101, BATCH, LENGTH);

    @Override
    public Module model() {
        return model;
    }

    @Override
    protected Tensor loss() {
        return model.loss(ids, targets);
    }
}
