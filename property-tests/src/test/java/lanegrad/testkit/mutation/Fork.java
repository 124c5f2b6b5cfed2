package lanegrad.testkit.mutation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import lanegrad.testkit.Project;

/** A JVM for judges, on the class path of all tests, with the classes of one wrong source file before all others. */
final class Fork {

    /** A judge takes seconds; one who takes longer than this waits for a bug that hangs. */
    private static final int SECONDS_EACH = 100;

    /**
     * Somebody noticed something.
     *
     * @param judge who; null if it was nobody's doing
     * @param what the property or the test, or what happened
     */
    record Notice(String judge, String what) {

        @Override
        public String toString() {
            return judge == null ? what : judge.substring(judge.lastIndexOf('.') + 1) + ": " + what;
        }
    }

    private final Path directory;

    /** In a directory of its own, in which nothing of an earlier run is left. */
    Fork(Path directory) throws IOException {
        this.directory = directory;
        clear(directory);
        Files.createDirectories(directory.resolve("classes"));
        Files.createDirectories(directory.resolve("target"));
    }

    private static void clear(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Compiles the source file with the bug. */
    void plant(PlantedBug bug) throws IOException {
        Path right = Project.root().resolve(bug.file());
        Path wrong = directory.resolve(right.getFileName());
        Files.writeString(wrong, bug.planted(Files.readString(right)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", directory.resolve("classes").toString(), "-cp", classPath(),
                    "--add-modules", "jdk.incubator.vector", "-proc:none", "-nowarn", "-implicit:none");
            if (!compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(wrong)).call()) {
                throw new IllegalStateException("'" + bug.title() + "' does not compile:\n" + messages);
            }
        }
    }

    /**
     * Lets judges look.
     *
     * @return what was noticed first, or null
     * @throws IllegalStateException if the judges could not be heard
     */
    Notice judge(List<String> judges) throws IOException, InterruptedException {
        Path noticed = directory.resolve("noticed");
        Files.deleteIfExists(noticed);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx1g", "--add-modules",
                "jdk.incubator.vector", "-Dlanegrad.threads=3", "-cp",
                directory.resolve("classes") + File.pathSeparator + classPath(), Judge.class.getName(),
                noticed.toString()));
        command.addAll(judges);
        File log = directory.resolve("log").toFile();
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log).start();
        try {
            int seconds = SECONDS_EACH * judges.size();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                return new Notice(null, "time: no end within " + seconds + " s");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return switch (process.exitValue()) {
            case Judge.NOTHING -> null;
            case Judge.NOTICED -> {
                List<String> lines = Files.readAllLines(noticed);
                yield new Notice(lines.getFirst(), lines.getLast());
            }
            // 137 and 143: somebody ended it from outside, which says nothing of the bug
            case 0, 1, 137, 143 -> throw new IllegalStateException(
                    "the judges " + judges + " could not be heard, exit status " + process.exitValue() + ": see "
                            + log);
            default -> new Notice(null, "a crash of the JVM, exit status " + process.exitValue());
        };
    }

    /** This JVM's, and the tests of the other modules. */
    private static String classPath() {
        return Stream.concat(Stream.of(System.getProperty("java.class.path")),
                Stream.of("kernels", "autograd", "nn", "optim")
                        .map(module -> Project.root().resolve(module).resolve("target/test-classes").toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
