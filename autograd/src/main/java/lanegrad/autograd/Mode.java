package lanegrad.autograd;

/**
 * A setting of the calling thread for a block of code; closing it brings back what was before.
 *
 * <pre>{@code
 * try (Mode m = Autograd.noGrad()) {
 *     model.forward(x);
 * }
 * }</pre>
 */
public final class Mode implements AutoCloseable {

    private final Runnable restore;

    Mode(Runnable restore) {
        this.restore = restore;
    }

    @Override
    public void close() {
        restore.run();
    }
}
