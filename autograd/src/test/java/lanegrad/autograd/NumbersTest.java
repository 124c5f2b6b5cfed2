package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.autograd.ops.Comparisons;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Indexing;
import lanegrad.autograd.ops.LinearAlgebra;
import lanegrad.autograd.ops.Random;
import lanegrad.autograd.ops.Shapes;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Java numbers as operands, and the types of results. */
class NumbersTest {

    private static final Tensor INTEGERS = Tensor.of(new long[] {0, 1, -3});

    private static void refused(Runnable action) {
        String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains("whole number"), message);
    }

    @Test
    void integersTakeWholeNumbersOnly() {
        assertArrayEquals(new long[] {2, 3, -1}, INTEGERS.plus(2).toLongArray());
        assertArrayEquals(new long[] {0, 2, -6}, INTEGERS.times(2).toLongArray());
        assertArrayEquals(new long[] {5, 4, 8}, Elementwise.sub(5, INTEGERS).toLongArray());
        assertEquals(DType.I64, INTEGERS.plus(2).dtype());
        refused(() -> INTEGERS.plus(0.5));
        refused(() -> INTEGERS.times(0.5));
        refused(() -> Elementwise.sub(0.5, INTEGERS));
        refused(() -> INTEGERS.plus(Double.NaN));
        refused(() -> INTEGERS.to(DType.I32).plus(1e10));
        refused(() -> Indexing.maskedFill(INTEGERS, Tensor.of(new boolean[] {true, false, false}),
                Double.NEGATIVE_INFINITY));
    }

    @Test
    void fractionsOfIntegersAreF64() {
        assertEquals(DType.F64, INTEGERS.div(2).dtype());
        assertArrayEquals(new double[] {0, 0.5, -1.5}, INTEGERS.div(2).toDoubleArray());
        assertEquals(DType.F64, INTEGERS.exp().dtype());
        assertEquals(DType.F64, INTEGERS.mean().dtype());
        assertEquals(DType.F64, INTEGERS.plus(Tensor.of(new float[] {1, 2, 3})).dtype());
        assertEquals(DType.I64, Tensor.of(new boolean[] {true, true}).sum().dtype());
    }

    @Test
    void integersCompareWithFractions() {
        assertArrayEquals(new boolean[] {true, false, true},
                Comparisons.lt(INTEGERS, 0.5).array().toBooleanArray());
        assertArrayEquals(new boolean[] {false, false, false},
                Comparisons.eq(INTEGERS, 0.5).array().toBooleanArray());
        assertArrayEquals(new boolean[] {false, true, false}, Comparisons.eq(INTEGERS, 1).array().toBooleanArray());
        assertArrayEquals(new boolean[] {true, true, true},
                Comparisons.gt(INTEGERS, Double.NEGATIVE_INFINITY).array().toBooleanArray());
        long large = (1L << 53) + 1;
        assertArrayEquals(new boolean[] {false},
                Comparisons.eq(Tensor.of(new long[] {large}), Tensor.of(new long[] {large - 1})).array()
                        .toBooleanArray());
    }

    @Test
    void storageTypesAreWidened() {
        Tensor half = Shapes.cast(Tensor.of(new float[] {1.5f, -2}), DType.BF16);
        assertEquals(DType.F32, half.plus(half).dtype());
        assertArrayEquals(new double[] {3, -4}, half.plus(half).toDoubleArray());
        assertArrayEquals(new double[] {-1.5, 2}, half.neg().toDoubleArray());
        assertArrayEquals(new double[] {2.5, -1}, half.plus(1).toDoubleArray());
        assertArrayEquals(new double[] {1.5, 0}, half.relu().toDoubleArray());
        Tensor bytes = Shapes.cast(INTEGERS, DType.I8);
        assertEquals(DType.I32, bytes.plus(bytes).dtype());
        assertArrayEquals(new long[] {0, 1, 9}, Elementwise.square(bytes).toLongArray());
    }

    @Test
    void linearChecksItsBias() {
        Tensor x = Tensor.zeros(DType.F32, 3, 2);
        Tensor w = Tensor.zeros(DType.F32, 4, 2);
        assertThrows(IllegalArgumentException.class, () -> LinearAlgebra.linear(x, w, Tensor.zeros(DType.F32, 3, 4)));
        assertThrows(IllegalArgumentException.class, () -> LinearAlgebra.linear(x, w, Tensor.zeros(DType.F32, 1)));
    }

    @Test
    void aDropoutThatIsRefusedDrawsNothing() {
        Rng rng = new Rng(1);
        assertThrows(IllegalArgumentException.class, () -> Random.dropout(INTEGERS, 0.5, rng));
        assertThrows(IllegalArgumentException.class, () -> Random.dropout(Tensor.scalar(1), 1, rng));
        assertEquals(0, rng.counter());
    }
}
