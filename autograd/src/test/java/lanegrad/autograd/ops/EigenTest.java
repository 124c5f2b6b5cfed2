package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.GradCheck;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Eigenvalues that are equal, and functions of matrices by way of eigenvalues. */
class EigenTest {

    private static final double CLOSE = 1e-13;

    private static Tensor symmetric(Tensor x) {
        return x.plus(x.transpose(-1, -2));
    }

    private static Tensor twins(double... values) {
        Tensor q = Decompositions.qr(Random.normal(new Rng(1), DType.F64, 0, 1, values.length, values.length)).q();
        return symmetric(q.times(Tensor.of(values)).matmul(q.transpose(0, 1))).times(0.5);
    }

    @Test
    void equalEigenvaluesDoNoHarm() {
        try (Scope _ = Scope.open()) {
            Tensor x = Creation.eye(DType.F64, 3).times(2).requiresGrad();
            Eigen.Eigh both = Eigen.eigh(x);
            both.values().times(both.values()).sum().backward();
            assertArrayEquals(new double[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, x.grad().toDoubleArray(), CLOSE);
            Tensor y = Tensor.zeros(DType.F64, 2, 2).requiresGrad();
            Eigen.Eigh none = Eigen.eigh(y);
            none.vectors().sum().plus(none.values().sum()).backward();
            assertArrayEquals(new double[] {1, 0, 0, 1}, y.grad().toDoubleArray(), CLOSE);
        }
    }

    @Test
    void functionsThatDoNotTellTwinsApart() {
        try (Scope _ = Scope.open()) {
            // exp by way of eigenvalues, at matrices of which two are equal but for rounding
            Tensor x = twins(1, 1, -0.5, 2);
            Tensor seed = symmetric(Random.normal(new Rng(2), DType.F64, 0, 1, 4, 4));
            Tensor g = Autograd.vjp(EigenTest::exponential, x, seed);
            Tensor expected = Autograd.vjp(EigenTest::series, x, seed);
            assertArrayEquals(expected.toDoubleArray(), g.toDoubleArray(), 1e-8);
        }
    }

    private static Tensor exponential(Tensor x) {
        Eigen.Eigh both = Eigen.eigh(x);
        return both.vectors().times(both.values().exp()).matmul(both.vectors().transpose(-1, -2));
    }

    private static Tensor series(Tensor x) {
        Tensor sum = Creation.eye(DType.F64, x.dim(0));
        for (int k = 40; k >= 1; k--) {
            sum = Creation.eye(DType.F64, x.dim(0)).plus(x.matmul(sum).div(k));
        }
        return sum;
    }

    @Test
    void gradientsOfBothOrders() {
        try (Scope _ = Scope.open()) {
            Tensor x = Random.normal(new Rng(3), DType.F64, 0, 1, 2, 5, 5);
            GradCheck.checkSecondOrder(in -> exponential(symmetric(in[0])), x);
            GradCheck.checkSecondOrder(in -> Eigen.eigh(symmetric(in[0])).vectors(), x);
        }
    }

    @Test
    void theUpperTriangleIsNotLookedAt() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {2, Double.NaN, 1, 2}, 2, 2).requiresGrad();
            Eigen.Eigh both = Eigen.eigh(x);
            assertArrayEquals(new double[] {1, 3}, both.values().toDoubleArray(), CLOSE);
            assertEquals(Shape.of(2, 2), both.vectors().shape());
            both.values().get(1).backward();
            assertArrayEquals(new double[] {0.5, 0.5, 0.5, 0.5}, x.grad().toDoubleArray(), CLOSE);
        }
    }
}
