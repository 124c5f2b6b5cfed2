package lanegrad.compare.run;

import java.util.Locale;

/**
 * What a child process is told to do, a line each.
 *
 * @param verb what
 * @param argument the name of a case, or nothing
 */
public record Order(Verb verb, String argument) {

    /** What a child can do. */
    public enum Verb {
        /** Make a case's operands, do it once, and warm up. */
        PREPARE,
        /** Do it as many times as take a round. */
        ROUND,
        /** Tell what it computed, and let the operands go. */
        FINISH,
        /** Tell how much memory is resident. */
        MEMORY,
        /** End. */
        QUIT
    }

    /** An order without an argument. */
    public static Order of(Verb verb) {
        return new Order(verb, "");
    }

    /** The order as a line. */
    public String line() {
        return (verb.name().toLowerCase(Locale.ROOT) + " " + argument).strip();
    }

    /** Reads a line. */
    public static Order parse(String line) {
        String[] parts = line.strip().split(" ", 2);
        return new Order(Verb.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts.length > 1 ? parts[1] : "");
    }
}
