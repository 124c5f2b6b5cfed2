package lanegrad.array;

/** Prints arrays as NumPy does. */
final class NdFormat {

    private NdFormat() {
    }

    static String format(NdArray array) {
        return "array " + array.dtype() + " " + array.shape();
    }
}
