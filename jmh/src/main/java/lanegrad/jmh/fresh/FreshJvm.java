package lanegrad.jmh.fresh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import lanegrad.jmh.work.FmaLoop;
import lanegrad.jmh.work.WarmUp;

/** The program of one of the JVMs: runs each hot kernel in turn, and prints how long it takes by the FMA loop's time. */
final class FreshJvm {

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(8);
    private static final int ROUNDS = 11;
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
        for (String name : order) {
            System.out.println(name + "\t" + jvm.ratio(kernels.get(name)));
        }
        System.err.println("sum of the FMA loops: " + jvm.sink);
    }

    private void multiplyAdd() {
        sink += FmaLoop.run(TURNS);
    }

    /** The median of a kernel's time by the FMA loop's beside it. */
    private double ratio(Runnable kernel) {
        int runs = (int) Math.clamp(ROUND / time(kernel, 1), 1, 1 << 20);
        time(kernel, runs);
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratios[i] = time(kernel, runs) / time(this::multiplyAdd, 1);
        }
        Arrays.sort(ratios);
        return ratios[ROUNDS / 2];
    }

    /** Nanoseconds a run. */
    private static double time(Runnable work, int runs) {
        long start = System.nanoTime();
        WarmUp.repeat(work, runs);
        return (double) (System.nanoTime() - start) / runs;
    }
}
