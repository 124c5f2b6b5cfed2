package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Parts;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;

/** Records of tensors put together and taken apart. */
final class PartOps {

    private PartOps() {
    }

    static List<OpInfo> all() {
        return List.of(concat(), stack(), split(), chunk(), unbind(), meshgrid());
    }

    private static Plain concat(int axis, Plain... parts) {
        long[] dims = parts[0].dims();
        dims[axis] = 0;
        for (Plain part : parts) {
            dims[axis] += part.dim(axis);
        }
        return Plain.build(dims, index -> {
            long[] at = index.clone();
            for (Plain part : parts) {
                if (at[axis] < part.dim(axis)) {
                    return part.at(at);
                }
                at[axis] -= part.dim(axis);
            }
            throw new IndexOutOfBoundsException(Arrays.toString(index));
        });
    }

    private static OpInfo concat() {
        OpInfo.Builder builder = OpInfo.of("concat").thresholds(kernels -> kernels.copy().thresholds());
        builder.sample("rows", List.of(Arg.of(2, 3), Arg.of(1, 3), Arg.of(4, 3)), in -> Parts.concat(0, in),
                in -> concat(0, in));
        builder.sample("columns", List.of(Arg.of(3, 2), Arg.of(3, 5)), in -> Parts.concat(-1, in),
                in -> concat(1, in));
        builder.sample("middle", List.of(Arg.of(2, 1, 3), Arg.of(2, 2, 3)), in -> Parts.concat(1, in),
                in -> concat(1, in));
        builder.sample("with nothing", List.of(Arg.of(2, 3), Arg.of(0, 3)), in -> Parts.concat(0, in),
                in -> concat(0, in));
        builder.sample("one alone", List.of(Arg.of(2, 3)), in -> Parts.concat(0, in), in -> in[0]);
        builder.sample("a tensor and itself", List.of(Arg.of(2, 3)), in -> Parts.concat(1, in[0], in[0]),
                in -> concat(1, in[0], in[0]));
        List<Arg> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(Arg.of(2));
        }
        builder.sample("forty", many, in -> Parts.concat(0, in), in -> concat(0, in));
        builder.sample(Sample.of("types", List.of(Arg.of(2).as(DType.F32), Arg.of(3).as(DType.F64), Arg.indices(5, 2)),
                in -> Parts.concat(0, in), in -> concat(0, in)).giving(DType.F64));
        builder.sample(Sample.of("integers", List.of(Arg.indices(9, 2), Arg.indices(9, 3)),
                in -> Parts.concat(0, in), in -> concat(0, in)).giving(DType.I64));
        builder.sizer(Sizer.of("columns", 6, n -> Sample.of("columns", List.of(Arg.of(2, n), Arg.of(2, 3)),
                in -> Parts.concat(1, in), in -> concat(1, in))));
        builder.error("other sizes differ", IllegalArgumentException.class,
                "concat along axis 0: input 1 is \\[2, 4\\], input 0 is \\[2, 3\\]; all other axes must agree",
                List.of(Arg.of(2, 3), Arg.of(2, 4)), in -> Parts.concat(0, in));
        builder.error("ranks differ", IllegalArgumentException.class, "concat along axis 0: input 1 is \\[3\\]",
                List.of(Arg.of(2, 3), Arg.of(3)), in -> Parts.concat(0, in));
        builder.error("nothing at all", IllegalArgumentException.class, "concat of nothing", List.of(),
                in -> Parts.concat(0, in));
        return Recipes.refusesClosed(builder, x -> Parts.concat(0, x, x))
                .without("rank 0", "there is no axis to join along").build();
    }

    private static OpInfo stack() {
        return OpInfo.composite("stack")
                .sample("front", List.of(Arg.of(2, 3), Arg.of(2, 3)), in -> Parts.stack(0, in),
                        in -> concat(0, in[0].reshape(1, 2, 3), in[1].reshape(1, 2, 3)))
                .sample("end", List.of(Arg.of(2, 3), Arg.of(2, 3), Arg.of(2, 3)), in -> Parts.stack(-1, in),
                        in -> concat(2, in[0].reshape(2, 3, 1), in[1].reshape(2, 3, 1), in[2].reshape(2, 3, 1)))
                .sample("numbers", List.of(Arg.of(), Arg.of()), in -> Parts.stack(0, in),
                        in -> concat(0, in[0].reshape(1), in[1].reshape(1)))
                .sample("nothing", List.of(Arg.of(0), Arg.of(0)), in -> Parts.stack(0, in),
                        in -> concat(0, in[0].reshape(1, 0), in[1].reshape(1, 0)))
                .error("shapes differ", IllegalArgumentException.class,
                        "stack: input 1 is \\[3, 2\\], input 0 is \\[2, 3\\]", List.of(Arg.of(2, 3), Arg.of(3, 2)),
                        in -> Parts.stack(0, in))
                .error("nothing at all", IllegalArgumentException.class, "stack of nothing", List.of(),
                        in -> Parts.stack(0, in))
                .build();
    }

    /** Parts in reverse order: what is next to what shows which they were. */
    private static Tensor reversed(Tensor[] parts, int axis) {
        List<Tensor> list = new ArrayList<>(Arrays.asList(parts));
        return Parts.concat(axis, list.reversed().toArray(Tensor[]::new));
    }

    private static Plain picked(Plain x, int axis, int... indices) {
        long[] dims = x.dims();
        dims[axis] = indices.length;
        return Plain.build(dims, index -> {
            long[] from = index.clone();
            from[axis] = indices[(int) index[axis]];
            return x.at(from);
        });
    }

    private static OpInfo split() {
        return OpInfo.composite("split")
                .sample("of one size", List.of(Arg.of(5, 2)), in -> reversed(Parts.split(in[0], 0, 2), 0),
                        in -> picked(in[0], 0, 4, 2, 3, 0, 1))
                .sample("of sizes", List.of(Arg.of(2, 5)),
                        in -> reversed(Parts.split(in[0], -1, new long[] {1, 0, 3, 1}), 1),
                        in -> picked(in[0], 1, 4, 1, 2, 3, 0))
                .sample("nothing", List.of(Arg.of(2, 0)), in -> reversed(Parts.split(in[0], 1, 3), 1), in -> in[0])
                .error("sizes", IllegalArgumentException.class,
                        "split of axis 0 of \\[5, 2\\] into parts of \\[2, 2\\]: together 5 expected",
                        List.of(Arg.of(5, 2)), in -> Parts.split(in[0], 0, new long[] {2, 2})[0])
                .error("no size", IllegalArgumentException.class, "into parts of 0: at least 1",
                        List.of(Arg.of(5, 2)), in -> Parts.split(in[0], 0, 0)[0])
                .without("rank 0", "there is no axis to cut").build();
    }

    private static OpInfo chunk() {
        return OpInfo.composite("chunk")
                .sample("uneven", List.of(Arg.of(5, 2)), in -> reversed(Parts.chunk(in[0], 3, 0), 0),
                        in -> picked(in[0], 0, 4, 2, 3, 0, 1))
                .sample("more than there are", List.of(Arg.of(2)), in -> reversed(Parts.chunk(in[0], 4, -1), 0),
                        in -> picked(in[0], 0, 1, 0))
                .sample("nothing", List.of(Arg.of(0, 2)), in -> Parts.chunk(in[0], 2, 0)[1], in -> in[0])
                .error("none", IllegalArgumentException.class, "chunk of \\[5\\] into 0 parts", List.of(Arg.of(5)),
                        in -> Parts.chunk(in[0], 0, 0)[0])
                .without("rank 0", "there is no axis to cut").build();
    }

    private static OpInfo unbind() {
        return OpInfo.composite("unbind")
                .sample("rows", List.of(Arg.of(3, 2)), in -> Parts.unbind(in[0], 0)[1],
                        in -> picked(in[0], 0, 1).reshape(2))
                .sample("columns", List.of(Arg.of(2, 3)), in -> Parts.stack(0, Parts.unbind(in[0], -1)),
                        in -> in[0].transpose(0, 1))
                .sample("of nothing", List.of(Arg.of(2, 0)), in -> Parts.unbind(in[0], 0)[1],
                        in -> in[0].reshape(0))
                .error("no axis", IndexOutOfBoundsException.class, "axis 0 of shape \\[\\]", List.of(Arg.of()),
                        in -> Parts.unbind(in[0], 0)[0])
                .without("rank 0", "there is no axis to take apart").build();
    }

    private static OpInfo meshgrid() {
        Function<Integer, Function<Tensor[], Tensor>> grid = which -> in -> Parts.meshgrid(in)[which];
        return OpInfo.composite("meshgrid")
                .sample("first", List.of(Arg.of(3), Arg.of(2)),
                        in -> Parts.concat(0, Parts.meshgrid(in)),
                        in -> Plain.build(new long[] {6, 2}, i -> i[0] < 3 ? in[0].at(i[0]) : in[1].at(i[1])))
                .sample("nothing", List.of(Arg.of(0), Arg.of(2)), in -> Parts.concat(0, Parts.meshgrid(in)),
                        in -> Plain.of(new double[0], 0, 2))
                .error("a matrix", IllegalArgumentException.class,
                        "meshgrid: axis 1 is \\[2, 2\\], a vector expected", List.of(Arg.of(3), Arg.of(2, 2)),
                        in -> grid.apply(0).apply(in))
                .without("rank 0", "a grid is made of vectors").build();
    }
}
