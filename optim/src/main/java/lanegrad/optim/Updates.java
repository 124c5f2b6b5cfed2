package lanegrad.optim;

/** The updates of one step: what a transform sees. */
public final class Updates {

    private final Update[] updates;
    private int count;
    private long step;
    private double norm;
    private boolean measured;
    private boolean skipped;

    Updates(int capacity) {
        updates = new Update[capacity];
    }

    void begin(long stepNumber) {
        count = 0;
        step = stepNumber;
        norm = Double.NaN;
        measured = false;
        skipped = false;
    }

    void add(Update update) {
        updates[count++] = update;
    }

    void removeDropped() {
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (!updates[i].isDropped()) {
                updates[left++] = updates[i];
            }
        }
        count = left;
    }

    boolean isSkipped() {
        return skipped;
    }

    double norm() {
        return norm;
    }

    /**
     * How many parameters still take part in this step.
     *
     * @return the number of updates
     */
    public int size() {
        return count;
    }

    /**
     * One of them.
     *
     * @param i from 0 to {@link #size} less one
     * @return the update, in the order of the parameters' names in the tree
     */
    public Update get(int i) {
        return updates[i];
    }

    /**
     * The number of this step.
     *
     * @return how many steps the optimizer has made before
     */
    public long step() {
        return step;
    }

    /**
     * Gives every update memory of its own for its values. A transform that changes values and state calls this before
     * it changes any state, so that running out of memory leaves everything as it was.
     */
    public void makeWritable() {
        for (int i = 0; i < count; i++) {
            updates[i].writable();
        }
    }

    /**
     * Tells the optimizer the global norm of the gradients, for {@link StepInfo}; of several in one step the first
     * counts.
     *
     * @param value before any clipping
     */
    public void reportNorm(double value) {
        if (!measured) {
            norm = value;
            measured = true;
        }
    }

    /**
     * Gives the step up: no transform that follows runs, no parameter changes, and the step is counted as skipped.
     * State that earlier transforms have changed stays changed.
     */
    public void skip() {
        skipped = true;
    }
}
