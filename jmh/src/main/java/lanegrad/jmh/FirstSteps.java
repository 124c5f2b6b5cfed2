package lanegrad.jmh;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lanegrad.jmh.work.GptTraining;

/**
 * How soon training is at its pace: trains a GPT of four layers from the start of a JVM, and prints what the first
 * steps take, and when five in a row have come within 15% of the median of the last steps.
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -cp jmh/target/benchmarks.jar lanegrad.jmh.FirstSteps [SECONDS]
 * </pre>
 */
public final class FirstSteps {

    private static final int IN_A_ROW = 5;
    private static final double NEAR = 1.15;
    /** So many of the steps are the last ones, whose median counts. */
    private static final double LAST = 0.5;

    /** One step: when it ended, from the start of the JVM, and how long it took; in milliseconds. */
    private record Step(double end, double took) {
    }

    private FirstSteps() {
    }

    /** Trains for so many seconds, by default 25. */
    public static void main(String[] arguments) {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 25;
        List<Step> steps = train(1000 * seconds);
        double pace = median(steps.subList((int) (steps.size() * (1 - LAST)), steps.size()));
        for (Step step : steps.subList(0, Math.min(40, steps.size()))) {
            System.out.printf(Locale.ROOT, "at %5.2f s: %6.1f ms%n", step.end / 1000, step.took);
        }
        System.out.printf(Locale.ROOT, "%d steps, median of the last: %.1f ms%n", steps.size(), pace);
        for (int i = IN_A_ROW; i <= steps.size(); i++) {
            if (steps.subList(i - IN_A_ROW, i).stream().allMatch(step -> step.took < NEAR * pace)) {
                System.out.printf(Locale.ROOT, "%d in a row within 15%% of it %.2f s after the start of the JVM%n",
                        IN_A_ROW, steps.get(i - 1).end / 1000);
                return;
            }
        }
        System.out.printf(Locale.ROOT, "no %d in a row within 15%% of it%n", IN_A_ROW);
    }

    private static List<Step> train(double until) {
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        List<Step> steps = new ArrayList<>();
        try (GptTraining training = new GptTraining()) {
            double end = millisSince(start);
            while (end < until) {
                double begin = end;
                training.run();
                end = millisSince(start);
                steps.add(new Step(end, end - begin));
            }
        }
        return steps;
    }

    private static double millisSince(Instant start) {
        return Duration.between(start, Instant.now()).toNanos() / 1e6;
    }

    private static double median(List<Step> steps) {
        double[] times = steps.stream().mapToDouble(Step::took).toArray();
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
