package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Creation;
import lanegrad.autograd.ops.Decompositions;
import lanegrad.autograd.ops.Indexing;
import lanegrad.autograd.ops.LinearAlgebra;
import lanegrad.autograd.ops.Products;
import lanegrad.autograd.ops.Shapes;
import lanegrad.autograd.ops.Triangle;
import lanegrad.autograd.ops.Views;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Values;

/** Records of factors, systems of equations, inverses and determinants, of matrices that are far from singular. */
final class DecompositionOps {

    static final Values SMALL = Values.uniform(-0.5, 0.5);

    private DecompositionOps() {
    }

    static List<OpInfo> all() {
        return List.of(cholesky(), qr(), lu(), triangularSolve(), solve(), inverse(), det(), slogdet(), matrixPower());
    }

    static OpInfo.Builder matrices(String name) {
        return OpInfo.of(name).thresholds(kernels -> kernels.matrix().thresholds())
                .without("rank 0", "a matrix has two axes");
    }

    /** Twice the identity added, so that no matrix is near a singular one. */
    private static Tensor sound(Tensor x) {
        return x.plus(Creation.eye(x.dtype(), x.dim(-2), x.dim(-1)).times(2));
    }

    private static Plain sound(Plain x) {
        return Plain.build(x.dims(), i -> x.at(i) + (i[i.length - 1] == i[i.length - 2] ? 2 : 0));
    }

    private static Tensor definite(Tensor x) {
        return sound(LinearAlgebra.matmul(x, x.transpose(-1, -2)));
    }

    private static Plain definite(Plain x) {
        return sound(LinearOps.matmul(x, x.transpose(-1, -2)));
    }

    private static final long[][] SQUARES = {{3, 3}, {1, 1}, {5, 5}, {2, 3, 3}, {2, 1, 4, 4}, {0, 0}, {0, 3, 3}};

    private static OpInfo.Builder withoutHeap(OpInfo.Builder builder) {
        return builder.without("heap", "what makes a matrix sound takes more; DecompositionsTest measures it alone");
    }

    /** Samples of functions of square matrices. */
    private static OpInfo.Builder squares(OpInfo.Builder builder, UnaryOperator<Tensor> f,
            UnaryOperator<Plain> reference) {
        for (long[] dims : SQUARES) {
            builder.sample(Arrays.toString(dims), List.of(Arg.of(SMALL, dims)), in -> f.apply(in[0]),
                    in -> reference.apply(in[0]));
        }
        builder.sizer(Sizer.of("rows", 400, n -> Sample.of("rows", List.of(Arg.of(SMALL, n, n)),
                in -> f.apply(in[0]), in -> reference.apply(in[0]))));
        return builder.sizer(new Sizer("multiplications", 27, n -> n * 4.0, n -> Sample.of("a batch",
                List.of(Arg.of(SMALL, Math.max(1, n / 27), 3, 3)), in -> f.apply(in[0]),
                in -> reference.apply(in[0]))));
    }

    private static OpInfo cholesky() {
        OpInfo.Builder builder = squares(matrices("cholesky"), x -> Decompositions.cholesky(definite(x)),
                x -> PlainMatrices.each(definite(x), PlainMatrices::cholesky));
        for (double bad : new double[] {0, -1, Double.NaN}) {
            builder.error("a pivot of " + bad, ArithmeticException.class,
                    "cholesky: 2 x 2 matrix \\[1\\] of the batch \\[2\\] is not positive definite: pivot 1 is "
                            + (Double.isNaN(bad) ? "NaN" : bad),
                    List.of(Arg.of(Values.of(1, 0, 0, 1, 1, 0, 0, bad), 2, 2, 2)),
                    in -> Decompositions.cholesky(in[0]));
        }
        builder.error("alone", ArithmeticException.class,
                "cholesky: the 2 x 2 matrix is not positive definite: pivot 0 is -1.0",
                List.of(Arg.of(Values.of(-1), 2, 2)), in -> Decompositions.cholesky(in[0]));
        return notSquare(builder, "cholesky", Decompositions::cholesky).build();
    }

    static OpInfo.Builder notSquare(OpInfo.Builder builder, String name, UnaryOperator<Tensor> f) {
        return builder.error("not square", IllegalArgumentException.class,
                name + " of \\[2, 3\\]: square matrices, \\[..., n, n\\], expected", List.of(Arg.of(2, 3)),
                in -> f.apply(in[0])).error("a vector", IllegalArgumentException.class,
                        name + " of \\[3\\]: square", List.of(Arg.of(3)), in -> f.apply(in[0]))
                .error("a tensor of a closed scope", IllegalStateException.class, "cannot be used",
                        List.of(Arg.of(3, 3)), in -> f.apply(Recipes.closed(in[0])));
    }

    private static OpInfo qr() {
        OpInfo.Builder builder = matrices("qr");
        for (long[] dims : new long[][] {{4, 3}, {3, 3}, {3, 5}, {1, 1}, {5, 1}, {1, 4}, {2, 6, 5}, {2, 1, 3, 4},
            {0, 3, 2}, {3, 0}, {0, 3}}) {
            builder.sample("Q of " + Arrays.toString(dims), List.of(Arg.of(SMALL, dims)),
                    in -> Decompositions.qr(sound(in[0])).q(), in -> factor(sound(in[0]), true));
            builder.sample("R of " + Arrays.toString(dims), List.of(Arg.of(SMALL, dims)),
                    in -> Decompositions.qr(sound(in[0])).r(), in -> factor(sound(in[0]), false));
        }
        builder.sample("both", List.of(Arg.of(SMALL, 4, 3), Arg.of(4, 3)), in -> {
            Decompositions.Qr factors = Decompositions.qr(sound(in[0]));
            return LinearAlgebra.matmul(in[1], factors.r().transpose(0, 1)).times(factors.q());
        }, in -> {
            Plain r = factor(sound(in[0]), false);
            return Plain.zip(LinearOps.matmul(in[1], r.transpose(0, 1)), factor(sound(in[0]), true), (a, b) -> a * b)
                    .withScale(Plain.build(new long[] {4, 3}, _ -> 5));
        });
        builder.sizer(Sizer.of("columns", 400, n -> Sample.of("columns", List.of(Arg.of(SMALL, n + 1, n)),
                in -> Decompositions.qr(sound(in[0])).r(), in -> factor(sound(in[0]), false))));
        builder.sizer(new Sizer("multiplications", 54, n -> n * 4.0, n -> Sample.of("a batch",
                List.of(Arg.of(SMALL, Math.max(1, n / 54), 3, 3)), in -> Decompositions.qr(sound(in[0])).r(),
                in -> factor(sound(in[0]), false))));
        builder.error("a vector", IllegalArgumentException.class, "qr of \\[3\\]: \\[..., rows, columns\\] expected",
                List.of(Arg.of(3)), in -> Decompositions.qr(in[0]).q());
        builder.error("the gradient of dependent columns", ArithmeticException.class,
                "triangularSolve: the 2 x 2 matrix is singular: pivot 1 is 0", List.of(Arg.of(2, 2)), in -> {
                    Tensor x = Tensor.zeros(DType.F32, 2, 2).plus(Tensor.of(new float[] {1, 0}, 2, 1))
                            .requiresGrad();
                    Decompositions.qr(x).q().sum().backward();
                    return x;
                });
        return Recipes.refusesClosed(builder, x -> Decompositions.qr(x).q())
                .without("heap", "its two factors are views of the result").build();
    }

    private static Plain factor(Plain x, boolean orthonormal) {
        long[] dims = x.dims();
        long least = Math.min(x.dim(-1), x.dim(-2));
        dims[x.rank() - (orthonormal ? 1 : 2)] = least;
        Function<double[][], double[][]> f = orthonormal ? PlainMatrices::orthonormal : PlainMatrices::triangular;
        return Plain.size(dims) == 0 ? Plain.of(new double[0], dims) : PlainMatrices.each(x, f);
    }

    /** Sound matrices upside down, so that rows must trade places. */
    private static Tensor mixed(Tensor x) {
        return Views.flip(sound(x), -2);
    }

    private static Plain mixed(Plain x) {
        Plain sound = sound(x);
        return Plain.build(x.dims(), i -> {
            long[] at = i.clone();
            at[at.length - 2] = x.dim(-2) - 1 - at[at.length - 2];
            return sound.at(at);
        });
    }

    private static OpInfo lu() {
        OpInfo.Builder builder = matrices("lu").without("heap", "its results are views of one");
        for (long[] dims : new long[][] {{4, 3}, {3, 3}, {3, 5}, {1, 1}, {5, 1}, {1, 4}, {2, 6, 5}, {2, 1, 3, 4},
            {0, 3, 2}, {3, 0}, {0, 3}}) {
            builder.sample("L of " + Arrays.toString(dims), List.of(Arg.of(SMALL, dims)),
                    in -> Decompositions.lu(mixed(in[0])).l(), in -> eliminated(mixed(in[0]), true));
            builder.sample("U of " + Arrays.toString(dims), List.of(Arg.of(SMALL, dims)),
                    in -> Decompositions.lu(mixed(in[0])).u(), in -> eliminated(mixed(in[0]), false));
            builder.sample(Sample.of("the order of " + Arrays.toString(dims), List.of(Arg.of(SMALL, dims)), in -> {
                Decompositions.Lu factors = Decompositions.lu(mixed(in[0]));
                Tensor order = Shapes.unsqueeze(factors.permutation(), -1);
                Tensor rows = Indexing.gather(mixed(in[0]), -2, Shapes.expand(order, in[0].shape()));
                return rows.minus(LinearAlgebra.matmul(factors.l(), factors.u()));
            }, in -> in[0].map(_ -> 0).withScale(in[0].map(_ -> 2))).rough());
        }
        builder.sizer(Sizer.of("columns", 400, n -> Sample.of("columns", List.of(Arg.of(SMALL, n + 1, n)),
                in -> Decompositions.lu(mixed(in[0])).u(), in -> eliminated(mixed(in[0]), false))));
        builder.sizer(new Sizer("multiplications", 54, n -> n * 4.0, n -> Sample.of("a batch",
                List.of(Arg.of(SMALL, Math.max(1, n / 54), 3, 3)), in -> Decompositions.lu(mixed(in[0])).l(),
                in -> eliminated(mixed(in[0]), true))));
        builder.error("a vector", IllegalArgumentException.class, "lu of \\[3\\]: \\[..., rows, columns\\] expected",
                List.of(Arg.of(3)), in -> Decompositions.lu(in[0]).l());
        builder.error("the gradient of dependent columns", ArithmeticException.class,
                "triangularSolve: the 2 x 2 matrix is singular: pivot 1 is 0", List.of(Arg.of(2, 2)), in -> {
                    Tensor x = Tensor.ones(DType.F32, 2, 2).requiresGrad();
                    Decompositions.lu(x).u().sum().backward();
                    return x;
                });
        return Recipes.refusesClosed(builder, x -> Decompositions.lu(x).u()).build();
    }

    private static Plain eliminated(Plain x, boolean lower) {
        long[] dims = x.dims();
        dims[x.rank() - (lower ? 1 : 2)] = Math.min(x.dim(-1), x.dim(-2));
        return Plain.size(dims) == 0 ? Plain.of(new double[0], dims)
                : PlainMatrices.each(x, a -> PlainMatrices.eliminated(a)[lower ? 0 : 1]);
    }

    /** The solutions of systems by the inverse. */
    private static Plain solved(Plain a, Plain b) {
        Plain inverse = a.dim(-1) == 0 ? a : PlainMatrices.each(a, PlainMatrices::inverse);
        return LinearOps.matmul(inverse, b);
    }

    private static final long[][][] SYSTEMS = {{{3, 3}, {3, 2}}, {{2, 4, 4}, {2, 4, 1}}, {{5, 5}, {2, 5, 3}},
        {{2, 1, 3, 3}, {3, 3, 2}}, {{1, 1}, {1, 1}}, {{0, 0}, {0, 2}}, {{3, 3}, {3, 0}}, {{0, 3, 3}, {3, 2}}};

    private static Plain side(Plain x, Triangle triangle) {
        Plain half = RearrangingOps.triangle(x, triangle.upper(), 0);
        Plain shown = !triangle.unitDiagonal() ? half
                : Plain.build(x.dims(), i -> i[i.length - 1] == i[i.length - 2] ? 1 : half.at(i));
        return triangle.transposed() ? shown.transpose(-1, -2) : shown;
    }

    private static OpInfo triangularSolve() {
        OpInfo.Builder builder = matrices("triangularSolve");
        builder.sample("as it is", List.of(Arg.of(SMALL, 3, 3), Arg.of(3, 2)),
                in -> Decompositions.triangularSolve(in[0], in[1], Triangle.LOWER.unit()),
                in -> solved(side(in[0], Triangle.LOWER.unit()), in[1]));
        List<Triangle> triangles = new ArrayList<>();
        for (Triangle each : List.of(Triangle.LOWER, Triangle.UPPER)) {
            triangles.addAll(List.of(each, each.transpose(), each.unit(), each.right(), each.right().transpose(),
                    each.unit().transpose()));
        }
        for (Triangle triangle : triangles) {
            for (long[][] pair : SYSTEMS) {
                if (triangle.left()) {
                    builder.sample(triangle.toString(), List.of(Arg.of(SMALL, pair[0]), Arg.of(pair[1])),
                            in -> Decompositions.triangularSolve(sound(in[0]), in[1], triangle),
                            in -> solved(side(sound(in[0]), triangle), in[1]));
                } else {
                    builder.sample(triangle.toString(), List.of(Arg.of(SMALL, pair[0]), Arg.of(pair[1])),
                            in -> Decompositions.triangularSolve(sound(in[0]), in[1].transpose(-1, -2), triangle),
                            in -> turned(solved(side(sound(in[0]), triangle).transpose(-1, -2), in[1])));
                }
            }
        }
        builder.sizer(Sizer.of("rows", 400, n -> Sample.of("rows", List.of(Arg.of(SMALL, n, n), Arg.of(n, 3)),
                in -> Decompositions.triangularSolve(sound(in[0]), in[1], Triangle.LOWER),
                in -> solved(side(sound(in[0]), Triangle.LOWER), in[1]))));
        builder.error("a zero", ArithmeticException.class,
                "triangularSolve: 2 x 2 matrix \\[1\\] of the batch \\[2\\] is singular: pivot 1 is 0",
                List.of(Arg.of(Values.of(1, 0, 0, 1, 1, 5, 5, 0), 2, 2, 2), Arg.of(2, 1)),
                in -> Decompositions.triangularSolve(in[0], in[1], Triangle.UPPER));
        builder.error("rows", IllegalArgumentException.class,
                "triangularSolve: \\[2, 2\\] and \\[3, 1\\]: sizes 2 and 3 of the unknowns differ",
                List.of(Arg.of(2, 2), Arg.of(3, 1)),
                in -> Decompositions.triangularSolve(in[0], in[1], Triangle.LOWER));
        return notSquare(builder, "triangularSolve",
                x -> Decompositions.triangularSolve(x, Tensor.ones(DType.F32, 3, 1), Triangle.LOWER)).build();
    }

    private static Plain turned(Plain x) {
        Plain scale = Plain.of(x.scale(), x.dims());
        return x.transpose(-1, -2).withScale(scale.transpose(-1, -2));
    }

    private static OpInfo solve() {
        OpInfo.Builder builder = withoutHeap(matrices("solve"));
        for (long[][] pair : SYSTEMS) {
            builder.sample(Arrays.deepToString(pair), List.of(Arg.of(SMALL, pair[0]), Arg.of(pair[1])),
                    in -> Decompositions.solve(sound(in[0]), in[1]), in -> solved(sound(in[0]), in[1]));
        }
        builder.sample("a vector", List.of(Arg.of(SMALL, 3, 3), Arg.of(3)),
                in -> Decompositions.solve(sound(in[0]), in[1]), in -> solved(sound(in[0]), in[1]));
        builder.sizer(Sizer.of("rows", 400, n -> Sample.of("rows", List.of(Arg.of(SMALL, n, n), Arg.of(n, 3)),
                in -> Decompositions.solve(sound(in[0]), in[1]), in -> solved(sound(in[0]), in[1]))));
        builder.error("a zero", ArithmeticException.class,
                "solve: 2 x 2 matrix \\[1, 0\\] of the batch \\[2, 1\\] is singular: pivot 1 is 0",
                List.of(Arg.of(Values.of(1, 0, 0, 1, 1, 2, 2, 4), 2, 1, 2, 2), Arg.of(2, 1)),
                in -> Decompositions.solve(in[0], in[1]));
        builder.error("rows", IllegalArgumentException.class,
                "solve: \\[2, 2\\] and \\[3, 1\\]: sizes 2 and 3 of the unknowns differ",
                List.of(Arg.of(2, 2), Arg.of(3, 1)), in -> Decompositions.solve(in[0], in[1]));
        builder.error("batches", IllegalArgumentException.class, "solve: .*do not broadcast",
                List.of(Arg.of(2, 3, 3), Arg.of(4, 3, 1)), in -> Decompositions.solve(in[0], in[1]));
        return notSquare(builder, "solve", x -> Decompositions.solve(x, Tensor.ones(DType.F32, 3))).build();
    }

    private static OpInfo inverse() {
        OpInfo.Builder builder = squares(withoutHeap(matrices("inverse")), x -> Decompositions.inverse(sound(x)),
                x -> x.dim(-1) == 0 ? x : PlainMatrices.each(sound(x), PlainMatrices::inverse));
        builder.error("singular", ArithmeticException.class,
                "inverse: the 3 x 3 matrix is singular: pivot 0 is 0", List.of(Arg.of(Values.of(0), 3, 3)),
                in -> Decompositions.inverse(in[0]));
        return notSquare(builder, "inverse", Decompositions::inverse).build();
    }

    private static Plain numbers(Plain x, Function<double[][], Double> f) {
        Plain each = PlainMatrices.each(x, a -> new double[][] {{f.apply(a)}});
        return each.reshape(Arrays.copyOf(x.dims(), x.rank() - 2));
    }

    private static Plain determinants(Plain x) {
        int batch = Plain.size(Arrays.copyOf(x.dims(), x.rank() - 2));
        if (x.dim(-1) == 0) {
            return Plain.of(new double[] {1}, Arrays.copyOf(x.dims(), x.rank() - 2));
        }
        return batch == 0 ? Plain.of(new double[0], Arrays.copyOf(x.dims(), x.rank() - 2))
                : numbers(x, PlainMatrices::determinant);
    }

    private static OpInfo det() {
        OpInfo.Builder builder = squares(withoutHeap(matrices("det")), x -> Decompositions.det(sound(x)),
                x -> determinants(sound(x)));
        builder.error("the gradient of a singular matrix", ArithmeticException.class,
                "the 2 x 2 matrix is singular", List.of(Arg.of(2, 2)), in -> {
                    Tensor x = Tensor.ones(DType.F32, 2, 2).requiresGrad();
                    Decompositions.det(x).backward();
                    return x;
                });
        return notSquare(builder, "det", Decompositions::det).build();
    }

    private static OpInfo slogdet() {
        OpInfo.Builder builder = squares(withoutHeap(matrices("slogdet")),
                x -> Decompositions.slogdet(sound(x)).logAbsDet(),
                x -> determinants(sound(x)).map(d -> Math.log(Math.abs(d))));
        builder.sample("times its sign", List.of(Arg.of(SMALL, 2, 3, 3)), in -> {
            Decompositions.SignAndLog both = Decompositions.slogdet(sound(in[0]).neg());
            return both.sign().times(both.logAbsDet());
        }, in -> determinants(sound(in[0]).map(x -> -x)).map(d -> Math.signum(d) * Math.log(Math.abs(d))));
        return notSquare(builder, "slogdet", x -> Decompositions.slogdet(x).sign()).build();
    }

    private static Plain power(Plain x, int exponent) {
        Plain base = exponent < 0 ? PlainMatrices.each(x, PlainMatrices::inverse) : x;
        Plain power = Plain.build(x.dims(), i -> i[i.length - 1] == i[i.length - 2] ? 1 : 0);
        for (int i = 0; i < Math.abs(exponent); i++) {
            power = LinearOps.matmul(power, base);
        }
        return power;
    }

    private static OpInfo matrixPower() {
        OpInfo.Builder builder = OpInfo.composite("matrixPower");
        for (int exponent : new int[] {1, 2, 3, 5, -1, -2}) {
            builder.sample("to the power " + exponent, List.of(Arg.of(SMALL, 2, 3, 3)),
                    in -> Products.matrixPower(sound(in[0]), exponent), in -> power(sound(in[0]), exponent));
        }
        builder.sample(Sample.of("to the power 0", List.of(Arg.of(SMALL, 2, 3, 3)),
                in -> Products.matrixPower(in[0], 0), in -> power(in[0], 0)).valuesOnly());
        return builder.sample("nothing", List.of(Arg.of(0, 2, 2)), in -> Products.matrixPower(in[0], 2), in -> in[0])
                .error("not square", IllegalArgumentException.class, "matrixPower of \\[2, 3\\]: square",
                        List.of(Arg.of(2, 3)), in -> Products.matrixPower(in[0], 2))
                .without("rank 0", "a matrix has two axes").build();
    }
}
