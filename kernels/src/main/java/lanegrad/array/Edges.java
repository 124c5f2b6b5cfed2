package lanegrad.array;

/** Which elements of an array are printed: all, or those near both edges of every axis. */
final class Edges {

    /** How many at each edge. */
    private static final int WIDTH = 3;

    private final Layout layout;
    private final boolean shortened;

    Edges(Layout layout, boolean shortened) {
        this.layout = layout;
        this.shortened = shortened;
    }

    Layout layout() {
        return layout;
    }

    /** Whether some of an axis is left out. */
    boolean isCut(int axis) {
        return shortened && layout.shape().rawDim(axis) > 2 * WIDTH;
    }

    /** How many indices of an axis are printed. */
    int count(int axis) {
        return isCut(axis) ? 2 * WIDTH : (int) layout.shape().rawDim(axis);
    }

    /** The index of the i-th that is printed. */
    long index(int axis, int i) {
        return isCut(axis) && i >= WIDTH ? layout.shape().rawDim(axis) - 2 * WIDTH + i : i;
    }

    /** Whether what is left out stands before the i-th that is printed. */
    boolean isGapBefore(int axis, int i) {
        return isCut(axis) && i == WIDTH;
    }

    /** Where all printed elements lie in the storage. */
    long[] positions() {
        int rank = layout.shape().rank();
        int total = 1;
        for (int axis = 0; axis < rank; axis++) {
            total *= count(axis);
        }
        long[] positions = new long[total];
        for (int i = 0; i < total; i++) {
            long at = layout.offset();
            int rest = i;
            for (int axis = rank - 1; axis >= 0; axis--) {
                at += index(axis, rest % count(axis)) * layout.rawStride(axis);
                rest /= count(axis);
            }
            positions[i] = at;
        }
        return positions;
    }
}
