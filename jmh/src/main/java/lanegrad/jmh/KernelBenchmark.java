package lanegrad.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.jmh.work.Inputs;
import lanegrad.kernels.Kernels;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A benchmark of some kernels, once by vectors and once by scalar code. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = KernelBenchmark.VECTORS)
public abstract class KernelBenchmark {

    /** The flag that a fork needs: benchmarks run on the class path. */
    static final String VECTORS = "--add-modules=jdk.incubator.vector";

    /** Which kernels. */
    @Param({"simd", "scalar"})
    public String kernels = "simd";

    /** The kernels themselves. */
    final Kernels set() {
        return switch (kernels) {
            case "simd" -> Kernels.simd();
            case "scalar" -> Kernels.scalar();
            default -> throw new IllegalArgumentException("kernels: simd or scalar expected, not " + kernels);
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

    /** An array of numbers in [-1, 1). */
    static NdArray uniform(long seed, long... dims) {
        return NdArray.of(Inputs.uniform(Math.toIntExact(Shape.of(dims).size()), seed), dims);
    }

    /** An array of whole numbers from 0 up to a bound, that excluded. */
    static NdArray indices(long bound, long seed, long... dims) {
        return NdArray.of(Inputs.indices(Math.toIntExact(Shape.of(dims).size()), Math.toIntExact(bound), seed), dims);
    }

    /** An array to write to. */
    static NdArray empty(long... dims) {
        return NdArray.empty(DType.F32, Shape.of(dims));
    }
}
