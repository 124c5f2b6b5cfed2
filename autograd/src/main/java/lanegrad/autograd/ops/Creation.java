package lanegrad.autograd.ops;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Tensor;

/** New tensors of numbers in a pattern; those of one value are {@link Tensor#full} and its kin. None has a gradient. */
public final class Creation {

    private Creation() {
    }

    /**
     * The whole numbers from 0 up.
     *
     * @param end what is not reached
     * @return I64 [end]; empty if end is not positive
     */
    public static Tensor arange(long end) {
        return arange(0, end, 1);
    }

    /**
     * Whole numbers at equal distances.
     *
     * @param start the first
     * @param end what is not reached
     * @param step the distance, of either sign
     * @return I64, empty if end lies behind start
     */
    public static Tensor arange(long start, long end, long step) {
        if (step == 0) {
            throw new IllegalArgumentException("arange from " + start + " to " + end + " by 0: a step expected");
        }
        boolean none = step > 0 ? end <= start : end >= start;
        long[] values = new long[none ? 0 : count(Math.ceilDiv(Math.subtractExact(end, start), step))];
        for (int i = 0; i < values.length; i++) {
            values[i] = start + i * step;
        }
        return Tensor.of(NdArray.of(values, values.length));
    }

    private static int count(double count) {
        if (!(count < Integer.MAX_VALUE - 8)) {
            throw new IllegalArgumentException("arange of " + count + " numbers: fewer expected");
        }
        return (int) count;
    }

    /**
     * Numbers at equal distances, each {@code start + i * step}, rounded once.
     *
     * @param dtype F32 or F64
     * @param start the first
     * @param end what is not reached, but for the rounding of {@code (end - start) / step}
     * @param step the distance, of either sign
     * @return a vector, empty if end lies behind start
     */
    public static Tensor arange(DType dtype, double start, double end, double step) {
        requireFloating("arange", dtype);
        if (!Double.isFinite(start) || !Double.isFinite(end) || !Double.isFinite(step) || step == 0) {
            throw new IllegalArgumentException("arange from " + start + " to " + end + " by " + step
                    + ": finite numbers, and a step that is not 0, expected");
        }
        double[] values = new double[count(Math.max(0, Math.ceil((end - start) / step)))];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.fma(i, step, start);
        }
        return vector(dtype, values);
    }

    /**
     * So many numbers at equal distances, both ends among them.
     *
     * @param dtype F32 or F64
     * @param start the first
     * @param end the last, exactly, unless there is but one
     * @param count how many
     * @return [count]
     */
    public static Tensor linspace(DType dtype, double start, double end, int count) {
        requireFloating("linspace", dtype);
        if (count < 0) {
            throw new IllegalArgumentException(
                    "linspace of " + count + " numbers: their number must not be negative");
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double part = count == 1 ? 0 : (double) i / (count - 1);
            // From the nearer end, so that the numbers are as even seen from either, and neither end is missed.
            values[i] = part < 0.5 ? Math.fma(part, end - start, start) : Math.fma(part - 1, end - start, end);
        }
        return vector(dtype, values);
    }

    private static void requireFloating(String op, DType dtype) {
        if (!dtype.isDifferentiable()) {
            throw new IllegalArgumentException(op + " of " + dtype + ": F32 or F64 expected");
        }
    }

    private static Tensor vector(DType dtype, double[] values) {
        return Shapes.cast(Tensor.of(NdArray.of(values, values.length)), dtype);
    }

    /**
     * The identity.
     *
     * @param dtype the type of the elements
     * @param n how many rows and columns
     * @return [n, n], with ones on the diagonal
     */
    public static Tensor eye(DType dtype, long n) {
        return eye(dtype, n, n);
    }

    /**
     * Ones on the main diagonal.
     *
     * @param dtype the type of the elements
     * @param rows how many rows
     * @param columns how many columns
     * @return [rows, columns], with zeros elsewhere
     */
    public static Tensor eye(DType dtype, long rows, long columns) {
        NdArray out = NdArray.zeros(dtype, Shape.of(rows, columns));
        Autograd.kernels().copy().copy(NdArray.full(dtype, Shape.SCALAR, 1), out.diagonal(0, 0, 1));
        return Tensor.of(out);
    }

    /**
     * One value everywhere.
     *
     * @param x whose shape and type
     * @param value the value
     * @return the tensor
     */
    public static Tensor fullLike(Tensor x, double value) {
        return Tensor.of(NdArray.full(x.dtype(), x.shape(), value));
    }

    /**
     * Zeros.
     *
     * @param x whose shape and type
     * @return the tensor
     */
    public static Tensor zerosLike(Tensor x) {
        return Tensor.of(NdArray.zeros(x.dtype(), x.shape()));
    }

    /**
     * Ones.
     *
     * @param x whose shape and type
     * @return the tensor
     */
    public static Tensor onesLike(Tensor x) {
        return fullLike(x, 1);
    }
}
