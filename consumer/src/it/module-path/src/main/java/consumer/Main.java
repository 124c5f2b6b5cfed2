package consumer;

import lanegrad.autograd.GradCheck;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.Kernels;
import lanegrad.nn.layers.Activation;
import lanegrad.nn.layers.Linear;
import lanegrad.nn.layers.Sequential;
import lanegrad.optim.AdamW;
import lanegrad.optim.Optimizer;
import lanegrad.random.Rng;

public final class Main {

    public static void main(String[] args) {
        check(Kernels.best().name().equals(args[0]), args[0] + " kernels expected: " + Kernels.describe());
        Rng rng = new Rng(1);
        Sequential model = new Sequential(
                new Linear(2, 16, true, rng), Activation.TANH.layer(), new Linear(16, 1, true, rng));
        Optimizer optimizer = AdamW.over(model).rate(0.02).clipGradNorm(1).build();
        Tensor x = Tensor.of(new float[] { 0, 0, 0, 1, 1, 0, 1, 1 }, 4, 2);
        Tensor y = Tensor.of(new float[] { 0, 1, 1, 0 }, 4, 1);
        double loss = 0;
        for (int i = 0; i < 300; i++) {
            loss = optimizer.step(() -> model.forward(x).minus(y).pow(2).mean());
        }
        check(loss < 0.01, "loss " + loss);
        GradCheck.checkSecondOrder(in -> in[0].matmul(in[0]).tanh(), Tensor.of(new double[] { 1, 2, 3, 4 }, 2, 2));
        System.out.println(Kernels.describe());
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
