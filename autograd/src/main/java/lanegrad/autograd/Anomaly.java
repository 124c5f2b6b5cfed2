package lanegrad.autograd;

import java.util.function.DoubleSupplier;
import lanegrad.array.NdArray;

/** Finds the op that first made a NaN or an infinity. */
final class Anomaly {

    private Anomaly() {
    }

    static void checkForward(Op op, Object attributes, Tensor[] inputs, NdArray output) {
        String found = find(output);
        if (found == null) {
            return;
        }
        if (attributes instanceof DoubleSupplier number && !Double.isFinite(number.getAsDouble())) {
            return; // it was asked for, as masks are filled with negative infinity
        }
        for (Tensor input : inputs) {
            if (find(input.array()) != null) {
                return; // it was there before
            }
        }
        throw new ArithmeticException("'" + op.name() + "' made " + found + " from finite inputs");
    }

    static void checkBackward(Node node, int input, Tensor g) {
        String found = find(g.array());
        if (found != null) {
            ArithmeticException e = new ArithmeticException(
                    "the gradient of '" + node.op.name() + "' for input " + input + " has " + found);
            if (node.creation != null) {
                e.initCause(node.creation);
            }
            throw e;
        }
    }

    private static String find(NdArray array) {
        if (!array.dtype().isDifferentiable()) {
            return null;
        }
        double[] values = array.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return values[i] + " at element " + i + " of " + array.shape();
            }
        }
        return null;
    }
}
