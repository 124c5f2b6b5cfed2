package lanegrad.nn.layers;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Indexing;
import lanegrad.nn.Layer;
import lanegrad.nn.init.Initializers;
import lanegrad.random.Rng;

/**
 * A table of vectors that indices look up: from [...] of I64 or I32 to [..., width]. Parameter: {@code weight} [rows,
 * width]. To tie a head to it, build the head with {@link Linear#of} from {@link #weight}: the gradients of both uses
 * add up.
 */
public final class Embedding extends Layer {

    private final Parameter weight;

    private Embedding(Parameter weight) {
        this.weight = register("weight", weight);
    }

    /**
     * An F32 table of standard normal numbers, as PyTorch's.
     *
     * @param rows how many vectors
     * @param width their size
     * @param rng what they are drawn from
     */
    public Embedding(long rows, long width, Rng rng) {
        this(rows, width, DType.F32, rng);
    }

    /**
     * A table of standard normal numbers, as PyTorch's.
     *
     * @param rows how many vectors
     * @param width their size
     * @param dtype F32 or F64
     * @param rng what they are drawn from
     */
    public Embedding(long rows, long width, DType dtype, Rng rng) {
        this(Parameter.empty(dtype, Shape.of(rows, width)));
        reset(rng);
    }

    /**
     * A table whose vectors are undefined, to be loaded or drawn by a model's own rule.
     *
     * @param rows how many vectors
     * @param width their size
     * @param dtype F32 or F64
     * @return the layer
     */
    public static Embedding unset(long rows, long width, DType dtype) {
        return new Embedding(Parameter.empty(dtype, Shape.of(rows, width)));
    }

    /**
     * Draws standard normal numbers.
     *
     * @param rng what they are drawn from
     */
    @Override
    public void reset(Rng rng) {
        Initializers.normal(0, 1).fill(weight, rng);
    }

    @Override
    protected Tensor compute(Tensor indices) {
        return Indexing.embedding(weight, indices);
    }

    /**
     * The table.
     *
     * @return [rows, width]
     */
    public Parameter weight() {
        return weight;
    }
}
