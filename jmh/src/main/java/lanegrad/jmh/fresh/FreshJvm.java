package lanegrad.jmh.fresh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import lanegrad.jmh.work.FmaLoop;
import lanegrad.jmh.work.WarmUp;

/** The program of one of the JVMs: runs each hot kernel in turn, and prints its time by the FMA loop's. */
final class FreshJvm {

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(8);
    private static final int PASSES = 3;
    private static final int ROUNDS = 5;
    private static final int TURNS = 1 << 19;

    private float sink;

    private FreshJvm() {
    }

    /**
     * Runs the program. A line for each kernel: its name, a tab, the ratio.
     *
     * @param arguments the JVM's number, which decides the order of the kernels, and a regular expression that their
     *         names hold
     */
    public static void main(String[] arguments) {
        Map<String, Runnable> kernels = HotKernels.all();
        List<String> order = new ArrayList<>(kernels.keySet());
        Pattern wanted = Pattern.compile(arguments[1]);
        order.removeIf(name -> !wanted.matcher(name).find());
        Collections.shuffle(order, new Random(Long.parseLong(arguments[0])));
        FreshJvm jvm = new FreshJvm();
        WarmUp.runs(jvm::multiplyAdd, WARM_UP, ROUND);
        // All of them before any counts: what the compilers learn from the later ones may undo the earlier ones
        order.forEach(name -> WarmUp.runs(kernels.get(name), WARM_UP, ROUND));
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        for (int pass = 0; pass < PASSES; pass++) { // apart, so that what disturbs for a while disturbs no median
            for (String name : order) {
                jvm.measure(kernels.get(name), ratios.computeIfAbsent(name, _ -> new ArrayList<>()));
            }
        }
        ratios.forEach((name, values) -> System.out.println(name + "\t" + median(values)));
        System.err.println("sum of the FMA loops: " + jvm.sink);
    }

    private void multiplyAdd() {
        sink += FmaLoop.run(TURNS);
    }

    /** Adds a kernel's time by the FMA loop's beside it, for some rounds. */
    private void measure(Runnable kernel, List<Double> ratios) {
        int runs = (int) Math.clamp(ROUND / time(kernel, 1), 1, 1 << 20);
        time(kernel, runs);
        for (int i = 0; i < ROUNDS; i++) {
            ratios.add(time(kernel, runs) / time(this::multiplyAdd, 1));
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Nanoseconds a run. */
    private static double time(Runnable work, int runs) {
        long start = System.nanoTime();
        WarmUp.repeat(work, runs);
        return (double) (System.nanoTime() - start) / runs;
    }
}
