package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.LinearAlgebra;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of products of matrices. */
final class LinearOps {

    private LinearOps() {
    }

    static List<OpInfo> all() {
        return List.of(matmul(), linear());
    }

    /** The product, and beside it the product of the magnitudes. */
    static Plain matmul(Plain a, Plain b) {
        Plain x = a.rank() == 1 ? a.reshape(1, a.dim(0)) : a;
        Plain y = b.rank() == 1 ? b.reshape(b.dim(0), 1) : b;
        int m = (int) x.dim(-2);
        int k = (int) x.dim(-1);
        int n = (int) y.dim(-1);
        long[] batchX = Arrays.copyOf(x.dims(), x.rank() - 2);
        long[] batchY = Arrays.copyOf(y.dims(), y.rank() - 2);
        long[] batch = Plain.broadcast(batchX, batchY);
        long[] dims = Arrays.copyOf(batch, batch.length + 2);
        dims[batch.length] = m;
        dims[batch.length + 1] = n;
        double[] products = new double[Plain.size(dims)];
        double[] magnitudes = new double[products.length];
        Plain whichX = counting(batchX);
        Plain whichY = counting(batchY);
        int[] at = {0};
        Plain.forEach(batch, index -> {
            int fromX = (int) whichX.broadcastAt(index) * m * k;
            int fromY = (int) whichY.broadcastAt(index) * k * n;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++, at[0]++) {
                    for (int e = 0; e < k; e++) {
                        double product = x.data()[fromX + i * k + e] * y.data()[fromY + e * n + j];
                        products[at[0]] += product;
                        magnitudes[at[0]] += Math.abs(product);
                    }
                }
            }
        });
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            if (!(a.rank() == 1 && i == dims.length - 2 || b.rank() == 1 && i == dims.length - 1)) {
                shape.add(dims[i]);
            }
        }
        long[] kept = shape.stream().mapToLong(Long::longValue).toArray();
        return Plain.of(products, kept).withScale(Plain.of(magnitudes, kept));
    }

    private static Plain counting(long[] dims) {
        double[] numbers = new double[Plain.size(dims)];
        Arrays.setAll(numbers, i -> i);
        return Plain.of(numbers, dims);
    }

    private static Sample product(String label, long[] a, long[] b) {
        return Sample.of(label, List.of(Arg.of(a), Arg.of(b)), in -> LinearAlgebra.matmul(in[0], in[1]),
                in -> matmul(in[0], in[1]));
    }

    private static Sizer sizer(String axis, double steps, LongFunction<long[][]> shapes) {
        return Sizer.of(axis, steps, n -> product(axis, shapes.apply(n)[0], shapes.apply(n)[1]));
    }

    private static OpInfo matmul() {
        OpInfo.Builder builder = OpInfo.of("matmul").thresholds(kernels -> kernels.gemm().thresholds());
        builder.sample(product("matrices", new long[] {3, 4}, new long[] {4, 5}));
        builder.sample(product("square", new long[] {17, 17}, new long[] {17, 17}));
        builder.sample(product("vectors", new long[] {7}, new long[] {7}));
        builder.sample(product("a row and a matrix", new long[] {4}, new long[] {4, 5}));
        builder.sample(product("a matrix and a column", new long[] {3, 4}, new long[] {4}));
        builder.sample(product("a batch", new long[] {2, 3, 4}, new long[] {2, 4, 5}));
        builder.sample(product("a batch and a matrix", new long[] {2, 3, 4}, new long[] {4, 5}));
        builder.sample(product("a matrix and a batch", new long[] {3, 4}, new long[] {2, 4, 5}));
        builder.sample(product("batches that broadcast", new long[] {2, 1, 3, 4}, new long[] {5, 4, 2}));
        builder.sample(product("a batch of rows", new long[] {2, 3, 1, 4}, new long[] {2, 1, 4, 2}));
        builder.sample(product("a batch and a column", new long[] {2, 3, 4}, new long[] {4}));
        builder.sample(product("no rows", new long[] {0, 4}, new long[] {4, 5}));
        builder.sample(product("no columns", new long[] {3, 4}, new long[] {4, 0}));
        builder.sample(product("no depth", new long[] {3, 0}, new long[] {0, 5}));
        builder.sample(product("no batch", new long[] {0, 3, 4}, new long[] {0, 4, 5}));
        builder.sample("a matrix and its transpose", List.of(Arg.of(3, 4)),
                in -> LinearAlgebra.matmul(in[0], in[0].transpose(0, 1)),
                in -> matmul(in[0], in[0].transpose(0, 1)));
        builder.sample(Sample.of("of two types", List.of(Arg.of(2, 3).as(DType.F32), Arg.of(3, 2).as(DType.F64)),
                in -> LinearAlgebra.matmul(in[0], in[1]), in -> matmul(in[0], in[1])).giving(DType.F64));
        builder.sample(Sample.of("integers",
                List.of(Arg.of(Values.integers(-9, 9), 2, 3).as(DType.I32), Arg.indices(9, 3, 2)),
                in -> LinearAlgebra.matmul(in[0], in[1]), in -> matmul(in[0], in[1])).giving(DType.F64));
        builder.sample(Sample.of("NaN and infinity stay in their rows and columns",
                List.of(Arg.of(Values.of(1, 2, 3, 4, Double.NaN, 1, 2, 3, 4, Double.POSITIVE_INFINITY, 1, 2), 4, 3),
                        Arg.of(Values.of(1, 2, 3), 3, 2)),
                in -> LinearAlgebra.matmul(in[0], in[1]),
                in -> Plain.of(matmul(in[0], in[1]).data(), 4, 2)).valuesOnly());
        builder.sizer(sizer("rows", 13 * 11, n -> new long[][] {{n, 13}, {13, 11}}));
        builder.sizer(sizer("columns", 13 * 11, n -> new long[][] {{11, 13}, {13, n}}));
        builder.sizer(sizer("columns beside one row", 13, n -> new long[][] {{1, 13}, {13, n}}));
        builder.sizer(sizer("depth", 13 * 11, n -> new long[][] {{13, n}, {n, 11}}));
        builder.sizer(sizer("depth beside one row", 11, n -> new long[][] {{1, n}, {n, 11}}));
        builder.sizer(sizer("batch", 6 * 5 * 4, n -> new long[][] {{n, 6, 5}, {n, 5, 4}}));
        builder.sizer(new Sizer("multiply-adds", 32 * 32, n -> n,
                n -> product("multiply-adds", new long[] {32, n / 1024}, new long[] {n / 1024, 32})));
        builder.sizer(new Sizer("multiply-adds of tall matrices", 64, n -> n,
                n -> product("multiply-adds", new long[] {n / 64, 8}, new long[] {8, 8})));
        builder.error("inner dimensions", IllegalArgumentException.class,
                "matmul: \\[3, 4\\] x \\[5, 6\\]: inner dimensions 4 and 5 differ", List.of(Arg.of(3, 4), Arg.of(5, 6)),
                in -> LinearAlgebra.matmul(in[0], in[1]));
        builder.error("inner dimensions of a batch", IllegalArgumentException.class,
                "matmul: \\[2, 3, 4\\] x \\[5, 6\\]: inner dimensions 4 and 5 differ",
                List.of(Arg.of(2, 3, 4), Arg.of(5, 6)), in -> LinearAlgebra.matmul(in[0], in[1]));
        builder.error("batches", IllegalArgumentException.class, "matmul: .*do not broadcast",
                List.of(Arg.of(2, 3, 4), Arg.of(3, 4, 5)), in -> LinearAlgebra.matmul(in[0], in[1]));
        builder.error("a number", IllegalArgumentException.class, "at least one axis each expected",
                List.of(Arg.of(), Arg.of(3)), in -> LinearAlgebra.matmul(in[0], in[1]));
        return Recipes.refusesClosed(builder, x -> LinearAlgebra.matmul(x, x.transpose(0, 1)))
                .without("rank 0", "a product of matrices needs at least one axis").build();
    }

    /** A dense layer in plain Java; the bias may be missing. */
    private static Plain dense(Plain[] in) {
        Plain product = matmul(in[0], in[1].transpose(0, 1));
        if (in.length == 2) {
            return product;
        }
        return Plain.zip(product, in[2], Double::sum).withScale(
                Plain.zip(Plain.of(product.scale(), product.dims()), in[2].map(Math::abs), Double::sum));
    }

    private static Tensor linear(Tensor[] in) {
        return LinearAlgebra.linear(in[0], in[1], in.length == 2 ? null : in[2]);
    }

    private static Sample layer(String label, long out, boolean bias, long... dims) {
        List<Arg> args = new ArrayList<>(List.of(Arg.of(dims), Arg.of(out, dims[dims.length - 1])));
        if (bias) {
            args.add(Arg.of(out));
        }
        return Sample.of(label + (bias ? ", bias" : ""), args, LinearOps::linear, LinearOps::dense);
    }

    private static OpInfo linear() {
        OpInfo.Builder builder = OpInfo.of("linear").thresholds(kernels -> Stream
                .concat(kernels.gemm().thresholds().stream(), kernels.reduce().thresholds().stream()).toList());
        for (boolean bias : new boolean[] {true, false}) {
            builder.sample(layer("rows", 6, bias, 5, 4));
            builder.sample(layer("a batch of rows", 6, bias, 2, 3, 4));
            builder.sample(layer("a batch of batches", 3, bias, 2, 1, 3, 2));
            builder.sample(layer("a batch of single rows", 5, bias, 3, 1, 4));
            builder.sample(layer("one row", 6, bias, 4));
            builder.sample(layer("no rows", 6, bias, 0, 4));
            builder.sample(layer("no rows of a batch", 6, bias, 2, 0, 4));
            builder.sample(layer("no inputs", 6, bias, 3, 2, 0));
            builder.sample(layer("no outputs", 0, bias, 3, 2, 4));
        }
        builder.sample("the weight is the input", List.of(Arg.of(4, 4)),
                in -> LinearAlgebra.linear(in[0], in[0], null), in -> matmul(in[0], in[0].transpose(0, 1)));
        builder.sample("a transposed weight", List.of(Arg.of(2, 3, 4), Arg.of(4, 5)),
                in -> LinearAlgebra.linear(in[0], in[1].transpose(0, 1), null), in -> matmul(in[0], in[1]));
        builder.sample("a permuted input", List.of(Arg.of(4, 3, 2), Arg.of(5, 4), Arg.of(5)),
                in -> LinearAlgebra.linear(in[0].transpose(0, 2), in[1], in[2]),
                in -> dense(new Plain[] {in[0].transpose(0, 2), in[1], in[2]}));
        builder.sample(Sample.of("of three types",
                List.of(Arg.indices(9, 2, 3), Arg.of(4, 3).as(DType.F32), Arg.of(4).as(DType.F64)), LinearOps::linear,
                LinearOps::dense).giving(DType.F64));
        builder.sizer(Sizer.of("rows", 7 * 5, n -> layer("rows", 5, true, n, 7)));
        builder.sizer(Sizer.of("inputs", 7 * 5, n -> layer("inputs", 5, true, 7, n)));
        builder.sizer(Sizer.of("outputs", 7 * 5, n -> layer("outputs", n, true, 7, 5)));
        builder.sizer(Sizer.of("inputs of one row", 5, n -> layer("inputs", 5, true, n)));
        builder.sizer(Sizer.of("outputs of one row", 5, n -> layer("outputs", n, true, 5)));
        builder.sizer(new Sizer("multiply-adds", 32 * 32, n -> n, n -> layer("multiply-adds", 32, true, 4, 8,
                n / 1024)));
        builder.error("sizes", IllegalArgumentException.class,
                "linear: input \\[5, 3\\] and weight \\[6, 4\\]: \\[..., in\\] and \\[out, in\\] expected",
                List.of(Arg.of(5, 3), Arg.of(6, 4)), in -> LinearAlgebra.linear(in[0], in[1], null));
        builder.error("bias", IllegalArgumentException.class,
                "linear: weight \\[6, 4\\] and bias \\[1\\]: \\[out, in\\] and \\[out\\] expected",
                List.of(Arg.of(5, 4), Arg.of(6, 4), Arg.of(1)), in -> LinearAlgebra.linear(in[0], in[1], in[2]));
        return Recipes.refusesClosed(builder, x -> LinearAlgebra.linear(x, x, null))
                .without("rank 0", "an input has at least one axis").build();
    }
}
