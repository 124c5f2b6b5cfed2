package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.random.Rng;

/** Random tensors and dropout. Every draw comes from a generator that is given; there is no hidden one. */
public final class Random {

    /** Where in a generator's stream a draw lies: drawing again gives the same. */
    record Draw(long key, long counter, double p) {

        /** Takes the next numbers of a generator, one for each of so many elements. */
        static Draw of(Rng rng, long size, double p) {
            return new Draw(rng.key(), rng.reserve(blocks(size)), p);
        }

        /** Drops elements of x, which lies in one run. */
        NdArray dropped(NdArray x) {
            NdArray out = NdArray.empty(x.dtype(), x.shape());
            Autograd.kernels().random().dropout(key, counter, p, x, out);
            return out;
        }
    }

    static final Op DROPOUT = Op.named("dropout")
            .forward(call -> call.attributes(Draw.class).dropped(call.array(0)))
            .gradient(NOTHING, (call, g) -> dropped(call.attributes(Draw.class), g)).build();

    static final List<Op> OPS = List.of(DROPOUT);

    private Random() {
    }

    static Tensor dropped(Draw draw, Tensor x) {
        return DROPOUT.apply(draw, Shapes.contiguous(x));
    }

    private static long blocks(long size) {
        return Math.ceilDiv(size, 4);
    }

    /**
     * Each element 0 with probability p, else divided by {@code 1 - p}.
     *
     * @param x F32 or F64
     * @param p from 0 up to, but not, 1
     * @param rng what it draws from
     * @return the result; x itself if p is 0
     * @throws IllegalArgumentException if p is out of its range
     */
    public static Tensor dropout(Tensor x, double p, Rng rng) {
        requireDroppable(p, x);
        return p == 0 ? x : dropped(Draw.of(rng, x.size(), p), x);
    }

    /** What can be dropped, and how often. */
    static void requireDroppable(double p, Tensor x) {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout with probability " + p + ": from 0 up to, but not, 1 expected");
        }
        if (!x.dtype().isDifferentiable()) {
            throw new IllegalArgumentException("dropout of " + x.dtype() + " " + x.shape() + ": F32 or F64 expected");
        }
    }

    /**
     * Uniform numbers between two bounds, neither of which is drawn.
     *
     * @param rng what it draws from
     * @param dtype F32 or F64
     * @param low the lower bound
     * @param high the upper bound
     * @param dims the shape
     * @return the numbers
     */
    public static Tensor uniform(Rng rng, DType dtype, double low, double high, long... dims) {
        NdArray out = NdArray.empty(dtype, Shape.of(dims));
        Autograd.kernels().random().uniform(rng.key(), rng.reserve(blocks(out.size())), low, high, out);
        return Tensor.of(out);
    }

    /**
     * Normal numbers.
     *
     * @param rng what it draws from
     * @param dtype F32 or F64
     * @param mean their mean
     * @param std their standard deviation
     * @param dims the shape
     * @return the numbers
     */
    public static Tensor normal(Rng rng, DType dtype, double mean, double std, long... dims) {
        NdArray out = NdArray.empty(dtype, Shape.of(dims));
        Autograd.kernels().random().normal(rng.key(), rng.reserve(blocks(out.size())), mean, std, out);
        return Tensor.of(out);
    }
}
