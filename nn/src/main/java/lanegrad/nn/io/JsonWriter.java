package lanegrad.nn.io;

/**
 * Writes JSON without spaces; the caller keeps the order of calls right.
 *
 * <pre>{@code
 * String json = new JsonWriter().beginObject().name("shape").beginArray().integer(2).integer(3).endArray().endObject()
 *         .toString();
 * }</pre>
 */
public final class JsonWriter {

    private final StringBuilder text = new StringBuilder();
    private boolean comma;

    /** A writer with nothing written yet. */
    public JsonWriter() {
        // nothing to set up
    }

    /**
     * Opens an object.
     *
     * @return this writer
     */
    public JsonWriter beginObject() {
        return begin('{');
    }

    /**
     * Closes an object.
     *
     * @return this writer
     */
    public JsonWriter endObject() {
        return end('}');
    }

    /**
     * Opens an array.
     *
     * @return this writer
     */
    public JsonWriter beginArray() {
        return begin('[');
    }

    /**
     * Closes an array.
     *
     * @return this writer
     */
    public JsonWriter endArray() {
        return end(']');
    }

    /**
     * Names the next value of an object.
     *
     * @param name unique in its object
     * @return this writer
     */
    public JsonWriter name(String name) {
        string(name);
        text.append(':');
        comma = false;
        return this;
    }

    /**
     * Writes a string.
     *
     * @param value any text
     * @return this writer
     * @throws IllegalArgumentException if it holds half of a surrogate pair, which UTF-8 cannot say
     */
    public JsonWriter string(String value) {
        requirePairs(value);
        separate();
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
        comma = true;
        return this;
    }

    private static void requirePairs(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException("half of a surrogate pair at character " + i + " of a string");
            }
        }
    }

    /**
     * Writes a whole number.
     *
     * @param value the number
     * @return this writer
     */
    public JsonWriter integer(long value) {
        separate();
        text.append(value);
        comma = true;
        return this;
    }

    private JsonWriter begin(char bracket) {
        separate();
        text.append(bracket);
        comma = false;
        return this;
    }

    private JsonWriter end(char bracket) {
        text.append(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            text.append(',');
        }
    }

    /**
     * What has been written.
     *
     * @return JSON
     */
    @Override
    public String toString() {
        return text.toString();
    }
}
