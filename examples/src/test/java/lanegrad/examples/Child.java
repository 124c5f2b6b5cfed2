package lanegrad.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, whose lines are read as they come. */
final class Child implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader reader;
    private final StringBuilder output = new StringBuilder();

    /** Compiles quickly, for programs that end soon. */
    static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");

    /** Starts a class of the tests' class path, with options for its JVM. */
    Child(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Reads until a line that contains a text, and returns it; null if there is none to the end. */
    String await(String text) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            output.append(line).append('\n');
            if (line.contains(text)) {
                return line;
            }
        }
        return null;
    }

    /** As Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    }

    /** As a service manager does. */
    void terminate() {
        process.toHandle().destroy(); // unlike process.destroy(), leaves the output to be read
    }

    /** As nothing that can be caught does. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Reads the rest, and returns the exit code. */
    int end() throws IOException, InterruptedException {
        await("\u0000");
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the child does not end:\n" + output);
        }
        return process.exitValue();
    }

    /** Everything that was read. */
    String output() {
        return output.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
