package lanegrad.kernels;

import java.util.List;
import lanegrad.array.NdArray;

/** Optimizer steps in one pass over the memory; all arrays of a call are contiguous and of one shape and type. */
public interface UpdateKernels {

    /**
     * One step of AdamW (Loshchilov and Hutter, 1711.05101): {@code m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
     * p -= rate (m / (1 - b1^step) / (sqrt(v / (1 - b2^step)) + eps) + decay p)}.
     *
     * @param parameter p, updated
     * @param gradient g
     * @param mean m, updated
     * @param square v, updated
     * @param rate the learning rate
     * @param beta1 b1
     * @param beta2 b2
     * @param eps keeps the divisor from 0
     * @param decay decoupled weight decay
     * @param gradientScale what the gradient is multiplied by first, as clipping does
     * @param step counted from 1
     */
    void adamW(NdArray parameter, NdArray gradient, NdArray mean, NdArray square, double rate, double beta1,
            double beta2,
            double eps, double decay, double gradientScale, long step);

    /**
     * One step of gradient descent: {@code g += decay p; b = momentum b + (1 - dampening) g; p -= rate (nesterov ? g +
     * momentum b : b)}; without a buffer, {@code p -= rate g}.
     *
     * @param parameter p, updated
     * @param gradient g
     * @param momentumBuffer b, updated, or null
     * @param rate the learning rate
     * @param momentum how much of the buffer stays
     * @param dampening how much of the gradient does not enter the buffer
     * @param nesterov whether to look ahead
     * @param decay coupled weight decay (L2)
     * @param gradientScale what the gradient is multiplied by first, as clipping does
     */
    void sgd(NdArray parameter, NdArray gradient, NdArray momentumBuffer, double rate, double momentum,
            double dampening,
            boolean nesterov, double decay, double gradientScale);

    /**
     * The sum of the squares of all elements, accumulated in F64, as a gradient's norm needs it.
     *
     * @param x any layout
     * @return the sum
     */
    double sumOfSquares(NdArray x);

    /**
     * The sizes at which these kernels change their way.
     *
     * @return all of them
     */
    List<Threshold> thresholds();
}
