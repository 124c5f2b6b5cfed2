package lanegrad.optim;

import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Parameter;
import lanegrad.kernels.BinaryOp;
import lanegrad.memory.Scope;

/**
 * What a step is about to do to one parameter: at first its gradient, at last what is taken away from it, times the
 * rate.
 *
 * <p>The update is {@code factor * values}. A factor costs no pass over the memory: whoever reads the values next takes
 * it in. The gradient itself is never changed; a transform that computes writes into memory of the update's own.
 */
public final class Update {

    private final int index;
    private final String name;
    private final Parameter parameter;
    private final Group group;

    private NdArray own;
    private NdArray values;
    private double factor;
    private double rate;
    private boolean dropped;

    Update(int index, String name, Parameter parameter, Group group) {
        this.index = index;
        this.name = name;
        this.parameter = parameter;
        this.group = group;
    }

    /** Starts a step with a gradient, which may have any layout. */
    void begin(NdArray gradient) {
        values = gradient;
        factor = 1;
        dropped = false;
        if (!gradient.isContiguous()) {
            writable();
        }
    }

    void rate(double ofStep) {
        rate = ofStep * group.rateFactor();
    }

    boolean isDropped() {
        return dropped;
    }

    /**
     * The parameter's number, which finds its state.
     *
     * @return from 0 to {@link StateBuilder#size} less one
     */
    public int index() {
        return index;
    }

    /**
     * The parameter's name.
     *
     * @return its path in the tree
     */
    public String name() {
        return name;
    }

    /**
     * The parameter.
     *
     * @return the parameter itself, with the values of before the step
     */
    public Parameter parameter() {
        return parameter;
    }

    /**
     * The group that the parameter belongs to.
     *
     * @return the first that matched
     */
    public Group group() {
        return group;
    }

    /**
     * The learning rate of this parameter in this step.
     *
     * @return the step's rate times the group's factor
     */
    public double rate() {
        return rate;
    }

    /**
     * The values as they are now, before the factor; only to be read, because they may be the gradient itself or a
     * transform's state.
     *
     * @return contiguous, of the parameter's shape and type
     */
    public NdArray values() {
        return values;
    }

    /**
     * What the values are yet to be multiplied by.
     *
     * @return 1 unless {@link #scale} was called
     */
    public double factor() {
        return factor;
    }

    /**
     * Multiplies the update, without a pass over its values.
     *
     * @param by the factor
     */
    public void scale(double by) {
        factor *= by;
    }

    /**
     * The values for changing in place, the factor multiplied in.
     *
     * @return memory of the update's own; the factor is 1 from here on
     */
    public NdArray writable() {
        NdArray before = values;
        if (before == own && factor == 1) {
            return own;
        }
        double by = factor;
        NdArray target = overwrite();
        Autograd.kernels().map().binary(BinaryOp.MUL, before, by, target);
        return target;
    }

    /**
     * Memory for new values, the old ones forgotten.
     *
     * @return memory of the update's own, its contents undefined; the factor is 1 from here on
     */
    public NdArray overwrite() {
        if (own == null) {
            try (Scope _ = Scope.outside()) {
                own = NdArray.empty(parameter.dtype(), parameter.shape());
            }
        }
        values = own;
        factor = 1;
        return own;
    }

    /**
     * Takes other values in the place of these, without a copy; nothing after this call writes into them. The factor is
     * 1 from here on.
     *
     * @param array such as a transform's state; it must stay as it is until the step is over
     * @throws IllegalArgumentException unless it is contiguous and of the parameter's shape and type
     */
    public void values(NdArray array) {
        if (!array.shape().equals(parameter.shape()) || array.dtype() != parameter.dtype()
                || !array.isContiguous()) {
            throw new IllegalArgumentException("update of " + name + ": " + array.dtype() + " " + array.shape()
                    + (array.isContiguous() ? "" : ", not contiguous,") + " given, " + parameter.dtype() + " "
                    + parameter.shape() + " expected");
        }
        values = array;
        factor = 1;
    }

    /**
     * Ends the step for this parameter: transforms that follow do not see it, and nothing more is taken away from it.
     * For a transform that leaves a parameter as it is, or has changed it itself.
     */
    public void drop() {
        dropped = true;
    }
}
