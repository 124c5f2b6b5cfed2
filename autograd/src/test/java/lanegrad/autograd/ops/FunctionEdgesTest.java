package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** Gradients at kinks, ties, zeros and far away, where differences tell nothing: as PyTorch's. */
class FunctionEdgesTest {

    private static Tensor leaf(DType dtype, double... values) {
        return Tensor.of(NdArray.of(values)).to(dtype).stopGradient().requiresGrad();
    }

    private static void assertSlopes(UnaryOperator<Tensor> f, double[] at, double... slopes) {
        for (DType dtype : new DType[] {DType.F32, DType.F64}) {
            try (Scope _ = Scope.open()) {
                Tensor x = leaf(dtype, at);
                Tensor g = Autograd.grad(f.apply(x).sum(), false, x)[0];
                assertArrayEquals(slopes, g.toDoubleArray(), 1e-6);
            }
        }
    }

    @Test
    void kinksHaveTheSlopeOfOneSide() {
        assertSlopes(Functions::abs, new double[] {0, -0.0, 2, -2}, 0, 0, 1, -1);
        assertSlopes(x -> BinaryFunctions.clamp(x, -1, 2), new double[] {-1, 2, 0, -1.5, 2.5, Double.NaN}, 1, 1, 1, 0,
                0, 0);
        assertSlopes(x -> Activations.leakyRelu(x, 0.25), new double[] {0, -0.0, 1, -1}, 0.25, 0.25, 1, 0.25);
        assertSlopes(x -> Activations.elu(x, 1.5), new double[] {0, 1}, 1.5, 1);
        assertSlopes(x -> Activations.celu(x, 1.5), new double[] {0, 1}, 1, 1);
        assertSlopes(Activations::hardSwish, new double[] {-3, 3, 0, -4, 4}, 0, 1, 0.5, 0, 1);
        assertSlopes(Activations::softsign, new double[] {0, -0.0}, 1, 1);
    }

    @Test
    void slopesFarAwayAreTheirLimits() {
        double[] far = {-1000, 1000};
        assertSlopes(Activations::softplus, far, 0, 1);
        assertSlopes(Activations::logSigmoid, far, 1, 0);
        assertSlopes(Activations::mish, far, 0, 1);
        assertSlopes(Activations::silu, new double[] {-1000, 1000, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY},
                0, 1, 0, 1);
        assertSlopes(x -> Activations.elu(x, 1), far, 0, 1);
        assertSlopes(Functions::erfc, far, 0, 0);
        assertSlopes(Functions::atan, new double[] {-1e30, 1e30}, 0, 0);
    }

    @Test
    void tiesShareTheGradient() {
        try (Scope _ = Scope.open()) {
            Tensor a = leaf(DType.F32, 1, 2, 3);
            Tensor b = leaf(DType.F32, 1, 3, 2);
            Tensor[] g = Autograd.grad(BinaryFunctions.maximum(a, b).sum(), false, a, b);
            assertArrayEquals(new double[] {0.5, 0, 1}, g[0].toDoubleArray());
            assertArrayEquals(new double[] {0.5, 1, 0}, g[1].toDoubleArray());
            g = Autograd.grad(BinaryFunctions.minimum(a, b).sum(), false, a, b);
            assertArrayEquals(new double[] {0.5, 1, 0}, g[0].toDoubleArray());
            assertArrayEquals(new double[] {0.5, 0, 1}, g[1].toDoubleArray());
        }
    }

    @Test
    void originsHaveNoDirection() {
        for (DType dtype : new DType[] {DType.F32, DType.F64}) {
            try (Scope _ = Scope.open()) {
                Tensor y = leaf(dtype, 0, 1e-30, 3e30);
                Tensor x = leaf(dtype, 0, 0, 4e30);
                Tensor[] g = Autograd.grad(BinaryFunctions.hypot(y, x).sum(), false, y, x);
                assertArrayEquals(new double[] {0, 1, 0.6}, g[0].toDoubleArray(), 1e-6);
                assertArrayEquals(new double[] {0, 0, 0.8}, g[1].toDoubleArray(), 1e-6);
                g = Autograd.grad(BinaryFunctions.atan2(y, x).sum(), false, y, x);
                assertArrayEquals(new double[] {0, 0, 0.16}, scaled(g[0]), 1e-6);
                assertArrayEquals(new double[] {0, -1, -0.12}, scaled(g[1]), 1e-6);
            }
        }
    }

    /** Gradients of an angle times the distance: the second lies 1e-30 away, the third 1e30. */
    private static double[] scaled(Tensor g) {
        double[] values = g.toDoubleArray();
        return new double[] {values[0], values[1] * 1e-30, values[2] * 1e30};
    }

    @Test
    void secondDerivativesOfPiecesAreZero() {
        try (Scope _ = Scope.open()) {
            for (UnaryOperator<Tensor> f : java.util.List.<UnaryOperator<Tensor>>of(
                    x -> Activations.leakyRelu(x, 0.25), Functions::abs, x -> BinaryFunctions.clamp(x, -1, 1))) {
                Tensor x = leaf(DType.F64, -2, 0, 0.5, 3);
                Tensor square = f.apply(x).times(x); // whose second derivative is twice the slope
                Tensor g = Autograd.grad(square.sum(), true, x)[0];
                Tensor h = Autograd.grad(g.sum(), false, x)[0];
                Tensor slope = Autograd.grad(f.apply(x).sum(), false, x)[0];
                assertArrayEquals(slope.times(2).toDoubleArray(), h.toDoubleArray(), 1e-12);
            }
        }
    }

    @Test
    void noGradientFlowsThroughSteps() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(DType.F32, -1.5, 0, 2.5);
            for (UnaryOperator<Tensor> f : java.util.List.<UnaryOperator<Tensor>>of(Functions::sign, Functions::floor,
                    Functions::ceil, Functions::round, Functions::trunc)) {
                assertNull(Autograd.grad(f.apply(x).sum(), false, x)[0]);
                assertArrayEquals(new double[] {1, 1, 1},
                        Autograd.grad(f.apply(x).plus(x).sum(), false, x)[0].toDoubleArray());
            }
        }
    }

    @Test
    void integersStayIntegers() {
        Tensor whole = Tensor.of(NdArray.of(new int[] {-7, 7, Integer.MIN_VALUE}));
        assertEquals(DType.I32, Functions.abs(whole).dtype());
        assertArrayEquals(new double[] {7, 7, Integer.MIN_VALUE}, Functions.abs(whole).toDoubleArray());
        assertArrayEquals(new double[] {-4, 3, -1073741824}, BinaryFunctions.floorDivide(whole, 2).toDoubleArray());
        assertArrayEquals(new double[] {1, 1, 0}, whole.rem(2).toDoubleArray());
        assertArrayEquals(new double[] {0, 0, 0}, whole.rem(0).toDoubleArray());
        assertEquals(DType.F64, Functions.sin(whole).dtype());
    }
}
