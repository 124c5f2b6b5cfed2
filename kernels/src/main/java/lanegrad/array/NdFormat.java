package lanegrad.array;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.function.LongFunction;

/**
 * Prints arrays as NumPy does with its default options: eight digits after the point or as few as tell a number apart,
 * columns as wide as their widest element, lines of 75 characters, and of more than 1000 elements only three at each
 * edge of each axis.
 */
final class NdFormat {

    /** Elements up to which all are printed. */
    private static final int ALL = 1000;

    private NdFormat() {
    }

    static String format(NdArray array) {
        DType dtype = array.dtype();
        Layout layout = array.layout();
        MemorySegment segment = array.segment();
        String text;
        if (array.size() == 0) {
            text = "[]";
        } else if (array.rank() == 0) {
            text = number(segment, dtype, layout.offset());
        } else {
            Edges edges = new Edges(layout, array.size() > ALL);
            text = Brackets.of(edges, words(segment, dtype, edges.positions()));
        }
        Reference.reachabilityFence(array);
        return text;
    }

    private static String number(MemorySegment segment, DType dtype, long at) {
        if (dtype.isFloating()) {
            return Decimal.ofNumber(dtype, Elements.getDouble(segment, dtype, at));
        }
        return dtype == DType.BOOL ? truth(segment, at) : Long.toString(Elements.getLong(segment, dtype, at));
    }

    /** How each element is printed, given the positions of all that will be. */
    private static LongFunction<String> words(MemorySegment segment, DType dtype, long[] positions) {
        if (dtype == DType.BOOL) {
            return at -> truth(segment, at).equals("True") ? " True" : "False";
        }
        if (dtype.isInteger()) {
            int width = 0;
            for (long at : positions) {
                width = Math.max(width, Long.toString(Elements.getLong(segment, dtype, at)).length());
            }
            int columns = width;
            return at -> padded(Long.toString(Elements.getLong(segment, dtype, at)), columns);
        }
        double[] values = new double[positions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Elements.getDouble(segment, dtype, positions[i]);
        }
        FloatColumn column = new FloatColumn(dtype, values);
        return at -> column.word(Elements.getDouble(segment, dtype, at));
    }

    private static String truth(MemorySegment segment, long at) {
        return Elements.getDouble(segment, DType.BOOL, at) != 0 ? "True" : "False";
    }

    /** Puts blanks in front. */
    static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
