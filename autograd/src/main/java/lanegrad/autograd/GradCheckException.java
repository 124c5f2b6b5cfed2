package lanegrad.autograd;

/**
 * A gradient that is not the derivative. It is an {@link AssertionError}, so that test frameworks count it as a failure
 * of what was tested.
 */
public final class GradCheckException extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** The numbers behind the message. */
    private final transient GradCheck.Finding finding;

    GradCheckException(String message, GradCheck.Finding finding) {
        super(message);
        this.finding = finding;
    }

    /**
     * The worst element.
     *
     * @return where it is and what was found there; null if the check could not be carried out, because the function
     * gave different values for the same arguments
     */
    public GradCheck.Finding finding() {
        return finding;
    }
}
