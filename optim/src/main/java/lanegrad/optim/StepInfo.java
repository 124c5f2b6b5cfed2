package lanegrad.optim;

/**
 * What an optimizer can tell about its last step.
 *
 * @param step how many steps it has made so far, those that were skipped not counted
 * @param rate the learning rate of the last step, before the groups' factors; NaN before the first
 * @param gradientNorm the global norm of the gradients before clipping; NaN if nothing measured it
 * @param skipped whether the last step was skipped, so that nothing changed
 * @param skippedSteps how many steps were skipped so far
 */
public record StepInfo(long step, double rate, double gradientNorm, boolean skipped, long skippedSteps) {
}
