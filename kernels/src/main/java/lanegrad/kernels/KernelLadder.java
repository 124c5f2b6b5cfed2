package lanegrad.kernels;

import java.util.Locale;
import lanegrad.kernels.scalar.ScalarKernels;
import lanegrad.kernels.simd.SimdKernels;
import lanegrad.memory.Memory;
import lanegrad.parallel.Workers;

/**
 * Chooses an implementation. The class that names the Vector API is not touched before the checks have passed, so that
 * all of this works where the module is absent.
 */
final class KernelLadder {

    private static final String MODULE = "jdk.incubator.vector";
    private static final int LEAST_BITS = 128;

    private KernelLadder() {
    }

    /**
     * The default: a static final of its own class, so that the compiler sees a constant and nothing is chosen too
     * early.
     */
    static final class Best {
        static final Kernels KERNELS = choose(System.getProperty("lanegrad.kernels"));

        private Best() {
        }
    }

    /** What stands in the way of SIMD, found out once: the answer cannot change while the JVM runs. */
    private static final class Obstacle {
        static final String FOUND = findObstacle();

        private Obstacle() {
        }
    }

    static Kernels scalar() {
        return ScalarKernels.INSTANCE;
    }

    static Kernels simd() {
        String obstacle = Obstacle.FOUND;
        if (obstacle != null) {
            throw new IllegalStateException("SIMD kernels cannot be had: " + obstacle);
        }
        return SimdKernels.INSTANCE;
    }

    static Kernels choose(String forced) {
        Kernels chosen = switch (forced == null ? "" : forced.strip().toLowerCase(Locale.ROOT)) {
            case "scalar" -> scalar();
            case "simd" -> simd();
            case "" -> Obstacle.FOUND == null ? simd() : scalar();
            default -> throw new IllegalStateException("-Dlanegrad.kernels=" + forced + ": scalar or simd expected");
        };
        System.getLogger("lanegrad.kernels").log(System.Logger.Level.DEBUG, () -> summary(chosen));
        return chosen;
    }

    static String describe() {
        return summary(Kernels.best());
    }

    private static String summary(Kernels chosen) {
        String obstacle = Obstacle.FOUND;
        String kernels = obstacle == null
                ? chosen.name() + " kernels (" + SimdKernels.vectorBits() + "-bit vectors at hand)"
                : chosen.name() + " kernels (no SIMD: " + obstacle + ")";
        return "lanegrad: " + kernels + ", " + Workers.threads() + " threads, memory budget "
                + (Memory.stats().limitBytes() >> 20) + " MiB, " + System.getProperty("java.vm.name") + " "
                + System.getProperty("java.vm.version");
    }

    /** The first reason why SIMD kernels cannot be fast here, with what would change it; null if there is none. */
    private static String findObstacle() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "the module " + MODULE + " is not loaded; run java with --add-modules " + MODULE
                    + ", or put lanegrad on the module path";
        }
        String machine = System.getProperty("java.vm.name", "");
        if (!machine.contains("Server VM")) {
            return "'" + machine
                    + "' is not HotSpot's server VM, whose C2 compiler keeps vectors in registers; "
                    + "run a JDK's java -server";
        }
        String mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted")) {
            return "this JVM only interprets (" + mode + "); run it without -Xint";
        }
        String compiler = CompilerFlags.obstacle();
        if (compiler != null) {
            return compiler;
        }
        int bits = SimdKernels.vectorBits();
        return bits >= LEAST_BITS ? null
                : "vectors have " + bits + " bits and at least " + LEAST_BITS
                        + " are needed; check -XX:MaxVectorSize and -XX:UseAVX";
    }
}
