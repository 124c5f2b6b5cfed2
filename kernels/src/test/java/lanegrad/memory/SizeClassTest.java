package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** The sizes in which storage is cut. */
class SizeClassTest {

    private static final long LARGEST = 1L << 47;

    @Property(seed = "1", tries = 2000)
    void roundingUpWastesLittle(@ForAll @LongRange(max = LARGEST) long bytes) {
        long cut = SizeClass.bytes(SizeClass.ceil(bytes));
        assertTrue(cut >= bytes);
        assertEquals(0, cut % 64);
        long lines = Math.max(1, Math.ceilDiv(bytes, 64)) * 64; // what whole cache lines take anyhow
        assertTrue(cut - lines <= lines / 8, bytes + " bytes are cut as " + cut);
    }

    @Property(seed = "1", tries = 2000)
    void ceilAndFloorAreNeighbours(@ForAll @LongRange(min = 1, max = LARGEST / 64) long lines) {
        int up = SizeClass.ceil(lines * 64);
        int down = SizeClass.floor(lines * 64);
        assertTrue(SizeClass.bytes(down) <= lines * 64 && lines * 64 <= SizeClass.bytes(up));
        assertTrue(up == down || up == down + 1);
    }

    @Example
    void classesRiseWithoutGaps() {
        assertEquals(64, SizeClass.bytes(0));
        for (int i = 1; i < SizeClass.COUNT; i++) {
            assertTrue(SizeClass.bytes(i) > SizeClass.bytes(i - 1));
            assertEquals(i, SizeClass.ceil(SizeClass.bytes(i)));
            assertEquals(i, SizeClass.floor(SizeClass.bytes(i)));
            assertEquals(i, SizeClass.ceil(SizeClass.bytes(i - 1) + 1));
            assertEquals(i - 1, SizeClass.floor(SizeClass.bytes(i) - 64));
        }
        assertEquals(LARGEST, SizeClass.LARGEST);
    }
}
