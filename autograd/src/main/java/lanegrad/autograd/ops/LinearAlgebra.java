package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.input;
import static lanegrad.autograd.ops.Shapes.sumTo;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/** Products of matrices. */
public final class LinearAlgebra {

    static final Op MATMUL = Op.named("matmul").forward(LinearAlgebra::product)
            .gradient(input(1), (call, g) -> sumTo(apply(g, call.input(1).transpose(-1, -2)), call.shape(0)))
            .gradient(input(0), (call, g) -> sumTo(apply(call.input(0).transpose(-1, -2), g), call.shape(1))).build();

    static final List<Op> OPS = List.of(MATMUL);

    private LinearAlgebra() {
    }

    private static NdArray product(Call call) {
        NdArray a = call.array(0);
        NdArray b = call.array(1);
        if (a.dim(-1) != b.dim(-2)) {
            throw new IllegalArgumentException(
                    "matmul: " + a.shape() + " x " + b.shape() + ": inner dimensions " + a.dim(-1) + " and "
                            + b.dim(-2) + " differ");
        }
        Shape batch = a.rank() == 2 && b.rank() == 2 ? Shape.SCALAR : Shape.broadcast("matmul", batch(a), batch(b));
        Shape shape = batch.insert(-1, a.dim(-2)).insert(-1, b.dim(-1));
        NdArray c = NdArray.empty(a.dtype(), shape);
        Autograd.kernels().gemm().matmul(a, b, c, false);
        return c;
    }

    private static Shape batch(NdArray x) {
        return x.shape().remove(-1).remove(-1);
    }

    private static Tensor apply(Tensor a, Tensor b) {
        return MATMUL.apply(null, a, b);
    }

    /**
     * The matrix product, as NumPy's {@code matmul}: leading axes broadcast; a vector is a row on the left and a column
     * on the right, and loses that axis again.
     *
     * @param a [..., m, k] or [k]
     * @param b [..., k, n] or [k]
     * @return [..., m, n]
     * @throws IllegalArgumentException if an operand has rank 0, or sizes do not fit
     */
    public static Tensor matmul(Tensor a, Tensor b) {
        if (a.rank() == 0 || b.rank() == 0) {
            throw new IllegalArgumentException(
                    "matmul: " + a.shape() + " x " + b.shape() + ": at least one axis each expected");
        }
        DType dtype = Broadcast.commonFloating(a, b);
        Tensor x = Shapes.cast(a, dtype);
        Tensor y = Shapes.cast(b, dtype);
        if (a.rank() == 1) {
            Tensor row = matmul(Shapes.unsqueeze(x, 0), y);
            return Shapes.squeeze(row, b.rank() == 1 ? 0 : -2);
        }
        if (b.rank() == 1) {
            return Shapes.squeeze(matmul(x, Shapes.unsqueeze(y, -1)), -1);
        }
        if (b.rank() == 2 && a.rank() > 2 && a.dim(-1) == b.dim(-2)) {
            // One product of tall matrices instead of a batch: the gradient of b is then one product too.
            long[] dims = a.shape().with(-1, b.dim(-1)).toArray();
            return Shapes.reshape(apply(Shapes.flatten(x, 0, -2), y), dims);
        }
        return apply(x, y);
    }

    /**
     * {@code x weight^T + bias}: a dense layer.
     *
     * @param x [..., in]
     * @param weight [out, in]
     * @param bias [out], or null
     * @return [..., out]
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        if (weight.rank() != 2 || x.rank() == 0 || x.dim(-1) != weight.dim(1)) {
            throw new IllegalArgumentException(
                    "linear: input " + x.shape() + " and weight " + weight.shape()
                            + ": [..., in] and [out, in] expected");
        }
        if (bias != null && (bias.rank() != 1 || bias.dim(0) != weight.dim(0))) {
            throw new IllegalArgumentException("linear: weight " + weight.shape() + " and bias " + bias.shape()
                    + ": [out, in] and [out] expected");
        }
        Tensor product = matmul(x, weight.transpose(0, 1));
        return bias == null ? product : product.plus(bias);
    }
}
