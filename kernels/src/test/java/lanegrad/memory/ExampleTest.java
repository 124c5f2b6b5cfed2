package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        NdArray kept;
        NdArray cache;
        try (Scope step = Scope.open("step")) {
            NdArray a = NdArray.zeros(DType.F32, Shape.of(512, 512));
            kept = step.keep(a.select(0, 3));                // outlives the scope, and so does what it looks into
            try (Scope _ = Scope.outside()) {
                cache = NdArray.zeros(DType.F32, Shape.of(3));   // belongs to no scope, wherever it is made
            }
        }                                                    // what was not kept is recycled here
        MemoryStats now = Memory.stats();
        long live = now.liveBytes();
        // @end
        assertTrue(live >= 512 * 512 * 4, () -> live + " bytes");
        assertTrue(kept.isUsable());
        assertEquals(0, cache.getDouble(2));
        assertFalse(kept.sharesStorageWith(cache));
    }
}
