package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Shapes;
import lanegrad.autograd.ops.Slice;
import lanegrad.autograd.ops.Views;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;

/** Records of views beyond the simplest. */
final class ViewOps {

    private ViewOps() {
    }

    static List<OpInfo> all() {
        return List.of(diagonal(), diagEmbed(), unfold(), fold(), view(), slices(), flip(), squeezes(), unsqueezes(),
                moveAxis(), swapAxes(), broadcastTo(), atLeast());
    }

    private static int axis(Plain x, int axis) {
        return axis < 0 ? axis + x.rank() : axis;
    }

    static Plain diagonal(Plain x, long offset, int rows, int columns) {
        int r = axis(x, rows);
        int c = axis(x, columns);
        long row = Math.max(0, -offset);
        long column = Math.max(0, offset);
        long count = Math.max(0, Math.min(x.dim(r) - row, x.dim(c) - column));
        long[] dims = new long[x.rank() - 1];
        int at = 0;
        for (int i = 0; i < x.rank(); i++) {
            if (i != r && i != c) {
                dims[at++] = x.dim(i);
            }
        }
        dims[at] = count;
        return Plain.build(dims, index -> {
            long[] from = new long[x.rank()];
            int next = 0;
            for (int i = 0; i < from.length; i++) {
                long along = index[index.length - 1];
                from[i] = i == r ? row + along : i == c ? column + along : index[next++];
            }
            return x.at(from);
        });
    }

    private static OpInfo diagonal() {
        OpInfo.Builder builder = OpInfo.of("diagonal");
        for (long offset : new long[] {0, 1, -2, 9, -9}) {
            for (long[] dims : new long[][] {{4, 4}, {3, 5}, {5, 2, 3}, {0, 3}}) {
                builder.sample("offset " + offset, List.of(Arg.of(dims)),
                        in -> Views.diagonal(in[0], offset, -2, -1), in -> diagonal(in[0], offset, -2, -1));
            }
            builder.sample("outer axes, offset " + offset, List.of(Arg.of(4, 2, 3)),
                    in -> Views.diagonal(in[0], offset, 2, 0), in -> diagonal(in[0], offset, 2, 0));
        }
        builder.sample("main", List.of(Arg.of(2, 3, 3)), in -> Views.diagonal(in[0]),
                in -> diagonal(in[0], 0, 1, 2));
        builder.sample(Sample.of("integers", List.of(Arg.indices(9, 3, 4)), in -> Views.diagonal(in[0]),
                in -> diagonal(in[0], 0, 0, 1)).giving(DType.I64));
        builder.error("one axis twice", IllegalArgumentException.class,
                "diagonal of axes 1 and 1 of shape \\[3, 4\\]: they are one", List.of(Arg.of(3, 4)),
                in -> Views.diagonal(in[0], 0, 1, -1));
        builder.error("a vector", IndexOutOfBoundsException.class, "axis -2 of shape \\[3\\]", List.of(Arg.of(3)),
                in -> Views.diagonal(in[0]));
        return Recipes.refusesClosed(builder, Views::diagonal).without("rank 0", "a diagonal has two axes").build();
    }

    static Plain diagEmbed(Plain x, long offset) {
        long side = x.dim(-1) + Math.abs(offset);
        long[] dims = Arrays.copyOf(x.dims(), x.rank() + 1);
        dims[x.rank() - 1] = side;
        dims[x.rank()] = side;
        return Plain.build(dims, index -> {
            long row = index[index.length - 2];
            long column = index[index.length - 1];
            long[] from = Arrays.copyOf(index, index.length - 1);
            from[from.length - 1] = Math.min(row, column);
            return column - row == offset ? x.at(from) : 0;
        });
    }

    private static OpInfo diagEmbed() {
        OpInfo.Builder builder = OpInfo.of("diagEmbed").thresholds(kernels -> kernels.copy().thresholds());
        for (long offset : new long[] {0, 2, -1}) {
            for (long[] dims : new long[][] {{4}, {2, 3}, {0}, {2, 0}}) {
                builder.sample("offset " + offset, List.of(Arg.of(dims)), in -> Views.diagEmbed(in[0], offset),
                        in -> diagEmbed(in[0], offset));
            }
        }
        builder.error("a number", IllegalArgumentException.class, "diagEmbed of \\[\\]: at least one axis expected",
                List.of(Arg.of()), in -> Views.diagEmbed(in[0], 0));
        return Recipes.refusesClosed(builder, x -> Views.diagEmbed(x, 1)).without("rank 0", "a diagonal has an axis")
                .without("heap", "it takes a view of the result besides").build();
    }

    static Plain unfold(Plain x, int axis, long size, long step) {
        int along = axis(x, axis);
        long[] dims = Arrays.copyOf(x.dims(), x.rank() + 1);
        dims[along] = (x.dim(along) - size) / step + 1;
        dims[x.rank()] = size;
        return Plain.build(dims, index -> {
            long[] from = Arrays.copyOf(index, index.length - 1);
            from[along] = index[along] * step + index[index.length - 1];
            return x.at(from);
        });
    }

    private static final long[][] WINDOWS = {{3, 1}, {3, 2}, {2, 2}, {1, 3}, {2, 5}, {7, 1}, {6, 1}, {0, 1}};

    private static OpInfo unfold() {
        OpInfo.Builder builder = OpInfo.of("unfold");
        for (long[] window : WINDOWS) {
            builder.sample("first axis, " + Arrays.toString(window), List.of(Arg.of(7, 2)),
                    in -> Views.unfold(in[0], 0, window[0], window[1]), in -> unfold(in[0], 0, window[0], window[1]));
            builder.sample("last axis, " + Arrays.toString(window), List.of(Arg.of(2, 7)),
                    in -> Views.unfold(in[0], -1, window[0], window[1]),
                    in -> unfold(in[0], -1, window[0], window[1]));
        }
        builder.sample("of nothing", List.of(Arg.of(0, 4)), in -> Views.unfold(in[0], 1, 2, 1),
                in -> unfold(in[0], 1, 2, 1));
        builder.sample("an empty axis", List.of(Arg.of(2, 0)), in -> Views.unfold(in[0], 1, 0, 1),
                in -> unfold(in[0], 1, 0, 1));
        builder.error("a window too large", IllegalArgumentException.class,
                "unfold of axis 0 of shape \\[3, 4\\] into windows of 4, 1 apart", List.of(Arg.of(3, 4)),
                in -> Views.unfold(in[0], 0, 4, 1));
        builder.error("no step", IllegalArgumentException.class, "windows of 2, 0 apart", List.of(Arg.of(3, 4)),
                in -> Views.unfold(in[0], 0, 2, 0));
        return Recipes.refusesClosed(builder, x -> Views.unfold(x, 0, 1, 1))
                .without("rank 0", "there is no axis to slide along").build();
    }

    /** The gradient of windows: it can be had through them only. */
    private static Tensor folded(Tensor g, int axis, long size, long step, long... dims) {
        try (Mode _ = Autograd.enableGrad()) {
            Tensor x = Tensor.zeros(g.dtype(), dims).requiresGrad();
            Tensor y = Views.unfold(x, axis, size, step);
            return Autograd.grad(new Tensor[] {y}, new Tensor[] {g}, new Tensor[] {x}, true, true)[0];
        }
    }

    private static Plain folded(Plain g, int axis, long step, long... dims) {
        double[] sums = new double[Plain.size(dims)];
        double[] scales = new double[sums.length];
        Plain places = counting(dims);
        Plain.forEach(g.dims(), index -> {
            long[] to = Arrays.copyOf(index, dims.length);
            to[axis] = index[axis] * step + index[dims.length];
            int at = (int) places.at(to);
            sums[at] += g.at(index);
            scales[at] += Math.abs(g.at(index));
        });
        return Plain.of(sums, dims).withScale(Plain.of(scales, dims));
    }

    private static Plain counting(long... dims) {
        double[] numbers = new double[Plain.size(dims)];
        Arrays.setAll(numbers, i -> i);
        return Plain.of(numbers, dims);
    }

    private static OpInfo fold() {
        OpInfo.Builder builder = OpInfo.of("fold").thresholds(kernels -> kernels.map().thresholds());
        for (long[] window : WINDOWS) {
            long count = (7 - window[0]) / window[1] + 1;
            builder.sample("first axis, " + Arrays.toString(window), List.of(Arg.of(count, 2, window[0])),
                    in -> folded(in[0], 0, window[0], window[1], 7, 2), in -> folded(in[0], 0, window[1], 7, 2));
            builder.sample("last axis, " + Arrays.toString(window), List.of(Arg.of(2, count, window[0])),
                    in -> folded(in[0], 1, window[0], window[1], 2, 7), in -> folded(in[0], 1, window[1], 2, 7));
        }
        builder.sizer(Sizer.of("elements of windows", 6, n -> Sample.of("elements", List.of(Arg.of(2, 3, n)),
                in -> folded(in[0], 0, n, 1, n + 1, 3), in -> folded(in[0], 0, 1, n + 1, 3))));
        builder.sizer(Sizer.of("windows", 6, n -> Sample.of("windows", List.of(Arg.of(n, 3, 2)),
                in -> folded(in[0], 0, 2, 1, n + 1, 3), in -> folded(in[0], 0, 1, n + 1, 3))));
        return builder.error("a cotangent of another shape", IllegalArgumentException.class,
                "seed F32 \\[2, 3\\] for an output F32 \\[3, 2\\]", List.of(Arg.of(2, 3)),
                in -> folded(in[0], 0, 2, 1, 4)).without("rank 0", "a window has an axis")
                .without("heap", "it takes a view for each element of a window").build();
    }

    private static OpInfo view() {
        return OpInfo.composite("view")
                .sample("another shape", List.of(Arg.of(3, 4)),
                        in -> Views.view(Shapes.contiguous(in[0]).times(1), 2, -1), in -> in[0].reshape(2, 6))
                .sample("a number", List.of(Arg.of()), in -> Views.view(in[0], 1, 1), in -> in[0].reshape(1, 1))
                .sample("nothing", List.of(Arg.of(0, 3)), in -> Views.view(in[0], 3, 0), in -> in[0].reshape(3, 0))
                .error("strides", IllegalArgumentException.class,
                        "view of Layout\\[shape \\[3, 2\\], strides \\[1, 3\\], offset 0\\] as \\[6\\]",
                        List.of(Arg.of()), in -> Views.view(Tensor.zeros(DType.F32, 2, 3).transpose(0, 1), 6))
                .error("no whole number", IllegalArgumentException.class,
                        "view of \\[3, 4\\] to \\[5, -1\\]: 12 elements do not divide by 5", List.of(Arg.of(3, 4)),
                        in -> Views.view(in[0], 5, -1))
                .build();
    }

    /** By start, step and count of each axis. */
    private static Plain slices(Plain x, long[]... parts) {
        long[] dims = x.dims();
        for (int i = 0; i < parts.length; i++) {
            dims[i] = parts[i][2];
        }
        return Plain.build(dims, index -> {
            long[] from = index.clone();
            for (int i = 0; i < parts.length; i++) {
                from[i] = parts[i][0] + index[i] * parts[i][1];
            }
            return x.at(from);
        });
    }

    private static OpInfo slices() {
        return OpInfo.composite("slices")
                .sample("two axes", List.of(Arg.of(5, 4, 2)),
                        in -> Views.slice(in[0], Slice.of(1, -1), Slice.ALL.step(2)),
                        in -> slices(in[0], new long[] {1, 1, 3}, new long[] {0, 2, 2}))
                .sample("backwards", List.of(Arg.of(7, 5)),
                        in -> Views.slice(in[0], Slice.ALL.step(-2), new Slice(-2, 0, -1)),
                        in -> slices(in[0], new long[] {6, -2, 4}, new long[] {3, -1, 3}))
                .sample("open ends", List.of(Arg.of(6, 5, 4)),
                        in -> Views.slice(in[0], Slice.from(-2), Slice.to(2), Slice.at(-1)),
                        in -> slices(in[0], new long[] {4, 1, 2}, new long[] {0, 1, 2}, new long[] {3, 1, 1}))
                .sample("one index", List.of(Arg.of(3, 4)), in -> Views.slice(in[0], Slice.at(1)),
                        in -> slices(in[0], new long[] {1, 1, 1}))
                .sample("nothing", List.of(Arg.of(3, 0)), in -> Views.slice(in[0], Slice.ALL, Slice.ALL.step(-1)),
                        in -> in[0])
                .sample("a number", List.of(Arg.of()), in -> Views.slice(in[0]), in -> in[0])
                .error("too many", IllegalArgumentException.class, "slice of \\[3\\] into \\[0:1, :2\\]",
                        List.of(Arg.of(3)), in -> Views.slice(in[0], Slice.of(0, 1), Slice.to(2)))
                .error("beyond", IndexOutOfBoundsException.class, "slice 1:4:1 of axis 0 of shape \\[3\\]",
                        List.of(Arg.of(3)), in -> Views.slice(in[0], Slice.of(1, 4)))
                .error("no step", IllegalArgumentException.class, "slice with step 0", List.of(Arg.of(3)),
                        in -> Views.slice(in[0], Slice.ALL.step(0)))
                .build();
    }

    static Plain flip(Plain x, int... axes) {
        return Plain.build(x.dims(), index -> {
            long[] from = index.clone();
            for (int axis : axes) {
                from[axis] = x.dim(axis) - 1 - index[axis];
            }
            return x.at(from);
        });
    }

    private static OpInfo flip() {
        return OpInfo.composite("flip")
                .sample("rows", List.of(Arg.of(3, 4)), in -> Views.flip(in[0], 0), in -> flip(in[0], 0))
                .sample("two axes", List.of(Arg.of(3, 4, 2)), in -> Views.flip(in[0], -1, 0),
                        in -> flip(in[0], 0, 2))
                .sample("all", List.of(Arg.of(3, 4)), in -> Views.flip(in[0]), in -> flip(in[0], 0, 1))
                .sample("nothing", List.of(Arg.of(0, 4)), in -> Views.flip(in[0], 0), in -> in[0])
                .sample("a number", List.of(Arg.of()), in -> Views.flip(in[0]), in -> in[0])
                .error("an axis twice", IllegalArgumentException.class,
                        "flip of axis -1 of \\[3, 4\\]: named twice", List.of(Arg.of(3, 4)),
                        in -> Views.flip(in[0], 1, -1))
                .build();
    }

    private static OpInfo squeezes() {
        return OpInfo.composite("squeezes")
                .sample("two", List.of(Arg.of(1, 3, 1, 1)), in -> Views.squeeze(in[0], 0, -1),
                        in -> in[0].reshape(3, 1))
                .sample("all", List.of(Arg.of(1, 3, 1)), in -> Views.squeeze(in[0]), in -> in[0].reshape(3))
                .sample("a number", List.of(Arg.of()), in -> Views.squeeze(in[0]), in -> in[0])
                .sample("nothing", List.of(Arg.of(0, 1)), in -> Views.squeeze(in[0]), in -> in[0].reshape(0))
                .error("a size that is not 1", IllegalArgumentException.class,
                        "squeeze of axis 1 of \\[1, 3\\]: its size is not 1", List.of(Arg.of(1, 3)),
                        in -> Views.squeeze(in[0], 0, 1))
                .build();
    }

    private static OpInfo unsqueezes() {
        return OpInfo.composite("unsqueezes")
                .sample("both ends", List.of(Arg.of(2, 3)), in -> Views.unsqueeze(in[0], 0, -1),
                        in -> in[0].reshape(1, 2, 3, 1))
                .sample("neighbours", List.of(Arg.of(2, 3)), in -> Views.unsqueeze(in[0], 2, 1),
                        in -> in[0].reshape(2, 1, 1, 3))
                .sample("a number", List.of(Arg.of()), in -> Views.unsqueeze(in[0], 0, 1), in -> in[0].reshape(1, 1))
                .sample("nothing", List.of(Arg.of(0)), in -> Views.unsqueeze(in[0], 0), in -> in[0].reshape(1, 0))
                .error("one place twice", IllegalArgumentException.class,
                        "unsqueeze of \\[2, 3\\] at \\[3, -1\\]: different axes from -4 to 3 expected",
                        List.of(Arg.of(2, 3)), in -> Views.unsqueeze(in[0], 3, -1))
                .build();
    }

    private static OpInfo moveAxis() {
        return OpInfo.composite("moveAxis")
                .sample("to the end", List.of(Arg.of(2, 3, 4)), in -> Views.moveAxis(in[0], 0, -1),
                        in -> in[0].permute(1, 2, 0))
                .sample("to the front", List.of(Arg.of(2, 3, 4)), in -> Views.moveAxis(in[0], -1, 0),
                        in -> in[0].permute(2, 0, 1))
                .sample("by one", List.of(Arg.of(2, 3, 4, 2)), in -> Views.moveAxis(in[0], 1, 2),
                        in -> in[0].permute(0, 2, 1, 3))
                .sample("nowhere", List.of(Arg.of(2, 0)), in -> Views.moveAxis(in[0], 1, 1), in -> in[0])
                .error("no such axis", IndexOutOfBoundsException.class, "axis 3 of shape \\[2, 3\\]",
                        List.of(Arg.of(2, 3)), in -> Views.moveAxis(in[0], 0, 3))
                .without("rank 0", "there is no axis to move").build();
    }

    private static OpInfo swapAxes() {
        return OpInfo.composite("swapAxes")
                .sample("first and last", List.of(Arg.of(2, 3, 4)), in -> Views.swapAxes(in[0], 0, -1),
                        in -> in[0].transpose(0, -1))
                .sample("nothing", List.of(Arg.of(2, 0)), in -> Views.swapAxes(in[0], 1, 0),
                        in -> in[0].transpose(0, 1))
                .error("no such axis", IndexOutOfBoundsException.class, "axis 3 of shape \\[2, 3\\]",
                        List.of(Arg.of(2, 3)), in -> Views.swapAxes(in[0], 0, 3))
                .without("rank 0", "there are no axes to exchange").build();
    }

    private static OpInfo broadcastTo() {
        return OpInfo.composite("broadcastTo")
                .sample("rows", List.of(Arg.of(3, 1)), in -> Views.broadcastTo(in[0], 2, 3, 4),
                        in -> in[0].expand(2, 3, 4))
                .sample("a number", List.of(Arg.of()), in -> Views.broadcastTo(in[0], 2, 2), in -> in[0].expand(2, 2))
                .sample("nothing", List.of(Arg.of(0, 1)), in -> Views.broadcastTo(in[0], 0, 3),
                        in -> in[0].expand(0, 3))
                .error("a size that is not 1", IllegalArgumentException.class, "\\[3, 4\\] to \\[6, 4\\]",
                        List.of(Arg.of(3, 4)), in -> Views.broadcastTo(in[0], 6, 4))
                .build();
    }

    private static OpInfo atLeast() {
        return OpInfo.composite("atLeast")
                .sample("a number", List.of(Arg.of()), in -> Views.atLeast(in[0], 2), in -> in[0].reshape(1, 1))
                .sample("a vector", List.of(Arg.of(3)), in -> Views.atLeast(in[0], 3), in -> in[0].reshape(1, 1, 3))
                .sample("enough already", List.of(Arg.of(0, 3)), in -> Views.atLeast(in[0], 1).times(1), in -> in[0])
                .error("too many", IllegalArgumentException.class, "rank 17 is over the limit", List.of(Arg.of()),
                        in -> Views.atLeast(in[0], 17))
                .build();
    }
}
