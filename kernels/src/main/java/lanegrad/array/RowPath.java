package lanegrad.array;

/**
 * Where the runs of a layout begin: the leading axes walked in row-major order, whatever their strides. Axes that
 * follow each other in memory are walked as one. Immutable, and made once a layout.
 */
public final class RowPath {

    private final long start;
    private final int axes;
    /** Innermost first. */
    private final long[] dims;
    private final long[] strides;

    private RowPath(long start, int axes, long[] dims, long[] strides) {
        this.start = start;
        this.axes = axes;
        this.dims = dims;
        this.strides = strides;
    }

    /** Over a layout's first axes. */
    static RowPath over(Layout layout, int leading) {
        long[] dims = new long[leading];
        long[] strides = new long[leading];
        int axes = 0;
        for (int axis = leading - 1; axis >= 0; axis--) {
            long dim = layout.shape().rawDim(axis);
            long stride = layout.rawStride(axis);
            if (dim == 1) {
                continue;
            }
            if (axes > 0 && stride == strides[axes - 1] * dims[axes - 1]) {
                dims[axes - 1] *= dim;
            } else {
                dims[axes] = dim;
                strides[axes++] = stride;
            }
        }
        return new RowPath(layout.offset(), axes, dims, strides);
    }

    /**
     * Where a run begins.
     *
     * @param row which, in row-major order, less than there are
     * @return its place in the storage, in elements
     */
    public long at(long row) {
        if (axes == 1) {
            return start + row * strides[0];
        }
        long at = start;
        long left = row;
        for (int i = 0; i < axes; i++) {
            at += left % dims[i] * strides[i];
            left /= dims[i];
        }
        return at;
    }
}
