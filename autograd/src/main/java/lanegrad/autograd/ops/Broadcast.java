package lanegrad.autograd.ops;

import java.util.function.DoubleSupplier;
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
    record Scalar(double value) implements DoubleSupplier {

        @Override
        public double getAsDouble() {
            return value;
        }
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
        return DType.promote(a.dtype(), b.dtype());
    }

    /** A tensor in the type it is computed with: itself, unless its type only stores. */
    static Tensor computable(Tensor x) {
        return Shapes.cast(x, DType.promote(x.dtype(), x.dtype()));
    }

    /** A number as the operand of a tensor; of integers only whole ones, because the fraction would be lost. */
    static Scalar scalar(String op, Tensor x, double value) {
        requireWhole(op, x, value);
        return new Scalar(value);
    }

    static void requireWhole(String op, Tensor x, double value) {
        double whole = x.dtype() == DType.I64 ? (long) value : (int) value;
        if (!x.dtype().isFloating() && value != whole) {
            throw new IllegalArgumentException(
                    op + ": " + value + " and a tensor " + x.dtype() + " " + x.shape()
                            + ": a whole number of its range expected; cast the tensor to F32 or F64 first");
        }
    }

    /** As {@link #common}, for ops whose results are fractions: integers and truth values become F64, as in NumPy. */
    static DType commonFloating(Tensor a, Tensor b) {
        DType dtype = common(a, b);
        return dtype.isFloating() ? dtype : DType.F64;
    }

    /** A tensor in the type of an elementary function: integers and truth values become F64, as in NumPy. */
    static Tensor floating(Tensor x) {
        return x.dtype().isFloating() ? computable(x) : Shapes.cast(x, DType.F64);
    }
}
