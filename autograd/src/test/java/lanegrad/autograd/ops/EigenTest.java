package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

    @Test
    void equalEigenvaluesHaveGradients() {
        try (Scope _ = Scope.open()) {
            Tensor x = Creation.eye(DType.F64, 3).times(2).requiresGrad();
            Tensor values = Eigen.eigh(x).values();
            values.times(values).sum().backward();
            assertArrayEquals(new double[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, x.grad().toDoubleArray(), CLOSE);
        }
    }

    @Test
    void theirEigenvectorsHaveNone() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 0, 0, 5, 3, 0, 0, 3}, 2, 2, 2).requiresGrad();
            Tensor y = Eigen.eigh(x).vectors().times(Tensor.of(new double[] {1, 2, 3, 4}, 2, 2)).sum();
            assertEquals("eigh: the gradient of eigenvectors 0 and 1 of 2 does not exist: their eigenvalues are both "
                    + "3.0", assertThrows(ArithmeticException.class, y::backward).getMessage());
            assertNull(x.grad());
            Tensor one = Creation.eye(DType.F64, 2).requiresGrad();
            Tensor g = Autograd.grad(Eigen.eigh(one).values().pow(3).sum(), true, one)[0];
            Tensor weighted = g.times(Tensor.of(new double[] {1, 2, 3, 4}, 2, 2)).sum();
            assertThrows(ArithmeticException.class, () -> Autograd.grad(weighted, false, one));
        }
    }

    @Test
    void functionsOfMatrices() {
        try (Scope _ = Scope.open()) {
            Tensor x = symmetric(Random.normal(new Rng(1), DType.F64, 0, 1, 4, 4));
            Tensor seed = symmetric(Random.normal(new Rng(2), DType.F64, 0, 1, 4, 4));
            assertArrayEquals(Autograd.vjp(EigenTest::series, x, seed).toDoubleArray(),
                    Autograd.vjp(EigenTest::exponential, x, seed).toDoubleArray(), 1e-9);
        }
    }

    private static Tensor exponential(Tensor x) {
        Eigen.Eigh both = Eigen.eigh(x);
        return both.vectors().times(both.values().exp().unsqueeze(-2)).matmul(both.vectors().transpose(-1, -2));
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
            Tensor bad = Eigen.eigh(Tensor.of(new double[] {1, 0, Double.NaN, 1}, 2, 2)).values();
            assertArrayEquals(new double[] {Double.NaN, Double.NaN}, bad.toDoubleArray());
            both.values().get(1).backward();
            assertArrayEquals(new double[] {0.5, 0.5, 0.5, 0.5}, x.grad().toDoubleArray(), CLOSE);
        }
    }
}
