package lanegrad.testkit.mutation;

import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Shapes;

/** What is done to a right gradient to make it wrong. */
public enum Change {
    /** The other sign. */
    NEGATED {
        @Override
        Tensor apply(Tensor right, Shape output) {
            return right.neg();
        }
    },
    /** None at all. */
    DROPPED {
        @Override
        Tensor apply(Tensor right, Shape output) {
            return null;
        }
    },
    /** A thousandth too large. */
    SCALED {
        @Override
        Tensor apply(Tensor right, Shape output) {
            return right.times(1.001);
        }
    },
    /** Of the output's shape, where it should have been summed to that of an input that was broadcast. */
    UNBROADCAST {
        @Override
        Tensor apply(Tensor right, Shape output) {
            return Shapes.expand(right, output);
        }

        @Override
        boolean changes(Shape input, Shape output) {
            return !input.equals(output) && broadcasts(input, output);
        }
    },
    /** Averaged over the copies of an input that was broadcast, where it should have been summed. */
    AVERAGED {
        @Override
        Tensor apply(Tensor right, Shape output) {
            return right.times((double) right.size() / output.size());
        }

        @Override
        boolean changes(Shape input, Shape output) {
            return UNBROADCAST.changes(input, output) && output.size() > input.size() && input.size() > 0;
        }
    };

    /** The wrong gradient, from the right one and the shape of the op's output. */
    abstract Tensor apply(Tensor right, Shape output);

    private static boolean broadcasts(Shape input, Shape output) {
        int missing = output.rank() - input.rank();
        for (int i = 0; i < input.rank(); i++) {
            if (missing < 0 || input.dim(i) != 1 && input.dim(i) != output.dim(i + missing)) {
                return false;
            }
        }
        return missing >= 0;
    }

    /** Whether it makes any difference to the gradient of an input of one shape for an output of another. */
    boolean changes(Shape input, Shape output) {
        return true;
    }
}
