package lanegrad.testkit;

import java.util.Locale;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;

/**
 * An input that was drawn: its elements, their type, and how they lie in memory. It holds no memory itself; {@link
 * #tensor} takes some.
 *
 * @param dtype the type of the elements
 * @param elements what the library will see, rounded to the type
 * @param placement how they lie in memory
 */
public record Drawn(DType dtype, Plain elements, Placement placement) {

    /** More elements are not printed. */
    private static final int PRINTED = 64;

    /**
     * The shape.
     *
     * @return the shape of the elements
     */
    public Shape shape() {
        return Shape.of(elements.dims());
    }

    /**
     * The input in memory.
     *
     * @return an array of the current scope
     */
    public NdArray array() {
        return placement.place(elements, dtype).view();
    }

    /**
     * The input in memory.
     *
     * @return a tensor of the current scope, off the tape
     */
    public Tensor tensor() {
        return Tensor.of(array());
    }

    /**
     * The input in memory, as a leaf of the tape.
     *
     * @return a tensor of the current scope that requires a gradient
     */
    public Tensor leaf() {
        return tensor().requiresGrad();
    }

    /**
     * The same elements from somewhere else.
     *
     * @param other how they lie
     * @return the input
     */
    public Drawn placed(Placement other) {
        return new Drawn(dtype, other.effective(elements), other);
    }

    /**
     * A number as this input's type prints it.
     *
     * @param x the number
     * @return what {@link #toString} shows for it
     */
    public String text(double x) {
        return switch (dtype) {
            case F64 -> Double.toString(x);
            case F32, F16, BF16 -> Float.toString((float) x);
            case I32, I64, I8 -> Long.toString((long) x);
            case BOOL -> Boolean.toString(x != 0);
        };
    }

    /** The type, the shape, where it lies unless that is nothing special, and the elements if they are few. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(dtype.toString()).append(' ').append(shape());
        if (placement != Placement.CONTIGUOUS) {
            text.append(' ').append(placement.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        double[] data = elements.data();
        if (data.length > PRINTED) {
            return text.append(" from ").append(text(data[0])).append(" to ").append(text(data[data.length - 1]))
                    .toString();
        }
        text.append(": ");
        append(text, 0, new int[1]);
        return text.toString();
    }

    private void append(StringBuilder to, int axis, int[] next) {
        if (axis == elements.rank()) {
            to.append(text(elements.data()[next[0]++]));
            return;
        }
        to.append('[');
        for (long i = 0; i < elements.dim(axis) && !elements.isEmpty(); i++) {
            append(to.append(i == 0 ? "" : ", "), axis + 1, next);
        }
        to.append(']');
    }
}
