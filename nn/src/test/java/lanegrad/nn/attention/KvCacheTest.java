package lanegrad.nn.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import lanegrad.nn.Numbers;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Caches grow, are cut and used again, and decoding with one equals the whole computation. */
class KvCacheTest {

    private static Tensor positions(int from, int to) {
        float[] values = new float[2 * 3 * (to - from) * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = from + i / 2 % (to - from);
        }
        return Tensor.of(values, 2, 3, to - from, 2);
    }

    @Test
    void growsAndKeepsWhatItHolds() {
        try (KvCache cache = new KvCache(50)) {
            assertEquals(0, cache.capacity());
            assertThrows(IllegalStateException.class, cache::keys);
            int[] capacities = {16, 16, 32, 50};
            int[] ends = {3, 16, 17, 50};
            int from = 0;
            for (int i = 0; i < ends.length; i++) {
                try (Scope _ = Scope.open()) {
                    cache.append(positions(from, ends[i]), positions(from, ends[i]).times(-1));
                }
                from = ends[i];
                assertEquals(from, cache.length());
                assertEquals(capacities[i], cache.capacity());
            }
            assertEquals(Shape.of(2, 3, 50, 2), cache.keys().shape());
            assertArrayEquals(positions(0, 50).toFloatArray(), cache.keys().toFloatArray());
            assertArrayEquals(positions(0, 50).times(-1).toFloatArray(), cache.values().toFloatArray());
            IllegalStateException e = assertThrows(IllegalStateException.class,
                    () -> cache.append(positions(0, 1), positions(0, 1)));
            assertEquals("KV cache: 50 positions and 1 new ones: its limit is 50", e.getMessage());
            assertEquals(50, cache.length());
        }
    }

    @Test
    void isCutAndUsedAgain() {
        KvCache cache = new KvCache(100);
        cache.append(positions(0, 20), positions(0, 20));
        cache.truncate(5);
        cache.append(positions(5, 7), positions(5, 7));
        assertArrayEquals(positions(0, 7).toFloatArray(), cache.keys().toFloatArray());
        assertThrows(IndexOutOfBoundsException.class, () -> cache.truncate(8));
        Tensor other = Tensor.zeros(DType.F32, 1, 3, 2, 2);
        assertThrows(IllegalArgumentException.class, () -> cache.append(other, other));
        cache.reset();
        assertEquals(32, cache.capacity());
        cache.append(other, other);
        assertEquals(Shape.of(1, 3, 2, 2), cache.values().shape());
        cache.close();
        assertEquals(0, cache.capacity());
        cache.append(other, other);
        cache.close();
        assertThrows(IllegalArgumentException.class, () -> new KvCache(0));
    }

    @Test
    void itsMemoryGoesBackWhenItIsClosed() {
        long before = Memory.stats().liveBytes();
        KvCache cache = new KvCache(1 << 20);
        try (Scope _ = Scope.open()) {
            Tensor many = Tensor.zeros(DType.F32, 1, 16, 4096, 64);
            cache.append(many, many);
        }
        assertEquals(2 * 16 * 4096 * 64 * 4L, Memory.stats().liveBytes() - before, 1 << 20);
        cache.close();
        assertEquals(0, Memory.stats().liveBytes() - before, 1 << 20);
    }

    @Test
    void refusesToLoseGradients() {
        KvCache cache = new KvCache(10);
        Tensor tracked = positions(0, 1).requiresGrad();
        assertThrows(IllegalStateException.class, () -> cache.append(tracked, positions(0, 1)));
        assertThrows(IllegalStateException.class, () -> cache.append(positions(0, 1), tracked));
        assertEquals(0, cache.length());
    }

    @Test
    void decodingEqualsTheWhole() {
        MultiHeadAttention layer = new MultiHeadAttention(12, 3, new Rng(2));
        Tensor x = Numbers.normal(DType.F32, 4, 2, 40, 12);
        try (Mode _ = Autograd.noGrad(); KvCache cache = new KvCache(40)) {
            float[] whole = layer.forward(x, AttentionMask.CAUSAL).toFloatArray();
            int[] ends = {7, 8, 9, 17, 18, 40};
            int from = 0;
            for (int end : ends) {
                float[] part = layer.forward(x.slice(1, from, end), cache).toFloatArray();
                for (int b = 0; b < 2; b++) {
                    assertArrayEquals(Arrays.copyOfRange(whole, (b * 40 + from) * 12, (b * 40 + end) * 12),
                            Arrays.copyOfRange(part, b * (end - from) * 12, (b + 1) * (end - from) * 12), 1e-5f);
                }
                from = end;
            }
        }
    }
}
