package lanegrad.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON reader takes what RFC 8259 allows and nothing else; the writer's texts come back. */
class JsonTest {

    private static JsonReader reader(String text) {
        return reader(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonReader reader(byte[] text) {
        return new JsonReader(text, "test.json", 0);
    }

    private static void readAll(byte[] text) throws FormatException {
        JsonReader json = reader(text);
        json.skip();
        json.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "12", "-1.5", "1e5", "1E+5", "1.25e-3", "true", "false", "null", "\"\"", "\"a\"",
        "[]", "{}", " [ 1 , 2 ] ", "{\"a\":1,\"b\":[{}]}", "\"\\u00e4\\n\\\\\\/\"", "\"\\ud83d\\ude00\"",
        "\"\u00e9\u4e2d\"",
        "{\"a\":{\"a\":1}}", "\t\r\n1"})
    void acceptsWhatTheStandardAllows(String text) throws FormatException {
        readAll(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "tru", "True",
        "nul", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}",
        "{a:1}", "{\"a\" 1}", "{1:2}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"",
        "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "\"\u0001\"",
        "1 2", "{} []", "\uFEFF1", "'a'", "[1}", "{]", "// 1"})
    void refusesEverythingElse(String text) {
        assertThrows(FormatException.class, () -> readAll(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[][] strings = {{(byte) 0xFF}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, {(byte) 0xE4, (byte) 0xB8}, {(byte) 0x80}};
        for (byte[] string : strings) {
            byte[] text = new byte[string.length + 2];
            text[0] = '"';
            System.arraycopy(string, 0, text, 1, string.length);
            text[text.length - 1] = '"';
            assertThrows(FormatException.class, () -> readAll(text));
        }
    }

    @Test
    void limitsTheDepth() throws FormatException {
        readAll(nested(JsonReader.MAX_DEPTH));
        FormatException e = assertThrows(FormatException.class, () -> readAll(nested(JsonReader.MAX_DEPTH + 1)));
        assertEquals("test.json, byte 65: nested deeper than 64", e.getMessage());
        assertThrows(FormatException.class, () -> readAll("[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] nested(int depth) {
        return ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsNumbers() throws FormatException {
        assertEquals(Long.MAX_VALUE, reader("9223372036854775807").integer());
        assertEquals(Long.MIN_VALUE, reader("-9223372036854775808").integer());
        assertThrows(FormatException.class, () -> reader("9223372036854775808").integer());
        assertThrows(FormatException.class, () -> reader("1.0").integer());
        assertThrows(FormatException.class, () -> reader("1e3").integer());
        assertEquals(1000, reader("1e3").real());
        assertThrows(FormatException.class, () -> reader("1e999").real());
        assertThrows(FormatException.class, () -> reader("\"1\"").integer());
    }

    @Test
    void saysWhereAndWhat() {
        JsonReader json = new JsonReader("{\"a\" 1}".getBytes(StandardCharsets.UTF_8), "model.json", 8);
        FormatException e = assertThrows(FormatException.class, () -> {
            json.beginObject();
            assertTrue(json.hasNext());
            json.name();
        });
        assertEquals("model.json, byte 13: ':' expected, '1' found", e.getMessage());
        assertEquals(13, e.position());
    }

    @Property
    void whatIsWrittenIsRead(@ForAll String key, @ForAll String value, @ForAll long number) throws FormatException {
        String name = wellFormed(key);
        String text = wellFormed(value);
        String written = new JsonWriter().beginObject().name(name).beginArray().string(text).integer(number).endArray()
                .name(name + "'").beginObject().endObject().endObject().toString();
        JsonReader json = reader(written);
        json.beginObject();
        assertTrue(json.hasNext());
        assertEquals(name, json.name());
        json.beginArray();
        assertTrue(json.hasNext());
        assertEquals(text, json.string());
        assertTrue(json.hasNext());
        assertEquals(number, json.integer());
        assertFalse(json.hasNext());
        json.endArray();
        assertTrue(json.hasNext());
        assertEquals(name + "'", json.name());
        json.beginObject();
        assertFalse(json.hasNext());
        json.endObject();
        json.endObject();
        json.end();
    }

    /** Without halves of surrogate pairs, which the writer refuses. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Test
    void theWriterRefusesHalfAPair() {
        assertThrows(IllegalArgumentException.class, () -> new JsonWriter().string("a\uD800"));
        assertThrows(IllegalArgumentException.class, () -> new JsonWriter().string("\uDC00"));
    }

    @Property
    void mutatedTextsAreReadOrRefused(@ForAll long seed) {
        String text = "{\"dtype\":\"F32\",\"shape\":[2,-3.5e2],\"x\":{\"y\":null,\"z\":[true,false,\"\\u00e4\\n\"]}}";
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            byte[] mutated = Mutations.mutate(text.getBytes(StandardCharsets.UTF_8), random);
            try {
                readAll(mutated);
            } catch (FormatException e) {
                assertTrue(e.position() >= 0 && e.position() <= mutated.length, e.getMessage());
            }
        }
    }
}
