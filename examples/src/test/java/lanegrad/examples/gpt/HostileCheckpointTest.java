package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lanegrad.memory.Memory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints that a run did not write: each is refused in one line that names the file, and before what it asks for is
 * made.
 */
class HostileCheckpointTest {

    private static final long ROOM = 1 << 20;

    @TempDir
    private Path directory;

    private Corpus corpus;
    private Path bad;
    private String header;
    private byte[] data;

    @BeforeEach
    void save() throws IOException {
        corpus = Texts.corpus(20_000);
        bad = directory.resolve("bad.safetensors");
        TrainingRun run = new TrainingRun(corpus, Texts.settings(24), directory);
        run.takeStep();
        run.save();
        byte[] good = Files.readAllBytes(run.checkpoint());
        int length = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
        header = new String(good, 8, length, StandardCharsets.UTF_8).strip();
        data = Arrays.copyOfRange(good, 8 + length, good.length);
    }

    private void write(long length, byte[] text) throws IOException {
        Files.write(bad, ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length).put(text).put(data).array());
    }

    private void refused(String expected, UnaryOperator<String> change) throws IOException {
        String changed = change.apply(header);
        byte[] text = changed.getBytes(StandardCharsets.ISO_8859_1);
        write(text.length, text);
        refused(expected);
    }

    private void refused(String expected) {
        long before = Memory.stats().liveBytes();
        String message = assertThrows(IOException.class, () -> TrainingRun.resume(bad, corpus, directory))
                .getMessage();
        assertTrue(message.startsWith(bad.toString()) && message.contains(expected), message);
        assertEquals(1, message.lines().count(), message);
        assertTrue(Memory.stats().liveBytes() - before < ROOM, message);
    }

    private static UnaryOperator<String> first(String pattern, String replacement) {
        return text -> {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            assertTrue(matcher.find(), pattern);
            return matcher.replaceFirst(replacement);
        };
    }

    private static UnaryOperator<String> setting(String name, String value) {
        return first("\"" + name + "\":\\s*\"[^\"]*\"", "\"" + name + "\":\"" + value + "\"");
    }

    @Test
    void lengthsThatLie() throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        for (long length : new long[] {Long.MAX_VALUE, -1, 100_000_001, text.length + data.length + 1L}) {
            write(length, text);
            refused("a header of " + Long.toUnsignedString(length) + " bytes in a file of ");
        }
        write(0, text);
        refused("a JSON object expected");
    }

    @Test
    void headersThatLie() throws IOException {
        String shape = "\"shape\":\\s*\\[[^\\]]*\\]";
        String offsets = "\"data_offsets\":\\s*\\[[^\\]]*\\]";
        refused("too many elements", first(shape, "\"shape\":[4611686018427387904,4611686018427387904]"));
        refused("[1073741824, 1024] in ", first(shape, "\"shape\":[1073741824,1024]"));
        refused("of " + data.length + " bytes of data", first(offsets, "\"data_offsets\":[0,9223372036854775807]"));
        refused("the negative number -4", first(offsets, "\"data_offsets\":[-4,4]"));
        refused("of at most 64 bits expected", first(offsets, "\"data_offsets\":[0,9223372036854775808]"));
        refused("unknown dtype 'Q7'", first("\"dtype\":\\s*\"F32\"", "\"dtype\":\"Q7\""));
        refused("a second time", text -> text.substring(0, text.length() - 1)
                + ",\"counter.step\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}");
        refused("inside of what ends at byte ", text -> text.substring(0, text.length() - 1)
                + ",\"counter.other\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[4,12]}}");
        refused("a string that is not UTF-8", first("\"words\"", "\"wo\u00ffrds\""));
        refused("nested deeper than ", text -> "{\"x\":{\"y\":" + "[".repeat(1_000_000));
        refused("not a checkpoint", first("lanegrad.states", "lanegrad.other"));
    }

    @Test
    void settingsThatLie() throws IOException {
        String[][] wrong = {{"layers", "2000000000"}, {"layers", "2147483648"}, {"layers", "0"}, {"layers", "x"},
            {"width", "1073741824"}, {"width", "18"}, {"heads", "0"}, {"heads", "3"}, {"context", "0"},
            {"context", "2000000000"}, {"batch", "2000000000"}, {"batch", "-1"}, {"steps", "-5"}, {"rate", "NaN"},
            {"rate", "Infinity"}, {"rate", "1e400"}, {"floor", "-1"}, {"warmUp", "9223372036854775807"},
            {"decay", "NaN"}, {"clip", "0"}, {"dropout", "1"}, {"seed", ""}};
        for (String[] each : wrong) {
            refused("", setting(each[0], each[1]));
        }
        refused("layers 2147483648: a number of 32 bits expected", setting("layers", "2147483648"));
        refused("rate Infinity: ", setting("rate", "1e400"));
        refused("seed '': a whole number expected", setting("seed", ""));
        refused("where 2000000000 layers of width 16 have ", setting("layers", "2000000000"));
        refused("was trained on another text", setting("textSha256", "0"));
        refused("no state 'optimizer'", setting("lanegrad.states", "model"));
    }

    private ByteBuffer at(String name) {
        Matcher place = Pattern.compile("\"" + name + "\":.*?\"data_offsets\":\\s*\\[(\\d+)").matcher(header);
        assertTrue(place.find());
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).position(Integer.parseInt(place.group(1)));
    }

    @Test
    void countersThatLie() throws IOException {
        at("counter.step").putLong(7);
        refused("at step 7, but its optimizer took 1", UnaryOperator.identity());
    }

    @Test
    void weightsThatAreNoNumbers() throws IOException {
        at("model.transformer.wte.weight").putInt(0).putFloat(Float.NaN);
        refused("element 1 of 'transformer.wte.weight' is NaN", UnaryOperator.identity());
    }
}
