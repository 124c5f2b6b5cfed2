package lanegrad.jmh.work;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Recurrent;
import lanegrad.nn.Layer;
import lanegrad.nn.Module;
import lanegrad.nn.init.Initializers;
import lanegrad.nn.layers.Linear;
import lanegrad.random.Rng;

/** A training step of a classifier of sequences: an LSTM, and a dense layer on its last state. */
public final class LstmTraining extends TrainingStep {

    private static final int STEPS = 64;
    private static final int BATCH = 32;
    private static final int IN = 256;
    private static final int WIDTH = 256;
    private static final int CLASSES = 10;

    private final Classifier model = new Classifier(new Rng(1));
    private final Tensor x = Operands.uniform(100, STEPS, BATCH, IN);
    private final Tensor targets = Operands.indices(CLASSES, 101, BATCH);

    private static final class Classifier extends Layer {

        private static final int GATES = 4;

        private final Parameter inputs = register("weight_ih", Parameter.empty(DType.F32, Shape.of(GATES * WIDTH, IN)));
        private final Parameter states = register("weight_hh",
                Parameter.empty(DType.F32, Shape.of(GATES * WIDTH, WIDTH)));
        private final Parameter inputBias = register("bias_ih", Parameter.empty(DType.F32, Shape.of(GATES * WIDTH)));
        private final Parameter stateBias = register("bias_hh", Parameter.empty(DType.F32, Shape.of(GATES * WIDTH)));
        private final Linear head;

        Classifier(Rng rng) {
            double bound = 1 / Math.sqrt(WIDTH);
            parameters().values().forEach(p -> Initializers.uniform(-bound, bound).fill(p, rng));
            head = register("head", new Linear(WIDTH, CLASSES, true, rng));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return head.forward(Recurrent.lstm(x, null, null, inputs, states, inputBias, stateBias).state());
        }
    }

    @Override
    public Module model() {
        return model;
    }

    @Override
    protected Tensor loss() {
        return Fused.crossEntropy(model.forward(x), targets);
    }
}
