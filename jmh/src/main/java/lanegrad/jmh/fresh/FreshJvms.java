package lanegrad.jmh.fresh;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;

/**
 * Starts JVMs one after another, each of which runs every hot kernel in an order of its own, and prints how far they
 * lie apart: a kernel that the compilers spoil in some JVM shows as the slowest far above the median. Exit code 1 if
 * one does.
 *
 * <pre>
 * java -cp jmh/target/benchmarks.jar lanegrad.jmh.fresh.FreshJvms --jvms 20
 * </pre>
 */
public final class FreshJvms {

    private final OptionParser parser = new OptionParser();
    private final OptionSpec<Integer> jvms = parser.accepts("jvms", "How many JVMs are started; 0 for the table alone.")
            .withRequiredArg().ofType(Integer.class).defaultsTo(20);
    private final OptionSpec<Integer> first = parser.accepts("first", "The number of the first of them.")
            .withRequiredArg().ofType(Integer.class).defaultsTo(1);
    private final OptionSpec<String> kernels = parser.accepts("kernels", "A regular expression that names hold.")
            .withRequiredArg().defaultsTo(".*");
    private final OptionSpec<String> figures = parser
            .accepts("figures", "A CSV file that gets a line for each JVM and kernel; the table is of all its lines.")
            .withRequiredArg().defaultsTo("fresh-jvms.csv");
    private final OptionSpec<Void> help = parser.accepts("help", "This text.").forHelp();

    private FreshJvms() {
    }

    /** Runs the program. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(new FreshJvms().run(arguments, System.out));
    }

    private int run(String[] arguments, PrintStream out) throws IOException, InterruptedException {
        OptionSet options = parser.parse(arguments);
        if (options.has(help)) {
            parser.printHelpOn(out);
            return 0;
        }
        Path file = Path.of(options.valueOf(figures));
        for (int i = 0; i < options.valueOf(jvms); i++) {
            int number = options.valueOf(first) + i;
            List<String> lines = new ArrayList<>();
            for (Spread.Figure figure : start(number, options.valueOf(kernels))) {
                lines.add(figure.line());
            }
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            out.println("JVM " + number + ": " + lines.size() + " kernels");
        }
        Spread spread = Spread.of(Files.readAllLines(file));
        out.print(spread.table());
        return spread.failures().isEmpty() ? 0 : 1;
    }

    private static List<Spread.Figure> start(int number, String wanted) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--add-modules=jdk.incubator.vector", "-Dlanegrad.threads=1", "-cp",
                System.getProperty("java.class.path"), FreshJvm.class.getName(), Integer.toString(number), wanted)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<Spread.Figure> figures = new ArrayList<>();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split("\t");
                figures.add(new Spread.Figure(number, parts[0], Double.parseDouble(parts[1])));
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("JVM " + number + " ended with " + process.exitValue());
        }
        return figures;
    }
}
