package lanegrad.compare.run;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lanegrad.compare.contestant.Entrant;

/** A contestant's process, seen from outside. */
final class ChildProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 180;

    private final Process process;
    private final PrintStream orders;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

    /** What a process is for. */
    enum Purpose {
        /** To take its turn in rounds. */
        ROUNDS("", "-Xmx3g"),
        /** To be weighed: with a Java heap that has room for what anybody needs, and none for garbage to pile up. */
        WEIGHING("-memory", "-Xmx64m");

        private final String suffix;
        private final String heap;

        Purpose(String suffix, String heap) {
            this.suffix = suffix;
            this.heap = heap;
        }
    }

    /**
     * Starts it; its first reply says whether the library is there.
     *
     * @param directory for what the libraries unpack, and for what the child writes to its standard error
     * @param purpose what it is for
     */
    ChildProcess(Entrant entrant, int threads, Path directory, Purpose purpose) throws IOException {
        Path log = Files.createDirectories(directory.resolve("logs"))
                .resolve(entrant.name().toLowerCase(Locale.ROOT) + "-" + threads + purpose.suffix + ".log");
        ProcessBuilder builder = new ProcessBuilder(command(entrant, threads, directory, purpose));
        builder.environment().remove("OPENBLAS_CORETYPE"); // it would choose kernels for some other processor
        builder.environment().putAll(Entrant.environment(threads));
        builder.redirectError(log.toFile());
        process = builder.start();
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::listen);
    }

    private static List<String> command(Entrant entrant, int threads, Path directory, Purpose purpose) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(entrant.flags());
        command.addAll(List.of(purpose.heap, "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-Dlanegrad.threads=" + threads, "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=" + threads, "-DDJL_CACHE_DIR=" + directory.resolve("djl"),
                "-Dorg.bytedeco.javacpp.cachedir=" + directory.resolve("javacpp")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), entrant.name(),
                Integer.toString(threads)));
        return command;
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(line -> lines.add(Optional.of(line)));
        } catch (IOException | UncheckedIOException e) {
            // the end of the process, which the empty line below tells
        }
        lines.add(Optional.empty());
    }

    /** Gives an order and waits for the reply. */
    Reply ask(Order order) throws InterruptedException {
        orders.println(order.line());
        return reply();
    }

    /** Waits for the next reply; a process that has ended or hangs has failed. */
    Reply reply() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Optional<String> line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                process.destroyForcibly();
                return new Reply.Failed("no reply within " + PATIENCE_SECONDS + " s");
            }
            if (line.isEmpty()) {
                lines.add(line); // and so for every question from now on
                return new Reply.Failed(
                        "its process ended" + (process.isAlive() ? "" : " with " + process.exitValue()));
            }
            Reply reply = Reply.parse(line.get());
            if (reply != null) {
                return reply;
            }
        }
    }

    @Override
    public void close() {
        orders.println(Order.of(Order.Verb.QUIT).line());
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
