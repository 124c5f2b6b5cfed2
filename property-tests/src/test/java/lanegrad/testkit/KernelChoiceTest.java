package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanegrad.kernels.Kernels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which kernels the JVM of this run gets: the build runs the tests of tag {@code scalar} in both kinds of JVM. */
@Tag("scalar")
class KernelChoiceTest {

    private static final boolean SCALAR = "scalar".equals(System.getProperty("lanegrad.kernels"));

    @Test
    void theBestAreWhatTheJvmAllows() {
        assertEquals(SCALAR ? "scalar" : "simd", Kernels.best().name());
    }

    @Test
    void simdWithoutTheModuleSaysWhatToDo() {
        if (SCALAR) {
            String message = assertThrows(IllegalStateException.class, Kernels::simd).getMessage();
            assertEquals("SIMD kernels cannot be had: the module jdk.incubator.vector is not loaded; run java with "
                    + "--add-modules jdk.incubator.vector, or put lanegrad on the module path", message);
        } else {
            assertEquals("simd", Kernels.simd().name());
        }
    }
}
