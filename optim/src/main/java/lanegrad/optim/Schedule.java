package lanegrad.optim;

/**
 * A number that depends on the step: a learning rate, or a factor of one. A pure function of the step, so that a run
 * that is resumed goes on with the same numbers.
 */
@FunctionalInterface
public interface Schedule {

    /**
     * The number for one step.
     *
     * @param step how many steps came before: 0 for the first
     * @return a finite number
     */
    double at(long step);

    /**
     * The same number always.
     *
     * @param value the number
     * @return the schedule
     */
    static Schedule constant(double value) {
        return _ -> value;
    }

    /**
     * A straight line, and the last number ever after.
     *
     * @param from at step 0
     * @param to at the last step of the line
     * @param steps the last step of the line, at least 1
     * @return the schedule
     */
    static Schedule linear(double from, double to, long steps) {
        requireSteps("linear", steps);
        return step -> step >= steps ? to : from + (to - from) * ((double) step / steps);
    }

    /**
     * Half a cosine, and the last number ever after (Loshchilov and Hutter, 1608.03983, equation 5, without restarts):
     * {@code to + (from - to) (1 + cos(pi step / steps)) / 2}.
     *
     * @param from at step 0
     * @param to at the last step of the cosine
     * @param steps the last step of the cosine, at least 1
     * @return the schedule
     */
    static Schedule cosine(double from, double to, long steps) {
        requireSteps("cosine", steps);
        return step -> step >= steps
                ? to
                : to + 0.5 * (1 + StrictMath.cos(Math.PI * ((double) step / steps))) * (from - to);
    }

    /**
     * A linear rise, then half a cosine down to a floor, as nanoGPT trains: {@code peak (step + 1) / (warmup + 1)} in
     * the first steps, the cosine from there to the last, the floor ever after.
     *
     * @param peak the greatest number, at step {@code warmup}
     * @param floor the least number, from step {@code last} on
     * @param warmup how many steps are below the peak at first, at least 0
     * @param last the step where the floor is reached, greater than {@code warmup}
     * @return the schedule
     */
    static Schedule warmupCosine(double peak, double floor, long warmup, long last) {
        if (warmup < 0 || last <= warmup) {
            throw new IllegalArgumentException("warmupCosine: warm-up of " + warmup + " steps and the floor at step "
                    + last + ": at least 0, and a later step expected");
        }
        Schedule rise = step -> peak * (step + 1) / (warmup + 1);
        return rise.then(warmup, cosine(peak, floor, last - warmup));
    }

    /**
     * This schedule times a number.
     *
     * @param factor the number
     * @return the product
     */
    default Schedule times(double factor) {
        return step -> at(step) * factor;
    }

    /**
     * This schedule times another.
     *
     * @param factor the other
     * @return the product
     */
    default Schedule times(Schedule factor) {
        return step -> at(step) * factor.at(step);
    }

    /**
     * This schedule for some steps, then another, which counts from 0 there.
     *
     * @param steps how many steps of this one, at least 0
     * @param next what follows
     * @return both
     */
    default Schedule then(long steps, Schedule next) {
        if (steps < 0) {
            throw new IllegalArgumentException("then: " + steps + " steps: at least 0 expected");
        }
        return step -> step < steps ? at(step) : next.at(step - steps);
    }

    private static void requireSteps(String what, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(what + ": " + steps + " steps: at least 1 expected");
        }
    }
}
