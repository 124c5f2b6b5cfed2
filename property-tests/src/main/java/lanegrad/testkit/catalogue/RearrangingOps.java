package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.PadMode;
import lanegrad.autograd.ops.Rearranging;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of what moves, repeats, cuts off and surrounds elements. */
final class RearrangingOps {

    private RearrangingOps() {
    }

    static List<OpInfo> all() {
        return List.of(triangle(false), triangle(true), pad(), padMode(), diag(), roll(), tile(), repeat());
    }

    static Plain triangle(Plain x, boolean upper, long diagonal) {
        return Plain.build(x.dims(), index -> {
            long over = index[index.length - 1] - index[index.length - 2] - diagonal;
            return upper ? over >= 0 ? x.at(index) : 0 : over <= 0 ? x.at(index) : 0;
        });
    }

    private static Tensor triangle(Tensor x, boolean upper, long diagonal) {
        return upper ? Rearranging.triu(x, diagonal) : Rearranging.tril(x, diagonal);
    }

    private static OpInfo triangle(boolean upper) {
        String name = upper ? "triu" : "tril";
        OpInfo.Builder builder = OpInfo.of(name).thresholds(kernels -> kernels.matrix().thresholds());
        for (long diagonal : new long[] {0, 1, -1, 3, -4, Long.MAX_VALUE, Long.MIN_VALUE}) {
            for (long[] dims : new long[][] {{4, 4}, {3, 5}, {2, 5, 2}, {0, 3}, {3, 0}, {1, 1}}) {
                builder.sample("diagonal " + diagonal, List.of(Arg.of(dims)), in -> triangle(in[0], upper, diagonal),
                        in -> triangle(in[0], upper, Math.clamp(diagonal, -9, 9)));
            }
        }
        builder.sample(Sample.of("what is cut off may be anything", List.of(Arg.of(Values.of(
                upper ? new double[] {1, 2, Double.NaN, 3} : new double[] {1, Double.NaN, 2, 3}), 2, 2)),
                in -> triangle(in[0], upper, 0), in -> triangle(in[0], upper, 0)).rough());
        for (DType dtype : new DType[] {DType.I32, DType.I64, DType.BOOL, DType.BF16}) {
            builder.sample(Sample.of(dtype.toString(), List.of(Arg.of(dtype == DType.BOOL ? Values.truth()
                    : Values.integers(-9, 9), 3, 4).as(dtype)), in -> triangle(in[0].stopGradient(), upper, 1),
                    in -> triangle(in[0], upper, 1)).giving(dtype).valuesOnly());
        }
        builder.sizer(Sizer.of("columns", 3, n -> Sample.of("columns", List.of(Arg.of(3, n)),
                in -> triangle(in[0], upper, n / 2), in -> triangle(in[0], upper, n / 2))));
        builder.sizer(Sizer.of("rows", 3, n -> Sample.of("rows", List.of(Arg.of(n, 3)),
                in -> triangle(in[0], upper, -n / 2), in -> triangle(in[0], upper, -n / 2))));
        builder.error("a vector", IllegalArgumentException.class,
                name + " of \\[3\\]: \\[..., rows, columns\\] expected", List.of(Arg.of(3)),
                in -> triangle(in[0], upper, 0));
        return Recipes.refusesClosed(builder, x -> triangle(x, upper, 0))
                .without("rank 0", "a triangle has two axes").build();
    }

    private static Plain pad(Plain x, long[][] widths, double value) {
        long[] dims = x.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] += widths[i][0] + widths[i][1];
        }
        return Plain.build(dims, index -> {
            long[] from = index.clone();
            boolean inside = true;
            for (int i = 0; i < from.length; i++) {
                from[i] -= widths[i][0];
                inside &= from[i] >= 0 && from[i] < x.dim(i);
            }
            return inside ? x.at(from) : value;
        });
    }

    private static OpInfo pad() {
        OpInfo.Builder builder = OpInfo.of("pad").thresholds(kernels -> kernels.copy().thresholds());
        for (double value : new double[] {0, -1.5}) {
            builder.sample("with " + value, List.of(Arg.of(3, 4)),
                    in -> Rearranging.pad(in[0], new long[][] {{1, 2}, {0, 3}}, value),
                    in -> pad(in[0], new long[][] {{1, 2}, {0, 3}}, value));
            builder.sample("nothing with " + value, List.of(Arg.of(0, 2)),
                    in -> Rearranging.pad(in[0], new long[][] {{1, 1}, {0, 0}}, value),
                    in -> pad(in[0], new long[][] {{1, 1}, {0, 0}}, value));
        }
        builder.sample("a number", List.of(Arg.of()), in -> Rearranging.pad(in[0], new long[0][], 7), in -> in[0]);
        builder.sample(Sample.of("integers", List.of(Arg.indices(9, 2, 3)),
                in -> Rearranging.pad(in[0], new long[][] {{0, 1}, {2, 0}}, -1),
                in -> pad(in[0], new long[][] {{0, 1}, {2, 0}}, -1)).giving(DType.I64));
        builder.sizer(Sizer.of("columns", 6, n -> Sample.of("columns", List.of(Arg.of(2, n)),
                in -> Rearranging.pad(in[0], new long[][] {{1, 0}, {3, 2}}, 1),
                in -> pad(in[0], new long[][] {{1, 0}, {3, 2}}, 1))));
        builder.error("too few pairs", IllegalArgumentException.class,
                "pad of \\[3, 4\\] by \\[\\[1, 1\\]\\]: a pair for each axis expected", List.of(Arg.of(3, 4)),
                in -> Rearranging.pad(in[0], new long[][] {{1, 1}}, 0));
        builder.error("negative", IllegalArgumentException.class, "none negative", List.of(Arg.of(3)),
                in -> Rearranging.pad(in[0], new long[][] {{1, -1}}, 0));
        builder.error("a fraction", IllegalArgumentException.class, "pad: 0.5 and a tensor I64 \\[3\\]",
                List.of(Arg.indices(5, 3)), in -> Rearranging.pad(in[0], new long[][] {{1, 1}}, 0.5));
        return Recipes.refusesClosed(builder, x -> Rearranging.pad(x, new long[][] {{1, 1}, {1, 1}}, 0))
                .without("heap", "it takes a view of the result for each axis").build();
    }

    private static Plain pad(Plain x, long[][] widths, PadMode mode) {
        long[] dims = x.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] += widths[i][0] + widths[i][1];
        }
        return Plain.build(dims, index -> {
            long[] from = index.clone();
            for (int i = 0; i < from.length; i++) {
                long at = index[i] - widths[i][0];
                long last = x.dim(i) - 1;
                from[i] = switch (mode) {
                    case REFLECT -> at < 0 ? -at : at > last ? 2 * last - at : at;
                    case REPLICATE -> Math.clamp(at, 0, last);
                    case CIRCULAR -> Math.floorMod(at, last + 1);
                };
            }
            return x.at(from);
        });
    }

    private static OpInfo padMode() {
        OpInfo.Builder builder = OpInfo.composite("pad by continuation");
        for (PadMode mode : PadMode.values()) {
            for (long[][] widths : new long[][][] {{{1, 2}, {3, 0}}, {{0, 0}, {0, 1}}, {{2, 2}, {1, 3}}}) {
                builder.sample(mode + " " + Arrays.deepToString(widths), List.of(Arg.of(3, 4)),
                        in -> Rearranging.pad(in[0], widths, mode), in -> pad(in[0], widths, mode));
            }
            builder.sample(mode + " of none", List.of(Arg.of(0, 2)),
                    in -> Rearranging.pad(in[0], new long[][] {{0, 0}, {1, 1}}, mode),
                    in -> Plain.of(new double[0], 0, 4));
            builder.error(mode + " of an empty axis", IllegalArgumentException.class,
                    "pad of axis 0 of \\[0\\] by \\[1, 0\\], " + mode + ": the axis is too short",
                    List.of(Arg.of(0)), in -> Rearranging.pad(in[0], new long[][] {{1, 0}}, mode));
        }
        builder.sample("one element, replicated", List.of(Arg.of(1)),
                in -> Rearranging.pad(in[0], new long[][] {{2, 3}}, PadMode.REPLICATE), in -> in[0].expand(6));
        builder.error("reflecting too far", IllegalArgumentException.class, "by \\[0, 3\\], REFLECT",
                List.of(Arg.of(3)), in -> Rearranging.pad(in[0], new long[][] {{0, 3}}, PadMode.REFLECT));
        return builder.without("rank 0", "there is no axis to continue").build();
    }

    private static OpInfo diag() {
        OpInfo.Builder builder = OpInfo.composite("diag");
        for (long offset : new long[] {0, 2, -1}) {
            builder.sample("of a vector, " + offset, List.of(Arg.of(3)), in -> Rearranging.diag(in[0], offset),
                    in -> ViewOps.diagEmbed(in[0], offset));
            builder.sample("of a matrix, " + offset, List.of(Arg.of(3, 4)), in -> Rearranging.diag(in[0], offset),
                    in -> ViewOps.diagonal(in[0], offset, 0, 1));
        }
        return builder.sample("of nothing", List.of(Arg.of(0)), in -> Rearranging.diag(in[0], 0),
                in -> Plain.of(new double[0], 0, 0))
                .error("three axes", IllegalArgumentException.class,
                        "diag of \\[2, 3, 4\\]: a vector or a matrix expected", List.of(Arg.of(2, 3, 4)),
                        in -> Rearranging.diag(in[0], 0))
                .without("rank 0", "a diagonal has an axis").build();
    }

    private static Plain roll(Plain x, long shift, int axis) {
        return Plain.build(x.dims(), index -> {
            long[] from = index.clone();
            from[axis] = Math.floorMod(index[axis] - shift, x.dim(axis));
            return x.at(from);
        });
    }

    private static OpInfo roll() {
        OpInfo.Builder builder = OpInfo.composite("roll");
        for (long shift : new long[] {1, -2, 7, -15}) {
            builder.sample("by " + shift, List.of(Arg.of(3, 5)), in -> Rearranging.roll(in[0], shift, -1),
                    in -> roll(in[0], shift, 1));
        }
        return builder
                .sample("along two axes", List.of(Arg.of(3, 5)),
                        in -> Rearranging.roll(in[0], new long[] {1, 2}, new int[] {0, 1}),
                        in -> roll(roll(in[0], 1, 0), 2, 1))
                .sample("nothing", List.of(Arg.of(0, 2)), in -> Rearranging.roll(in[0], 1, 0).times(1), in -> in[0])
                .error("as many", IllegalArgumentException.class, "as many shifts as axes expected",
                        List.of(Arg.of(3)), in -> Rearranging.roll(in[0], new long[] {1, 2}, new int[] {0}))
                .without("rank 0", "there is no axis to move along").build();
    }

    private static Plain tile(Plain x, long... counts) {
        int rank = Math.max(x.rank(), counts.length);
        long[] own = new long[rank];
        long[] dims = new long[rank];
        for (int i = 1; i <= rank; i++) {
            own[rank - i] = i > x.rank() ? 1 : x.dim(-i);
            dims[rank - i] = own[rank - i] * (i > counts.length ? 1 : counts[counts.length - i]);
        }
        Plain wide = x.reshape(own);
        return Plain.build(dims, index -> {
            long[] from = index.clone();
            Arrays.setAll(from, i -> index[i] % own[i]);
            return wide.at(from);
        });
    }

    private static OpInfo tile() {
        return OpInfo.composite("tile")
                .sample("both axes", List.of(Arg.of(2, 3)), in -> Rearranging.tile(in[0], 2, 3),
                        in -> tile(in[0], 2, 3))
                .sample("the last", List.of(Arg.of(2, 3)), in -> Rearranging.tile(in[0], 2), in -> tile(in[0], 2))
                .sample("more axes", List.of(Arg.of(3)), in -> Rearranging.tile(in[0], 2, 1, 2),
                        in -> tile(in[0], 2, 1, 2))
                .sample("nine axes", List.of(Arg.of(1, 1, 2, 1, 1, 1, 1, 1, 2)),
                        in -> Rearranging.tile(in[0], 2, 1, 2, 1, 1, 1, 1, 1, 3),
                        in -> tile(in[0], 2, 1, 2, 1, 1, 1, 1, 1, 3))
                .sample("never", List.of(Arg.of(2, 3)), in -> Rearranging.tile(in[0], 0, 1),
                        in -> Plain.of(new double[0], 0, 3))
                .sample("nothing", List.of(Arg.of(0, 2)), in -> Rearranging.tile(in[0], 2, 2),
                        in -> Plain.of(new double[0], 0, 4))
                .sample("a number", List.of(Arg.of()), in -> Rearranging.tile(in[0], 3), in -> in[0].expand(3))
                .error("a negative count", IllegalArgumentException.class, "tile of \\[3\\] by \\[-1\\]",
                        List.of(Arg.of(3)), in -> Rearranging.tile(in[0], -1))
                .build();
    }

    private static Plain repeat(Plain x, int axis, long... counts) {
        int[] from = IntStream.range(0, counts.length)
                .flatMap(i -> IntStream.range(0, (int) counts[i]).map(_ -> i)).toArray();
        long[] dims = x.dims();
        dims[axis] = from.length;
        return Plain.build(dims, index -> {
            long[] at = index.clone();
            at[axis] = from[(int) index[axis]];
            return x.at(at);
        });
    }

    private static OpInfo repeat() {
        return OpInfo.composite("repeat")
                .sample("rows", List.of(Arg.of(3, 2)), in -> Rearranging.repeat(in[0], 2, 0),
                        in -> repeat(in[0], 0, 2, 2, 2))
                .sample("columns", List.of(Arg.of(2, 3)), in -> Rearranging.repeat(in[0], 3, -1),
                        in -> repeat(in[0], 1, 3, 3, 3))
                .sample("counts", List.of(Arg.of(2, 3)),
                        in -> Rearranging.repeat(in[0], new long[] {2, 0, 3}, 1),
                        in -> repeat(in[0], 1, 2, 0, 3))
                .sample("never", List.of(Arg.of(2, 3)), in -> Rearranging.repeat(in[0], 0, 0),
                        in -> Plain.of(new double[0], 0, 3))
                .sample("nothing", List.of(Arg.of(0, 3)), in -> Rearranging.repeat(in[0], 2, 1),
                        in -> Plain.of(new double[0], 0, 6))
                .error("negative", IllegalArgumentException.class, "repeat of \\[3\\] -1 times", List.of(Arg.of(3)),
                        in -> Rearranging.repeat(in[0], -1, 0))
                .error("counts", IllegalArgumentException.class,
                        "repeat of axis 0 of \\[3\\] by \\[1, 2\\]: 3 counts expected", List.of(Arg.of(3)),
                        in -> Rearranging.repeat(in[0], new long[] {1, 2}, 0))
                .without("rank 0", "there is no axis to repeat along").build();
    }
}
