package lanegrad.examples.gpt;

/** The loss is no number any more. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergedException(long step, double loss, double rate) {
        super("the loss is " + loss + " after " + step + " steps: the learning rate of " + rate
                + " is too high, try --lr " + rate / 4 + "; a checkpoint that was saved before is unharmed");
    }
}
