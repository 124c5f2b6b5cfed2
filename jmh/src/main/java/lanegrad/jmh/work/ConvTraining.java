package lanegrad.jmh.work;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Convolutions;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Fused;
import lanegrad.kernels.ConvOptions;
import lanegrad.kernels.PoolOptions;
import lanegrad.nn.Layer;
import lanegrad.nn.Module;
import lanegrad.nn.init.Initializers;
import lanegrad.nn.layers.Linear;
import lanegrad.nn.layers.Sequential;
import lanegrad.random.Rng;

/**
 * A training step of a small convolutional network on images of 32x32 in three colours: three convolutions of 3x3, each
 * with ReLU and a pooling that halves the sides, and a dense layer.
 */
public final class ConvTraining extends TrainingStep {

    private static final int BATCH = 32;
    private static final int COLOURS = 3;
    private static final int SIDE = 32;
    private static final int WIDTH = 32;
    private static final int CLASSES = 10;

    private final Sequential model;
    private final Tensor x = Operands.uniform(100, BATCH, COLOURS, SIDE, SIDE);
    private final Tensor targets = Operands.indices(CLASSES, 101, BATCH);

    /** Makes the model and its batch. */
    public ConvTraining() {
        Rng rng = new Rng(1);
        model = new Sequential(new Stage(COLOURS, WIDTH, rng), new Stage(WIDTH, 2 * WIDTH, rng),
                new Stage(2 * WIDTH, 4 * WIDTH, rng), new Head(4 * WIDTH * (SIDE / 8) * (SIDE / 8), rng));
    }

    private static final class Stage extends Layer {

        private static final int KERNEL = 3;
        private static final ConvOptions SAME = ConvOptions.of(1, 1);
        private static final PoolOptions HALVES = PoolOptions.of(2);

        private final Parameter weight;
        private final Parameter bias;

        Stage(int in, int out, Rng rng) {
            weight = register("weight", Parameter.empty(DType.F32, Shape.of(out, in, KERNEL, KERNEL)));
            bias = register("bias", Parameter.empty(DType.F32, Shape.of(out)));
            double bound = 1 / Math.sqrt(in * KERNEL * KERNEL);
            parameters().values().forEach(p -> Initializers.uniform(-bound, bound).fill(p, rng));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return Convolutions.maxPool2d(Elementwise.relu(Convolutions.conv2d(x, weight, bias, SAME)), HALVES);
        }
    }

    private static final class Head extends Layer {

        private final Linear linear;

        Head(int in, Rng rng) {
            linear = register("linear", new Linear(in, CLASSES, true, rng));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return linear.forward(x.reshape(x.dim(0), x.size() / x.dim(0)));
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
