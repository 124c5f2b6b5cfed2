package lanegrad.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.Kernels;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        NdArray a = NdArray.full(DType.F32, Shape.of(300, 300), 0.1);
        NdArray alone = NdArray.empty(DType.F32, Shape.of(300, 300));
        NdArray together = NdArray.empty(DType.F32, Shape.of(300, 300));
        try (Parallelism _ = Parallelism.cap(1)) {               // on this thread, until it is closed
            Kernels.best().gemm().matmul(a, a, alone, false);
        }
        Kernels.best().gemm().matmul(a, a, together, false);     // the same bits
        // @end
        assertArrayEquals(alone.toFloatArray(), together.toFloatArray());
    }
}
