package lanegrad.autograd.ops;

import java.util.Arrays;

/**
 * The text of an einsum, read: for each axis of each operand, and of the result, a label. Letters are labels by their
 * character codes; the axes of ellipses are negative, -1 for the last.
 */
final class EinsumEquation {

    /** Stands for an ellipsis until the operand's rank says how many axes it is. */
    private static final int ELLIPSIS = 0;

    private final String text;

    /** Labels of each operand. */
    final int[][] inputs;

    /** Labels of the result. */
    final int[] output;

    private EinsumEquation(String text, int[][] inputs, int[] output) {
        this.text = text;
        this.inputs = inputs;
        this.output = output;
    }

    static EinsumEquation parse(String text, int[] ranks) {
        int arrow = text.indexOf("->");
        String left = arrow < 0 ? text : text.substring(0, arrow);
        int operands = 1 + (int) left.chars().filter(c -> c == ',').count();
        if (operands != ranks.length) {
            throw new IllegalArgumentException("einsum '" + text + "': subscripts of " + operands + " operands, but "
                    + ranks.length + " given");
        }
        int[][] inputs = new int[operands][];
        int ellipsis = 0;
        int at = 0;
        for (int i = 0; i < operands; i++) {
            int comma = left.indexOf(',', at);
            int[] labels = labels(text, at, comma < 0 ? left.length() : comma);
            int implied = ranks[i] - letters(labels);
            if (implied < 0 || implied > 0 && !contains(labels, ELLIPSIS)) {
                throw new IllegalArgumentException("einsum '" + text + "': " + letters(labels)
                        + " subscripts at position " + at + ", but operand " + i + " has " + ranks[i] + " axes");
            }
            inputs[i] = spread(labels, implied);
            ellipsis = Math.max(ellipsis, contains(labels, ELLIPSIS) ? implied : 0);
            at = comma + 1;
        }
        int[] output = arrow < 0 ? implicit(inputs, ellipsis) : explicit(text, arrow + 2, inputs, ellipsis);
        return new EinsumEquation(text, inputs, output);
    }

    private static int letters(int[] labels) {
        return labels.length - (contains(labels, ELLIPSIS) ? 1 : 0);
    }

    static boolean contains(int[] labels, int label) {
        return indexOf(labels, label) >= 0;
    }

    static int indexOf(int[] labels, int label) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == label) {
                return i;
            }
        }
        return -1;
    }

    /** The labels between two positions. */
    private static int[] labels(String text, int from, int to) {
        int[] labels = new int[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
                labels[count++] = c;
            } else if (c == '.') {
                if (i + 3 > to || !text.startsWith("...", i)) {
                    throw wrong(text, i, "an ellipsis is three dots");
                }
                if (contains(Arrays.copyOf(labels, count), ELLIPSIS)) {
                    throw wrong(text, i, "a second ellipsis");
                }
                labels[count++] = ELLIPSIS;
                i += 2;
            } else if (c != ' ') {
                throw wrong(text, i, "'" + c + "' is neither a letter nor an ellipsis");
            }
        }
        return Arrays.copyOf(labels, count);
    }

    private static IllegalArgumentException wrong(String text, int position, String what) {
        return new IllegalArgumentException("einsum '" + text + "': " + what + ", at position " + position);
    }

    /** The ellipsis replaced by the axes it stands for. */
    private static int[] spread(int[] labels, int implied) {
        int dots = indexOf(labels, ELLIPSIS);
        if (dots < 0) {
            return labels;
        }
        int[] spread = new int[labels.length - 1 + implied];
        System.arraycopy(labels, 0, spread, 0, dots);
        for (int i = 0; i < implied; i++) {
            spread[dots + i] = i - implied;
        }
        System.arraycopy(labels, dots + 1, spread, dots + implied, labels.length - 1 - dots);
        return spread;
    }

    /** The ellipsis, then the letters that occur once, in the order of their codes. */
    private static int[] implicit(int[][] inputs, int ellipsis) {
        int[] seen = new int['z' + 1];
        for (int[] labels : inputs) {
            for (int label : labels) {
                seen[Math.max(0, label)]++;
            }
        }
        int[] output = new int[ellipsis + seen.length];
        int count = 0;
        for (int i = -ellipsis; i < 0; i++) {
            output[count++] = i;
        }
        for (int label = 'A'; label <= 'z'; label++) {
            if (seen[label] == 1) {
                output[count++] = label;
            }
        }
        return Arrays.copyOf(output, count);
    }

    private static int[] explicit(String text, int from, int[][] inputs, int ellipsis) {
        int[] labels = labels(text, from, text.length());
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            if (label == ELLIPSIS) {
                continue;
            }
            int position = text.indexOf(label, from);
            if (Arrays.stream(inputs).noneMatch(input -> contains(input, label))) {
                throw wrong(text, position, "'" + (char) label + "' is in the result, but in no operand");
            }
            if (indexOf(labels, label) != i) {
                throw wrong(text, text.indexOf(label, position + 1), "'" + (char) label
                        + "' is in the result already");
            }
        }
        if (ellipsis > 0 && !contains(labels, ELLIPSIS)) {
            throw wrong(text, from, "the result lacks the ellipsis that operands have");
        }
        return spread(labels, ellipsis);
    }

    /** The name of a label, for a message. */
    static String name(int label) {
        return label > 0 ? "'" + (char) label + "'" : "axis " + label + " of the ellipsis";
    }

    @Override
    public String toString() {
        return text;
    }
}
