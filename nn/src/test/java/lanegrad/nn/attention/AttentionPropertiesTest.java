package lanegrad.nn.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Indexing;
import lanegrad.nn.Numbers;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The properties of scaled dot-product attention (T06) and of the causal mask (T08), at sizes that cross tiles. */
class AttentionPropertiesTest {

    private static final int BATCH = 2;
    private static final int HEADS = 2;
    private static final int QUERIES = 37;
    private static final int KEYS = 45;
    private static final int D = 8;
    private static final int WIDTH = HEADS * D;

    private final ScaledDotProductAttention attention = new ScaledDotProductAttention(HEADS, 0, new Rng(1));
    private final Tensor q = Numbers.normal(DType.F32, 1, BATCH, QUERIES, WIDTH);
    private final Tensor k = Numbers.normal(DType.F32, 2, BATCH, KEYS, WIDTH);
    private final Tensor v = Numbers.normal(DType.F32, 3, BATCH, KEYS, WIDTH);

    /** Some keys are padding; of the second sequence all are. */
    private static boolean[] real() {
        boolean[] real = new boolean[BATCH * KEYS];
        for (int j = 0; j < KEYS; j++) {
            real[j] = j % 3 != 1;
        }
        return real;
    }

    @Test
    void T06_P1_rowsSumToOneOrZero() {
        float[] weights = attention.weights(q, k, AttentionMask.keys(Tensor.of(real(), BATCH, KEYS))).toFloatArray();
        for (int row = 0; row < BATCH * HEADS * QUERIES; row++) {
            double sum = 0;
            for (int j = 0; j < KEYS; j++) {
                float weight = weights[row * KEYS + j];
                assertTrue(weight >= 0);
                sum += weight;
            }
            assertEquals(row < HEADS * QUERIES ? 1 : 0, sum, 1e-5);
        }
    }

    @Test
    void T06_P1_rowsWithNothingToAttendToGiveZeroAndNoGradient() {
        Tensor queries = q.requiresGrad();
        Tensor keys = k.requiresGrad();
        Tensor values = v.requiresGrad();
        Tensor y = attention.forward(queries, keys, values, AttentionMask.keys(Tensor.of(real(), BATCH, KEYS)));
        float[] second = Arrays.copyOfRange(y.toFloatArray(), QUERIES * WIDTH, 2 * QUERIES * WIDTH);
        assertArrayEquals(new float[QUERIES * WIDTH], second);
        y.sum().backward();
        for (Tensor leaf : new Tensor[] {queries, keys, values}) {
            float[] gradient = leaf.grad().toFloatArray();
            for (int i = gradient.length / 2; i < gradient.length; i++) {
                assertEquals(0, gradient[i]);
            }
        }
    }

    @Test
    void T06_P2_zeroQueriesGiveTheMeanOfTheAllowedValues() {
        Tensor zeros = Tensor.zeros(DType.F32, BATCH, QUERIES, WIDTH);
        boolean[] real = real();
        float[] y = attention.forward(zeros, k, v, AttentionMask.keys(Tensor.of(real, BATCH, KEYS))).toFloatArray();
        float[] values = v.toFloatArray();
        for (int c = 0; c < WIDTH; c++) {
            double sum = 0;
            int count = 0;
            for (int j = 0; j < KEYS; j++) {
                sum += real[j] ? values[j * WIDTH + c] : 0;
                count += real[j] ? 1 : 0;
            }
            for (int i = 0; i < QUERIES; i++) {
                assertEquals(sum / count, y[i * WIDTH + c], 1e-5);
            }
        }
    }

    @Test
    void T06_P3_permutingKeysAndValuesTogetherChangesNothing() {
        int[] order = new Rng(5).permutation(KEYS);
        long[] rows = new long[BATCH * KEYS];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (long) i / KEYS * KEYS + order[i % KEYS];
        }
        Tensor indices = Tensor.of(rows, BATCH, KEYS);
        Tensor keys = Indexing.embedding(k.reshape(-1, WIDTH), indices);
        Tensor values = Indexing.embedding(v.reshape(-1, WIDTH), indices);
        assertArrayEquals(attention.forward(q, k, v, AttentionMask.NONE).toFloatArray(),
                attention.forward(q, keys, values, AttentionMask.NONE).toFloatArray(), 1e-5f);
    }

    @Test
    void T06_P4_aConstantAddedToAScoreRowChangesNothing() {
        // A key direction that all keys share adds q . u to every score of a row
        Tensor u = Numbers.normal(DType.F32, 9, WIDTH);
        assertArrayEquals(attention.forward(q, k, v, AttentionMask.NONE).toFloatArray(),
                attention.forward(q, k.plus(u), v, AttentionMask.NONE).toFloatArray(), 1e-5f);
    }

    @Test
    void T06_P5_paddingKeysNeverMatter() {
        boolean[] real = real();
        float[] keys = k.toFloatArray();
        float[] values = v.toFloatArray();
        for (int i = 0; i < real.length; i++) {
            if (!real[i]) {
                float harm = new float[] {1e30f, Float.NaN, Float.POSITIVE_INFINITY, -7}[i % 4];
                Arrays.fill(keys, i * WIDTH, (i + 1) * WIDTH, harm);
                Arrays.fill(values, i * WIDTH, (i + 1) * WIDTH, i % 4 == 1 || i % 4 == 2 ? 3 : harm);
            }
        }
        AttentionMask mask = AttentionMask.keys(Tensor.of(real, BATCH, KEYS));
        for (AttentionMask each : new AttentionMask[] {mask, mask.and(AttentionMask.CAUSAL)}) {
            assertArrayEquals(attention.forward(q, k, v, each).toFloatArray(),
                    attention
                            .forward(q, Tensor.of(keys, BATCH, KEYS, WIDTH), Tensor.of(values, BATCH, KEYS, WIDTH),
                                    each)
                            .toFloatArray());
        }
    }

    @Test
    void T06_P6_theFusedKernelEqualsTheTwoPassFormula() {
        boolean[] real = real();
        boolean[] pattern = new boolean[HEADS * QUERIES * KEYS];
        Rng rng = new Rng(6);
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = rng.nextFloat() < 0.6;
        }
        AttentionMask mask = new AttentionMask(true, Tensor.of(real, BATCH, KEYS),
                Tensor.of(pattern, HEADS, QUERIES, KEYS));
        float[] fused = attention.forward(q, k, v, mask).toFloatArray();
        for (int b = 0; b < BATCH; b++) {
            int batch = b;
            double[][] expected = AttentionReference.attend(
                    AttentionReference.rows(q.toDoubleArray(), b, QUERIES, WIDTH),
                    AttentionReference.rows(k.toDoubleArray(), b, KEYS, WIDTH),
                    AttentionReference.rows(v.toDoubleArray(), b, KEYS, WIDTH), b, HEADS,
                    (_, h, i, j) -> real[batch * KEYS + j] && j <= i + KEYS - QUERIES
                            && pattern[(h * QUERIES + i) * KEYS + j]);
            for (int i = 0; i < QUERIES; i++) {
                for (int c = 0; c < WIDTH; c++) {
                    assertEquals(expected[i][c], fused[(b * QUERIES + i) * WIDTH + c], 1e-5);
                }
            }
        }
    }

    @Test
    void T06_queryPaddingDoesNotChangeOtherRows() {
        float[] whole = attention.forward(q, k, v, AttentionMask.NONE).toFloatArray();
        NdArray changed = NdArray.of(q.toFloatArray(), BATCH, QUERIES, WIDTH);
        Autograd.kernels().map().fill(changed.slice(1, 20, QUERIES, 1), 1e4);
        float[] other = attention.forward(Tensor.of(changed), k, v, AttentionMask.NONE).toFloatArray();
        assertArrayEquals(Arrays.copyOf(whole, 20 * WIDTH), Arrays.copyOf(other, 20 * WIDTH));
    }

    @Test
    void T08_P1_theIdentityPermutationIsCausal() {
        boolean[] lower = new boolean[KEYS * KEYS];
        for (int i = 0; i < KEYS; i++) {
            Arrays.fill(lower, i * KEYS, i * KEYS + i + 1, true);
        }
        AttentionMask pattern = AttentionMask.pattern(Tensor.of(lower, KEYS, KEYS));
        assertArrayEquals(attention.forward(k, k, v, pattern).toFloatArray(),
                attention.forward(k, k, v, AttentionMask.CAUSAL).toFloatArray(), 1e-6f);
    }

    @Test
    void T08_P4_causalOutputsDependOnThePastAlone() {
        float[] whole = attention.forward(k, k, v, AttentionMask.CAUSAL).toFloatArray();
        for (int m : new int[] {1, 7, 16, 33, KEYS}) {
            Tensor keys = k.slice(1, 0, m);
            float[] part = attention.forward(keys, keys, v.slice(1, 0, m), AttentionMask.CAUSAL).toFloatArray();
            for (int b = 0; b < BATCH; b++) {
                assertArrayEquals(Arrays.copyOfRange(whole, b * KEYS * WIDTH, (b * KEYS + m) * WIDTH),
                        Arrays.copyOfRange(part, b * m * WIDTH, (b + 1) * m * WIDTH), 1e-6f);
            }
        }
    }
}
