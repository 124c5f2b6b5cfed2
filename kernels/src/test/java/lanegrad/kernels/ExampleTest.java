package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        Kernels kernels = Kernels.best();                         // Kernels.describe() says which, and why
        NdArray a = NdArray.of(new float[] {1, 2, 3, 4}, 2, 2);
        NdArray product = NdArray.empty(DType.F32, Shape.of(2, 2));
        kernels.gemm().matmul(a, a.transpose(0, 1), product, false);
        kernels.gemm().matmul(a, a, product, true);               // adds to what is there
        NdArray root = NdArray.empty(DType.F32, product.shape());
        kernels.map().unary(UnaryOp.SQRT, product, root);
        NdArray plain = NdArray.empty(DType.F32, product.shape());
        Kernels.scalar().map().unary(UnaryOp.SQRT, product, plain);
        // @end
        float[] expected = {(float) Math.sqrt(12), (float) Math.sqrt(21), (float) Math.sqrt(26), (float) Math.sqrt(47)};
        assertArrayEquals(expected, root.toFloatArray());
        assertArrayEquals(expected, plain.toFloatArray());
    }
}
