package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.Rule.input;
import static lanegrad.autograd.ops.LinearAlgebra.matmul;
import static lanegrad.autograd.ops.Shapes.sumTo;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/**
 * Factors of matrices, systems of equations, inverses and determinants, for each matrix of a batch. They are computed
 * in F64; what is F32 is rounded once. Integers become F64. The rules are those of Giles, Collected matrix derivative
 * results for forward and reverse mode algorithmic differentiation (2008), and of Walter and Lehmann for QR (2010).
 */
public final class Decompositions {

    private record Solve(boolean upper, boolean unitDiagonal) {
    }

    static final Op CHOLESKY = Op.named("cholesky").forward(call -> {
        NdArray out = NdArray.empty(call.array(0).dtype(), call.shape(0));
        Autograd.kernels().matrix().cholesky(call.array(0), out);
        return out;
    }).gradient(OUTPUT, (call, g) -> choleskyGradient(call.output(), g)).build();

    /** The factors of A = Q R in one: Q above R where A is tall, Q left of R where it is wide. */
    static final Op QR = Op.named("qr").forward(call -> {
        NdArray a = call.array(0);
        long m = a.dim(-2);
        long n = a.dim(-1);
        int along = m >= n ? -2 : -1;
        NdArray out = NdArray.empty(a.dtype(), a.shape().with(along, m + n));
        Autograd.kernels().matrix().qr(a, out.slice(along, 0, m, 1), out.slice(along, m, m + n, 1));
        return out;
    }).gradient(input(0) | OUTPUT, (call, g) -> qrGradient(call.input(0), call.output(), g)).build();

    /** U on and above the diagonal, L below, and behind them a column that says where the rows come from. */
    static final Op LU = Op.named("lu").forward(call -> {
        NdArray a = call.array(0);
        long n = a.dim(-1);
        NdArray out = NdArray.empty(a.dtype(), a.shape().with(-1, n + 1));
        Autograd.kernels().matrix().lu(a, out.slice(-1, n, n + 1, 1), out.slice(-1, 0, n, 1));
        return out;
    }).gradient(OUTPUT, (call, g) -> luGradient(call.output(), g)).build();

    static final Op TRIANGULAR_SOLVE = Op.named("triangularSolve").forward(call -> {
        Solve how = call.attributes(Solve.class);
        NdArray out = unknowns("triangularSolve", call);
        Autograd.kernels().matrix().triangularSolve(call.array(0), call.array(1), how.upper, how.unitDiagonal, out);
        return out;
    }).gradient(input(0) | OUTPUT, (call, g) -> {
        Solve how = call.attributes(Solve.class);
        Tensor product = outer(triangularAdjoint(how, call.input(0), g), call.output(), call.shape(0));
        int diagonal = how.unitDiagonal ? 1 : 0;
        return how.upper ? Rearranging.triu(product, diagonal) : Rearranging.tril(product, -diagonal);
    }).gradient(input(0), (call, g) -> sumTo(
            triangularAdjoint(call.attributes(Solve.class), call.input(0), g), call.shape(1))).build();

    static final Op SOLVE = Op.named("solve").forward(call -> {
        NdArray out = unknowns("solve", call);
        Autograd.kernels().matrix().solve(call.array(0), call.array(1), out);
        return out;
    }).gradient(input(0) | OUTPUT, (call, g) -> outer(solved(transposed(call.input(0)), g), call.output(),
            call.shape(0))).gradient(input(0), (call, g) -> sumTo(solved(transposed(call.input(0)), g), call.shape(1)))
            .build();

    static final Op INVERSE = Op.named("inverse").forward(call -> {
        NdArray a = call.array(0);
        NdArray out = NdArray.empty(a.dtype(), a.shape());
        Autograd.kernels().matrix().inverse(a, out);
        return out;
    }).gradient(OUTPUT, (call, g) -> {
        Tensor adjoint = transposed(call.output());
        return matmul(adjoint, matmul(g, adjoint)).neg();
    }).build();

    static final Op DET = Op.named("det").forward(call -> {
        NdArray a = call.array(0);
        NdArray out = NdArray.empty(a.dtype(), a.shape().remove(-1).remove(-1));
        Autograd.kernels().matrix().determinant(a, out);
        return out;
    }).gradient(input(0) | OUTPUT, (call, g) -> scaled(inverseTransposed(call.input(0)), g.times(call.output())))
            .build();

    /** Beside each other the sign, which has no gradient, and the logarithm. */
    static final Op SLOGDET = Op.named("slogdet").forward(call -> {
        NdArray a = call.array(0);
        NdArray out = NdArray.empty(a.dtype(), a.shape().remove(-1).with(-1, 2));
        Autograd.kernels().matrix().signAndLogDeterminant(a, out);
        return out;
    }).gradient(input(0), (call, g) -> scaled(inverseTransposed(call.input(0)), Shapes.select(g, -1, 1))).build();

    static final List<Op> OPS = List.of(CHOLESKY, QR, LU, TRIANGULAR_SOLVE, SOLVE, INVERSE, DET, SLOGDET);

    /**
     * Two factors.
     *
     * @param q orthonormal columns, [..., m, k]
     * @param r upper triangular, [..., k, n]
     */
    public record Qr(Tensor q, Tensor r) {
    }

    /**
     * Two factors of a matrix whose rows have traded places.
     *
     * @param permutation row i of L U is this row of the matrix, I64 [..., m]
     * @param l lower triangular with ones on its diagonal, [..., m, k]
     * @param u upper triangular, [..., k, n]
     */
    public record Lu(Tensor permutation, Tensor l, Tensor u) {
    }

    /**
     * A determinant that neither overflows nor vanishes.
     *
     * @param sign -1, 0 or 1; it has no gradient
     * @param logAbsDet the logarithm of its magnitude; negative infinity if it is 0
     */
    public record SignAndLog(Tensor sign, Tensor logAbsDet) {
    }

    private Decompositions() {
    }

    private static Tensor transposed(Tensor x) {
        return Shapes.transpose(x, -1, -2);
    }

    private static Tensor inverseTransposed(Tensor x) {
        return transposed(INVERSE.apply(null, x));
    }

    /** Matrices times a number each. */
    private static Tensor scaled(Tensor x, Tensor factors) {
        return x.times(Views.unsqueeze(factors, -1, -2));
    }

    private static Tensor solved(Tensor a, Tensor b) {
        return SOLVE.apply(null, a, b);
    }

    private static Tensor triangular(boolean upper, boolean unitDiagonal, Tensor a, Tensor b) {
        return TRIANGULAR_SOLVE.apply(new Solve(upper, unitDiagonal), a, b);
    }

    private static Tensor triangularAdjoint(Solve how, Tensor a, Tensor g) {
        return triangular(!how.upper, how.unitDiagonal, transposed(a), g);
    }

    /** The gradient of a system's matrix, from that of its right-hand sides and from its unknowns. */
    private static Tensor outer(Tensor g, Tensor x, Shape shape) {
        return sumTo(matmul(g, transposed(x)).neg(), shape);
    }

    /** The output of a system: right-hand sides of the broadcast batch. */
    private static NdArray unknowns(String op, Call call) {
        NdArray a = call.array(0);
        NdArray b = call.array(1);
        if (b.dim(-2) != a.dim(-1)) {
            throw new IllegalArgumentException(op + ": " + a.shape() + " and " + b.shape() + ": sizes " + a.dim(-1)
                    + " and " + b.dim(-2) + " of the unknowns differ");
        }
        Shape batch = Shape.broadcast(op, a.shape().remove(-1).remove(-1), b.shape().remove(-1).remove(-1));
        return NdArray.empty(a.dtype(), batch.insert(-1, b.dim(-2)).insert(-1, b.dim(-1)));
    }

    /** Half of L^-T Phi(L^T g) L^-1 and of its transpose; Phi takes the lower triangle, with half the diagonal. */
    private static Tensor choleskyGradient(Tensor l, Tensor g) {
        Tensor product = matmul(transposed(l), Rearranging.tril(g, 0));
        Tensor phi = Rearranging.tril(product, 0).plus(Rearranging.tril(product, -1)).times(0.5);
        Tensor right = transposed(triangular(true, false, transposed(l), transposed(phi)));
        Tensor whole = triangular(true, false, transposed(l), right);
        return whole.plus(transposed(whole)).times(0.5);
    }

    private static Tensor qrGradient(Tensor a, Tensor packed, Tensor g) {
        long m = a.dim(-2);
        long n = a.dim(-1);
        if (m >= n) {
            return tallGradient(Shapes.part(packed, -2, 0, m, 1), Shapes.part(packed, -2, m, m + n, 1),
                    Shapes.part(g, -2, 0, m, 1), Shapes.part(g, -2, m, m + n, 1));
        }
        // A = [X Y] and R = [U V]: X = Q U is square, and V = Q^T Y.
        Tensor q = Shapes.part(packed, -1, 0, m, 1);
        Tensor u = Shapes.part(packed, -1, m, 2 * m, 1);
        Tensor y = Shapes.part(a, -1, m, n, 1);
        Tensor gv = Shapes.part(g, -1, 2 * m, m + n, 1);
        Tensor gq = Shapes.part(g, -1, 0, m, 1).plus(matmul(y, transposed(gv)));
        Tensor gx = tallGradient(q, u, gq, Shapes.part(g, -1, m, 2 * m, 1));
        return Parts.concat(-1, gx, matmul(q, gv));
    }

    /** (gQ + Q M) R^-T, where M is the lower triangle of R gR^T - gQ^T Q, mirrored. */
    private static Tensor tallGradient(Tensor q, Tensor r, Tensor gq, Tensor gr) {
        Tensor difference = matmul(r, transposed(Rearranging.triu(gr, 0))).minus(matmul(transposed(gq), q));
        Tensor mirrored = Rearranging.tril(difference, 0).plus(transposed(Rearranging.tril(difference, -1)));
        Tensor sum = gq.plus(matmul(q, mirrored));
        return transposed(triangular(true, false, r, transposed(sum)));
    }

    /**
     * With M = L^-1 dA U^-1 of a square A, dL is L times what M has below its diagonal, and dU the rest of M times U.
     * What a tall A has below, or a wide one on the right, follows from those.
     */
    private static Tensor luGradient(Tensor packed, Tensor g) {
        long m = packed.dim(-2);
        long n = packed.dim(-1) - 1;
        long k = Math.min(m, n);
        Tensor head = corner(packed, 0, k, 0, k);
        Tensor gHead = corner(g, 0, k, 0, k);
        Tensor l = unitLower(head);
        Tensor lower = matmul(transposed(l), Rearranging.tril(gHead, -1));
        Tensor upper = matmul(Rearranging.triu(gHead, 0), transposed(Rearranging.triu(head, 0)));
        Tensor below = corner(g, k, m, 0, k);
        Tensor right = corner(g, 0, k, k, n);
        if (m > k) {
            upper = upper.minus(matmul(transposed(corner(packed, k, m, 0, k)), below));
        }
        if (n > k) {
            lower = lower.minus(matmul(right, transposed(corner(packed, 0, k, k, n))));
        }
        Tensor inner = Rearranging.tril(lower, -1).plus(Rearranging.triu(upper, 0));
        Tensor tall = Parts.concat(-2, triangular(true, true, transposed(head), inner), below);
        Tensor left = transposed(triangular(true, false, head, transposed(tall)));
        Tensor sorted = n > k ? Parts.concat(-1, left, triangular(true, true, transposed(head), right)) : left;
        Tensor rows = Shapes.expand(Shapes.unsqueeze(places(packed), -1), sorted.shape());
        return Indexing.scatterAdd(Tensor.zeros(g.dtype(), sorted.shape().toArray()), -2, rows, sorted);
    }

    private static Tensor corner(Tensor x, long fromRow, long toRow, long from, long to) {
        return Shapes.part(Shapes.part(x, -2, fromRow, toRow, 1), -1, from, to, 1);
    }

    /** What lies below the diagonal, and ones on it. */
    private static Tensor unitLower(Tensor x) {
        return Rearranging.tril(x, -1).plus(Creation.eye(x.dtype(), x.dim(-2), x.dim(-1)));
    }

    /** The last column: where rows come from. */
    private static Tensor places(Tensor packed) {
        return Shapes.cast(Shapes.select(packed.stopGradient(), -1, packed.dim(-1) - 1), DType.I64);
    }

    /** Square matrices of floats. */
    static Tensor square(String op, Tensor x) {
        if (x.rank() < 2 || x.dim(-1) != x.dim(-2)) {
            throw new IllegalArgumentException(op + " of " + x.shape() + ": square matrices, [..., n, n], expected");
        }
        return Broadcast.floating(x);
    }

    /**
     * The lower triangular L of {@code x = L L^T}, with a positive diagonal. What lies above x's diagonal is not looked
     * at: x is taken for symmetric, and so is its gradient.
     *
     * @param x [..., n, n], symmetric and positive definite
     * @return [..., n, n], with zeros above the diagonal
     * @throws ArithmeticException if a matrix is not positive definite, with its place in the batch and the pivot
     */
    public static Tensor cholesky(Tensor x) {
        return CHOLESKY.apply(null, square("cholesky", x));
    }

    /**
     * {@code x = Q R}, with k the lesser of m and n, by Householder reflections. The diagonal of R is not negative,
     * which makes the factors of a matrix of full rank unique.
     *
     * @param x [..., m, n]; for a gradient its first k columns must be independent
     * @return Q and R; their gradients throw an ArithmeticException where R has a 0 on its diagonal
     */
    public static Qr qr(Tensor x) {
        requireMatrix("qr", x);
        long m = x.dim(-2);
        long n = x.dim(-1);
        int along = m >= n ? -2 : -1;
        Tensor packed = QR.apply(null, Broadcast.floating(x));
        return new Qr(Shapes.part(packed, along, 0, m, 1), Shapes.part(packed, along, m, m + n, 1));
    }

    /**
     * {@code x = P L U}, with k the lesser of m and n, by elimination with the greatest pivot of each column, so that
     * no element of L is greater than 1. The order of the rows is a constant for gradients.
     *
     * @param x [..., m, n]
     * @return the order of the rows, L and U; their gradients throw an ArithmeticException where U has a 0 on its
     * diagonal
     */
    public static Lu lu(Tensor x) {
        requireMatrix("lu", x);
        long m = x.dim(-2);
        long n = x.dim(-1);
        long k = Math.min(m, n);
        Tensor packed = LU.apply(null, Broadcast.floating(x));
        return new Lu(places(packed), unitLower(corner(packed, 0, m, 0, k)),
                Rearranging.triu(corner(packed, 0, k, 0, n), 0));
    }

    private static void requireMatrix(String op, Tensor x) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException(op + " of " + x.shape() + ": [..., rows, columns] expected");
        }
    }

    /**
     * The solution of triangular systems: {@code a x = b}, or what else the triangle says. Leading axes broadcast.
     *
     * @param a [..., n, n], of which one triangle is looked at
     * @param b [..., n, m]; [..., m, n] for a triangle on the right
     * @param triangle which
     * @return x, of b's shape but for broadcast axes
     * @throws ArithmeticException if the diagonal of a matrix has a 0, with its place in the batch and the pivot
     */
    public static Tensor triangularSolve(Tensor a, Tensor b, Triangle triangle) {
        Tensor matrix = square("triangularSolve", a);
        if (b.rank() < 2) {
            throw new IllegalArgumentException("triangularSolve: " + a.shape() + " and " + b.shape()
                    + ": right-hand sides [..., rows, columns] expected");
        }
        DType dtype = Broadcast.commonFloating(a, b);
        Tensor x = Shapes.cast(matrix, dtype);
        Tensor y = Shapes.cast(b, dtype);
        // From the right, x a = b is a^T x^T = b^T.
        boolean turned = triangle.transposed() == triangle.left();
        Tensor result = triangular(turned != triangle.upper(), triangle.unitDiagonal(), turned ? transposed(x) : x,
                triangle.left() ? y : transposed(y));
        return triangle.left() ? result : transposed(result);
    }

    /**
     * The solution of {@code a x = b}, by elimination with the greatest pivot of each column. Leading axes broadcast.
     *
     * @param a [..., n, n]
     * @param b [..., n, m]; or a vector, [n]
     * @return x, [..., n, m] or [..., n]
     * @throws ArithmeticException if a matrix is singular, with its place in the batch and the pivot
     */
    public static Tensor solve(Tensor a, Tensor b) {
        Tensor matrix = square("solve", a);
        if (b.rank() == 0) {
            throw new IllegalArgumentException(
                    "solve: " + a.shape() + " and " + b.shape() + ": right-hand sides expected");
        }
        DType dtype = Broadcast.commonFloating(a, b);
        Tensor x = Shapes.cast(matrix, dtype);
        Tensor y = Shapes.cast(b, dtype);
        return b.rank() > 1 ? solved(x, y) : Shapes.squeeze(solved(x, Shapes.unsqueeze(y, -1)), -1);
    }

    /**
     * The inverse. To solve a system, {@link #solve} is faster and more accurate.
     *
     * @param x [..., n, n]
     * @return [..., n, n]
     * @throws ArithmeticException if a matrix is singular, with its place in the batch and the pivot
     */
    public static Tensor inverse(Tensor x) {
        return INVERSE.apply(null, square("inverse", x));
    }

    /**
     * The determinant; 1 of a matrix without rows.
     *
     * @param x [..., n, n]
     * @return [...]; its gradient throws an ArithmeticException where a matrix is singular
     */
    public static Tensor det(Tensor x) {
        return DET.apply(null, square("det", x));
    }

    /**
     * The sign and the logarithm of the magnitude of the determinant.
     *
     * @param x [..., n, n]
     * @return both, [...]; the gradient throws an ArithmeticException where a matrix is singular
     */
    public static SignAndLog slogdet(Tensor x) {
        Tensor both = SLOGDET.apply(null, square("slogdet", x));
        return new SignAndLog(Shapes.select(both.stopGradient(), -1, 0), Shapes.select(both, -1, 1));
    }
}
