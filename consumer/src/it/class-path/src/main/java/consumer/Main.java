package consumer;

import lanegrad.autograd.Tensor;
import lanegrad.kernels.Kernels;

public final class Main {

    public static void main(String[] args) {
        if (!Kernels.best().name().equals(args[0])) {
            throw new AssertionError(args[0] + " kernels expected: " + Kernels.describe());
        }
        Tensor x = Tensor.of(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3);
        System.out.println(Kernels.describe());
        System.out.println(x.shape());
    }
}
