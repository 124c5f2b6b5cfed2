package lanegrad.jmh.work;

import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.nn.Module;
import lanegrad.optim.AdamW;
import lanegrad.optim.Optimizer;

/** A training step on a batch that stays the same: forward, backward, AdamW. */
public abstract class TrainingStep implements AutoCloseable {

    /** AdamW's rate. */
    public static final double RATE = 1e-3;
    /** AdamW's decoupled weight decay. */
    public static final double DECAY = 0.01;

    private final Scope operands = Scope.open("operands");
    private Optimizer optimizer;

    /** The model that learns. */
    public abstract Module model();

    /** The loss of the batch. */
    protected abstract Tensor loss();

    /** Takes the step, and returns the loss before it. */
    public final double run() {
        if (optimizer == null) {
            optimizer = AdamW.over(model()).rate(RATE).decay(DECAY).build();
        }
        try (Scope _ = Scope.open("step")) {
            Tensor loss = loss();
            loss.backward();
            optimizer.step();
            optimizer.zeroGrad();
            return loss.item();
        }
    }

    @Override
    public final void close() {
        operands.close();
    }
}
