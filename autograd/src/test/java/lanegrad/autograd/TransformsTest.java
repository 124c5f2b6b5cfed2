package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.function.UnaryOperator;
import lanegrad.autograd.ops.Comparisons;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Parts;
import lanegrad.array.DType;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** vjp, jvp, hvp and valueAndGrad against what they are by hand. */
class TransformsTest {

    private static final double CLOSE = 1e-14;

    private static Tensor of(double... values) {
        return Tensor.of(values);
    }

    /** [x0 x1, x1 exp(x2), x0]: its Jacobian is [[x1, x0, 0], [0, e, x1 e], [1, 0, 0]] with e = exp(x2). */
    private static Tensor map(Tensor x) {
        Tensor x0 = x.slice(0, 0, 1);
        Tensor x1 = x.slice(0, 1, 2);
        return Parts.concat(0, x0.times(x1), x1.times(x.slice(0, 2, 3).exp()), x0);
    }

    @Test
    void vjpIsTheTransposedJacobian() {
        try (Scope _ = Scope.open()) {
            double e = Math.exp(0.5);
            Tensor g = Autograd.vjp(TransformsTest::map, of(2, 3, 0.5), of(1, 10, 100));
            assertArrayEquals(new double[] {3 + 100, 2 + 10 * e, 30 * e}, g.toDoubleArray(), CLOSE * 100);
            assertFalse(g.isTracked());
        }
    }

    @Test
    void jvpIsTheJacobian() {
        try (Scope _ = Scope.open()) {
            double e = Math.exp(0.5);
            Tensor g = Autograd.jvp(TransformsTest::map, of(2, 3, 0.5), of(1, 10, 100));
            assertArrayEquals(new double[] {3 + 20, 10 * e + 300 * e, 1}, g.toDoubleArray(), CLOSE * 1000);
        }
    }

    @Test
    void jvpAndVjpAreAdjoint() {
        try (Scope _ = Scope.open()) {
            UnaryOperator<Tensor> f = x -> Fused.softmax(x.times(x), -1).tanh();
            Tensor x = of(0.2, -0.4, 1.1);
            Tensor u = of(1, -2, 0.5);
            Tensor v = of(0.3, 0.7, -1);
            assertEquals(u.times(Autograd.jvp(f, x, v)).sum().item(), Autograd.vjp(f, x, u).times(v).sum().item(),
                    CLOSE);
        }
    }

    @Test
    void hvpIsTheHessian() {
        try (Scope _ = Scope.open()) {
            // f = x0^2 x1 + x1^3: the Hessian is [[2 x1, 2 x0], [2 x0, 6 x1]]
            UnaryOperator<Tensor> f = x -> {
                Tensor x0 = x.get(0);
                Tensor x1 = x.get(1);
                return x0.times(x0).times(x1).plus(x1.pow(3));
            };
            Tensor h = Autograd.hvp(f, of(2, 3), of(1, 10));
            assertArrayEquals(new double[] {6 + 40, 4 + 180}, h.toDoubleArray(), CLOSE * 1000);
        }
    }

    @Test
    void valueAndGradGivesBoth() {
        try (Scope _ = Scope.open()) {
            Autograd.ValueAndGrad both = Autograd.valueAndGrad(x -> x.times(x).sum(), of(1, 2));
            assertEquals(5, both.value().item());
            assertArrayEquals(new double[] {2, 4}, both.gradient().toDoubleArray());
            assertFalse(both.value().isTracked() || both.gradient().isTracked());
        }
    }

    @Test
    void constantsAndLinearFunctions() {
        try (Scope _ = Scope.open()) {
            Tensor x = of(1, 2);
            UnaryOperator<Tensor> constant = _ -> of(7, 8, 9);
            assertArrayEquals(new double[2], Autograd.vjp(constant, x, of(1, 1, 1)).toDoubleArray());
            assertArrayEquals(new double[3], Autograd.jvp(constant, x, x).toDoubleArray());
            UnaryOperator<Tensor> step = y -> Comparisons.gt(y, 0).to(DType.F64);
            assertArrayEquals(new double[2], Autograd.jvp(step, x, x).toDoubleArray());
            assertArrayEquals(new double[] {3, 6}, Autograd.jvp(y -> y.times(3), x, x).toDoubleArray());
            assertArrayEquals(new double[2], Autograd.hvp(y -> y.times(3).sum(), x, x).toDoubleArray());
            assertArrayEquals(new double[] {1, 2}, Autograd.vjp(y -> y, x, x).toDoubleArray());
            assertArrayEquals(new double[2], Autograd.valueAndGrad(_ -> of(7), x).gradient().toDoubleArray());
        }
    }

    @Test
    void thirdOrder() {
        try (Scope _ = Scope.open()) {
            Tensor x = of(2).requiresGrad();
            Tensor y = x.pow(4).sum();
            Tensor first = Autograd.grad(y, true, x)[0];
            Tensor second = Autograd.grad(first.sum(), true, x)[0];
            Tensor third = Autograd.grad(second.sum(), false, x)[0];
            assertArrayEquals(new double[] {32, 48, 48},
                    new double[] {first.item(), second.item(), third.item()}, CLOSE * 100);
        }
    }

    @Test
    void nothingIsLeftBehind() {
        long live = Memory.stats().liveBytes();
        try (Scope _ = Scope.open()) {
            Tensor x = of(0.2, -0.4, 1.1);
            long start = Memory.stats().liveStorages();
            Autograd.jvp(y -> Fused.softmax(y, -1), x, x);
            Autograd.hvp(y -> Fused.softmax(y, -1).times(y).sum(), x, x);
            Autograd.vjp(y -> Fused.softmax(y, -1), x, x);
            assertEquals(start + 3, Memory.stats().liveStorages(), "the three results");
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }
}
