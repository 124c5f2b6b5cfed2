package lanegrad.array;

import java.util.function.LongFunction;

/** Nested brackets around words: rows in lines of limited width, blank lines between matrices. */
final class Brackets {

    private static final int LINE = 75;
    private static final String GAP = "...";

    private final Edges edges;
    private final int rank;
    private final LongFunction<String> words;
    private final StringBuilder text = new StringBuilder();

    private Brackets(Edges edges, LongFunction<String> words) {
        this.edges = edges;
        this.rank = edges.layout().shape().rank();
        this.words = words;
    }

    /** The text of an array whose word at each position is given. */
    static String of(Edges edges, LongFunction<String> words) {
        Brackets brackets = new Brackets(edges, words);
        brackets.nest(0, edges.layout().offset());
        return brackets.text.toString();
    }

    private void nest(int axis, long at) {
        text.append('[');
        if (axis == rank - 1) {
            row(axis, at);
        } else {
            String separator = "\n".repeat(rank - 1 - axis) + " ".repeat(axis + 1);
            for (int i = 0; i < edges.count(axis); i++) {
                if (edges.isGapBefore(axis, i)) {
                    text.append(GAP).append(separator);
                }
                nest(axis + 1, at + edges.index(axis, i) * edges.layout().rawStride(axis));
                if (i < edges.count(axis) - 1) {
                    text.append(separator);
                }
            }
        }
        text.append(']');
    }

    /** A row: a word that would not leave room for the brackets that close behind it begins a new line. */
    private void row(int axis, long at) {
        int indent = rank;
        int width = LINE - rank;
        int used = indent;
        for (int i = 0; i < edges.count(axis); i++) {
            if (edges.isGapBefore(axis, i)) {
                used = add(GAP, used, indent, width);
            }
            String word = words.apply(at + edges.index(axis, i) * edges.layout().rawStride(axis));
            used = add(word, used, indent, width);
        }
    }

    /** Adds a word, and a blank before it unless it is the first of its line; returns how much of the line is used. */
    private int add(String word, int used, int indent, int width) {
        if (used == indent) {
            text.append(word);
            return used + word.length();
        }
        if (used + 1 + word.length() > width) {
            while (text.charAt(text.length() - 1) == ' ') {
                text.setLength(text.length() - 1);
            }
            text.append('\n').append(" ".repeat(indent)).append(word);
            return indent + word.length();
        }
        text.append(' ').append(word);
        return used + 1 + word.length();
    }
}
