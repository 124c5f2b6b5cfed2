package lanegrad.kernels.base;

import lanegrad.array.NdArray;

/** Whether an output that lies in the same storage as an input may be written while that is read. */
final class Overlap {

    private Overlap() {
    }

    /**
     * Lets an output be the input itself, or lie apart from it.
     *
     * @throws IllegalArgumentException if they share some places, or all of them in another order
     */
    static void requireNone(String kernel, String name, NdArray x, NdArray out) {
        if (!x.sharesStorageWith(out) || x.size() == 0 || out.size() == 0) {
            return;
        }
        boolean isSame = x.dtype() == out.dtype() && x.layout().coincidesWith(out.layout());
        if (!isSame && end(x) > start(out) && end(out) > start(x)) {
            throw new IllegalArgumentException(kernel + ": the output overlaps " + name + " without being it: "
                    + out.layout() + " and " + x.layout());
        }
    }

    /** The first byte that belongs to an array. */
    private static long start(NdArray x) {
        long at = x.offset();
        for (int i = 0; i < x.rank(); i++) {
            at += Math.min(0, x.stride(i) * (x.dim(i) - 1));
        }
        return at * x.dtype().bytes();
    }

    /** The first byte behind an array. */
    private static long end(NdArray x) {
        long at = x.offset() + 1;
        for (int i = 0; i < x.rank(); i++) {
            at += Math.max(0, x.stride(i) * (x.dim(i) - 1));
        }
        return at * x.dtype().bytes();
    }
}
