package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.Shape;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private static byte[] counting(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) i;
        }
        return text;
    }

    @Test
    void inOrderAndRestCoverTheText() {
        Batches batches = new Batches("text", counting(12), 4);
        assertEquals(2, batches.count());
        Batches.Batch all = batches.inOrder(0, 2);
        assertEquals(Shape.of(2, 4), all.inputs().shape());
        assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6, 7}, all.inputs().toLongArray());
        assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, all.targets().toLongArray());
        Batches.Batch rest = batches.rest();
        assertArrayEquals(new long[] {8, 9, 10}, rest.inputs().toLongArray());
        assertArrayEquals(new long[] {9, 10, 11}, rest.targets().toLongArray());
        assertNull(new Batches("text", counting(13), 4).rest());
    }

    @Test
    void spreadReachesFromTheFirstSymbolToTheLast() {
        Batches batches = new Batches("text", counting(101), 10);
        long[] starts = new long[5];
        long[] inputs = batches.spread(0, 5, 5).inputs().toLongArray();
        for (int i = 0; i < 5; i++) {
            starts[i] = inputs[10 * i];
        }
        assertArrayEquals(new long[] {0, 22, 45, 67, 90}, starts);
        assertArrayEquals(new long[] {67, 90}, firsts(batches.spread(3, 2, 5)));
        assertArrayEquals(new long[] {0}, firsts(batches.spread(0, 1, 1)));
    }

    private static long[] firsts(Batches.Batch batch) {
        long[] inputs = batch.inputs().toLongArray();
        long[] firsts = new long[(int) batch.inputs().dim(0)];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = inputs[i * (int) batch.inputs().dim(1)];
        }
        return firsts;
    }

    @Test
    void drawsEveryPlaceAndNothingBeyond() {
        Batches batches = new Batches("text", counting(9), 4);
        Rng rng = new Rng(1);
        boolean[] seen = new boolean[9];
        for (int i = 0; i < 100; i++) {
            Batches.Batch batch = batches.draw(3, rng);
            for (long first : firsts(batch)) {
                seen[(int) first] = true;
            }
            long[] inputs = batch.inputs().toLongArray();
            long[] targets = batch.targets().toLongArray();
            for (int j = 0; j < inputs.length; j++) {
                assertEquals(inputs[j] + 1, targets[j]);
            }
        }
        for (int start = 0; start < 9; start++) {
            assertEquals(start <= 4, seen[start]);
        }
    }

    @Test
    void symbolsAreUnsigned() {
        long[] inputs = new Batches("text", counting(257), 256).inOrder(0, 1).inputs().toLongArray();
        assertEquals(255, inputs[255]);
    }

    @Test
    void aTextThatIsTooShortIsRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> new Batches("poem", counting(8), 8));
        assertEquals("poem: 8 symbols, too short for a context of 8, which needs at least 9", e.getMessage());
        assertTrue(new Batches("poem", counting(9), 8).count() == 1);
    }
}
