package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.array.DType;
import lanegrad.array.NdArray;

/** Looks at every index before a kernel writes anything. */
final class IndexCheck {

    private IndexCheck() {
    }

    /**
     * Checks that all indices are from 0 to one less than the size of an axis.
     *
     * @throws IndexOutOfBoundsException for the first that is not, with its position in row-major order
     */
    static void require(String kernel, NdArray indices, NdArray table, int axis) {
        long limit = table.dim(axis);
        long position = indices.isContiguous() ? firstInRun(indices, limit) : firstInWalk(indices, limit);
        if (position >= 0) {
            throw new IndexOutOfBoundsException(
                    kernel + ": index " + get(indices, position) + " at position " + position
                            + (limit == 0 ? ": there is nothing to index along axis "
                                    : " is outside 0.." + (limit - 1) + " along axis ")
                            + axis + " of " + table.shape());
        }
    }

    /** The position of the first bad index, or -1. First all are looked at without a branch. */
    private static long firstInRun(NdArray indices, long limit) {
        MemorySegment segment = indices.segment();
        long last = limit - 1;
        long signs = 0;
        if (indices.dtype() == DType.I64) {
            long end = indices.byteOffset() + indices.size() * 8;
            for (long at = indices.byteOffset(); at < end; at += 8) {
                long index = segment.get(ValueLayout.JAVA_LONG, at);
                signs |= index | last - index; // negative if either is: neither can overflow unseen
            }
        } else {
            long end = indices.byteOffset() + indices.size() * 4;
            for (long at = indices.byteOffset(); at < end; at += 4) {
                long index = segment.get(ValueLayout.JAVA_INT, at);
                signs |= index | last - index;
            }
        }
        return signs < 0 ? firstInWalk(indices, limit) : -1;
    }

    private static long firstInWalk(NdArray indices, long limit) {
        return indices.size() == 0 ? -1 : firstInWalk(indices, limit, 0, indices.offset(), 0);
    }

    /**
     * Walks an axis and those behind it; where an index was repeated, with stride 0, the first of its places will do.
     */
    private static long firstInWalk(NdArray indices, long limit, int axis, long at, long position) {
        if (axis == indices.rank()) {
            long index = read(indices, at);
            return index < 0 || index >= limit ? position : -1;
        }
        long dim = indices.dim(axis);
        long stride = indices.stride(axis);
        for (long i = 0; i < (stride == 0 ? 1 : dim); i++) {
            long found = firstInWalk(indices, limit, axis + 1, at + i * stride, position * dim + i);
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    /** The index at a position in row-major order. */
    private static long get(NdArray indices, long position) {
        long at = indices.offset();
        for (int axis = indices.rank() - 1; axis >= 0; axis--) {
            at += position % indices.dim(axis) * indices.stride(axis);
            position /= indices.dim(axis);
        }
        return read(indices, at);
    }

    private static long read(NdArray indices, long at) {
        return indices.dtype() == DType.I64 ? indices.segment().get(ValueLayout.JAVA_LONG, at * 8)
                : indices.segment().get(ValueLayout.JAVA_INT, at * 4);
    }
}
