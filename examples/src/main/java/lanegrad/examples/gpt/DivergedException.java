package lanegrad.examples.gpt;

/** The loss, or its gradient, is no number any more. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergedException(String what, double value, long step, double rate) {
        super("the " + what + " is " + value + " after " + step + " steps: the learning rate of " + rate
                + " is too high, try --lr " + rate / 4 + "; a checkpoint that was saved before is unharmed");
    }
}
