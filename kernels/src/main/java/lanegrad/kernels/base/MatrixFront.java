package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.MatrixKernels;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.MatrixCall.Kind;
import lanegrad.memory.Scope;
import lanegrad.parallel.Pool;

/** Kernels on matrices, the same for both implementations: the checks; {@link MatrixCall} works. */
public final class MatrixFront implements MatrixKernels {

    /** The only one. */
    public static final MatrixFront INSTANCE = new MatrixFront();

    private static final Pool<MatrixCall> POOL = new Pool<>(MatrixCall::new);

    private MatrixFront() {
    }

    @Override
    public void triangle(NdArray x, boolean upper, long diagonal, double rest, NdArray out) {
        requireMatrix("triangle", "x", x);
        Arguments.requireType("triangle", "out", out, x.dtype());
        Arguments.requireShape("triangle", "out", out, x.shape());
        Arguments.requireContiguous("triangle", "out", out);
        Arguments.requireTarget("triangle", "out", out);
        // No row reaches further than this, and sums of it with a row's number do not overflow.
        long most = Math.max(x.dim(-1), x.dim(-2));
        if (x != out) {
            StridedCopy.INSTANCE.copy(x, out);
        }
        TriangleCall.fill(out, upper, Math.clamp(diagonal, -most - 1, most + 1), rest);
        Reference.reachabilityFence(out);
    }

    @Override
    public void cholesky(NdArray a, NdArray out) {
        factors("cholesky", Kind.CHOLESKY, a, out);
    }

    private static void factors(String kernel, Kind kind, NdArray a, NdArray out) {
        requireSquare(kernel, a);
        Shape batch = requireOutput(kernel, "out", out, a, a.dim(-1), a.dim(-1));
        if (a.isForeign()) {
            try (Scope _ = Scope.open(kernel)) {
                factors(kernel, kind, a.local(), out);
            }
            return;
        }
        MatrixCall call = POOL.take();
        try {
            call.begin(kind, batch);
            call.run(a, out, batch);
            requireResult(kernel, call, batch, a);
        } finally {
            POOL.give(call);
        }
        fence(a, a, out);
    }

    @Override
    public void qr(NdArray a, NdArray q, NdArray r) {
        requireMatrix("qr", "a", a);
        Arguments.requireFloating("qr", "a", a);
        long least = Math.min(a.dim(-2), a.dim(-1));
        Shape batch = requireOutput("qr", "q", q, a, a.dim(-2), least);
        requireOutput("qr", "r", r, a, least, a.dim(-1));
        requireBatch("qr", "q", q, "r", r, batch);
        pair("qr", Kind.QR, a, q, r, batch);
    }

    @Override
    public void lu(NdArray a, NdArray places, NdArray out) {
        requireMatrix("lu", "a", a);
        Arguments.requireFloating("lu", "a", a);
        Shape batch = requireOutput("lu", "out", out, a, a.dim(-2), a.dim(-1));
        requireOutput("lu", "places", places, a, a.dim(-2), 1);
        requireBatch("lu", "out", out, "places", places, batch);
        pair("lu", Kind.LU, a, places, out, batch);
    }

    @Override
    public void symmetricEigen(NdArray a, NdArray values, NdArray vectors) {
        requireSquare("symmetricEigen", a);
        Shape batch = requireOutput("symmetricEigen", "vectors", vectors, a, a.dim(-1), a.dim(-1));
        Arguments.requireType("symmetricEigen", "values", values, a.dtype());
        Arguments.requireTarget("symmetricEigen", "values", values);
        Arguments.requireShape("symmetricEigen", "values", values, vectors.shape().remove(-1));
        pair("symmetricEigen", Kind.EIGEN, a, values, vectors, batch);
    }

    private static void requireBatch(String kernel, String aName, NdArray a, String bName, NdArray b, Shape batch) {
        if (!b.shape().remove(-1).remove(-1).equals(batch)) {
            throw new IllegalArgumentException(kernel + ": " + aName + " has shape " + a.shape() + " and " + bName
                    + " " + b.shape() + ": equal leading axes expected");
        }
    }

    /** Two results of each matrix. */
    private static void pair(String kernel, Kind kind, NdArray a, NdArray first, NdArray second, Shape batch) {
        if (a.isForeign()) {
            try (Scope _ = Scope.open(kernel)) {
                pair(kernel, kind, a.local(), first, second, batch);
            }
            return;
        }
        MatrixCall call = POOL.take();
        try {
            call.begin(kind, batch);
            call.run(a, first, second, batch);
        } finally {
            POOL.give(call);
        }
        fence(a, first, second);
    }

    @Override
    public void solve(NdArray a, NdArray b, NdArray out) {
        system("solve", Kind.SOLVE, a, b, false, out);
    }

    @Override
    public void inverse(NdArray a, NdArray out) {
        factors("inverse", Kind.INVERSE, a, out);
    }

    @Override
    public void triangularSolve(NdArray a, NdArray b, boolean upper, boolean unitDiagonal, NdArray out) {
        system("triangularSolve", upper ? Kind.UPPER : Kind.LOWER, a, b, unitDiagonal, out);
    }

    private static void system(String kernel, Kind kind, NdArray a, NdArray b, boolean unitDiagonal, NdArray out) {
        requireSquare(kernel, a);
        requireMatrix(kernel, "b", b);
        Arguments.requireType(kernel, "b", b, a.dtype());
        if (b.dim(-2) != a.dim(-1)) {
            throw new IllegalArgumentException(kernel + ": a is " + a.shape() + " and b " + b.shape()
                    + ": as many rows as a has, " + a.dim(-1) + ", expected in b");
        }
        Shape batch = requireOutput(kernel, "out", out, a, a.dim(-1), b.dim(-1));
        requireBroadcast(kernel, "b", b, batch);
        if (a.isForeign() || b.isForeign()) {
            try (Scope _ = Scope.open(kernel)) {
                system(kernel, kind, a.local(), b.local(), unitDiagonal, out);
            }
            return;
        }
        MatrixCall call = POOL.take();
        try {
            call.begin(kind, batch);
            call.unitDiagonal(unitDiagonal);
            call.run(a, b, out, batch);
            requireResult(kernel, call, batch, a);
        } finally {
            POOL.give(call);
        }
        fence(a, b, out);
    }

    @Override
    public void determinant(NdArray a, NdArray out) {
        determinants("determinant", Kind.DETERMINANT, a, out);
    }

    @Override
    public void signAndLogDeterminant(NdArray a, NdArray out) {
        determinants("signAndLogDeterminant", Kind.LOG_DETERMINANT, a, out);
    }

    private static void determinants(String kernel, Kind kind, NdArray a, NdArray out) {
        requireSquare(kernel, a);
        Shape batch = a.shape().remove(-1).remove(-1);
        boolean pairs = kind == Kind.LOG_DETERMINANT;
        boolean fits = !pairs ? out.shape().equals(batch)
                : out.rank() > 0 && out.dim(-1) == 2 && out.shape().remove(-1).equals(batch);
        if (!fits) {
            Arguments.requireShape(kernel, "out", out, pairs ? batch.insert(-1, 2) : batch);
        }
        Arguments.requireType(kernel, "out", out, a.dtype());
        Arguments.requireTarget(kernel, "out", out);
        if (a.isForeign()) {
            try (Scope _ = Scope.open(kernel)) {
                determinants(kernel, kind, a.local(), out);
            }
            return;
        }
        MatrixCall call = POOL.take();
        try {
            call.begin(kind, batch);
            call.run(a, out, batch);
        } finally {
            POOL.give(call);
        }
        fence(a, a, out);
    }

    private static void requireMatrix(String kernel, String name, NdArray x) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " has shape " + x.shape() + ", expected [..., rows, columns]");
        }
    }

    private static void requireSquare(String kernel, NdArray a) {
        requireMatrix(kernel, "a", a);
        Arguments.requireFloating(kernel, "a", a);
        if (a.dim(-2) != a.dim(-1)) {
            throw new IllegalArgumentException(
                    kernel + ": a has shape " + a.shape() + ", expected square matrices, [..., n, n]");
        }
    }

    /** Checks an output of matrices of a size; returns the batch that it is of. It makes no object. */
    private static Shape requireOutput(String kernel, String name, NdArray out, NdArray a, long rows, long columns) {
        Arguments.requireType(kernel, name, out, a.dtype());
        Arguments.requireTarget(kernel, name, out);
        requireMatrix(kernel, name, out);
        Shape batch = out.shape().remove(-1).remove(-1);
        if (out.dim(-2) != rows || out.dim(-1) != columns) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + out.shape() + ", expected "
                    + batch.insert(-1, rows).insert(-1, columns));
        }
        requireBroadcast(kernel, "a", a, batch);
        return batch;
    }

    private static void requireBroadcast(String kernel, String name, NdArray x, Shape batch) {
        int missing = batch.rank() - (x.rank() - 2);
        boolean fits = missing >= 0;
        for (int i = 0; fits && i < x.rank() - 2; i++) {
            fits = x.dim(i) == 1 || x.dim(i) == batch.dim(missing + i);
        }
        if (!fits) {
            throw new IllegalArgumentException(kernel + ": the leading axes of " + name + ", "
                    + x.shape().remove(-1).remove(-1) + ", do not broadcast to " + batch);
        }
    }

    private static void requireResult(String kernel, MatrixCall call, Shape batch, NdArray a) {
        if (call.failed() >= 0) {
            throw new ArithmeticException(kernel + ": " + which(call, batch, a) + " is "
                    + (kernel.equals("cholesky") ? "not positive definite" : "singular") + ": pivot "
                    + call.failedPivot() + " is " + call.failedValue());
        }
    }

    /** The matrix that has no result, for a message. */
    private static String which(MatrixCall call, Shape batch, NdArray a) {
        String size = a.dim(-2) + " x " + a.dim(-1);
        if (batch.rank() == 0) {
            return "the " + size + " matrix";
        }
        long[] index = batch.toArray();
        long left = call.failed();
        for (int i = index.length - 1; i >= 0; i--) {
            long dim = index[i];
            index[i] = left % dim;
            left /= dim;
        }
        return size + " matrix " + Arrays.toString(index) + " of the batch " + batch;
    }

    private static void fence(NdArray a, NdArray b, NdArray c) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("matrix", "pivots at once", Pivots.BLOCK),
                new Threshold("matrix", "parallel cut", MatrixCall.PIECE),
                new Threshold("matrix", "bytes of a triangle's piece", TriangleCall.PIECE));
    }
}
