package lanegrad.kernels.base;

import lanegrad.array.DType;
import lanegrad.array.NdArray;

/** What attention asks of its operands. */
final class AttentionChecks {

    /** Heads there can be, and elements of one: pieces are counted, and heads are packed, by ints. */
    private static final long MOST = 1 << 30;

    private AttentionChecks() {
    }

    /** What both passes take. */
    static void operands(String kernel, NdArray q, NdArray k, NdArray v, NdArray mask, NdArray out, NdArray lse) {
        Arguments.requireFloating(kernel, "q", q);
        heads(kernel, "q", q, q);
        heads(kernel, "k", k, q);
        heads(kernel, "v", v, q);
        if (q.dim(3) != k.dim(3)) {
            throw new IllegalArgumentException(kernel + ": q " + q.shape() + ", k " + k.shape() + ": widths " + q.dim(3)
                    + " and " + k.dim(3) + " differ");
        }
        if (k.dim(2) != v.dim(2)) {
            throw new IllegalArgumentException(kernel + ": k " + k.shape() + ", v " + v.shape() + ": " + k.dim(2)
                    + " keys and " + v.dim(2) + " values");
        }
        result(kernel, "out", out, q, 4, v.dim(3));
        result(kernel, "lse", lse, q, 3, 0);
        mask(kernel, mask, q, k);
    }

    private static void heads(String kernel, String name, NdArray array, NdArray q) {
        Arguments.requireType(kernel, name, array, q.dtype());
        if (array.rank() != 4) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " has shape " + array.shape() + ", expected [batch, heads, rows, columns]");
        }
        if (array.dim(0) != q.dim(0) || array.dim(1) != q.dim(1)) {
            throw new IllegalArgumentException(kernel + ": q " + q.shape() + ", " + name + " " + array.shape()
                    + ": batches or heads differ");
        }
        boolean countable = array.dim(0) <= MOST && array.dim(1) <= MOST / Math.max(1, array.dim(0));
        boolean packable = array.dim(2) <= MOST && array.dim(3) <= MOST / Math.max(1, array.dim(2));
        if (!countable || !packable) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " has shape " + array.shape() + ", expected at most "
                            + MOST + " heads, and elements a head");
        }
    }

    private static void result(String kernel, String name, NdArray array, NdArray q, int rank, long columns) {
        Arguments.requireType(kernel, name, array, q.dtype());
        boolean fits = array.rank() == rank;
        for (int axis = 0; fits && axis < 3; axis++) {
            fits = array.dim(axis) == q.dim(axis);
        }
        if (!fits || rank == 4 && array.dim(3) != columns) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + array.shape() + ", expected "
                    + (rank == 4 ? q.shape().with(3, columns) : q.shape().remove(3)));
        }
    }

    private static void mask(String kernel, NdArray mask, NdArray q, NdArray k) {
        if (mask == null) {
            return;
        }
        Arguments.requireType(kernel, "mask", mask, DType.BOOL);
        boolean fits = mask.rank() <= 4;
        for (int fromEnd = 1; fits && fromEnd <= mask.rank(); fromEnd++) {
            long dim = mask.dim(-fromEnd);
            fits = dim == 1 || dim == (fromEnd == 1 ? k.dim(2) : q.dim(4 - fromEnd));
        }
        if (!fits) {
            throw new IllegalArgumentException(kernel + ": mask of shape " + mask.shape() + " does not broadcast to "
                    + q.shape().with(3, k.dim(2)));
        }
    }
}
