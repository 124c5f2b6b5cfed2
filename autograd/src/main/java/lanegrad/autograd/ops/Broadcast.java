package lanegrad.autograd.ops;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.UnaryOp;

/** What elementwise ops share: outputs of the broadcast shape, and gradients summed back to an operand's. */
final class Broadcast {

    /** A number that an op was called with. */
    record Scalar(double value) {
    }

    private Broadcast() {
    }

    static NdArray unary(Call call, UnaryOp op) {
        NdArray x = call.array(0);
        NdArray out = NdArray.empty(x.dtype(), x.shape());
        Autograd.kernels().map().unary(op, x, out);
        return out;
    }

    static NdArray binary(Call call, String name, BinaryOp op) {
        NdArray a = call.array(0);
        NdArray b = call.array(1);
        NdArray out = NdArray.empty(a.dtype(), Shape.broadcast(name, a.shape(), b.shape()));
        Autograd.kernels().map().binary(op, a, b, out);
        return out;
    }

    static NdArray scalarRight(Call call, BinaryOp op) {
        NdArray a = call.array(0);
        NdArray out = NdArray.empty(a.dtype(), a.shape());
        Autograd.kernels().map().binary(op, a, call.attributes(Scalar.class).value, out);
        return out;
    }

    static NdArray scalarLeft(Call call, BinaryOp op) {
        NdArray b = call.array(0);
        NdArray out = NdArray.empty(b.dtype(), b.shape());
        Autograd.kernels().map().binary(op, call.attributes(Scalar.class).value, b, out);
        return out;
    }

    static NdArray compare(Call call, String name, CompareOp op) {
        NdArray a = call.array(0);
        NdArray b = call.array(1);
        NdArray out = NdArray.empty(DType.BOOL, Shape.broadcast(name, a.shape(), b.shape()));
        Autograd.kernels().map().compare(op, a, b, out);
        return out;
    }

    /** The type that two operands are brought to first. */
    static DType common(Tensor a, Tensor b) {
        return a.dtype() == b.dtype() ? a.dtype() : DType.promote(a.dtype(), b.dtype());
    }

    /** As {@link #common}, for ops whose results are fractions: integers and truth values become F64, as in NumPy. */
    static DType commonFloating(Tensor a, Tensor b) {
        DType dtype = common(a, b);
        return dtype.isFloating() ? dtype : DType.F64;
    }

    /** A tensor in the type of an elementary function: integers and truth values become F64, as in NumPy. */
    static Tensor floating(Tensor x) {
        return x.dtype().isFloating() ? Shapes.cast(x, DType.promote(x.dtype(), x.dtype())) : Shapes.cast(x, DType.F64);
    }
}
