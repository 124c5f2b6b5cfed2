package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.ops.AdvancedIndexing;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of elements that index tensors and masks name. */
final class AdvancedIndexingOps {

    private AdvancedIndexingOps() {
    }

    static List<OpInfo> all() {
        return List.of(index());
    }

    /** One number an indexed axis, by the tuple of the chosen shape. */
    private static long named(Plain indices, long[] tuple, long dim) {
        long index = (long) indices.broadcastAt(tuple);
        return index < 0 ? index + dim : index;
    }

    private static Arg signed(int below, long... dims) {
        return Arg.of(Values.integers(-below, below), dims).as(DType.I64);
    }

    private static OpInfo index() {
        OpInfo.Builder builder = OpInfo.composite("index").thresholds(kernels -> kernels.index().thresholds());
        builder.sample("rows", List.of(Arg.of(4, 3), signed(4, 5)), in -> AdvancedIndexing.index(in[0], in[1]),
                in -> Plain.build(new long[] {5, 3},
                        i -> in[0].at(named(in[1], new long[] {i[0]}, 4), i[1])));
        builder.sample("two that broadcast", List.of(Arg.of(4, 3, 2), signed(4, 2, 1), signed(3, 5).as(DType.I32)),
                in -> AdvancedIndexing.index(in[0], in[1], in[2]),
                in -> Plain.build(new long[] {2, 5, 2}, i -> in[0].at(named(in[1], new long[] {i[0], i[1]}, 4),
                        named(in[2], new long[] {i[0], i[1]}, 3), i[2])));
        builder.sample("in the middle", List.of(Arg.of(2, 4, 3, 2), signed(4, 5), signed(3, 5)),
                in -> AdvancedIndexing.index(in[0], null, in[1], in[2]),
                in -> Plain.build(new long[] {2, 5, 2}, i -> in[0].at(i[0], named(in[1], new long[] {i[1]}, 4),
                        named(in[2], new long[] {i[1]}, 3), i[2])));
        builder.sample("apart", List.of(Arg.of(4, 2, 3), signed(4, 5), signed(3, 5)),
                in -> AdvancedIndexing.index(in[0], in[1], null, in[2]),
                in -> Plain.build(new long[] {5, 2}, i -> in[0].at(named(in[1], new long[] {i[0]}, 4), i[1],
                        named(in[2], new long[] {i[0]}, 3))));
        builder.sample("last, of two axes", List.of(Arg.of(2, 4), signed(4, 3, 2)),
                in -> AdvancedIndexing.index(in[0], null, in[1]),
                in -> Plain.build(new long[] {2, 3, 2},
                        i -> in[0].at(i[0], named(in[1], new long[] {i[1], i[2]}, 4))));
        builder.sample("all axes", List.of(Arg.of(4, 3), signed(4, 9), signed(3)),
                in -> AdvancedIndexing.index(in[0], in[1], in[2]),
                in -> Plain.build(new long[] {9}, i -> in[0].at(named(in[1], i, 4), named(in[2], i, 3))));
        builder.sample("one number", List.of(Arg.of(4, 3), signed(4)), in -> AdvancedIndexing.index(in[0], in[1]),
                in -> Plain.build(new long[] {3}, i -> in[0].at(named(in[1], new long[0], 4), i[0])));
        builder.sample("no indices", List.of(Arg.of(4, 3), Arg.indices(4, 0)),
                in -> AdvancedIndexing.index(in[0], in[1]), in -> Plain.of(new double[0], 0, 3));
        builder.sample(Sample.of("truth values", List.of(Arg.mask(4, 3), signed(4, 5)),
                in -> AdvancedIndexing.index(in[0], in[1]),
                in -> Plain.build(new long[] {5, 3}, i -> in[0].at(named(in[1], new long[] {i[0]}, 4), i[1])))
                .giving(DType.BOOL));
        masks(builder);
        builder.sizer(Sizer.of("indices", 9, n -> Sample.of("indices", List.of(Arg.of(4, 3, 2), signed(4, n),
                signed(3, n)), in -> AdvancedIndexing.index(in[0], in[1], in[2]),
                in -> Plain.build(new long[] {n, 2}, i -> in[0].at(named(in[1], new long[] {i[0]}, 4),
                        named(in[2], new long[] {i[0]}, 3), i[1])))));
        builder.error("outside", IndexOutOfBoundsException.class,
                "index 3 of axis 1 of \\[4, 3\\]: expected from -3 to 2",
                List.of(Arg.of(4, 3), Arg.indices(4, 2), Arg.of(Values.of(-3, 3), 2).as(DType.I32)),
                in -> AdvancedIndexing.index(in[0], in[1], in[2]));
        builder.error("numbers", IllegalArgumentException.class,
                "index of axis 0 of \\[4, 3\\]: the indices are F32 \\[2\\], I32, I64 or BOOL expected",
                List.of(Arg.of(4, 3), Arg.of(2)), in -> AdvancedIndexing.index(in[0], in[1]));
        builder.error("shapes", IllegalArgumentException.class, "index: \\[2\\] and \\[3\\] do not broadcast",
                List.of(Arg.of(4, 3), Arg.indices(3, 2), Arg.indices(3, 3)),
                in -> AdvancedIndexing.index(in[0], in[1], in[2]));
        return builder.error("too many", IllegalArgumentException.class, "index of \\[4\\] by 2 tensors",
                List.of(Arg.of(4), Arg.indices(3, 2), Arg.indices(3, 2)),
                in -> AdvancedIndexing.index(in[0], in[1], in[2])).build();
    }

    /** What an array of masks and whole axes leaves, row by row. */
    private static Plain held(Plain x, Plain mask, int from) {
        List<long[]> places = new ArrayList<>();
        Plain.forEach(mask.dims(), index -> {
            if (mask.at(index) != 0) {
                places.add(index.clone());
            }
        });
        int axes = mask.rank();
        long[] dims = new long[x.rank() - axes + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == from ? places.size() : x.dim(i < from ? i : i + axes - 1);
        }
        return Plain.build(dims, index -> {
            long[] at = new long[x.rank()];
            long[] place = places.get((int) index[from]);
            for (int i = 0; i < at.length; i++) {
                at[i] = i < from ? index[i] : i < from + axes ? place[i - from] : index[i - axes + 1];
            }
            return x.at(at);
        });
    }

    private static void masks(OpInfo.Builder builder) {
        builder.sample("a mask of all", List.of(Arg.of(4, 3), Arg.mask(4, 3)),
                in -> AdvancedIndexing.index(in[0], in[1]), in -> held(in[0], in[1], 0));
        builder.sample("a mask of rows", List.of(Arg.of(4, 3), Arg.mask(4)),
                in -> AdvancedIndexing.index(in[0], in[1]), in -> held(in[0], in[1], 0));
        builder.sample("a mask of two axes in the middle", List.of(Arg.of(2, 3, 4, 2), Arg.mask(3, 4)),
                in -> AdvancedIndexing.index(in[0], null, in[1]), in -> held(in[0], in[1], 1));
        builder.sample("a mask of the last axis", List.of(Arg.of(2, 5), Arg.mask(5)),
                in -> AdvancedIndexing.index(in[0], null, in[1]), in -> held(in[0], in[1], 1));
        builder.sample("a mask of nothing", List.of(Arg.of(0, 3), Arg.mask(0)),
                in -> AdvancedIndexing.index(in[0], in[1]), in -> held(in[0], in[1], 0));
        builder.sample("a mask that never holds", List.of(Arg.of(4, 3), Arg.of(Values.of(0), 4).as(DType.BOOL)),
                in -> AdvancedIndexing.index(in[0], in[1]), in -> held(in[0], in[1], 0));
        builder.sample("a mask beside an index", List.of(Arg.of(3, 2, 4), Arg.mask(3), signed(4)),
                in -> AdvancedIndexing.index(in[0], in[1], null, in[2]), in -> {
                    Plain rows = held(in[0], in[1], 0);
                    return Plain.build(new long[] {rows.dim(0), 2},
                            i -> rows.at(i[0], i[1], named(in[2], new long[0], 4)));
                });
        for (int holds = 0; holds < 2; holds++) {
            int count = holds;
            builder.sample("a mask without axes", List.of(Arg.of(3), Arg.of(Values.of(count)).as(DType.BOOL)),
                    in -> AdvancedIndexing.index(in[0], in[1]),
                    in -> Plain.of(count == 0 ? new double[0] : in[0].data(), count, 3));
        }
        builder.error("a mask of other sizes", IllegalArgumentException.class,
                "index of \\[4, 3\\] by a mask \\[4\\] from axis 1 on: the sizes of the axes expected",
                List.of(Arg.of(4, 3), Arg.mask(4)), in -> AdvancedIndexing.index(in[0], null, in[1]));
        builder.error("a mask of too many axes", IllegalArgumentException.class,
                "index of \\[4\\] by a mask \\[4, 3\\] from axis 0 on",
                List.of(Arg.of(4), Arg.mask(4, 3)), in -> AdvancedIndexing.index(in[0], in[1]));
        builder.error("masks that hold for different numbers", IllegalArgumentException.class,
                "index: \\[2\\] and \\[3\\] do not broadcast",
                List.of(Arg.of(3, 3), Arg.of(Values.of(1, 1, 0), 3).as(DType.BOOL),
                        Arg.of(Values.of(1), 3).as(DType.BOOL)),
                in -> AdvancedIndexing.index(in[0], in[1], in[2]));
    }
}
