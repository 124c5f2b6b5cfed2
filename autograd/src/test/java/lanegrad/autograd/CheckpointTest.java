package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Random;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Computing again instead of remembering: the same values and gradients, for less memory. */
class CheckpointTest {

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad();
    }

    private static Tensor block(Tensor x, Parameter w) {
        return Fused.softmax(x.times(w).tanh(), -1).times(x.exp());
    }

    @Test
    void valuesAndGradientsAreTheSame() {
        try (Scope _ = Scope.open()) {
            Parameter w = Parameter.of(NdArray.of(new double[] {0.5, -1, 2}));
            Tensor x = leaf(1, 2, 3);
            Tensor plain = block(x, w);
            plain.times(plain).sum().backward();
            double[] gx = x.grad().toDoubleArray();
            double[] gw = w.grad().toDoubleArray();
            x.zeroGrad();
            w.zeroGrad();
            Tensor again = Autograd.checkpoint(in -> block(in[0], w), x);
            assertArrayEquals(plain.toDoubleArray(), again.toDoubleArray());
            again.times(again).sum().backward();
            assertArrayEquals(gx, x.grad().toDoubleArray());
            assertArrayEquals(gw, w.grad().toDoubleArray(), "captured parameters get theirs");
        }
    }

    @Test
    void differencesAgreeInBothOrders() {
        Tensor x = Tensor.of(new double[] {0.3, -0.4, 0.9});
        Parameter w = Parameter.of(NdArray.of(new double[] {0.5, -1, 2}));
        GradCheck.Options options = GradCheck.Options.DEFAULT.with(java.util.Map.of("w", w));
        GradCheck.check(options, in -> Autograd.checkpoint(c -> block(c[0], w), in[0]), x);
        GradCheck.checkSecondOrder(options, in -> Autograd.checkpoint(c -> block(c[0], w), in[0]), x);
    }

    @Test
    void nestedCheckpointsAndRetainedGraphs() {
        try (Scope _ = Scope.open()) {
            Parameter w = Parameter.of(NdArray.of(new double[] {0.5, -1, 2}));
            Tensor x = leaf(1, 2, 3);
            block(block(x, w), w).sum().backward();
            double[] expected = w.grad().toDoubleArray();
            w.zeroGrad();
            Tensor y = Autograd.checkpoint(in -> {
                Tensor inner = Autograd.checkpoint(c -> block(c[0], w), in);
                return block(inner, w);
            }, x).sum();
            Autograd.backward(y, null, true);
            assertArrayEquals(expected, w.grad().toDoubleArray(), 1e-15);
            y.backward();
            for (int i = 0; i < expected.length; i++) {
                assertEquals(2 * expected[i], w.grad().toDoubleArray()[i], 1e-15);
            }
        }
    }

    @Test
    void dropoutInsideDrawsTheSameAgain() {
        try (Scope _ = Scope.open()) {
            Rng rng = new Rng(5);
            Tensor x = Tensor.ones(DType.F64, 64).requiresGrad();
            Tensor y = Autograd.checkpoint(rng, in -> Random.dropout(in[0].times(2), 0.5, rng), x);
            long drawn = rng.counter();
            Random.dropout(x, 0.5, rng); // others draw in between
            long later = rng.counter();
            y.sum().backward();
            assertArrayEquals(y.toDoubleArray(), x.grad().toDoubleArray(), "kept and dropped at the same places");
            assertEquals(later, rng.counter(), "and the generator stands where it stood");
            assertTrue(drawn > 0);
        }
    }

    @Test
    void aFunctionThatChangesItsShapeIsRefused() {
        try (Scope _ = Scope.open()) {
            int[] calls = {0};
            Tensor x = leaf(1, 2);
            Tensor y = Autograd.checkpoint(in -> calls[0]++ == 0 ? in[0].times(2) : in[0].sum(), x);
            String message = assertThrows(IllegalStateException.class, () -> y.sum().backward()).getMessage();
            assertTrue(message.contains("checkpoint") && message.contains("again"), message);
        }
    }

    @Test
    void theIdentityAndConstantsAreFine() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Autograd.checkpoint(in -> in[0], x).times(3).sum().backward();
            assertArrayEquals(new double[] {3, 3}, x.grad().toDoubleArray());
            x.zeroGrad();
            Tensor y = x.exp();
            Autograd.checkpoint(_ -> y, x).sum().backward(); // captured, and recorded before
            assertArrayEquals(y.toDoubleArray(), x.grad().toDoubleArray());
            Autograd.checkpoint(_ -> Tensor.of(new double[] {5}), x).sum().backward();
        }
    }

    @Test
    void manyInputs() {
        try (Scope _ = Scope.open()) {
            Tensor[] inputs = new Tensor[40];
            Tensor y;
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = leaf(i);
            }
            try (Scope inner = Scope.open()) {
                Tensor[] squares = new Tensor[inputs.length];
                for (int i = 0; i < inputs.length; i++) {
                    squares[i] = inputs[i].times(inputs[i]);
                }
                y = inner.keep(Autograd.checkpoint(in -> {
                    Tensor sum = in[0];
                    for (int i = 1; i < in.length; i++) {
                        sum = sum.plus(in[i].times(i));
                    }
                    return sum;
                }, squares));
            }
            y.sum().backward();
            assertArrayEquals(new double[] {2 * 39 * 39}, inputs[39].grad().toDoubleArray());
        }
    }

    /** An op of a known weight: it saves its output, and notes how much memory lives when it runs. */
    private static final class Weights {

        static final long BYTES = 1 << 16;

        long most;

        private final Op op = Op.named("weight").forward(_ -> make()).gradient(Rule.OUTPUT, (call, _) -> {
            call.output();
            return Tensor.of(make());
        }).build();

        private NdArray make() {
            NdArray made = NdArray.empty(DType.F64, Shape.of(BYTES / 8));
            most = Math.max(most, Memory.stats().liveBytes());
            return made;
        }

        Tensor chain(Tensor x, int length) {
            try (Scope inner = Scope.open()) {
                Tensor y = x;
                for (int i = 0; i < length; i++) {
                    y = op.apply(null, y);
                }
                return inner.keep(y);
            }
        }
    }

    private static long peak(boolean checkpointed, boolean retain) {
        Weights weights = new Weights();
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.zeros(DType.F64, Weights.BYTES / 8).requiresGrad();
            long start = Memory.stats().liveBytes();
            Tensor y = x;
            for (int i = 0; i < 10; i++) {
                y = checkpointed ? Autograd.checkpoint(in -> weights.chain(in[0], 10), y) : weights.chain(y, 10);
            }
            Autograd.backward(y, Tensor.zeros(DType.F64, Weights.BYTES / 8), retain);
            return (weights.most - start) / Weights.BYTES;
        }
    }

    @Test
    void thePeakIsLower() {
        assertTrue(peak(false, false) >= 100);
        assertTrue(peak(true, false) <= 10 + 10 + 4, () -> "peak of " + peak(true, false) + " results");
        assertTrue(peak(true, true) <= 10 + 10 + 4, () -> "with a retained graph, " + peak(true, true) + " results");
    }
}
