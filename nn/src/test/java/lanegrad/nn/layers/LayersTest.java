package lanegrad.nn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.GradCheck;
import lanegrad.autograd.GradCheck.Options;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.StateDict;
import lanegrad.autograd.Tensor;
import lanegrad.nn.Layer;
import lanegrad.nn.Numbers;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Values and gradients of the layers, and the states that PyTorch would give them. */
class LayersTest {

    private static final Rng RNG = new Rng(3);

    @Test
    void linearIsAMatrixProductAndABias() {
        Linear linear = Linear.unset(3, 2, true, DType.F32);
        linear.load(new StateDict(Map.of("weight", NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3), "bias",
                NdArray.of(new float[] {10, 20}))));
        Tensor y = linear.forward(Tensor.of(new float[] {1, 1, 1, 1, 0, -1}, 1, 2, 3));
        assertEquals(Shape.of(1, 2, 2), y.shape());
        assertArrayEquals(new float[] {16, 35, 8, 18}, y.toFloatArray());
        assertEquals(Shape.of(2), linear.forward(Tensor.of(new float[] {1, 1, 1})).shape());
        assertThrows(IllegalArgumentException.class, () -> linear.forward(Tensor.of(new float[] {1, 1})));
    }

    @Test
    void linearStartsAsPyTorchs() {
        Linear linear = new Linear(16, 100, true, new Rng(1));
        for (Parameter parameter : List.of(linear.weight(), linear.bias())) {
            float most = 0;
            for (float value : parameter.toFloatArray()) {
                most = Math.max(most, Math.abs(value));
            }
            assertTrue(most <= 0.25 && most > 0.23, "bound 1/sqrt(16), but " + most);
        }
        assertEquals(DType.F64, new Linear(2, 2, false, DType.F64, RNG).weight().dtype());
        assertEquals(0, new Linear(0, 2, true, RNG).bias().toFloatArray()[1]);
    }

    @Test
    void linearOfExistingParametersMustFit() {
        Parameter weight = Parameter.full(DType.F32, 1, 2, 3);
        assertSame(weight, Linear.of(weight, null).weight());
        Parameter bias = Parameter.full(DType.F32, 1, 3);
        assertThrows(IllegalArgumentException.class, () -> Linear.of(weight, bias));
        assertThrows(IllegalArgumentException.class, () -> Linear.of(bias, null));
    }

    @Test
    void embeddingLooksRowsUp() {
        Embedding embedding = Embedding.unset(3, 2, DType.F32);
        embedding.load(new StateDict(Map.of("weight", NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2))));
        Tensor y = embedding.forward(Tensor.of(new long[] {2, 0, 2}, 3, 1));
        assertEquals(Shape.of(3, 1, 2), y.shape());
        assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6}, y.toFloatArray());
        y.sum().backward();
        assertArrayEquals(new float[] {1, 1, 0, 0, 2, 2}, embedding.weight().grad().toFloatArray());
        assertThrows(IndexOutOfBoundsException.class, () -> embedding.forward(Tensor.of(new long[] {3})));
    }

    @Test
    void layerNormStartsAsANormalisation() {
        LayerNorm norm = new LayerNorm(4, true);
        assertEquals(Map.of("weight", Shape.of(4), "bias", Shape.of(4)),
                Map.of("weight", norm.weight().shape(), "bias", norm.bias().shape()));
        float[] y = norm.forward(Tensor.of(new float[] {1, 2, 3, 4}, 1, 4)).toFloatArray();
        assertArrayEquals(new float[] {-1.3416355f, -0.44721183f, 0.44721183f, 1.3416355f}, y, 1e-6f);
        assertEquals(1, new LayerNorm(4, false).parameters().size());
        assertThrows(IllegalArgumentException.class, () -> new LayerNorm(4, true, DType.F32, -1));
    }

    @Test
    void dropoutDropsInTrainingOnly() {
        Dropout dropout = new Dropout(0.25, new Rng(4));
        Tensor x = Tensor.ones(DType.F32, 100, 100);
        float[] y = dropout.forward(x).toFloatArray();
        int zeros = 0;
        for (float value : y) {
            assertTrue(value == 0 || Math.abs(value - 1 / 0.75) < 1e-6);
            zeros += value == 0 ? 1 : 0;
        }
        assertEquals(2500, zeros, 3 * Math.sqrt(10_000 * 0.25 * 0.75));
        dropout.eval();
        assertSame(x, dropout.forward(x));
        dropout.train();
        assertFalse(Arrays.equals(y, dropout.forward(x).toFloatArray()));
        dropout.drawFrom(new Rng(4));
        assertArrayEquals(y, dropout.forward(x).toFloatArray());
        assertThrows(IllegalArgumentException.class, () -> Dropout.unset(1));
        assertThrows(IllegalStateException.class, () -> Dropout.unset(0.5).forward(x));
        assertSame(x, Dropout.unset(0).forward(x));
    }

    @Test
    void sequencesAndLists() {
        Sequential sequence = new Sequential(new Linear(2, 3, true, RNG), Activation.RELU.layer(),
                new Sequential(new Linear(3, 1, false, RNG)));
        assertEquals(List.of("0.weight", "0.bias", "2.0.weight"), List.copyOf(sequence.parameters().keySet()));
        assertEquals(Shape.of(5, 1), sequence.forward(Tensor.zeros(DType.F32, 5, 2)).shape());
        ModuleList<Linear> list = new ModuleList<>(List.of(new Linear(1, 1, true, RNG), new Linear(1, 1, true, RNG)));
        assertEquals(List.of("0.weight", "0.bias", "1.weight", "1.bias"), List.copyOf(list.parameters().keySet()));
        assertEquals(2, list.size());
        assertSame(list.get(1), list.child("1"));
    }

    @Test
    void activationsAreTheirFormulas() {
        double x = 0.7;
        Tensor at = Tensor.full(DType.F64, x);
        assertEquals(x, Activation.RELU.apply(at).item());
        assertEquals(Math.tanh(x), Activation.TANH.apply(at).item(), 1e-14);
        assertEquals(1 / (1 + Math.exp(-x)), Activation.SIGMOID.layer().forward(at).item(), 1e-14);
        assertEquals(x * 0.758036347776927, Activation.GELU.apply(at).item(), 1e-12);
        double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        assertEquals(x / 2 * (1 + Math.tanh(inner)), Activation.GELU_TANH.apply(at).item(), 1e-12);
        for (double y : new double[] {-1.3, 0.7}) {
            double soft = Math.log(1 + Math.exp(y));
            assertActivation(Activation.LEAKY_RELU, y, y > 0 ? y : y / 100);
            assertActivation(Activation.ELU, y, y > 0 ? y : Math.expm1(y));
            assertActivation(Activation.CELU, y, y > 0 ? y : Math.expm1(y));
            assertActivation(Activation.SELU, y,
                    1.0507009873554805 * (y > 0 ? y : 1.6732632423543772 * Math.expm1(y)));
            assertActivation(Activation.SILU, y, y / (1 + Math.exp(-y)));
            assertActivation(Activation.MISH, y, y * Math.tanh(soft));
            assertActivation(Activation.HARD_SWISH, y, y * (y + 3) / 6);
            assertActivation(Activation.SOFTPLUS, y, soft);
            assertActivation(Activation.SOFTSIGN, y, y / (1 + Math.abs(y)));
            assertActivation(Activation.LOG_SIGMOID, y, y - soft);
        }
    }

    private static void assertActivation(Activation activation, double x, double expected) {
        Tensor at = Tensor.full(DType.F64, x);
        assertEquals(expected, activation.apply(at).item(), 1e-14, activation.name());
        GradCheck.check(in -> activation.apply(in[0]), at);
    }

    @Test
    void gradientsOfBothOrdersAgreeWithDifferences() {
        Layer model = new Sequential(new Linear(3, 4, true, DType.F64, RNG), Activation.GELU.layer(),
                new LayerNorm(4, true, DType.F64, 1e-5), Activation.TANH.layer(),
                new Linear(4, 2, false, DType.F64, RNG),
                Activation.GELU_TANH.layer(), Activation.SIGMOID.layer());
        GradCheck.check(Options.DEFAULT.with(model.parameters()), in -> model.forward(in[0]), Numbers.normal(1, 5, 3));
        GradCheck.checkSecondOrder(Options.DEFAULT.with(model.parameters()), in -> model.forward(in[0]),
                Numbers.normal(2, 2, 3));
        Embedding embedding = new Embedding(4, 3, DType.F64, RNG);
        GradCheck.checkSecondOrder(Options.DEFAULT.with(embedding.parameters()), in -> embedding.forward(in[0]).tanh(),
                Tensor.of(new long[] {1, 1, 3}));
    }
}
