package lanegrad.nn.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.GradCheck;
import lanegrad.autograd.GradCheck.Options;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.nn.Numbers;
import lanegrad.nn.attention.AttentionReference.Allowed;
import lanegrad.random.Rng;
import lanegrad.random.RngState;
import org.junit.jupiter.api.Test;

/** The multi-head layer against the formula in plain Java, its gradients, and its parameters. */
class MultiHeadAttentionTest {

    private static final int BATCH = 2;
    private static final int WIDTH = 6;
    private static final int HEADS = 3;

    private static MultiHeadAttention layer(DType dtype, boolean bias) {
        MultiHeadAttention layer = new MultiHeadAttention(new MultiHeadAttention.Config(WIDTH, HEADS, bias, 0, dtype),
                new Rng(8));
        layer.parameters().values().forEach(p -> p.assign(Numbers.normal(p.size() + 1, p.shape().toArray()).array()));
        return layer;
    }

    private static double[] values(MultiHeadAttention layer, String name) {
        return layer.parameters().containsKey(name) ? layer.parameters().get(name).toDoubleArray() : null;
    }

    /** The whole layer in plain Java. */
    private static double[] reference(MultiHeadAttention layer, Tensor query, Tensor key, Tensor value,
            Allowed allowed) {
        double[] in = values(layer, "in_proj_weight");
        double[] inBias = values(layer, "in_proj_bias");
        int queries = (int) query.dim(1);
        int keys = (int) key.dim(1);
        double[] result = new double[BATCH * queries * WIDTH];
        for (int b = 0; b < BATCH; b++) {
            double[][] q = AttentionReference.project(
                    AttentionReference.rows(query.toDoubleArray(), b, queries, WIDTH), in, inBias, 0, WIDTH);
            double[][] k = AttentionReference.project(AttentionReference.rows(key.toDoubleArray(), b, keys, WIDTH), in,
                    inBias, WIDTH, 2 * WIDTH);
            double[][] v = AttentionReference.project(AttentionReference.rows(value.toDoubleArray(), b, keys, WIDTH),
                    in,
                    inBias, 2 * WIDTH, 3 * WIDTH);
            double[][] out = AttentionReference.project(AttentionReference.attend(q, k, v, b, HEADS, allowed),
                    values(layer, "out_proj.weight"), values(layer, "out_proj.bias"), 0, WIDTH);
            for (int i = 0; i < queries; i++) {
                System.arraycopy(out[i], 0, result, (b * queries + i) * WIDTH, WIDTH);
            }
        }
        return result;
    }

    private static final boolean[] REAL = {true, true, false, true, false, false, true, false, true, true};
    private static final boolean[] PATTERN = new boolean[HEADS * 25];

    static {
        Rng rng = new Rng(77);
        for (int i = 0; i < PATTERN.length; i++) {
            PATTERN[i] = rng.nextFloat() < 0.7;
        }
    }

    private static AttentionMask mask(boolean causal, boolean padded, boolean patterned) {
        return new AttentionMask(causal, padded ? Tensor.of(REAL, BATCH, 5) : null,
                patterned ? Tensor.of(PATTERN, HEADS, 5, 5) : null);
    }

    private static Allowed allowed(boolean causal, boolean padded, boolean patterned) {
        return (b, h, i, j) -> (!causal || j <= i) && (!padded || REAL[b * 5 + j])
                && (!patterned || PATTERN[(h * 5 + i) * 5 + j]);
    }

    @Test
    void selfAttentionIsTheFormula() {
        for (boolean bias : new boolean[] {true, false}) {
            for (int bits = 0; bits < 8; bits++) {
                boolean causal = (bits & 1) != 0;
                boolean padded = (bits & 2) != 0;
                boolean patterned = (bits & 4) != 0;
                AttentionMask mask = mask(causal, padded, patterned);
                Tensor x = Numbers.normal(1, BATCH, 5, WIDTH);
                MultiHeadAttention twice = layer(DType.F64, bias);
                double[] expected = reference(twice, x, x, x, allowed(causal, padded, patterned));
                assertArrayEquals(expected, twice.forward(x, mask).toDoubleArray(), 1e-12);
                assertArrayEquals(expected, twice.forward(x, x, x, mask).toDoubleArray(), 1e-12);
                double[] single = layer(DType.F32, bias).forward(x.to(DType.F32), mask).toDoubleArray();
                assertArrayEquals(expected, single, 1e-4);
            }
        }
    }

    @Test
    void crossAttentionIsTheFormula() {
        MultiHeadAttention layer = layer(DType.F64, true);
        Tensor query = Numbers.normal(1, BATCH, 3, WIDTH);
        Tensor key = Numbers.normal(2, BATCH, 5, WIDTH);
        Tensor value = Numbers.normal(3, BATCH, 5, WIDTH);
        AttentionMask mask = AttentionMask.keys(Tensor.of(REAL, BATCH, 5));
        assertArrayEquals(reference(layer, query, key, value, allowed(false, true, false)),
                layer.forward(query, key, value, mask).toDoubleArray(), 1e-12);
        assertArrayEquals(reference(layer, query, key, key, allowed(false, true, false)),
                layer.forward(query, key, key, mask).toDoubleArray(), 1e-12);
        // The last query stands at the last key
        assertArrayEquals(reference(layer, query, key, key, (_, _, i, j) -> j <= i + 2),
                layer.forward(query, key, key, AttentionMask.CAUSAL).toDoubleArray(), 1e-12);
    }

    @Test
    void gradientsOfBothOrdersAgreeWithDifferences() {
        MultiHeadAttention layer = layer(DType.F64, true);
        AttentionMask mask = mask(true, true, true);
        GradCheck.check(Options.DEFAULT.with(layer.parameters()), in -> layer.forward(in[0], mask),
                Numbers.normal(1, BATCH, 5, WIDTH));
        GradCheck.checkSecondOrder(Options.DEFAULT.with(layer.parameters()).withDirections(1),
                in -> layer.forward(in[0], mask), Numbers.normal(1, BATCH, 5, WIDTH));
        GradCheck.check(Options.DEFAULT.with(layer.parameters()),
                in -> layer.forward(in[0], in[1], in[1], AttentionMask.NONE), Numbers.normal(1, BATCH, 3, WIDTH),
                Numbers.normal(2, BATCH, 4, WIDTH));
        GradCheck.check(Options.DEFAULT.with(layer.parameters()),
                in -> layer.forward(in[0], in[1], in[2], AttentionMask.NONE), Numbers.normal(1, BATCH, 3, WIDTH),
                Numbers.normal(2, BATCH, 4, WIDTH), Numbers.normal(3, BATCH, 4, WIDTH));
    }

    @Test
    void dropoutDropsWeightsInTraining() {
        MultiHeadAttention layer = new MultiHeadAttention(
                new MultiHeadAttention.Config(WIDTH, HEADS, true, 0.4, DType.F64), new Rng(8));
        Tensor x = Numbers.normal(1, BATCH, 5, WIDTH);
        Rng rng = new Rng(2);
        layer.drawFrom(rng);
        RngState state = rng.state();
        GradCheck.check(Options.DEFAULT.with(layer.parameters()), in -> {
            rng.restore(state);
            return layer.forward(in[0], AttentionMask.CAUSAL);
        }, x);
        try (Mode _ = Autograd.noGrad()) {
            double[] first = layer.forward(x, AttentionMask.NONE).toDoubleArray();
            rng.restore(state);
            double[] second = layer.forward(x, AttentionMask.NONE).toDoubleArray();
            assertFalse(Arrays.equals(first, second));
            assertFalse(Arrays.equals(second, layer.forward(x, AttentionMask.NONE).toDoubleArray()));
            rng.restore(state);
            assertArrayEquals(second, layer.forward(x, AttentionMask.NONE).toDoubleArray());
            double[] mean = new double[first.length];
            int draws = 2000;
            for (int i = 0; i < draws; i++) {
                double[] y = layer.forward(x, AttentionMask.NONE).toDoubleArray();
                for (int j = 0; j < y.length; j++) {
                    mean[j] += y[j] / draws;
                }
            }
            layer.eval();
            assertArrayEquals(layer.forward(x, AttentionMask.NONE).toDoubleArray(), mean, 0.1);
        }
    }

    @Test
    void parametersAreNamedAndDrawnAsPyTorchs() {
        MultiHeadAttention layer = new MultiHeadAttention(8, 2, new Rng(1));
        Map<String, Shape> shapes = layer.parameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().shape()));
        assertEquals(Map.of("in_proj_weight", Shape.of(24, 8), "in_proj_bias", Shape.of(24), "out_proj.weight",
                Shape.of(8, 8), "out_proj.bias", Shape.of(8)), shapes);
        assertTrue(Arrays.stream(values(layer, "in_proj_bias")).allMatch(v -> v == 0));
        assertTrue(Arrays.stream(values(layer, "out_proj.bias")).allMatch(v -> v == 0));
        double bound = Math.sqrt(6.0 / 32);
        double most = Arrays.stream(values(layer, "in_proj_weight")).map(Math::abs).max().orElseThrow();
        assertTrue(most <= bound && most > 0.9 * bound, most + " of " + bound);
        assertEquals(2, layer(DType.F32, false).parameters().size());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new MultiHeadAttention(8, 3, new Rng(1)));
        MultiHeadAttention layer = layer(DType.F64, true);
        Tensor x = Numbers.normal(1, BATCH, 5, WIDTH);
        AttentionMask shorter = AttentionMask.keys(Tensor.of(new boolean[8], BATCH, 4));
        assertEquals("key mask [2, 4]: [2, 5] expected",
                assertThrows(IllegalArgumentException.class, () -> layer.forward(x, shorter)).getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> layer.forward(Numbers.normal(1, 5, WIDTH), AttentionMask.NONE));
        assertThrows(IllegalArgumentException.class, () -> AttentionMask.keys(Tensor.of(new boolean[4])));
        assertThrows(IllegalArgumentException.class, () -> AttentionMask.pattern(Tensor.of(new long[4], 2, 2)));
    }

    @Test
    void emptyBatchesAndNoKeys() {
        MultiHeadAttention layer = layer(DType.F32, true);
        assertEquals(Shape.of(0, 5, WIDTH), layer.forward(Tensor.zeros(DType.F32, 0, 5, WIDTH), AttentionMask.CAUSAL)
                .shape());
        Tensor none = Tensor.zeros(DType.F32, 1, 0, WIDTH);
        Tensor y = layer.forward(Tensor.ones(DType.F32, 1, 2, WIDTH), none, none, AttentionMask.NONE);
        float[] bias = layer.parameters().get("out_proj.bias").toFloatArray();
        assertArrayEquals(bias, Arrays.copyOf(y.toFloatArray(), WIDTH)); // attention to nothing is 0
    }
}
