package lanegrad.autograd;

import java.util.List;

/** How gradients flow back through an op. */
public sealed interface Rule {

    /** Marks, in a set of uses, that a gradient needs the op's output. */
    int OUTPUT = 1 << 31;

    /** A set of uses that is empty: the gradient needs no values, shapes at most. */
    int NOTHING = 0;

    /**
     * Marks, in a set of uses, that a gradient needs the values of an input.
     *
     * @param i which input, from 0 to 30
     * @return a bit
     * @throws IllegalArgumentException for any other number
     */
    static int input(int i) {
        if (i < 0 || i > 30) {
            throw new IllegalArgumentException("input " + i + ": from 0 to 30 expected");
        }
        return 1 << i;
    }

    /**
     * One rule for each input, in differentiable ops.
     *
     * @param gradients a gradient an input; null where an input has none (an index, a mask)
     * @param uses for each input, which values its gradient needs: the tape saves nothing else
     */
    record PerInput(List<Gradient> gradients, List<Integer> uses) implements Rule {
    }

    /**
     * One rule for any number of inputs, which needs no values.
     *
     * @param gradient the gradient of input i
     */
    record Variadic(VariadicGradient gradient) implements Rule {
    }

    /**
     * A kernel for the first order, and the op's definition for every other.
     *
     * @param uses which values the kernel needs; the inputs are saved in any case, because the composite needs them
     * @param backward the kernel
     * @param composite the definition
     */
    record Fused(int uses, FusedBackward backward, Composite composite) implements Rule {
    }

    /**
     * The op is computed again when its gradient is asked for, and the gradient is that of the second computation.
     *
     * @param composite what is computed again, from the saved inputs
     */
    record Recomputed(Composite composite) implements Rule {
    }

    /**
     * The output has no gradient by its nature: integers, truth values.
     *
     * @param why for people
     */
    record None(String why) implements Rule {
    }

    /** There is no rule: recording the op is an error, because a gradient would be dropped in silence. */
    record Missing() implements Rule {
    }

    /** The gradient of one of many like inputs. */
    @FunctionalInterface
    interface VariadicGradient {

        /**
         * The gradient of input i.
         *
         * @param call attributes and shapes
         * @param i which input
         * @param g the gradient of the output
         * @return the gradient, of the input's shape
         */
        Tensor of(Call call, int i, Tensor g);
    }
}
