package lanegrad.nn;

import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;

/**
 * A module that maps a tensor to a tensor.
 *
 * <pre>{@code
 * final class Residual extends Layer {
 *     private final Layer inner;
 *
 *     Residual(Layer inner) {
 *         this.inner = register("inner", inner);
 *     }
 *
 *     protected Tensor compute(Tensor x) {
 *         return x.plus(inner.forward(x));
 *     }
 * }
 * }</pre>
 */
public abstract class Layer extends Module {

    /** A layer without parts. */
    protected Layer() {
    }

    /**
     * Applies the layer. What it computes on the way is recycled when it returns, unless the tape needs it.
     *
     * @param x the input
     * @return the output, of the current scope
     */
    public final Tensor forward(Tensor x) {
        try (Scope scope = Scope.open(type())) { // as call does, without an object for the body
            return scope.keep(compute(x));
        }
    }

    /**
     * What the layer computes; {@link #forward} calls it.
     *
     * @param x the input
     * @return the output
     */
    protected abstract Tensor compute(Tensor x);
}
