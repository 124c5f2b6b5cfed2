package lanegrad.jmh.work;

import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;

/** Tensors to begin with, of the numbers in {@link Inputs}. */
public final class Operands {

    private Operands() {
    }

    /** A tensor of numbers in [-1, 1). */
    public static Tensor uniform(long seed, long... shape) {
        return Tensor.of(Inputs.uniform(Math.toIntExact(Shape.of(shape).size()), seed), shape);
    }

    /** A tensor of whole numbers from 0 up to a bound, that excluded. */
    public static Tensor indices(int bound, long seed, long... shape) {
        return Tensor.of(Inputs.indices(Math.toIntExact(Shape.of(shape).size()), bound, seed), shape);
    }
}
