package lanegrad.compare.own;

import java.util.List;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.compare.cases.Weight;
import lanegrad.compare.contestant.Job;
import lanegrad.memory.Scope;

/** A case by the calls of tensors, unrecorded. The result of the latest run stays until the next one replaces it. */
abstract class TensorJob implements Job {

    private final Scope operands = Scope.open("operands");
    private Scope latest;
    private Tensor result;

    /** Computes the result. */
    abstract Tensor compute();

    /** A layer's input and, with seeds from the first one on, its weights. */
    static Tensor[] layer(Tensor x, List<Weight> weights, long firstSeed) {
        Tensor[] tensors = new Tensor[weights.size() + 1];
        tensors[0] = x;
        for (int i = 0; i < weights.size(); i++) {
            Weight weight = weights.get(i);
            tensors[i + 1] = Tensor.of(weight.values(firstSeed + i), weight.shape());
        }
        return tensors;
    }

    @Override
    public final void run() {
        if (latest == null) {
            latest = Scope.open("run");
        } else {
            latest.restart("run");
        }
        try (Mode _ = Autograd.noGrad()) {
            result = compute();
        }
    }

    @Override
    public final float[] result() {
        return result.toFloatArray();
    }

    @Override
    public final void close() {
        latest.close();
        operands.close();
    }
}
