package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

class NormalizationsTest {

    @Test
    void batchNormGivesTheStatisticsThatRunningAveragesKeep() {
        try (Scope _ = Scope.open()) {
            var batch = Normalizations.batchNorm(Tensor.of(new double[] {1, 10, 2, 10, 6, 10}, 3, 2), null, null, 1e-5);
            assertArrayEquals(new double[] {3, 10}, batch.mean().array().toDoubleArray(), 1e-12);
            assertArrayEquals(new double[] {14.0 / 3, 0}, batch.variance().array().toDoubleArray(), 1e-12);
            assertArrayEquals(new double[] {7, 0}, batch.unbiasedVariance().array().toDoubleArray(), 1e-12);
            var single = Normalizations.batchNorm(Tensor.of(new double[] {4, 5}, 1, 2), null, null, 1e-5);
            assertArrayEquals(new double[2], single.unbiasedVariance().array().toDoubleArray());
        }
    }
}
