package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Convolutions and pooling against their definitions. */
class ConvKernelsTest {

    private static final ConvOptions PADDED = ConvOptions.of(1, 1);

    @Property(tries = 150)
    void agreesWithTheDefinition(@ForAll long seed) {
        for (Kernels kernels : KernelSets.all()) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                try (Scope _ = Scope.open()) {
                    ConvCase some = ConvCase.random(new Random(seed), dtype);
                    some.run(kernels.conv());
                    assertNull(some.error(), kernels.name());
                }
            }
        }
    }

    /** Sizes on each side of those at which blocks end: pixels, channels, outputs, images, taps. */
    @Example
    void blocksOfAllKinds() {
        int[][] cases = {{1, 3, 4, 1023, 5, 3, 3}, {1, 3, 4, 1025, 5, 3, 3}, {2, 57, 9, 8, 65, 3, 3},
            {1, 56, 9, 8, 64, 3, 3}, {1, 513, 5, 5, 17, 1, 1}, {1, 511, 3, 4, 130, 1, 1}, {40, 5, 3, 4, 9, 3, 3},
            {1, 2, 40, 40, 6, 25, 25}, {3, 70, 1, 300, 129, 1, 5}, {1, 1, 60, 1, 7, 60, 1}, {5, 7, 7, 7, 70, 3, 3}};
        for (Kernels kernels : KernelSets.all()) {
            for (int[] sizes : cases) {
                for (ConvOptions options : List.of(PADDED, ConvOptions.of(2, 1), ConvOptions.DEFAULT)) {
                    try (Scope _ = Scope.open()) {
                        ConvCase some = new ConvCase(new Random(3), DType.F32, options, true, false, sizes);
                        some.run(kernels.conv());
                        assertNull(some.error(), kernels.name());
                    }
                }
            }
        }
    }

    @Property(tries = 40)
    void bitsForAnyNumberOfThreads(@ForAll long seed) {
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                ConvCase some = seed % 2 == 0 ? ConvCase.random(new Random(seed), DType.F32)
                        : new ConvCase(new Random(seed), DType.F32, PADDED, true, false, 3, 20, 30, 31, 40, 3, 3);
                double[][] alone = null;
                for (int threads = 1; threads <= 3; threads++) {
                    try (Parallelism _ = Parallelism.cap(threads)) {
                        some.run(kernels.conv());
                    }
                    double[][] found = {some.out.toDoubleArray(), some.dx.toDoubleArray(),
                        some.dweight.toDoubleArray()};
                    alone = alone == null ? found : alone;
                    for (int i = 0; i < 3; i++) {
                        assertArrayEquals(alone[i], found[i], some.toString());
                    }
                }
            }
        }
    }

    /** A NaN reaches the outputs that see it, and nothing else: not those beside it in a vector. */
    @Example
    void aNaNStaysInItsWindows() {
        for (Kernels kernels : KernelSets.all()) {
            for (int width : new int[] {3, 7, 16, 33}) {
                try (Scope _ = Scope.open()) {
                    ConvCase some = new ConvCase(new Random(1), DType.F32, PADDED, true, false, 2, 3, 4, width, 9, 3,
                            3);
                    some.x.set(Double.NaN, 0, 1, 1, 1);
                    kernels.conv().forward(some.x, some.weight, some.bias, some.options, some.out);
                    for (int image = 0; image < 2; image++) {
                        for (int row = 0; row < 4; row++) {
                            for (int column = 0; column < width; column++) {
                                assertEquals(image == 0 && row <= 2 && column <= 2,
                                        Double.isNaN(some.out.getDouble(image, 8, row, column)));
                            }
                        }
                    }
                }
            }
        }
    }

    @Example
    void readsWrappedMemory() {
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                NdArray x = NdArray.wrap(MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6}), DType.F32,
                        Shape.of(1, 1, 2, 3));
                NdArray weight = NdArray.wrap(MemorySegment.ofArray(new float[] {1, 10}), DType.F32,
                        Shape.of(1, 1, 1, 2));
                NdArray out = NdArray.empty(DType.F32, Shape.of(1, 1, 2, 2));
                kernels.conv().forward(x, weight, null, ConvOptions.DEFAULT, out);
                assertArrayEquals(new float[] {21, 32, 54, 65}, out.toFloatArray());
                NdArray dx = NdArray.empty(DType.F32, x.shape());
                kernels.conv().inputGradient(out, weight, ConvOptions.DEFAULT, dx);
                assertArrayEquals(new float[] {21, 242, 320, 54, 605, 650}, dx.toFloatArray());
                NdArray dweight = NdArray.empty(DType.F32, weight.shape());
                kernels.conv().weightGradient(out, x, ConvOptions.DEFAULT, dweight);
                assertArrayEquals(new float[] {21 + 64 + 216 + 325, 42 + 96 + 270 + 390}, dweight.toFloatArray());
                NdArray pooled = NdArray.empty(DType.F32, Shape.of(1, 1, 1, 1));
                kernels.conv().avgPool(x, PoolOptions.of(2), pooled);
                assertEquals(3, pooled.getDouble(0, 0, 0, 0));
            }
        }
    }

    @Example
    void refusesWhatDoesNotFit() {
        ConvKernels conv = Kernels.best().conv();
        try (Scope _ = Scope.open()) {
            NdArray x = NdArray.zeros(DType.F32, Shape.of(1, 2, 4, 4));
            NdArray weight = NdArray.zeros(DType.F32, Shape.of(3, 2, 3, 3));
            NdArray out = NdArray.zeros(DType.F32, Shape.of(1, 3, 4, 4));
            refused("output has shape \\[1, 3, 4, 4\\], expected \\[1, 3, 2, 2\\]",
                    () -> conv.forward(x, weight, null, ConvOptions.DEFAULT, out));
            refused("bias \\[2\\]: one element an output expected",
                    () -> conv.forward(x, weight, NdArray.zeros(DType.F32, Shape.of(2)), PADDED, out));
            refused("weight is F64, expected F32",
                    () -> conv.forward(x, NdArray.zeros(DType.F64, weight.shape()), null, PADDED, out));
            refused("input is I64, expected F32 or F64",
                    () -> conv.forward(NdArray.zeros(DType.I64, x.shape()), weight, null, PADDED, out));
            refused("channels must be groups times",
                    () -> conv.forward(x, weight, null, PADDED.withGroups(2), out));
            refused("must fit into the padded input",
                    () -> conv.forward(x.slice(2, 0, 2, 1), weight, null, ConvOptions.DEFAULT, out));
            refused("share their places", () -> conv.forward(x, weight, null, PADDED,
                    NdArray.zeros(DType.F32, Shape.of(1, 1, 4, 4)).expand(out.shape())));
            NdArray square = NdArray.zeros(DType.F32, Shape.of(3, 3, 3, 3));
            refused("is an input", () -> conv.forward(square, weight(3), null, PADDED, square));
            refused("a window must fit", () -> conv.avgPool(x, PoolOptions.of(5), out));
            refused("places is I32, expected I64", () -> conv.maxPool(x, PoolOptions.of(2), null,
                    NdArray.zeros(DType.I32, Shape.of(1, 2, 2, 2))));
            NdArray places = NdArray.full(DType.I64, Shape.of(1, 2, 2, 2), 16);
            IndexOutOfBoundsException beyond = assertThrows(IndexOutOfBoundsException.class,
                    () -> conv.maxPoolGradient(NdArray.zeros(DType.F32, places.shape()), places, x));
            assertEquals("maxPool2dGradient: place 16 in a plane of [4, 4]", beyond.getMessage());
        }
    }

    private static NdArray weight(int channels) {
        return NdArray.zeros(DType.F32, Shape.of(channels, channels, 3, 3));
    }

    private static void refused(String message, Runnable call) {
        String found = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(found.matches("(?s).*" + message + ".*"), found);
    }

    @Property(tries = 100)
    void poolsOfAnyLayout(@ForAll long seed) {
        Random random = new Random(seed);
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                DType dtype = random.nextBoolean() ? DType.F32 : DType.F64;
                int kernel = 1 + random.nextInt(4);
                PoolOptions options = PoolOptions.of(kernel, 1 + random.nextInt(4), random.nextInt(kernel / 2 + 1));
                Shape shape = Shape.of(random.nextInt(3), 1 + random.nextInt(30), kernel + random.nextInt(9),
                        kernel + random.nextInt(40));
                Shape pooled = Shape.of(shape.dim(0), shape.dim(1), options.outputHeight(shape.dim(2)),
                        options.outputWidth(shape.dim(3)));
                NdArray x = RandomViews.output(random, dtype, shape);
                RandomViews.fill(random, x);
                NdArray plain = NdArray.empty(dtype, shape);
                Kernels.scalar().copy().copy(x, plain);
                NdArray out = RandomViews.output(random, dtype, pooled);
                NdArray same = NdArray.empty(dtype, pooled);
                NdArray places = RandomViews.output(random, DType.I64, pooled);
                NdArray samePlaces = NdArray.empty(DType.I64, pooled);
                kernels.conv().maxPool(x, options, out, places);
                kernels.conv().maxPool(plain, options, same, samePlaces);
                assertArrayEquals(same.toDoubleArray(), out.toDoubleArray());
                assertArrayEquals(samePlaces.toLongArray(), places.toLongArray());
                kernels.conv().avgPool(x, options, out);
                kernels.conv().avgPool(plain, options, same);
                assertArrayEquals(same.toDoubleArray(), out.toDoubleArray());
                NdArray dx = RandomViews.output(random, dtype, shape);
                kernels.conv().maxPoolGradient(out, places, dx);
                kernels.conv().maxPoolGradient(same, samePlaces, plain);
                assertArrayEquals(plain.toDoubleArray(), dx.toDoubleArray());
                kernels.conv().avgPoolGradient(out, options, dx);
                kernels.conv().avgPoolGradient(same, options, plain);
                assertArrayEquals(plain.toDoubleArray(), dx.toDoubleArray());
            }
        }
    }

    @Tag("heap")
    @Example
    void allocatesNothing() {
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
                for (ConvOptions options : List.of(PADDED, ConvOptions.of(2, 1), PADDED.withGroups(12))) {
                    ConvCase some = new ConvCase(new Random(1), DType.F32, options, true, false, 2, 12, 15, 17, 24, 3,
                            3);
                    KernelSets.assertAllocatesNothing(kernels.name() + " " + some, () -> some.run(kernels.conv()));
                }
            }
        }
    }
}
