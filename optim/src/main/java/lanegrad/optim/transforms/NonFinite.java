package lanegrad.optim.transforms;

/** What to do with a step whose gradients are not finite, as after an overflow. */
public enum NonFinite {
    /** Throws an {@link ArithmeticException} that names the parameters, before anything is changed. */
    ERROR,
    /** Skips the step: parameters and state stay as they are. */
    SKIP_STEP,
    /** Takes zeros for all gradients: moments and weights still decay. */
    ZERO
}
