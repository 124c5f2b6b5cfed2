package lanegrad.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        Rng rng = new Rng(42);
        float u = rng.nextFloat();              // in the open interval (0, 1)
        int[] order = rng.permutation(1000);
        Rng worker = rng.split();               // a stream of its own
        RngState saved = rng.state();           // what a checkpoint keeps
        float next = rng.nextFloat();
        rng.restore(saved);
        float again = rng.nextFloat();          // the same number
        // @end
        assertTrue(u > 0 && u < 1);
        assertEquals(1000, Arrays.stream(order).distinct().count());
        assertEquals(next, again);
        assertNotEquals(next, worker.nextFloat());
    }
}
