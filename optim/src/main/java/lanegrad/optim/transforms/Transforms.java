package lanegrad.optim.transforms;

import java.util.function.BiPredicate;
import lanegrad.autograd.Parameter;
import lanegrad.optim.GradientTransform;
import lanegrad.optim.Schedule;

/** The gradient transforms of the house. */
public final class Transforms {

    private Transforms() {
    }

    /**
     * Clips hard by the norm over all parameters (technique T38; Pascanu, Mikolov and Bengio, 1211.5063, algorithm 1):
     * {@code g min(1, maxNorm / ||g||)}. Gradients within the norm keep their bits. The norm is accumulated in F64 and
     * shown by {@link lanegrad.optim.StepInfo#gradientNorm}.
     *
     * @param maxNorm greater than 0; infinite to measure only
     * @param policy what to do when the norm is not finite
     * @return the transform; it costs one reading of the gradients
     */
    public static GradientTransform clipByGlobalNorm(double maxNorm, NonFinite policy) {
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("clipByGlobalNorm: norm " + maxNorm + ": greater than 0 expected");
        }
        return new ScaleByGlobalNorm("clipByGlobalNorm", norm -> norm > maxNorm ? maxNorm / norm : 1, policy);
    }

    /**
     * As {@link #clipByGlobalNorm(double, NonFinite)}; a step whose norm is not finite is skipped.
     *
     * @param maxNorm greater than 0; infinite to measure only
     * @return the transform
     */
    public static GradientTransform clipByGlobalNorm(double maxNorm) {
        return clipByGlobalNorm(maxNorm, NonFinite.SKIP_STEP);
    }

    /**
     * Clips softly by the norm over all parameters (technique T38): {@code g bound / (||g|| + bound)}, which is between
     * half of what hard clipping leaves and all of it.
     *
     * @param bound greater than 0 and finite; no norm is greater afterwards
     * @param policy what to do when the norm is not finite
     * @return the transform; it costs one reading of the gradients
     */
    public static GradientTransform softClipByGlobalNorm(double bound, NonFinite policy) {
        if (!(bound > 0 && bound < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "softClipByGlobalNorm: norm " + bound + ": a finite number greater than 0 expected");
        }
        return new ScaleByGlobalNorm("softClipByGlobalNorm", norm -> bound / (norm + bound), policy);
    }

    /**
     * The best step for a loss whose gradient changes by at most {@code (l0 + l1 ||g||) ||d||} along a step d
     * (technique T38; Zhang, He, Sra and Jadbabaie, 1905.11881, definition 1): {@code g / (l0 + l1 ||g||)}, to be taken
     * at rate 1. It lowers the loss by half of its own product with the gradient at least. The same as soft clipping at
     * {@code l0 / l1} with rate {@code 1 / l0}.
     *
     * @param l0 greater than 0 and finite
     * @param l1 at least 0 and finite
     * @param policy what to do when the norm is not finite
     * @return the transform; it costs one reading of the gradients
     */
    public static GradientTransform smoothnessStep(double l0, double l1, NonFinite policy) {
        if (!(l0 > 0 && l0 < Double.POSITIVE_INFINITY) || !(l1 >= 0 && l1 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("smoothnessStep: constants " + l0 + " and " + l1
                    + ": finite numbers, greater than 0 and at least 0, expected");
        }
        return new ScaleByGlobalNorm("smoothnessStep", norm -> 1 / (l0 + l1 * norm), policy);
    }

    /**
     * Divides the mean of the gradients by the root of the mean of their squares, both corrected for their start at 0
     * (Kingma and Ba, 1412.6980, algorithm 1): {@code m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)}.
     *
     * @param beta1 how much of the mean stays in each step, at least 0 and below 1
     * @param beta2 how much of the mean of squares stays, at least 0 and below 1
     * @param eps keeps the divisor from 0, at least 0
     * @return the transform; state {@code step}, {@code exp_avg}, {@code exp_avg_sq}
     */
    public static GradientTransform scaleByAdam(double beta1, double beta2, double eps) {
        return new ScaleByAdam(beta1, beta2, eps);
    }

    /**
     * Momentum: {@code b = momentum b + (1 - dampening) g}, {@code b = g} in the first step; gives {@code nesterov ? g
     * + momentum b : b}.
     *
     * @param momentum how much of the buffer stays in each step, at least 0 and below 1
     * @param dampening how much of the gradient does not enter the buffer, at least 0 and at most 1
     * @param nesterov whether to look ahead; needs momentum, and no dampening
     * @return the transform; state {@code momentum_buffer}, and {@code step} if there is dampening
     */
    public static GradientTransform trace(double momentum, double dampening, boolean nesterov) {
        return new Trace(momentum, dampening, nesterov);
    }

    /**
     * Adds {@code decay p} to the update of each parameter p, times its group's factor. Behind a transform such as
     * {@link #scaleByAdam} this is decoupled decay (Loshchilov and Hutter, 1711.05101), in front of it L2.
     *
     * @param decay finite, at least 0
     * @return the transform
     */
    public static GradientTransform addDecayedWeights(double decay) {
        return addDecayedWeights(decay, (_, _) -> true);
    }

    /**
     * As {@link #addDecayedWeights(double)} for some of the parameters.
     *
     * @param decay finite, at least 0
     * @param mask which, by name and by the parameter itself
     * @return the transform
     */
    public static GradientTransform addDecayedWeights(double decay, BiPredicate<String, Parameter> mask) {
        return new AddDecayedWeights(decay, mask);
    }

    /**
     * Multiplies the updates by a number.
     *
     * @param factor the number
     * @return the transform; it costs no pass
     */
    public static GradientTransform scale(double factor) {
        return scaleBySchedule(Schedule.constant(factor));
    }

    /**
     * Multiplies the updates by a number that depends on the step.
     *
     * @param factor the number
     * @return the transform; it costs no pass
     */
    public static GradientTransform scaleBySchedule(Schedule factor) {
        return new ScaleBySchedule(factor);
    }
}
