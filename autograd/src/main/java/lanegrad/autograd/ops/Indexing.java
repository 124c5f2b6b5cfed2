package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.input;
import static lanegrad.autograd.ops.Shapes.sumTo;

import java.util.List;
import java.util.function.DoubleSupplier;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/** Choosing elements by truth values and by indices, and the adjoints of that. */
public final class Indexing {

    private record Rows(long rows) {
    }

    private record Fill(double value) implements DoubleSupplier {

        @Override
        public double getAsDouble() {
            return value;
        }
    }

    static final Op WHERE = Op.named("where").forward(Indexing::choose) //
            .constant() //
            .gradient(input(0), (call, g) -> sumTo(maskedFill(g, Comparisons.not(call.input(0)), 0), call.shape(1)))
            .gradient(input(0), (call, g) -> sumTo(maskedFill(g, call.input(0), 0), call.shape(2))).build();

    static final Op MASKED_FILL = Op.named("maskedFill").forward(call -> {
        NdArray x = call.array(0);
        NdArray mask = call.array(1);
        NdArray out = NdArray.empty(x.dtype(), Shape.broadcast("maskedFill", x.shape(), mask.shape()));
        NdArray value = NdArray.full(x.dtype(), Shape.SCALAR, call.attributes(Fill.class).value);
        Autograd.kernels().map().where(mask, value, x, out);
        return out;
    }).gradient(input(1), (call, g) -> sumTo(maskedFill(g, call.input(1), 0), call.shape(0))) //
            .constant().build();

    static final Op GATHER = Op.named("gather").forward(call -> {
        NdArray x = call.array(0);
        NdArray indices = call.array(1);
        NdArray out = NdArray.empty(x.dtype(), indices.shape());
        Autograd.kernels().index().gather(x, call.attributes(Axis.class).axis(), indices, out);
        return out;
    }).gradient(input(1), (call, g) -> {
        Tensor zeros = Tensor.zeros(g.dtype(), call.shape(0).toArray());
        return scatterAdd(zeros, call.attributes(Axis.class).axis(), call.input(1), g);
    }).constant().build();

    static final Op SCATTER_ADD = Op.named("scatterAdd").forward(call -> {
        NdArray x = call.array(0);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        Autograd.kernels().copy().copy(x, out);
        Autograd.kernels().index().scatterAdd(out, call.attributes(Axis.class).axis(), call.array(1), call.array(2));
        return out;
    }).gradient(NOTHING, (call, g) -> g) //
            .constant() //
            .gradient(input(1), (call, g) -> gather(g, call.attributes(Axis.class).axis(), call.input(1))).build();

    static final Op EMBEDDING = Op.named("embedding").forward(call -> {
        NdArray table = call.array(0);
        NdArray indices = call.array(1);
        NdArray out = NdArray.empty(table.dtype(), indices.shape().insert(-1, table.dim(1)));
        Autograd.kernels().index().gatherRows(table, indices, out);
        return out;
    }).gradient(input(1), (call, g) -> embeddingBackward(g, call.input(1), call.shape(0).dim(0))) //
            .constant().build();

    /** The adjoint of {@link #EMBEDDING}: rows added up where they came from. */
    static final Op EMBEDDING_BACKWARD = Op.named("embeddingBackward").forward(call -> {
        NdArray g = call.array(0);
        NdArray table = NdArray.zeros(g.dtype(), Shape.of(call.attributes(Rows.class).rows, g.dim(-1)));
        Autograd.kernels().index().scatterAddRows(table, call.array(1), g);
        return table;
    }).gradient(input(1), (call, h) -> embedding(h, call.input(1))) //
            .constant().build();

    static final List<Op> OPS = List.of(WHERE, MASKED_FILL, GATHER, SCATTER_ADD, EMBEDDING, EMBEDDING_BACKWARD);

    private Indexing() {
    }

    private static NdArray choose(Call call) {
        NdArray condition = call.array(0);
        NdArray a = call.array(1);
        NdArray b = call.array(2);
        Shape both = Shape.broadcast("where", a.shape(), b.shape());
        NdArray out = NdArray.empty(a.dtype(), Shape.broadcast("where", condition.shape(), both));
        Autograd.kernels().map().where(condition, a, b, out);
        return out;
    }

    static void requireMask(String op, Tensor mask) {
        if (mask.dtype() != DType.BOOL) {
            throw new IllegalArgumentException(
                    op + ": the mask is " + mask.dtype() + " " + mask.shape() + ", BOOL expected");
        }
    }

    static void requireIndices(String op, Tensor indices) {
        if (indices.dtype() != DType.I32 && indices.dtype() != DType.I64) {
            throw new IllegalArgumentException(
                    op + ": the indices are " + indices.dtype() + " " + indices.shape() + ", I32 or I64 expected");
        }
    }

    /** What is written to or added up at a target's places must be of its type, and there must be an index for each. */
    static void requireSource(String op, Tensor x, Tensor indices, Tensor source) {
        if (x.dtype() != source.dtype() || !source.shape().equals(indices.shape())) {
            throw new IllegalArgumentException(op + ": source " + source.dtype() + " " + source.shape()
                    + " for indices " + indices.shape() + " into " + x.dtype() + " " + x.shape()
                    + ": the indices' shape and the target's type expected");
        }
    }

    /**
     * {@code condition ? a : b}, broadcast. No gradient flows to what was not chosen, whatever its value.
     *
     * @param condition BOOL
     * @param a taken where it holds
     * @param b taken elsewhere
     * @return the choice, in the common type of a and b
     * @throws IllegalArgumentException if the condition is not BOOL, or shapes do not broadcast
     */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        requireMask("where", condition);
        DType dtype = Broadcast.common(a, b);
        return WHERE.apply(null, condition, Shapes.cast(a, dtype), Shapes.cast(b, dtype));
    }

    /**
     * A value where a mask holds, x elsewhere, broadcast.
     *
     * @param x a tensor
     * @param mask BOOL
     * @param value the value, rounded to x's type; a whole one if x holds integers
     * @return the result; no gradient flows to what was filled
     * @throws IllegalArgumentException if the mask is not BOOL, or shapes do not broadcast
     */
    public static Tensor maskedFill(Tensor x, Tensor mask, double value) {
        requireMask("maskedFill", mask);
        Broadcast.requireWhole("maskedFill", x, value);
        return MASKED_FILL.apply(new Fill(value), x, mask);
    }

    /**
     * Elements that indices name along an axis: {@code out[i, j, k] = x[i, indices[i, j, k], k]} for axis 1.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param indices I32 or I64, of x's rank, no longer than x on any other axis
     * @return the shape of the indices
     */
    public static Tensor gather(Tensor x, int axis, Tensor indices) {
        requireIndices("gather", indices);
        return GATHER.apply(new Axis(x.shape().axis(axis)), x, indices);
    }

    /**
     * x, with elements added where indices name along an axis: {@code out[i, indices[i, j, k], k] += source[i, j, k]}
     * for axis 1.
     *
     * @param x a tensor
     * @param axis the axis; negative counts from the end
     * @param indices I32 or I64, of x's rank, no longer than x on any other axis
     * @param source the shape of the indices
     * @return x's shape
     */
    public static Tensor scatterAdd(Tensor x, int axis, Tensor indices, Tensor source) {
        requireIndices("scatterAdd", indices);
        requireSource("scatterAdd", x, indices, source);
        return SCATTER_ADD.apply(new Axis(x.shape().axis(axis)), x, indices, source);
    }

    /**
     * Rows of a table.
     *
     * @param table [rows, n]
     * @param indices I32 or I64, any shape
     * @return the shape of the indices, then n
     * @throws IndexOutOfBoundsException if an index is not a row
     */
    public static Tensor embedding(Tensor table, Tensor indices) {
        requireIndices("embedding", indices);
        if (table.rank() != 2) {
            throw new IllegalArgumentException("embedding: the table is " + table.shape() + ", [rows, n] expected");
        }
        return EMBEDDING.apply(null, table, indices);
    }

    private static Tensor embeddingBackward(Tensor g, Tensor indices, long rows) {
        return EMBEDDING_BACKWARD.apply(new Rows(rows), g, indices);
    }
}
