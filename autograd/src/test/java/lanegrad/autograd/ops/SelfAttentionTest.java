package lanegrad.autograd.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanegrad.array.DType;
import lanegrad.autograd.GradCheck;
import lanegrad.autograd.Tensor;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Self-attention as one op is what splitting, attending and joining give, in every order. */
class SelfAttentionTest {

    private static final int HEADS = 2;

    private static Tensor numbers(DType dtype, long seed, long... dims) {
        return Random.normal(new Rng(seed), dtype, 0, 1, dims);
    }

    /** [batch, n, 3 width] through three slices and the op on separate heads. */
    private static Tensor apart(Tensor qkv, Tensor mask, boolean causal) {
        long width = qkv.dim(2) / 3;
        Tensor[] parts = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = qkv.slice(2, i * width, (i + 1) * width).reshape(qkv.dim(0), qkv.dim(1), HEADS, width / HEADS)
                    .transpose(1, 2);
        }
        return Attention.scaledDotProductAttention(parts[0], parts[1], parts[2], mask, causal, 0.7).transpose(1, 2)
                .reshape(qkv.dim(0), qkv.dim(1), width);
    }

    private static Tensor mask() {
        return Tensor.of(new boolean[] {true, false, true, true, true, true, true, false, true, true}, 2, 1, 1, 5);
    }

    @Test
    void valuesAndGradientsAreThoseOfThePartsApart() {
        for (DType dtype : new DType[] {DType.F32, DType.F64}) {
            for (Tensor mask : new Tensor[] {null, mask()}) {
                for (boolean causal : new boolean[] {false, true}) {
                    Tensor a = numbers(dtype, 1, 2, 5, 12).requiresGrad();
                    Tensor b = numbers(dtype, 1, 2, 5, 12).requiresGrad();
                    Tensor u = numbers(dtype, 2, 2, 5, 4);
                    Tensor packed = Attention.selfAttention(a, HEADS, mask, causal, 0.7);
                    Tensor apart = apart(b, mask, causal);
                    assertArrayEquals(apart.toDoubleArray(), packed.toDoubleArray(), 1e-6);
                    packed.backward(u);
                    apart.backward(u);
                    assertArrayEquals(b.grad().toDoubleArray(), a.grad().toDoubleArray(), 1e-5);
                }
            }
        }
    }

    @Test
    void gradientsOfBothOrdersAgreeWithDifferences() {
        GradCheck.checkSecondOrder(in -> Attention.selfAttention(in[0], HEADS, mask(), true, 0.5),
                numbers(DType.F64, 1, 2, 5, 12));
        // Neither the input nor the gradient of the output in one piece
        GradCheck.check(in -> Attention.selfAttention(in[0].transpose(0, 1), HEADS, null, true, 0.5).transpose(1, 2),
                numbers(DType.F64, 1, 5, 2, 12));
    }

    @Test
    void nothingToAttendTo() {
        assertEquals(0, Attention.selfAttention(Tensor.zeros(DType.F32, 0, 5, 12), HEADS, null, true, 1).size());
        assertEquals(0, Attention.selfAttention(Tensor.zeros(DType.F32, 2, 0, 12), HEADS, null, true, 1).size());
        Tensor none = Tensor.of(new boolean[] {false}, 1, 1, 1, 1);
        float[] y = Attention.selfAttention(Tensor.ones(DType.F32, 1, 3, 12), HEADS, none, false, 1).toFloatArray();
        assertArrayEquals(new float[12], y);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Tensor qkv = Tensor.zeros(DType.F32, 2, 5, 12);
        assertThrows(IllegalArgumentException.class, () -> Attention.selfAttention(qkv, 3, null, true, 1));
        assertThrows(IllegalArgumentException.class, () -> Attention.selfAttention(qkv, 0, null, true, 1));
        assertThrows(IllegalArgumentException.class, () -> Attention.selfAttention(qkv.get(0), 2, null, true, 1));
        Tensor numbers = Tensor.zeros(DType.F32, 5, 5);
        assertThrows(IllegalArgumentException.class, () -> Attention.selfAttention(qkv, 2, numbers, true, 1));
    }
}
