package lanegrad.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.util.concurrent.Callable;
import lanegrad.examples.soak.Bounds;
import lanegrad.examples.soak.ShapeSoak;
import lanegrad.examples.soak.TrainingSoak;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows that memory does not grow: trains a small model for many steps, then takes and returns storage of random
 * shapes. Run it with {@code -Xms256m -Xmx256m}. Exit code 1 if a figure is beyond its bound.
 */
@Command(name = "MemorySoak", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Trains for many steps and takes storage of random shapes: memory must not grow.")
public final class MemorySoak implements Callable<Integer> {

    @Option(names = "--steps", defaultValue = "10000", description = "Training steps, more than 500.")
    private int steps;

    @Option(names = "--shapes", defaultValue = "100000",
            description = "Arrays of random shapes in each regime of sizes.")
    private int shapes;

    private final PrintStream out;

    private MemorySoak(PrintStream out) {
        this.out = out;
    }

    /** Runs the program. */
    public static void main(String[] arguments) {
        System.exit(run(System.out, arguments));
    }

    static int run(PrintStream out, String... arguments) {
        return new CommandLine(new MemorySoak(out)).execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        Bounds bounds = new Bounds(out);
        TrainingSoak training = TrainingSoak.run(steps, bounds, out);
        ShapeSoak.run(shapes, bounds, out);
        Reference.reachabilityFence(training); // collected any sooner, it would change the bytes that live
        out.println(bounds.kept() ? "all within bounds" : "beyond bounds");
        return bounds.kept() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
