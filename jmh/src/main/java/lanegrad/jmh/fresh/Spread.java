package lanegrad.jmh.fresh;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far the JVMs lie apart in each kernel. */
final class Spread {

    /** The slowest JVM may take so many times as long as the median. */
    private static final double BOUND = 1.25;

    /** The figures of each, the fastest first. */
    private final Map<String, List<Figure>> kernels;

    private Spread(Map<String, List<Figure>> kernels) {
        this.kernels = kernels;
    }

    /**
     * What one JVM measured.
     *
     * @param jvm its number
     * @param kernel the name of a kernel
     * @param ratio its time by the FMA loop's
     */
    record Figure(int jvm, String kernel, double ratio) {

        /** As a line of the file. The kernel comes last, since its name may have commas. */
        String line() {
            return jvm + "," + ratio + "," + kernel;
        }

        static Figure parse(String line) {
            String[] parts = line.split(",", 3);
            return new Figure(Integer.parseInt(parts[0]), parts[2], Double.parseDouble(parts[1]));
        }
    }

    /** Reads the lines of a file. */
    static Spread of(List<String> lines) {
        return new Spread(lines.stream().map(Figure::parse).sorted(Comparator.comparingDouble(Figure::ratio))
                .collect(Collectors.groupingBy(Figure::kernel, TreeMap::new, Collectors.toList())));
    }

    /** Kernels of which some JVM is too slow. */
    List<String> failures() {
        return kernels.entrySet().stream().filter(e -> worst(e.getValue()) > BOUND).map(Map.Entry::getKey).toList();
    }

    /** A line for each kernel, and what became of them all. */
    String table() {
        StringBuilder text = new StringBuilder();
        text.append("| kernel | JVMs | median | slowest | slowest / median | in JVM |\n");
        text.append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        kernels.forEach((name, figures) -> {
            Figure slowest = figures.getLast();
            text.append(String.format(Locale.ROOT, "| %s | %d | %.4f | %.4f | %.2f%s | %d |\n", name, figures.size(),
                    median(figures), slowest.ratio(), worst(figures), worst(figures) > BOUND ? " FAILED" : "",
                    slowest.jvm()));
        });
        text.append(String.format(Locale.ROOT, "%d kernels, %d of them more than %.2f times the median somewhere\n",
                kernels.size(), failures().size(), BOUND));
        return text.toString();
    }

    private static double worst(List<Figure> figures) {
        return figures.getLast().ratio() / median(figures);
    }

    private static double median(List<Figure> figures) {
        int half = figures.size() / 2;
        return figures.size() % 2 == 1 ? figures.get(half).ratio()
                : (figures.get(half - 1).ratio() + figures.get(half).ratio()) / 2;
    }
}
