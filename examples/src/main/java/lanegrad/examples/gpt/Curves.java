package lanegrad.examples.gpt;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The losses of a run as a chart: every step faintly, their moving average, and what the held-out text says. */
final class Curves {

    /** More points than this would cover one another. */
    private static final int POINTS = 1000;

    /** The part of all steps that an average takes in on either side. */
    private static final double WINDOW = 0.01;

    private Curves() {
    }

    static String chart(Metrics metrics, Baselines baselines) {
        Series training = Series.of(metrics, Metrics.Row::training);
        Series validation = Series.of(metrics, Metrics.Row::validation);
        double end = Math.max(training.end(), validation.end());
        return Chart.of("step", "loss of training and held-out text, step by step", List.of(
                training.thinned().line("", "faint"), training.smoothed().thinned().line("training", "training"),
                constant("unigram", baselines.unigram(), end), constant("bigram", baselines.bigram(), end),
                validation.line("held out", "held-out")));
    }

    private static Chart.Line constant(String name, double value, double end) {
        return new Chart.Line(name, name, new double[] {0, end}, new double[] {value, value});
    }

    private record Series(double[] x, double[] y) {

        static Series of(Metrics metrics, ToDoubleFunction<Metrics.Row> column) {
            List<Metrics.Row> rows = metrics.rows().stream().filter(row -> !Double.isNaN(column.applyAsDouble(row)))
                    .toList();
            return new Series(rows.stream().mapToDouble(Metrics.Row::step).toArray(),
                    rows.stream().mapToDouble(column).toArray());
        }

        double end() {
            return x.length == 0 ? 0 : x[x.length - 1];
        }

        /**
         * The mean of what is near on either side, so that a steep fall is not followed late; at the start of as much
         * as there is before, at the end of what came last.
         */
        Series smoothed() {
            double[] sums = new double[y.length + 1];
            for (int i = 0; i < y.length; i++) {
                sums[i + 1] = sums[i] + y[i];
            }
            int reach = (int) (WINDOW * y.length);
            double[] means = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                int from = Math.max(0, i - reach);
                int to = Math.min(y.length, 2 * i + 1 - from);
                means[i] = (sums[to] - sums[from]) / (to - from);
            }
            return new Series(x, means);
        }

        /** The last point, and so many before it that they can still be told apart. */
        Series thinned() {
            int every = (x.length + POINTS - 1) / POINTS;
            if (every <= 1) {
                return this;
            }
            int count = (x.length + every - 1) / every;
            double[] fewX = new double[count];
            double[] fewY = new double[count];
            Arrays.setAll(fewX, i -> x[x.length - 1 - (count - 1 - i) * every]);
            Arrays.setAll(fewY, i -> y[x.length - 1 - (count - 1 - i) * every]);
            return new Series(fewX, fewY);
        }

        Chart.Line line(String label, String style) {
            return new Chart.Line(label, style, x, y);
        }
    }
}
