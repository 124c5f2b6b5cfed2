package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** What the catalogue's samples, which must be sound wherever they lie, cannot show of decompositions. */
class DecompositionsTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void integersBecomeDoubles() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new int[] {4, 2, 2, 5}, 2, 2);
            assertEquals(DType.F64, Decompositions.cholesky(x).dtype());
            assertArrayEquals(new double[] {2, 0, 1, 2}, Decompositions.cholesky(x).toDoubleArray());
            assertEquals(16, Decompositions.det(x).item(), 1e-14);
            assertArrayEquals(new double[] {0.25, 0.5}, Decompositions.solve(x, Tensor.of(new long[] {2, 3}))
                    .toDoubleArray(), 1e-15);
        }
    }

    @Test
    void singularMatricesHaveDeterminants() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 2, 2, 4, 0, 3, 5, 0}, 2, 2, 2);
            Decompositions.SignAndLog both = Decompositions.slogdet(x);
            assertArrayEquals(new double[] {0, -15}, Decompositions.det(x).toDoubleArray(), 1e-14);
            assertArrayEquals(new double[] {0, -1}, both.sign().toDoubleArray());
            assertArrayEquals(new double[] {Double.NEGATIVE_INFINITY, Math.log(15)},
                    both.logAbsDet().toDoubleArray(), 1e-15);
        }
    }

    @Test
    void theSignHasNoGradient() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {2, 0, 0, 4}, 2, 2).requiresGrad();
            Decompositions.SignAndLog both = Decompositions.slogdet(x);
            assertTrue(!both.sign().isTracked() && both.logAbsDet().isTracked());
            both.logAbsDet().backward();
            assertArrayEquals(new double[] {0.5, 0, 0, 0.25}, x.grad().toDoubleArray());
        }
    }

    @Test
    void theGradientOfACholeskyFactorIsSymmetric() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {4, 9, 2, 5}, 2, 2).requiresGrad();
            Tensor seed = Tensor.of(new double[] {1, 1e9, 3, -2}, 2, 2);
            Decompositions.cholesky(x).backward(seed);
            double[] g = x.grad().toDoubleArray();
            assertEquals(g[1], g[2]);
            // By hand: l11 = 2, l21 = x21 / 2, l22 = sqrt(x22 - l21^2), at x = 4, 2, 5.
            double ofL21 = 3 - 2 * -0.5;
            assertArrayEquals(new double[] {0.25 - 0.125 * ofL21, 0.25 * ofL21, 0.25 * ofL21, -2 * 0.25}, g, 1e-14);
        }
    }

    /** Bytes of the heap that a recorded call takes, once everything is compiled. */
    private static long bytes(UnaryOperator<Tensor> f) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 40; round++) {
            try (Scope _ = Scope.open()) {
                Tensor x = Random.normal(new Rng(1), DType.F32, 0, 1, 4, 4).requiresGrad();
                for (int i = 0; i < 500; i++) { // so that the scope's own arrays have grown
                    f.apply(x);
                }
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 500; i++) {
                    f.apply(x);
                }
                least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / 500);
            }
        }
        return least;
    }

    @Test
    void aRecordedCallTakesLittleOfTheHeap() {
        Tensor b = Tensor.ones(DType.F32, 4, 1);
        assertLittle("inverse", bytes(Decompositions::inverse));
        assertLittle("det", bytes(Decompositions::det));
        assertLittle("solve", bytes(x -> Decompositions.solve(x, b)));
        assertLittle("slogdet", bytes(x -> Decompositions.SLOGDET.apply(null, x)));
    }

    private static void assertLittle(String what, long found) {
        assertTrue(found <= 400, what + " takes " + found + " bytes");
    }
}
