package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;
import org.junit.jupiter.api.Test;

/** New tensors of numbers in a pattern. */
class CreationTest {

    @Test
    void wholeNumbers() {
        assertArrayEquals(new long[] {0, 1, 2}, Creation.arange(3).toLongArray());
        assertArrayEquals(new long[] {2, 5, 8}, Creation.arange(2, 9, 3).toLongArray());
        assertArrayEquals(new long[] {5, 3, 1}, Creation.arange(5, 0, -2).toLongArray());
        assertEquals(Shape.of(0), Creation.arange(-1).shape());
        assertEquals(Shape.of(0), Creation.arange(3, 1, 1).shape());
        assertEquals(DType.I64, Creation.arange(3).dtype());
        assertThrows(IllegalArgumentException.class, () -> Creation.arange(0, 1, 0));
    }

    @Test
    void fractions() {
        assertArrayEquals(new double[] {0, 0.1, 0.2}, Creation.arange(DType.F64, 0, 0.3, 0.1).toDoubleArray(), 1e-16);
        assertArrayEquals(new float[] {1, 0.5f}, Creation.arange(DType.F32, 1, 0, -0.5).toFloatArray());
        assertEquals(0, Creation.arange(DType.F32, 1, 0, 0.5).size());
        assertThrows(IllegalArgumentException.class, () -> Creation.arange(DType.F32, 0, Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> Creation.arange(DType.I32, 0, 1, 1));
    }

    @Test
    void evenParts() {
        assertArrayEquals(new double[] {-1, -0.5, 0, 0.5, 1}, Creation.linspace(DType.F64, -1, 1, 5).toDoubleArray());
        assertArrayEquals(new double[] {3}, Creation.linspace(DType.F64, 3, 7, 1).toDoubleArray());
        assertEquals(0, Creation.linspace(DType.F32, 0, 1, 0).size());
        double[] tenths = Creation.linspace(DType.F64, 0.1, 0.7, 7).toDoubleArray();
        assertEquals(0.1, tenths[0]);
        assertEquals(0.7, tenths[6]);
        for (int i = 0; i < 7; i++) {
            assertEquals(0.1 * (i + 1), tenths[i], 2e-16);
        }
        assertThrows(IllegalArgumentException.class, () -> Creation.linspace(DType.F32, 0, 1, -1));
    }

    @Test
    void identities() {
        assertArrayEquals(new double[] {1, 0, 0, 1}, Creation.eye(DType.F32, 2).toDoubleArray());
        assertArrayEquals(new long[] {1, 0, 0, 0, 1, 0}, Creation.eye(DType.I64, 2, 3).toLongArray());
        assertArrayEquals(new boolean[] {true, false}, Creation.eye(DType.BOOL, 2, 1).array().toBooleanArray());
        assertEquals(Shape.of(0, 0), Creation.eye(DType.F32, 0).shape());
    }

    @Test
    void alike() {
        Tensor x = Tensor.of(new int[] {1, 2, 3, 4}, 2, 2);
        assertArrayEquals(new long[] {0, 0, 0, 0}, Creation.zerosLike(x).toLongArray());
        assertArrayEquals(new long[] {1, 1, 1, 1}, Creation.onesLike(x.transpose(0, 1)).toLongArray());
        assertEquals(DType.I32, Creation.fullLike(x, 7).dtype());
        assertEquals(x.shape(), Creation.fullLike(x, 7).shape());
    }
}
