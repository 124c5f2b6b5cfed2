package lanegrad.testkit.catalogue;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Creation;
import lanegrad.autograd.ops.Eigen;
import lanegrad.autograd.ops.Rearranging;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of eigenvalues and eigenvectors, of symmetric matrices whose eigenvalues lie apart. */
final class EigenOps {

    private EigenOps() {
    }

    static List<OpInfo> all() {
        return List.of(eigh());
    }

    /** Half the sum with the transpose, and beside it a diagonal whose numbers lie apart. */
    private static Tensor spread(Tensor x) {
        Tensor steps = Creation.arange(x.dim(-1)).times(2).to(x.dtype());
        return x.plus(x.transpose(-1, -2)).times(0.5).plus(Rearranging.diag(steps, 0));
    }

    private static Plain spread(Plain x) {
        Plain turned = x.transpose(-1, -2);
        return Plain.build(x.dims(), i -> (x.at(i) + turned.at(i)) / 2
                + (i[i.length - 1] == i[i.length - 2] ? 2 * i[i.length - 1] : 0));
    }

    private static Plain eigen(Plain x, boolean values) {
        long[] dims = values ? Arrays.copyOf(x.dims(), x.rank() - 1) : x.dims();
        if (Plain.size(dims) == 0) {
            return Plain.of(new double[0], dims);
        }
        Plain found = PlainMatrices.each(spread(x), a -> {
            double[][] both = PlainMatrices.eigen(a);
            return values ? new double[][] {both[0]} : Arrays.copyOfRange(both, 1, both.length);
        });
        return found.reshape(dims).withScale(Plain.of(found.scale(), dims));
    }

    private static OpInfo eigh() {
        OpInfo.Builder builder = DecompositionOps.matrices("eigh").without("heap", "its results are views of one");
        for (long[] dims : new long[][] {{3, 3}, {1, 1}, {2, 2}, {5, 5}, {2, 3, 3}, {2, 1, 4, 4}, {0, 0}, {0, 3, 3}}) {
            builder.sample("values of " + Arrays.toString(dims), List.of(Arg.of(DecompositionOps.SMALL, dims)),
                    in -> Eigen.eigh(spread(in[0])).values(), in -> eigen(in[0], true));
            builder.sample("vectors of " + Arrays.toString(dims), List.of(Arg.of(DecompositionOps.SMALL, dims)),
                    in -> Eigen.eigh(spread(in[0])).vectors(), in -> eigen(in[0], false));
        }
        builder.sample("both", List.of(Arg.of(DecompositionOps.SMALL, 4, 4)), in -> {
            Eigen.Eigh both = Eigen.eigh(spread(in[0]));
            return both.values().times(both.vectors());
        }, in -> Plain.zip(eigen(in[0], true), eigen(in[0], false), (a, b) -> a * b)
                .withScale(in[0].map(_ -> 8)));
        builder.sizer(Sizer.of("rows", 4000, n -> Sample.of("rows", List.of(Arg.of(DecompositionOps.SMALL, n, n)),
                in -> Eigen.eigh(spread(in[0])).values(), in -> eigen(in[0], true))));
        builder.sizer(new Sizer("multiplications", 54, n -> n * 40.0, n -> Sample.of("a batch",
                List.of(Arg.of(DecompositionOps.SMALL, Math.max(1, n / 54), 3, 3)),
                in -> Eigen.eigh(spread(in[0])).vectors(), in -> eigen(in[0], false))));
        builder.sample(Sample.of("integers, of which the lower triangle is looked at",
                List.of(Arg.of(Values.integers(-9, 10), 3, 3).as(DType.I64)), in -> Eigen.eigh(in[0]).values(),
                in -> PlainMatrices.each(Plain.build(in[0].dims(), i -> in[0].at(Math.max(i[0], i[1]),
                        Math.min(i[0], i[1]))), a -> new double[][] {PlainMatrices.eigen(a)[0]}).reshape(3)
                        .withScale(Plain.build(new long[] {3}, _ -> 30)))
                .giving(DType.F64));
        return DecompositionOps.notSquare(builder, "eigh", x -> Eigen.eigh(x).values()).build();
    }
}
