package lanegrad.jmh;

import java.util.Arrays;
import java.util.Random;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.Kernels;

/** What the benchmarks share. */
final class Benchmarks {

    /** The flag that a fork needs: benchmarks run on the class path. */
    static final String VECTORS = "--add-modules=jdk.incubator.vector";

    private Benchmarks() {
    }

    static Kernels kernels(String name) {
        return switch (name) {
            case "simd" -> Kernels.simd();
            case "scalar" -> Kernels.scalar();
            default -> throw new IllegalArgumentException("kernels: simd or scalar expected, not " + name);
        };
    }

    /** Reads {@code 128x768x64}. */
    static long[] sizes(String text, int count) {
        long[] sizes = Arrays.stream(text.split("x")).mapToLong(Long::parseLong).toArray();
        if (sizes.length != count) {
            throw new IllegalArgumentException(text + ": " + count + " sizes expected");
        }
        return sizes;
    }

    /** Values in [-1, 1). */
    static float[] uniform(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    /** An array of values in [-1, 1). */
    static NdArray uniform(Shape shape, long seed) {
        return NdArray.of(uniform(Math.toIntExact(shape.size()), seed), shape.toArray());
    }
}
