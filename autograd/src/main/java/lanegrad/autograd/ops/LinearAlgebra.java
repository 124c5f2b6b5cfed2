package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
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
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.ReduceOp;

/** Products of matrices. */
public final class LinearAlgebra {

    static final Op MATMUL = Op.named("matmul").forward(LinearAlgebra::product)
            .gradient(input(1), (call, g) -> sumTo(apply(g, call.input(1).transpose(-1, -2)), call.shape(0)))
            .gradient(input(0), (call, g) -> sumTo(apply(call.input(0).transpose(-1, -2), g), call.shape(1))).build();

    /** A dense layer, straight on the weight as it lies; the bias may be missing. */
    static final Op LINEAR = Op.named("linear").forward(call -> {
        NdArray x = call.array(0);
        NdArray weight = call.array(1);
        NdArray y = NdArray.empty(x.dtype(), x.shape().with(-1, weight.dim(0)));
        multiply(matrix(x), weight.transpose(0, 1), matrix(y));
        if (call.arity() == 3) {
            Autograd.kernels().map().binary(BinaryOp.ADD, y, call.array(2), y);
        }
        return y;
    }).fused(NOTHING, (call, g, into) -> {
        NdArray rows = rows(g);
        if (call.wants(0)) {
            into[0] = NdArray.empty(g.dtype(), call.shape(0));
            multiply(rows, call.array(1), rows(into[0]));
        }
        if (call.wants(1)) {
            into[1] = NdArray.empty(g.dtype(), call.shape(1));
            multiply(rows.transpose(0, 1), rows(call.array(0)), into[1]);
        }
        if (call.arity() == 3 && call.wants(2)) {
            into[2] = NdArray.empty(g.dtype(), call.shape(2));
            Autograd.kernels().reduce().reduce(ReduceOp.SUM, rows, 1, into[2].unsqueeze(0));
        }
    }, call -> {
        Tensor product = matmul(call.input(0), call.input(1).transpose(0, 1));
        return call.arity() == 3 ? product.plus(call.input(2)) : product;
    });

    static final List<Op> OPS = List.of(MATMUL, LINEAR);

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
        Shape shape = a.rank() == 2 && b.rank() == 2 ? Shape.of(a.dim(0), b.dim(1))
                : Shape.broadcast("matmul", batch(a), batch(b)).insert(-1, a.dim(-2)).insert(-1, b.dim(-1));
        NdArray c = NdArray.empty(a.dtype(), shape);
        multiply(a, b, c);
        return c;
    }

    private static void multiply(NdArray a, NdArray b, NdArray c) {
        Autograd.kernels().gemm().matmul(a, b, c, false);
    }

    /** With two axes at least: the kernel takes the others as they lie. */
    private static NdArray matrix(NdArray x) {
        return x.rank() == 1 ? x.unsqueeze(0) : x;
    }

    /** With two axes: all leading ones in one, so that a sum over rows is one product. */
    private static NdArray rows(NdArray x) {
        if (x.rank() == 2) {
            return x;
        }
        long count = 1;
        for (int i = 0; i < x.rank() - 1; i++) {
            count *= x.dim(i);
        }
        return Shapes.reshaped(x, Shape.of(count, x.dim(-1)));
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
     * @return [..., out], in their common type
     * @throws IllegalArgumentException if sizes do not fit
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
        DType dtype = Broadcast.commonFloating(x, weight);
        if (bias == null) {
            return LINEAR.apply(null, Shapes.cast(x, dtype), Shapes.cast(weight, dtype));
        }
        DType all = DType.promote(dtype, bias.dtype());
        return LINEAR.apply(null, Shapes.cast(x, all), Shapes.cast(weight, all), Shapes.cast(bias, all));
    }
}
