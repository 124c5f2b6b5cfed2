package lanegrad.kernels.base;

import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/** What recurrent kernels ask of their operands. Gates always have four parts, weights three or four. */
final class RecurrentChecks {

    /** Elements of a weight there can be, and sequences, and steps: panels and pieces are counted by ints. */
    private static final long MOST = 1 << 29;

    private RecurrentChecks() {
    }

    /** The first to be checked: the others are held to it. */
    static void weight(String kernel, NdArray weight, int parts) {
        Arguments.requireFloating(kernel, "weight", weight);
        if (weight.rank() != 2 || weight.dim(0) != parts * weight.dim(1) || weight.size() > MOST) {
            throw new IllegalArgumentException(kernel + ": weight has shape " + weight.shape() + ", expected [" + parts
                    + " width, width], at most " + MOST + " elements");
        }
    }

    /** The width is the weight's, steps and batch are those of the first gates that are checked. */
    static void gates(String kernel, String name, NdArray gates, NdArray weight, NdArray first) {
        Arguments.requireType(kernel, name, gates, weight.dtype());
        long width = 4 * weight.dim(1);
        if (first.rank() != 3 || first.dim(0) > MOST || first.dim(1) > MOST) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + first.shape()
                    + ", expected [steps, batch, " + width + "], at most " + MOST + " steps and sequences");
        }
        if (gates.rank() != 3 || gates.dim(0) != first.dim(0) || gates.dim(1) != first.dim(1)
                || gates.dim(2) != width) {
            Arguments.requireShape(kernel, name, gates, Shape.of(first.dim(0), first.dim(1), width));
        }
    }

    static void bias(String kernel, NdArray bias, NdArray weight) {
        Arguments.requireType(kernel, "bias", bias, weight.dtype());
        if (bias.rank() != 1 || bias.dim(0) != 4 * weight.dim(1)) {
            Arguments.requireShape(kernel, "bias", bias, Shape.of(4 * weight.dim(1)));
        }
    }

    /** One more than there are steps. */
    static void states(String kernel, String name, NdArray states, NdArray weight, NdArray gates) {
        Arguments.requireType(kernel, name, states, weight.dtype());
        if (states.rank() != 3 || states.dim(0) != gates.dim(0) + 1 || states.dim(1) != gates.dim(1)
                || states.dim(2) != weight.dim(1)) {
            Arguments.requireShape(kernel, name, states,
                    Shape.of(gates.dim(0) + 1, gates.dim(1), weight.dim(1)));
        }
    }

    /** One, of no step. */
    static void state(String kernel, String name, NdArray state, NdArray weight, NdArray gates) {
        Arguments.requireType(kernel, name, state, weight.dtype());
        if (state.rank() != 2 || state.dim(0) != gates.dim(1) || state.dim(1) != weight.dim(1)) {
            Arguments.requireShape(kernel, name, state, Shape.of(gates.dim(1), weight.dim(1)));
        }
    }

    /** What is written has its rows in runs: kernels have no other place to put them. */
    static void target(String kernel, String name, NdArray array) {
        Arguments.requireTarget(kernel, name, array);
        if (!array.layout().hasRows()) {
            throw new IllegalArgumentException(
                    kernel + ": the last axis of " + name + " does not lie in one run: " + array.layout());
        }
    }
}
