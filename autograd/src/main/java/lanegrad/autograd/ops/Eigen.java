package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.OUTPUT;
import static lanegrad.autograd.ops.LinearAlgebra.matmul;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;

/**
 * Eigenvalues and eigenvectors, for each matrix of a batch. They are computed in F64; what is F32 is rounded once. The
 * rule is that of Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation
 * (2008).
 */
public final class Eigen {

    /** The eigenvalues in a row, and below it the eigenvectors. */
    static final Op EIGH = Op.named("eigh").forward(call -> {
        NdArray a = call.array(0);
        long n = a.dim(-1);
        NdArray out = NdArray.empty(a.dtype(), a.shape().with(-2, n + 1));
        Autograd.kernels().matrix().symmetricEigen(a, out.select(-2, 0), out.slice(-2, 1, n + 1, 1));
        return out;
    }).gradient(OUTPUT, (call, g) -> gradient(call.output(), g)).build();

    static final List<Op> OPS = List.of(EIGH);

    private Eigen() {
    }

    /**
     * Eigenvalues and eigenvectors.
     *
     * @param values ascending, [..., n]
     * @param vectors of length 1, one in each column, [..., n, n]
     */
    public record Eigh(Tensor values, Tensor vectors) {
    }

    /**
     * {@code V (diag(gw) + V^T gV / gaps) V^T}, made symmetric, where {@code gaps[i, j] = w[j] - w[i]}; the diagonal of
     * {@code V^T gV} plays no part, because the lengths of eigenvectors do not change.
     */
    private static Tensor gradient(Tensor packed, Tensor g) {
        long n = packed.dim(-1);
        Tensor values = Shapes.part(packed, -2, 0, 1, 1);
        Tensor vectors = Shapes.part(packed, -2, 1, n + 1, 1);
        Tensor rows = Shapes.transpose(vectors, -1, -2);
        Tensor gaps = values.minus(Shapes.transpose(values, -1, -2));
        Tensor equal = Comparisons.eq(gaps, 0);
        Tensor turns = matmul(rows, Shapes.part(g, -2, 1, n + 1, 1));
        requireGaps(values, equal, turns);
        Tensor turned = turns.div(Indexing.maskedFill(gaps, equal, 1));
        Tensor moved = Creation.eye(g.dtype(), n).times(Shapes.part(g, -2, 0, 1, 1));
        Tensor whole = matmul(matmul(vectors, Indexing.maskedFill(turned, equal, 0).plus(moved)), rows);
        return whole.plus(Shapes.transpose(whole, -1, -2)).times(0.5);
    }

    /** Eigenvectors of equal eigenvalues turn into each other at no cost, unless nothing would turn them. */
    private static void requireGaps(Tensor values, Tensor equal, Tensor turns) {
        Tensor others = Comparisons.not(Creation.eye(DType.BOOL, values.dim(-1)));
        Tensor bad = Comparisons.and(Comparisons.and(equal, others), Comparisons.ne(turns, 0));
        Tensor found = Selection.nonZero(bad.stopGradient());
        if (found.dim(0) > 0) {
            long[] place = found.get(0).toLongArray();
            int rank = place.length;
            Tensor row = values.stopGradient();
            for (int i = 0; i < rank - 2; i++) {
                row = row.get(place[i]);
            }
            throw new ArithmeticException("eigh: the gradient of eigenvectors " + place[rank - 2] + " and "
                    + place[rank - 1] + " of " + values.dim(-1) + " does not exist: their eigenvalues are both "
                    + row.get(0).get(place[rank - 1]).item());
        }
    }

    /**
     * {@code x = V diag(w) V^T} of symmetric matrices. What lies above x's diagonal is not looked at: x is taken for
     * symmetric, and so is its gradient. Of an eigenvector the element of the greatest magnitude is positive; of
     * several whose magnitudes are equal but for rounding, the first.
     *
     * <p>Eigenvectors of equal eigenvalues are any that fit, and have no gradient; nor do eigenvalues that are equal
     * have one of second order. The closer two of them are, the less exact it is.
     *
     * @param x [..., n, n], symmetric
     * @return w and V, NaN for a matrix that has a NaN or an infinity; a gradient that does not exist throws an
     * ArithmeticException
     */
    public static Eigh eigh(Tensor x) {
        Tensor packed = EIGH.apply(null, Decompositions.square("eigh", x));
        long n = x.dim(-1);
        return new Eigh(Shapes.select(packed, -2, 0), Shapes.part(packed, -2, 1, n + 1, 1));
    }
}
