package lanegrad.compare.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ChecksumTest {

    private static final float[] VALUES = {1, -2, 2, 4};

    @Test
    void hasTheNorm() {
        Checksum sum = Checksum.of(VALUES);
        assertEquals(4, sum.count());
        assertEquals(5, sum.norm(), 1e-12);
    }

    @Test
    void allowsRoundingAndNoMore() {
        Checksum sum = Checksum.of(VALUES);
        assertTrue(sum.agrees(Checksum.of(new float[] {1.00001f, -2, 2, 4}), 1e-4));
        assertFalse(sum.agrees(Checksum.of(new float[] {1.1f, -2, 2, 4}), 1e-4));
    }

    @Test
    void seesExchangesAndSigns() {
        Checksum sum = Checksum.of(VALUES);
        assertFalse(sum.agrees(Checksum.of(new float[] {-2, 1, 2, 4}), 1e-4));
        assertFalse(sum.agrees(Checksum.of(new float[] {1, 2, 2, 4}), 1e-4));
    }

    @Test
    void seesMissingNumbers() {
        assertFalse(Checksum.of(VALUES).agrees(Checksum.of(new float[] {1, -2, 2, 4, 0}), 1e-4));
    }

    @Test
    void agreesWithNothingThatIsNaN() {
        Checksum nan = Checksum.of(new float[] {1, Float.NaN, 2, 4});
        assertFalse(Checksum.of(VALUES).agrees(nan, 1e-4));
        assertFalse(nan.agrees(Checksum.of(VALUES), 1e-4));
        assertFalse(nan.agrees(nan, 1e-4));
    }

    @Test
    void zerosAgreeWithZeros() {
        assertTrue(Checksum.of(new float[3]).agrees(Checksum.of(new float[3]), 1e-4));
        assertFalse(Checksum.of(new float[3]).agrees(Checksum.of(new float[] {0, 1e-3f, 0}), 1e-4));
    }
}
