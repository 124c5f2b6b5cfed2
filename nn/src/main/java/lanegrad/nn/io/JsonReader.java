package lanegrad.nn.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads JSON (RFC 8259) value by value, and trusts none of it: bytes that are not UTF-8, bad escapes, duplicate names,
 * numbers out of range, nesting deeper than {@link #MAX_DEPTH}, and anything after the end are {@link
 * FormatException}s.
 *
 * <pre>{@code
 * JsonReader json = new JsonReader("{\"width\": 128}".getBytes(StandardCharsets.UTF_8), "config.json", 0);
 * json.beginObject();
 * while (json.hasNext()) {
 *     String name = json.name();
 *     long value = json.integer();
 * }
 * json.endObject();
 * json.end();
 * }</pre>
 */
public final class JsonReader {

    /** How deep objects and arrays may be nested. */
    public static final int MAX_DEPTH = 64;

    /** What the next value is. */
    public enum Kind {
        /** An object. */
        OBJECT,
        /** An array. */
        ARRAY,
        /** A string. */
        STRING,
        /** A number. */
        NUMBER,
        /** True or false. */
        BOOLEAN,
        /** Null. */
        NULL
    }

    /** An object or array that is being read. */
    private static final class Level {

        final boolean object;
        Set<String> names;
        boolean begun;

        Level(boolean object) {
            this.object = object;
        }

        boolean isNew(String name) {
            if (names == null) {
                names = new HashSet<>();
            }
            return names.add(name);
        }
    }

    private final byte[] text;
    private final String source;
    private final long base;
    private final Deque<Level> levels = new ArrayDeque<>();
    private int at;

    /**
     * A reader at the beginning of a text.
     *
     * @param text UTF-8
     * @param source the file's name, for messages
     * @param base where in the file the text begins, for messages
     */
    public JsonReader(byte[] text, String source, long base) {
        this.text = text;
        this.source = source;
        this.base = base;
    }

    /**
     * What the next value is.
     *
     * @return its kind
     * @throws FormatException if no value begins here
     */
    public Kind peek() throws FormatException {
        skipSpace();
        int c = current();
        return switch (c) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            default -> {
                if (c == '-' || isDigit(c)) {
                    yield Kind.NUMBER;
                }
                throw wrong("a value expected, " + shown(c) + " found");
            }
        };
    }

    /**
     * Enters an object.
     *
     * @throws FormatException if the next value is none
     */
    public void beginObject() throws FormatException {
        begin('{', true);
    }

    /**
     * Enters an array.
     *
     * @throws FormatException if the next value is none
     */
    public void beginArray() throws FormatException {
        begin('[', false);
    }

    private void begin(char bracket, boolean object) throws FormatException {
        expect(bracket);
        if (levels.size() == MAX_DEPTH) {
            throw wrong("nested deeper than " + MAX_DEPTH);
        }
        levels.push(new Level(object));
    }

    /**
     * Whether the object or array has another element; reads the comma before it.
     *
     * @return false at the closing bracket
     * @throws FormatException if there is neither
     */
    public boolean hasNext() throws FormatException {
        Level level = levels.element();
        skipSpace();
        if (current() == (level.object ? '}' : ']')) {
            return false;
        }
        if (level.begun) {
            expect(',');
        }
        level.begun = true;
        return true;
    }

    /**
     * The name of the object's next element.
     *
     * @return the name
     * @throws FormatException if it is none, or was there before
     */
    public String name() throws FormatException {
        skipSpace();
        int from = at;
        String name = string();
        if (!levels.element().isNew(name)) {
            at = from;
            throw wrong("the name '" + abbreviated(name) + "' a second time");
        }
        expect(':');
        return name;
    }

    /**
     * Leaves an object.
     *
     * @throws FormatException if it has not ended
     */
    public void endObject() throws FormatException {
        expect('}');
        levels.pop();
    }

    /**
     * Leaves an array.
     *
     * @throws FormatException if it has not ended
     */
    public void endArray() throws FormatException {
        expect(']');
        levels.pop();
    }

    /**
     * A string.
     *
     * @return the text, unescaped
     * @throws FormatException if the next value is none, or malformed
     */
    public String string() throws FormatException {
        expect('"');
        StringBuilder built = null;
        while (true) {
            int from = at;
            boolean ascii = true;
            while (at < text.length && text[at] != '"' && text[at] != '\\' && (text[at] & 0xFF) >= 0x20) {
                ascii &= text[at] >= 0;
                at++;
            }
            String run = ascii ? new String(text, from, at - from, StandardCharsets.US_ASCII) : decode(from, at);
            int c = current();
            if (c == '"') {
                at++;
                return built == null ? run : built.append(run).toString();
            }
            if (c != '\\') {
                throw wrong(c < 0 ? "the text ends inside of a string" : "a control character inside of a string");
            }
            built = built == null ? new StringBuilder(run) : built.append(run);
            escape(built);
        }
    }

    private String decode(int from, int to) throws FormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, to - from)).toString();
        } catch (CharacterCodingException e) {
            at = from;
            throw wrong("a string that is not UTF-8");
        }
    }

    private void escape(StringBuilder into) throws FormatException {
        at++;
        int c = current();
        at++;
        switch (c) {
            case '"', '\\', '/' -> into.append((char) c);
            case 'b' -> into.append('\b');
            case 'f' -> into.append('\f');
            case 'n' -> into.append('\n');
            case 'r' -> into.append('\r');
            case 't' -> into.append('\t');
            case 'u' -> unicode(into);
            default -> {
                at--;
                throw wrong("the escape \\" + shown(c));
            }
        }
    }

    private void unicode(StringBuilder into) throws FormatException {
        char first = hex();
        into.append(first);
        if (Character.isHighSurrogate(first)) {
            if (at + 1 >= text.length || text[at] != '\\' || text[at + 1] != 'u') {
                throw wrong("half of a surrogate pair");
            }
            at += 2;
            char second = hex();
            if (!Character.isLowSurrogate(second)) {
                throw wrong("half of a surrogate pair");
            }
            into.append(second);
        } else if (Character.isLowSurrogate(first)) {
            throw wrong("half of a surrogate pair");
        }
    }

    private char hex() throws FormatException {
        int value = 0;
        for (int i = 0; i < 4; i++, at++) {
            int c = current();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong("four hexadecimal digits expected, " + shown(c) + " found");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    /**
     * A whole number.
     *
     * @return the number
     * @throws FormatException if the next value is none, has a fraction or an exponent, or does not fit into a long
     */
    public long integer() throws FormatException {
        int from = beginNumber();
        String digits = number(from);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            at = from;
            throw wrong("a whole number of at most 64 bits expected, " + abbreviated(digits) + " found");
        }
    }

    /**
     * A number.
     *
     * @return the nearest double
     * @throws FormatException if the next value is none, or too large
     */
    public double real() throws FormatException {
        int from = beginNumber();
        String digits = number(from);
        double value = Double.parseDouble(digits);
        if (Double.isInfinite(value)) {
            at = from;
            throw wrong("the number " + abbreviated(digits) + " is too large");
        }
        return value;
    }

    private int beginNumber() throws FormatException {
        skipSpace();
        int c = current();
        if (c != '-' && !isDigit(c)) {
            throw wrong("a number expected, " + shown(c) + " found");
        }
        return at;
    }

    /** Walks over a number by the grammar: no leading zeros, a digit on each side of the point. */
    private String number(int from) throws FormatException {
        if (current() == '-') {
            at++;
        }
        if (current() == '0') {
            at++;
        } else {
            digits();
        }
        if (current() == '.') {
            at++;
            digits();
        }
        if (current() == 'e' || current() == 'E') {
            at++;
            if (current() == '+' || current() == '-') {
                at++;
            }
            digits();
        }
        return new String(text, from, at - from, StandardCharsets.US_ASCII);
    }

    private void digits() throws FormatException {
        if (!isDigit(current())) {
            throw wrong("a digit expected, " + shown(current()) + " found");
        }
        while (isDigit(current())) {
            at++;
        }
    }

    /**
     * A truth value.
     *
     * @return the value
     * @throws FormatException if the next value is none
     */
    public boolean bool() throws FormatException {
        skipSpace();
        if (current() == 't') {
            word("true");
            return true;
        }
        word("false");
        return false;
    }

    /**
     * Null.
     *
     * @throws FormatException if the next value is something else
     */
    public void nothing() throws FormatException {
        skipSpace();
        word("null");
    }

    private void word(String word) throws FormatException {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= text.length || text[at + i] != word.charAt(i)) {
                throw wrong(word + " expected");
            }
        }
        at += word.length();
    }

    /**
     * Walks over the next value, whatever it is; it must be well formed all the same.
     *
     * @throws FormatException if it is not
     */
    public void skip() throws FormatException {
        switch (peek()) {
            case OBJECT -> {
                beginObject();
                while (hasNext()) {
                    name();
                    skip();
                }
                endObject();
            }
            case ARRAY -> {
                beginArray();
                while (hasNext()) {
                    skip();
                }
                endArray();
            }
            case STRING -> string();
            case NUMBER -> number(beginNumber());
            case BOOLEAN -> bool();
            case NULL -> nothing();
        }
    }

    /**
     * Checks that nothing but space follows.
     *
     * @throws FormatException if something does
     */
    public void end() throws FormatException {
        skipSpace();
        if (at < text.length) {
            throw wrong("the end expected, " + shown(current()) + " found");
        }
    }

    /**
     * Where the reader stands in the file.
     *
     * @return the byte, from 0
     */
    public long position() {
        return base + at;
    }

    private void skipSpace() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
    }

    private void expect(char c) throws FormatException {
        skipSpace();
        if (current() != c) {
            throw wrong("'" + c + "' expected, " + shown(current()) + " found");
        }
        at++;
    }

    private int current() {
        return at < text.length ? text[at] & 0xFF : -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static String shown(int c) {
        return c < 0 ? "the end" : c > 0x20 && c < 0x7F ? "'" + (char) c + "'" : String.format("byte 0x%02x", c);
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private FormatException wrong(String what) {
        return new FormatException(source, position(), what);
    }
}
