package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.UnaryOperator;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** Gradients where a naive rule would give NaN: zeros, infinities, vectors of length 0. */
class EdgeGradientsTest {

    private static final double INF = Double.POSITIVE_INFINITY;

    /** The gradient of the sum of f at x, and that gradient's own, of its sum. */
    private static void assertGradients(UnaryOperator<Tensor> f, double[] x, double[] first, double[] second) {
        try (Scope _ = Scope.open()) {
            Tensor leaf = Tensor.of(x, 1, x.length).requiresGrad();
            Tensor[] g = Autograd.grad(f.apply(leaf).sum(), true, leaf);
            assertArrayEquals(first, g[0].toDoubleArray(), 1e-12);
            if (second != null) {
                Tensor h = Autograd.grad(g[0].sum(), false, leaf)[0];
                assertArrayEquals(second, h == null ? new double[x.length] : h.toDoubleArray(), 1e-12);
            }
        }
    }

    @Test
    void productsWithZeros() {
        UnaryOperator<Tensor> prod = x -> Reductions.prod(x, false, 1);
        assertGradients(prod, new double[] {2, 0, 5}, new double[] {0, 10, 0}, new double[] {5, 7, 2});
        assertGradients(prod, new double[] {0, 0, 5}, new double[] {0, 0, 0}, new double[] {5, 5, 0});
        assertGradients(prod, new double[] {0, 0, 0}, new double[] {0, 0, 0}, new double[] {0, 0, 0});
        assertGradients(x -> Scans.cumProd(x, 1), new double[] {2, 0, 5}, new double[] {1, 12, 0},
                new double[] {6, 8, 2});
    }

    @Test
    void lengthsOfZeros() {
        double[] zeros = new double[3];
        for (double p : new double[] {1, 2, 3, 1.5, 0.5, -1, INF, -INF}) {
            assertGradients(x -> Norms.norm(x, p, false, 1), zeros, zeros, zeros);
        }
        double root = 1 / Math.sqrt(Norms.EPS);
        assertGradients(x -> Norms.safeNorm(x, Norms.EPS, false, 1).times(Math.sqrt(Norms.EPS)), zeros, zeros,
                new double[] {1, 1, 1});
        assertEquals(1e6, root, 1e-6);
        assertGradients(x -> Norms.norm(x, false, 1), new double[] {3, 0, 4}, new double[] {0.6, 0, 0.8}, null);
        assertGradients(x -> Reductions.std(x, 0, false, 1), new double[] {2, 2, 2}, zeros, zeros);
    }

    @Test
    void infiniteLogarithms() {
        UnaryOperator<Tensor> lse = x -> Reductions.logSumExp(x, false, 1);
        double[] zeros = new double[3];
        assertGradients(lse, new double[] {-INF, -INF, -INF}, zeros, zeros);
        assertGradients(lse, new double[] {INF, 1, -INF}, zeros, zeros);
        assertGradients(lse, new double[] {-INF, 1, 1}, new double[] {0, 0.5, 0.5}, zeros);
        assertGradients(lse, new double[] {-INF, 1000, -1000}, new double[] {0, 1, 0}, zeros);
        UnaryOperator<Tensor> scan = x -> Scans.logCumSumExp(x, 1);
        assertGradients(scan, new double[] {-INF, -INF, -INF}, zeros, zeros);
        assertGradients(scan, new double[] {-INF, 1, INF}, new double[] {0, 1, 0}, zeros);
        assertGradients(scan, new double[] {-INF, 1, 1}, new double[] {0, 1.5, 0.5}, zeros);
        assertGradients(scan, new double[] {-1000, 1000, -1000}, new double[] {1, 2, 0}, zeros);
    }

    @Test
    void overwrittenElementsHaveNone() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 2, 3}).requiresGrad();
            Tensor source = Tensor.of(new double[] {4, 5, 6, 7}).requiresGrad();
            Tensor y = Selection.scatter(x, 0, Tensor.of(new int[] {1, 2, 1, 2}), source);
            assertArrayEquals(new double[] {1, 6, 7}, y.toDoubleArray());
            Tensor[] g = Autograd.grad(y.times(Tensor.of(new double[] {10, 20, 30})).sum(), false, x, source);
            assertArrayEquals(new double[] {10, 0, 0}, g[0].toDoubleArray());
            assertArrayEquals(new double[] {0, 0, 20, 30}, g[1].toDoubleArray());
        }
    }

    @Test
    void theFirstOfEqualsReceivesTheGradient() {
        assertGradients(x -> Scans.cumMax(x, 1).values(), new double[] {1, 3, 3, 2}, new double[] {1, 3, 0, 0}, null);
        assertGradients(x -> Sorting.topK(x, 2, 1, true).values(), new double[] {3, 1, 3, 3},
                new double[] {1, 0, 1, 0}, null);
        assertGradients(x -> Sorting.median(x, false, 1), new double[] {4, 1, 9, 2}, new double[] {0.5, 0, 0, 0.5},
                null);
    }
}
