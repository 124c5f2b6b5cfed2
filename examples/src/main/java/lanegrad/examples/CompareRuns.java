package lanegrad.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import lanegrad.array.NdArray;
import lanegrad.examples.gpt.Failures;
import lanegrad.examples.gpt.Metrics;
import lanegrad.examples.gpt.TrainingRun;
import lanegrad.memory.Scope;
import lanegrad.nn.io.Safetensors;
import lanegrad.nn.io.SafetensorsFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Compares two runs of {@link TrainGpt}: their checkpoints bit for bit, or the losses of their first steps. Exit code 1
 * if they differ or cannot be read.
 */
@Command(name = "CompareRuns", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Compares the checkpoints of two runs bit for bit, or the losses of their first steps.")
public final class CompareRuns implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "DIR", description = "What --out of one run was.")
    private Path first;

    @Parameters(index = "1", paramLabel = "DIR", description = "What --out of the other was.")
    private Path second;

    @Option(names = "--losses", paramLabel = "STEPS",
            description = "Compare the training losses of so many steps instead of the checkpoints.")
    private Integer steps;

    @Option(names = "--within", paramLabel = "PART", defaultValue = "0.01",
            description = "The greatest difference of two losses, as a part of the first.")
    private double tolerance;

    private final PrintStream out;

    private CompareRuns(PrintStream out) {
        this.out = out;
    }

    /** Runs the program. */
    public static void main(String[] arguments) {
        System.exit(run(System.out, arguments));
    }

    static int run(PrintStream out, String... arguments) {
        CommandLine command = new CommandLine(new CompareRuns(out));
        command.setExecutionExceptionHandler((e, _, _) -> {
            out.println(Failures.message(e));
            return CommandLine.ExitCode.SOFTWARE;
        });
        return command.execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        boolean equal = steps == null ? sameCheckpoints() : closeLosses();
        return equal ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean sameCheckpoints() throws IOException {
        try (SafetensorsFile a = Safetensors.open(first.resolve(TrainingRun.CHECKPOINT));
                SafetensorsFile b = Safetensors.open(second.resolve(TrainingRun.CHECKPOINT))) {
            TreeSet<String> names = new TreeSet<>(a.names());
            names.addAll(b.names());
            long elements = 0;
            int different = 0;
            for (String name : names) {
                if (!a.names().contains(name) || !b.names().contains(name)) {
                    out.println(name + ": only in " + (a.names().contains(name) ? first : second));
                    different++;
                } else if (!sameBits(a.get(name), b.get(name))) {
                    out.println(name + ": differs");
                    different++;
                }
                elements += a.names().contains(name) ? a.get(name).size() : 0;
            }
            out.printf(Locale.ROOT, different == 0 ? "%d arrays of %,d elements: all bits equal%n"
                    : "%d arrays of %,d elements: %d arrays differ%n", names.size(), elements, different);
            return different == 0;
        }
    }

    private static boolean sameBits(NdArray a, NdArray b) {
        if (a.dtype() != b.dtype() || !a.shape().equals(b.shape())) {
            return false;
        }
        try (Scope _ = Scope.open("compare")) {
            return a.segment().asSlice(a.byteOffset(), a.size() * a.dtype().bytes())
                    .mismatch(b.segment().asSlice(b.byteOffset(), b.size() * b.dtype().bytes())) == -1;
        }
    }

    private boolean closeLosses() throws IOException {
        List<Metrics.Row> a = losses(first);
        List<Metrics.Row> b = losses(second);
        double most = 0;
        long worst = 0;
        for (int i = 0; i < steps; i++) {
            double difference = Math.abs(a.get(i).training() - b.get(i).training()) / Math.abs(a.get(i).training());
            if (!(difference <= most)) {
                most = difference;
                worst = a.get(i).step();
            }
        }
        out.printf(Locale.ROOT, "losses of %,d steps: differ by %.4f%% at most, at step %,d%n", steps, 100 * most,
                worst);
        return most <= tolerance;
    }

    private List<Metrics.Row> losses(Path directory) throws IOException {
        Path file = directory.resolve(TrainingRun.METRICS);
        List<Metrics.Row> rows = Metrics.read(file).rows().stream().filter(row -> !Double.isNaN(row.training()))
                .toList();
        if (rows.size() < steps) {
            throw new IOException(file + " has the losses of " + rows.size() + " steps, " + steps + " expected");
        }
        return rows;
    }
}
