package lanegrad.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import lanegrad.examples.gpt.Metrics;
import lanegrad.examples.gpt.Texts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a whole, in this JVM. */
class TrainGptTest {

    private static final String[] SMALL = {"--layers", "1", "--heads", "2", "--width", "16", "--context", "16",
        "--batch",
        "4", "--lr", "1e-2", "--warm-up", "2", "--sample", "40"};

    /** How far the clock of these tests moves each time somebody looks at it, in nanoseconds. */
    private static final long READING = 5_000_000;

    @TempDir
    private Path directory;

    private Path text;
    private long now;
    private String out;
    private String err;

    @BeforeEach
    void write() throws IOException {
        text = Texts.file(directory, 12_000);
    }

    /** Runs the program on the small text and returns its exit code. */
    private int run(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringWriter errors = new StringWriter();
        int code = TrainGpt.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), new PrintWriter(errors, true),
                () -> now += READING,
                Options.or(arguments, "--text", text.toString(), "--out", path("run").toString()));
        out = bytes.toString(StandardCharsets.UTF_8);
        err = errors.toString();
        return code;
    }

    private int small(String... arguments) {
        return run(Options.or(arguments, SMALL));
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    @Test
    void leavesCheckpointSamplesMetricsAndReport() throws IOException {
        assertEquals(0, small("--steps", "20", "--prompt", "the "), () -> err);
        assertEquals("", err);
        assertTrue(out.contains("words.txt: 10,800 bytes to learn from, 1,200 held out"), out);
        assertTrue(out.contains("step       2 of 20: training loss "), out);
        assertTrue(out.contains("step 20: validation loss "), out);
        assertFalse(out.contains("\u001b"), "no terminal, no bar");
        Path page = path("run/report.html");
        assertTrue(out.strip().endsWith("report: " + page.toAbsolutePath()), out);
        assertTrue(Files.exists(path("run/checkpoint.safetensors")));
        String samples = Files.readString(path("run/samples.txt"));
        assertTrue(samples.startsWith("the ") && samples.contains("\n----------------\n\nthe "), samples);
        List<Metrics.Row> rows = Metrics.read(path("run/metrics.csv")).rows();
        assertEquals(20, rows.stream().filter(row -> !Double.isNaN(row.training())).count());
        assertEquals(10, rows.stream().filter(row -> !Double.isNaN(row.validation())).count());
        String html = Files.readString(page);
        for (String part : new String[] {"<svg class='chart'", "data:image/png", "layer 1, head 2", "Machine",
            "A GPT on words.txt", "after &#39;the &#39;, at temperature 0.8.",
            "trained for 20 steps of 4 \u00d7 16 bytes", "AdamW, rate 0.01 after 2 steps"}) {
            assertTrue(html.contains(part), part);
        }
        assertFalse(html.contains("http") || html.contains("<script"), "self-contained");
    }

    @Test
    void stopsAndResumesBitForBit() throws IOException {
        assertEquals(0, small("--steps", "12", "--dropout", "0.1", "--out", path("whole").toString()), () -> err);
        assertEquals(0, small("--steps", "12", "--dropout", "0.1", "--stop", "5"), () -> err);
        assertTrue(out.contains("step 5: validation loss"), out);
        String checkpoint = path("run/checkpoint.safetensors").toString();
        assertEquals(0, run("--resume", checkpoint, "--layers", "1", "--sample", "0", "--threads", "1"), () -> err);
        assertTrue(out.contains("resumed at step 5"), out);
        assertEquals(-1, Files.mismatch(path("whole/checkpoint.safetensors"), path("run/checkpoint.safetensors")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String[] both = {path("whole").toString(), path("run").toString()};
        assertEquals(0, CompareRuns.run(new PrintStream(bytes), both));
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains("all bits equal"), bytes::toString);
        assertEquals(0, CompareRuns.run(new PrintStream(bytes), both[0], both[1], "--losses", "12"));

        // A finished run can still write, and a plan can be made longer
        assertEquals(0, run("--resume", checkpoint, "--sample", "10"), () -> err);
        assertEquals(0, run("--resume", checkpoint, "--steps", "15", "--sample", "0"), () -> err);
        assertTrue(out.contains("step 15: validation loss"), out);
        assertTrue(Files.readString(path("run/report.html")).contains("trained for 15 steps of 4 \u00d7 16 bytes, "
                + "the last 3 of them"));
        assertEquals(1, CompareRuns.run(new PrintStream(bytes), both));
        bytes.reset();
        assertEquals(1, CompareRuns.run(new PrintStream(bytes), both[0], path("none").toString()));
        assertEquals(path("none/checkpoint.safetensors") + ": no such file or directory",
                bytes.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void aLimitOfTimeMakesThePlan() throws IOException {
        assertEquals(0, small("--time", "1.5s", "--sample", "0"), () -> err);
        List<Metrics.Row> rows = Metrics.read(path("run/metrics.csv")).rows();
        long looks = rows.stream().filter(row -> !Double.isNaN(row.validation())).count();
        assertTrue(looks > 3 && looks < 15, out);
        double last = rows.stream().filter(row -> !Double.isNaN(row.rate())).reduce((_, row) -> row).orElseThrow()
                .rate();
        assertTrue(last < 4e-3, "the rate fell: " + last);
    }

    @Test
    void wrongOptionsAreNamed() {
        String[][] wrong = {{"--heads", "3"}, {"--layers", "0"}, {"--batch", "-1"}, {"--context", "0"}, {"--lr", "0"},
            {"--lr", "NaN"}, {"--steps", "-1"}, {"--dropout", "1"}, {"--threads", "0"}, {"--sample", "-1"},
            {"--prompt", ""}, {"--temperature", "-1"}, {"--top-k", "-1"}, {"--time", "soon"}, {"--width", "x"},
            {"--warm-up", "-1"}, {"--stop", "-2"}, {"--nonsense", "1"}, {"--layers", "99999999999"},
            {"--batch", "2147483647"}, {"--lr", "Infinity"}, {"--lr", "-1"}, {"--dropout", "NaN"}, {"--time", "0"},
            {"--time", "NaN"}, {"--time", "-1s"}, {"--sample", "2147483647"}, {"--temperature", "NaN"},
            {"--temperature", "Infinity"}, {"--warm-up", "9223372036854775807"}, {"--steps", "1e3"}, {"--seed", "x"}};
        for (String[] option : wrong) {
            assertEquals(2, run(option), option[0]);
            assertTrue(err.contains(option[0]) && err.contains(option[1]), err);
            assertEquals(1, err.lines().count(), err);
        }
        assertFalse(Files.exists(path("run")));
    }

    @Test
    void failuresAreOneLineAndLeaveWhatWasThere() throws IOException {
        assertEquals(0, small("--steps", "2", "--sample", "0"), () -> err);
        Path checkpoint = path("run/checkpoint.safetensors");
        byte[] before = Files.readAllBytes(checkpoint);
        Path bad = Files.write(path("bad.safetensors"), Arrays.copyOf(before, before.length - 5));

        fails("no such file: " + path("none"), "--text", path("none").toString(), "--out", path("new").toString());
        assertFalse(Files.exists(path("new")));
        fails(directory + " is a directory; a text file expected", "--text", directory.toString());
        fails("1 bytes, at least 1024 expected", "--text", Files.writeString(path("x"), "yz").toString());
        fails("too short for a context of 2000", "--context", "2000");
        fails("--prompt 'lan\u00e9': byte 0xc3 at position 3 does not occur in the text", "--prompt", "lan\u00e9");
        fails("no such file: " + path("none"), "--resume", path("none").toString());
        fails("bad.safetensors", "--resume", bad.toString());
        fails("words.txt", "--resume", text.toString());
        fails(text + " is no directory", "--out", text.toString());
        fails(path("words.txt/x") + ": Not a directory", "--out", path("words.txt/x").toString());
        fails(directory + " is a directory; a checkpoint expected", "--resume", directory.toString());
        fails("memory budget exceeded: 2000000000 layers of width 128 have ", "--layers", "2000000000");
        fails("layers of width 2000000000: too many parameters to count", "--width", "2000000000");
        fails("the loss is NaN after ", "--lr", "1e300", "--steps", "50", "--batch", "1", "--context", "4");
        text = Texts.file(Files.createDirectory(path("other")), 12_001);
        fails("was trained on another text", "--resume", checkpoint.toString());

        assertEquals(-1, Files.mismatch(checkpoint, Files.write(path("before"), before)));
    }

    private void fails(String message, String... arguments) {
        assertEquals(1, run(arguments), out);
        assertTrue(err.contains(message), err);
        assertEquals(1, err.strip().lines().count(), err);
    }

    @Test
    void whatTheCheckpointFixesCannotBeChanged() {
        assertEquals(0, small("--steps", "2", "--sample", "0"), () -> err);
        assertEquals(2, run("--resume", path("run/checkpoint.safetensors").toString(), "--width", "32"));
        assertTrue(err.contains("--width 32: 16, as in the checkpoint, expected"), err);
    }
}
