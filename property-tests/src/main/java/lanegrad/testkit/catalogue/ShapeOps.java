package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Shapes;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of views, copies and conversions. */
final class ShapeOps {

    private ShapeOps() {
    }

    static List<OpInfo> all() {
        return List.of(reshape(), transpose(), permute(), expand(), slice(), sliceBackward(), cast(), store(),
                contiguous(), flatten(), unsqueeze(), squeeze(), select());
    }

    private static OpInfo.Builder copies(OpInfo.Builder builder) {
        return builder.thresholds(kernels -> kernels.copy().thresholds());
    }

    private static OpInfo reshape() {
        OpInfo.Builder builder = copies(OpInfo.of("reshape"));
        for (long[][] pair : new long[][][] {{{3, 4}, {2, 6}}, {{12}, {3, 2, 2}}, {{2, 3, 4}, {24}}, {{1, 1}, {}},
            {{}, {1, 1, 1}}, {{0, 3}, {3, 0, 2}}, {{2, 3, 2}, {6, 2}}, {{3, 4}, {-1, 2}}, {{2, 6}, {3, -1}}}) {
            builder.sample("to " + Arrays.toString(pair[1]), List.of(Arg.of(pair[0])),
                    in -> Shapes.reshape(in[0], pair[1]), in -> in[0].reshape(resolved(in[0], pair[1])));
        }
        builder.sample(Sample.of("integers", List.of(Arg.indices(9, 3, 4)), in -> Shapes.reshape(in[0], 4, 3),
                in -> in[0].reshape(4, 3)).giving(DType.I64));
        builder.sizer(Sizer.of("a transposed matrix's rows", 9, n -> Sample.of("rows", List.of(Arg.of(n, 3)),
                in -> Shapes.reshape(in[0].transpose(0, 1), 3 * n), in -> in[0].transpose(0, 1).reshape(3 * n))));
        builder.error("too few elements", IllegalArgumentException.class,
                "reshape of \\[3, 4\\] to \\[5, 2\\]: 12 elements cannot become 10", List.of(Arg.of(3, 4)),
                in -> Shapes.reshape(in[0], 5, 2));
        builder.error("no whole number", IllegalArgumentException.class,
                "reshape of \\[3, 4\\] to \\[5, -1\\]: 12 elements do not divide by 5", List.of(Arg.of(3, 4)),
                in -> Shapes.reshape(in[0], 5, -1));
        builder.error("two unknowns", IllegalArgumentException.class, "reshape of \\[3, 4\\] to \\[-1, -1\\]",
                List.of(Arg.of(3, 4)), in -> Shapes.reshape(in[0], -1, -1));
        return Recipes.refusesClosed(builder, x -> Shapes.reshape(x, 6)).build();
    }

    private static long[] resolved(Plain x, long[] dims) {
        long[] resolved = dims.clone();
        long known = 1;
        for (long dim : dims) {
            known *= dim < 0 ? 1 : dim;
        }
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0) {
                resolved[i] = x.data().length / known;
            }
        }
        return resolved;
    }

    private static OpInfo transpose() {
        OpInfo.Builder builder = OpInfo.of("transpose");
        for (long[] dims : new long[][] {{3, 4}, {2, 3, 4}, {0, 3}, {1, 5}, {2, 1, 3, 2}}) {
            builder.sample("first and last", List.of(Arg.of(dims)), in -> Shapes.transpose(in[0], 0, -1),
                    in -> in[0].transpose(0, -1));
            builder.sample("last two", List.of(Arg.of(dims)), in -> Shapes.transpose(in[0], -1, -2),
                    in -> in[0].transpose(-1, -2));
        }
        builder.sample("an axis and itself", List.of(Arg.of(3, 4)), in -> Shapes.transpose(in[0], 1, -1), in -> in[0]);
        builder.sample(Sample.of("truth values", List.of(Arg.mask(3, 4)), in -> Shapes.transpose(in[0], 0, 1),
                in -> in[0].transpose(0, 1)).giving(DType.BOOL));
        builder.error("no such axis", IndexOutOfBoundsException.class, "axis 2 of shape \\[3, 4\\]",
                List.of(Arg.of(3, 4)), in -> Shapes.transpose(in[0], 0, 2));
        return Recipes.refusesClosed(builder, x -> Shapes.transpose(x, 0, 1))
                .without("rank 0", "there are no axes to exchange").build();
    }

    private static OpInfo permute() {
        OpInfo.Builder builder = OpInfo.of("permute");
        int[][] orders = {{2, 0, 1}, {1, 2, 0}, {0, 1, 2}, {-1, -3, -2}};
        for (int[] order : orders) {
            int[] axes = Arrays.stream(order).map(axis -> axis < 0 ? axis + 3 : axis).toArray();
            for (long[] dims : new long[][] {{2, 3, 4}, {3, 0, 2}}) {
                builder.sample("order " + Arrays.toString(order), List.of(Arg.of(dims)),
                        in -> Shapes.permute(in[0], order), in -> in[0].permute(axes));
            }
        }
        builder.sample("no axes", List.of(Arg.of()), in -> Shapes.permute(in[0]), in -> in[0]);
        builder.sample("five axes", List.of(Arg.of(2, 3, 1, 2, 2)), in -> Shapes.permute(in[0], 4, 2, 0, 3, 1),
                in -> in[0].permute(4, 2, 0, 3, 1));
        builder.error("an axis twice", IllegalArgumentException.class,
                "permute of \\[2, 3, 4\\]: axis 0 is named twice", List.of(Arg.of(2, 3, 4)),
                in -> Shapes.permute(in[0], 0, 0, 1));
        builder.error("too few axes", IllegalArgumentException.class,
                "permute of \\[2, 3, 4\\]: 3 axes expected, 2 given", List.of(Arg.of(2, 3, 4)),
                in -> Shapes.permute(in[0], 0, 1));
        return Recipes.refusesClosed(builder, x -> Shapes.permute(x, 1, 0)).build();
    }

    private static OpInfo expand() {
        OpInfo.Builder builder = OpInfo.of("expand");
        for (long[][] pair : new long[][][] {{{3, 1}, {3, 4}}, {{4}, {2, 3, 4}}, {{}, {2, 3}}, {{1, 3, 1}, {2, 3, 2}},
            {{1}, {0}}, {{0, 1}, {2, 0, 3}}, {{2, 3}, {2, 3}}, {{1, 1}, {5, 1}}}) {
            builder.sample("to " + Arrays.toString(pair[1]), List.of(Arg.of(pair[0])),
                    in -> Shapes.expand(in[0], Shape.of(pair[1])), in -> in[0].expand(pair[1]));
        }
        builder.error("a size that is not 1", IllegalArgumentException.class, "\\[3, 4\\] to \\[6, 4\\]",
                List.of(Arg.of(3, 4)), in -> Shapes.expand(in[0], Shape.of(6, 4)));
        builder.error("fewer axes", IllegalArgumentException.class, "\\[3, 4\\] to \\[4\\]", List.of(Arg.of(3, 4)),
                in -> Shapes.expand(in[0], Shape.of(4)));
        return Recipes.refusesClosed(builder, x -> Shapes.expand(x, Shape.of(4, 2, 3))).build();
    }

    /** {@code x[from:to:step]} along an axis. */
    private static Plain slice(Plain x, int axis, long from, long to, long step) {
        long[] dims = x.dims();
        dims[axis] = Math.max(0, Math.ceilDiv(to - from, step));
        return Plain.build(dims, index -> {
            long[] at = index.clone();
            at[axis] = from + index[axis] * step;
            return x.at(at);
        });
    }

    private static OpInfo slice() {
        OpInfo.Builder builder = OpInfo.of("slice");
        builder.sample("rows", List.of(Arg.of(5, 3)), in -> Shapes.slice(in[0], 0, 1, 4, 1),
                in -> slice(in[0], 0, 1, 4, 1));
        builder.sample("every second column", List.of(Arg.of(3, 7)), in -> Shapes.slice(in[0], -1, 1, 7, 2),
                in -> slice(in[0], 1, 1, 7, 2));
        builder.sample("a step beyond the end", List.of(Arg.of(3, 7)), in -> Shapes.slice(in[0], 1, 2, 7, 3),
                in -> slice(in[0], 1, 2, 7, 3));
        builder.sample("from the end", List.of(Arg.of(2, 6, 2)), in -> Shapes.slice(in[0], 1, -4, -1, 1),
                in -> slice(in[0], 1, 2, 5, 1));
        builder.sample("everything", List.of(Arg.of(4)), in -> Shapes.slice(in[0], 0, 0, 4, 1), in -> in[0]);
        builder.sample("nothing", List.of(Arg.of(4, 2)), in -> Shapes.slice(in[0], 0, 2, 2, 1),
                in -> slice(in[0], 0, 2, 2, 1));
        builder.sample("of nothing", List.of(Arg.of(0, 2)), in -> Shapes.slice(in[0], 0, 0, 0, 1), in -> in[0]);
        builder.error("beyond the end", IndexOutOfBoundsException.class, "slice 2:9:1 of axis 0 of shape \\[5, 3\\]",
                List.of(Arg.of(5, 3)), in -> Shapes.slice(in[0], 0, 2, 9, 1));
        builder.error("backwards", IndexOutOfBoundsException.class, "slice 3:1:1 of axis 0 of shape \\[5, 3\\]",
                List.of(Arg.of(5, 3)), in -> Shapes.slice(in[0], 0, 3, 1, 1));
        builder.error("no step", IllegalArgumentException.class, "slice with step 0: at least 1 expected",
                List.of(Arg.of(5, 3)), in -> Shapes.slice(in[0], 0, 0, 1, 0));
        return Recipes.refusesClosed(builder, x -> Shapes.slice(x, 0, 0, 1, 1))
                .without("rank 0", "there is no axis to cut").build();
    }

    /** The gradient of a slice: it can be had through one only. */
    private static Tensor unslice(Tensor g, int axis, long from, long to, long step, long... dims) {
        try (Mode _ = Autograd.enableGrad()) {
            Tensor x = Tensor.zeros(g.dtype(), dims).requiresGrad();
            Tensor y = Shapes.slice(x, axis, from, to, step);
            return Autograd.grad(new Tensor[] {y}, new Tensor[] {g}, new Tensor[] {x}, true, true)[0];
        }
    }

    private static Plain unslice(Plain g, int axis, long from, long step, long... dims) {
        return Plain.build(dims, index -> {
            long[] at = index.clone();
            long offset = index[axis] - from;
            at[axis] = offset / step;
            return offset < 0 || offset % step != 0 || at[axis] >= g.dim(axis) ? 0 : g.at(at);
        });
    }

    private static OpInfo sliceBackward() {
        OpInfo.Builder builder = copies(OpInfo.of("sliceBackward"));
        builder.sample("rows", List.of(Arg.of(3, 3)), in -> unslice(in[0], 0, 1, 4, 1, 5, 3),
                in -> unslice(in[0], 0, 1, 1, 5, 3));
        builder.sample("every second column", List.of(Arg.of(3, 3)), in -> unslice(in[0], 1, 1, 7, 2, 3, 7),
                in -> unslice(in[0], 1, 1, 2, 3, 7));
        builder.sample("nothing", List.of(Arg.of(0, 2)), in -> unslice(in[0], 0, 2, 2, 1, 4, 2),
                in -> unslice(in[0], 0, 2, 1, 4, 2));
        builder.sizer(Sizer.of("columns", 9, n -> Sample.of("columns", List.of(Arg.of(3, n)),
                in -> unslice(in[0], 1, 1, n + 1, 1, 3, n + 2), in -> unslice(in[0], 1, 1, 1, 3, n + 2))));
        return Recipes.refusesClosed(builder, x -> unslice(x, 0, 0, 2, 1, 4, 3))
                .without("rank 0", "there is no axis to cut")
                .without("heap", "it can be had through a backward pass only").build();
    }

    private static OpInfo cast() {
        OpInfo.Builder builder = copies(OpInfo.of("cast"));
        for (long[] dims : new long[][] {{3, 4}, {}, {0, 2}, {17}}) {
            builder.sample(Sample.of("F32 to F64", List.of(Arg.of(dims).as(DType.F32)),
                    in -> Shapes.cast(in[0], DType.F64), in -> in[0]).giving(DType.F64)
                    .pulling((_, u) -> new Plain[] {u}));
            builder.sample(Sample.of("F64 to F32", List.of(Arg.of(dims).as(DType.F64)),
                    in -> Shapes.cast(in[0], DType.F32), in -> in[0].map(x -> (float) x)).giving(DType.F32)
                    .pulling((_, u) -> new Plain[] {u}));
        }
        builder.sample("to F32 and back", List.of(Arg.of(Values.of(0.5, 2, -3), 3)),
                in -> Shapes.cast(Shapes.cast(in[0], DType.F64), in[0].dtype()), in -> in[0]);
        Values mixed = Values.of(0, 1, -1, 2.7, -2.7, 100, 0.3, -0.0);
        for (DType from : new DType[] {DType.F32, DType.F64, DType.BF16, DType.F16}) {
            for (DType to : new DType[] {DType.I32, DType.I64, DType.BOOL}) {
                builder.sample(Sample.of(from + " to " + to, List.of(Arg.of(mixed, 2, 8).as(from)),
                        in -> Shapes.cast(in[0], to),
                        in -> in[0].map(x -> to == DType.BOOL ? x != 0 ? 1 : 0 : (long) x)).giving(to));
            }
        }
        for (DType from : new DType[] {DType.I32, DType.I64, DType.I8}) {
            for (DType to : new DType[] {DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL}) {
                if (from != to) {
                    builder.sample(Sample.of(from + " to " + to,
                            List.of(Arg.of(Values.integers(-100, 100), 3, 5).as(from)),
                            in -> Shapes.cast(in[0], to), in -> in[0].map(x -> to == DType.BOOL ? x != 0 ? 1 : 0 : x))
                            .giving(to));
                }
            }
        }
        for (DType to : new DType[] {DType.F32, DType.F64, DType.I32, DType.I64}) {
            builder.sample(Sample.of("BOOL to " + to, List.of(Arg.mask(3, 5)), in -> Shapes.cast(in[0], to),
                    in -> in[0]).giving(to));
        }
        builder.sample(Sample.of("special values", List.of(Arg.of(Values.of(Double.NaN, Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY, 1e300, -1e300, 1e-300, -0.0, 3e9), 8).as(DType.F64)),
                in -> Shapes.cast(in[0], DType.F32), in -> in[0].map(x -> (float) x)).giving(DType.F32)
                .valuesOnly());
        builder.sample(Sample.of("special values to integers", List.of(Arg.of(Values.of(Double.NaN,
                Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3e9, -3e9), 5).as(DType.F64)),
                in -> Shapes.cast(in[0], DType.I32), in -> in[0].map(x -> (int) x)).giving(DType.I32)
                .valuesOnly());
        builder.sizer(Sizer.of("elements", 1, n -> Sample.of("elements", List.of(Arg.of(n).as(DType.F32)),
                in -> Shapes.cast(in[0], DType.F64), in -> in[0]).giving(DType.F64)));
        return Recipes.refusesClosed(builder, x -> Shapes.cast(x, DType.F64)).build();
    }

    private static OpInfo store() {
        OpInfo.Builder builder = copies(OpInfo.of("store")).orders(0,
                "its type is for storage: rounding that far has no useful gradient");
        for (DType to : new DType[] {DType.BF16, DType.F16}) {
            for (long[] dims : new long[][] {{3, 4}, {}, {0, 2}}) {
                builder.sample(Sample.of("to " + to, List.of(Arg.of(Values.of(5, -3, 1024, 1025, 4097), dims)
                        .as(DType.I64)), in -> Shapes.cast(in[0], to), in -> in[0].map(x -> rounded(x, to)))
                        .giving(to));
                builder.sample(Sample.of("to " + to, List.of(Arg.of(dims)),
                        in -> Shapes.cast(in[0].stopGradient(), to), in -> in[0].map(x -> rounded(x, to))).giving(to)
                        .valuesOnly());
            }
            builder.error("a gradient to " + to, IllegalStateException.class, "has no rule",
                    List.of(Arg.of(3)), in -> Shapes.cast(in[0].stopGradient().requiresGrad(), to));
        }
        return builder.build();
    }

    /** To nearest, ties to even. */
    private static double rounded(double x, DType to) {
        if (to == DType.F16) {
            return Float.float16ToFloat(Float.floatToFloat16((float) x));
        }
        float single = (float) x;
        int bits = Float.floatToRawIntBits(single);
        int down = bits & 0xFFFF0000;
        int half = bits & 0xFFFF;
        boolean up = half > 0x8000 || half == 0x8000 && (down & 0x10000) != 0;
        return Float.intBitsToFloat(up ? down + 0x10000 : down);
    }

    private static OpInfo contiguous() {
        OpInfo.Builder builder = copies(OpInfo.of("contiguous"));
        for (long[] dims : new long[][] {{3, 4}, {2, 3, 4}, {0, 3}, {17, 2}}) {
            builder.sample("transposed", List.of(Arg.of(dims)),
                    in -> Shapes.contiguous(Shapes.transpose(in[0], 0, -1)), in -> in[0].transpose(0, -1));
        }
        builder.sample("one number", List.of(Arg.of()), in -> Shapes.contiguous(in[0]), in -> in[0]);
        for (DType dtype : new DType[] {DType.I32, DType.I64, DType.BOOL, DType.BF16, DType.I8}) {
            builder.sample(Sample.of(dtype + " transposed", List.of(Arg.of(dtype == DType.BOOL ? Values.truth()
                    : Values.integers(-9, 9), 3, 4).as(dtype)),
                    in -> Shapes.contiguous(Shapes.transpose(in[0], 0, -1)), in -> in[0].transpose(0, -1))
                    .giving(dtype));
        }
        builder.sizer(Sizer.of("columns of a transposed matrix", 3, n -> Sample.of("columns", List.of(Arg.of(n, 3)),
                in -> Shapes.contiguous(Shapes.transpose(in[0], 0, 1)), in -> in[0].transpose(0, 1))));
        builder.sizer(Sizer.of("rows of a transposed matrix", 3, n -> Sample.of("rows", List.of(Arg.of(3, n)),
                in -> Shapes.contiguous(Shapes.transpose(in[0], 0, 1)), in -> in[0].transpose(0, 1))));
        return Recipes.refusesClosed(builder, x -> Shapes.contiguous(Shapes.transpose(x, 0, 1))).build();
    }

    private static OpInfo flatten() {
        return OpInfo.composite("flatten")
                .sample("all", List.of(Arg.of(2, 3, 4)), in -> Shapes.flatten(in[0], 0, -1), in -> in[0].reshape(24))
                .sample("middle", List.of(Arg.of(2, 3, 4, 2)), in -> Shapes.flatten(in[0], 1, 2),
                        in -> in[0].reshape(2, 12, 2))
                .sample("nothing", List.of(Arg.of(0, 3)), in -> Shapes.flatten(in[0], 0, 1), in -> in[0].reshape(0))
                .error("the wrong way", IllegalArgumentException.class,
                        "flatten of axes 1 to 0 of \\[2, 3\\]: from is after to", List.of(Arg.of(2, 3)),
                        in -> Shapes.flatten(in[0], 1, 0))
                .without("rank 0", "there are no axes to join").build();
    }

    private static OpInfo unsqueeze() {
        return OpInfo.composite("unsqueeze")
                .sample("front", List.of(Arg.of(2, 3)), in -> Shapes.unsqueeze(in[0], 0), in -> in[0].reshape(1, 2, 3))
                .sample("end", List.of(Arg.of(2, 3)), in -> Shapes.unsqueeze(in[0], -1), in -> in[0].reshape(2, 3, 1))
                .sample("one number", List.of(Arg.of()), in -> Shapes.unsqueeze(in[0], 0), in -> in[0].reshape(1))
                .sample("nothing", List.of(Arg.of(0)), in -> Shapes.unsqueeze(in[0], 0), in -> in[0].reshape(1, 0))
                .error("too far", IndexOutOfBoundsException.class, "new axis 4 of shape \\[2, 3\\]",
                        List.of(Arg.of(2, 3)), in -> Shapes.unsqueeze(in[0], 4))
                .build();
    }

    private static OpInfo squeeze() {
        return OpInfo.composite("squeeze")
                .sample("front", List.of(Arg.of(1, 3)), in -> Shapes.squeeze(in[0], 0), in -> in[0].reshape(3))
                .sample("to a number", List.of(Arg.of(1)), in -> Shapes.squeeze(in[0], -1), in -> in[0].reshape())
                .sample("nothing", List.of(Arg.of(0, 1)), in -> Shapes.squeeze(in[0], 1), in -> in[0].reshape(0))
                .error("a size that is not 1", IllegalArgumentException.class,
                        "squeeze of axis 1 of \\[1, 3\\]: its size is not 1", List.of(Arg.of(1, 3)),
                        in -> Shapes.squeeze(in[0], 1))
                .without("rank 0", "there is no axis to take away").build();
    }

    private static OpInfo select() {
        return OpInfo.composite("select")
                .sample("a row", List.of(Arg.of(3, 4)), in -> Shapes.select(in[0], 0, 1),
                        in -> slice(in[0], 0, 1, 2, 1).reshape(4))
                .sample("the last column", List.of(Arg.of(3, 4)), in -> Shapes.select(in[0], -1, -1),
                        in -> slice(in[0], 1, 3, 4, 1).reshape(3))
                .sample("a number", List.of(Arg.of(3)), in -> in[0].get(2), in -> slice(in[0], 0, 2, 3, 1).reshape())
                .sample("nothing", List.of(Arg.of(3, 0)), in -> in[0].get(2), in -> in[0].reshape(0))
                .error("too far", IndexOutOfBoundsException.class,
                        "select 3 of axis 0 of \\[3, 4\\]: expected from -3 to 2", List.of(Arg.of(3, 4)),
                        in -> Shapes.select(in[0], 0, 3))
                .without("rank 0", "there is no axis to take away").build();
    }
}
