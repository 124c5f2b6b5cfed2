package lanegrad.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;

/**
 * Measures the greatest error of each F32 function of one argument, against {@link Reference}.
 *
 * <p>As a program it prints the table of docs/ulp.md:
 * {@code UlpTable [--step n] [--threads n] [--kernels scalar|simd] [function ...]}. Step 1, the default, takes all 2^32
 * inputs, and about a minute a function.
 */
public final class UlpTable {

    /** What each function keeps to, in units of the last place; all others round correctly. */
    static final Map<UnaryOp, Double> BOUNDS = new EnumMap<>(UnaryOp.class);

    /** The results of each function that are exact or correctly rounded. */
    private static final double ROUNDED = 0.5;
    /** Those that are computed in doubles are rounded once more, hence hardly more than half a unit. */
    private static final double WIDE = 0.51;

    private static final int CHUNK = 1 << 14;
    private static final int PIECES = 1 << 10;

    static {
        BOUNDS.put(UnaryOp.EXP, 1.0);
        BOUNDS.put(UnaryOp.LOG, 1.0);
        BOUNDS.put(UnaryOp.TANH, 2.0);
        BOUNDS.put(UnaryOp.SIGMOID, 2.0);
        BOUNDS.put(UnaryOp.ERF, 2.0);
        BOUNDS.put(UnaryOp.RSQRT, 2.0);
        BOUNDS.put(UnaryOp.SILU, 4.0);
        BOUNDS.put(UnaryOp.GELU, 4.0);
        BOUNDS.put(UnaryOp.GELU_TANH, 4.0);
        BOUNDS.put(UnaryOp.SOFTSIGN, 1.5);
        BOUNDS.put(UnaryOp.HARD_SWISH, 2.0);
        for (UnaryOp op : EnumSet.of(UnaryOp.CBRT, UnaryOp.EXPM1, UnaryOp.EXP2, UnaryOp.LOG1P, UnaryOp.LOG2,
                UnaryOp.LOG10, UnaryOp.SIN, UnaryOp.COS, UnaryOp.TAN, UnaryOp.ASIN, UnaryOp.ACOS, UnaryOp.ATAN,
                UnaryOp.SINH, UnaryOp.COSH, UnaryOp.ASINH, UnaryOp.ACOSH, UnaryOp.ATANH, UnaryOp.SOFTPLUS,
                UnaryOp.LOG_SIGMOID, UnaryOp.MISH, UnaryOp.ERFC)) {
            BOUNDS.put(op, WIDE);
        }
        for (UnaryOp op : functions()) {
            BOUNDS.putIfAbsent(op, ROUNDED);
        }
    }

    /**
     * The greatest error found, the input that has it, and the greatest among results below the normal numbers.
     *
     * @param ulps in units of the last place
     * @param input where
     * @param output what was computed there
     * @param subnormal in units of the least float, 2^-149
     * @param others how many results have not the bits of the first implementation
     */
    record Worst(double ulps, float input, float output, double subnormal, long others) {

        static final Worst NONE = new Worst(-1, 0, 0, 0, 0);

        Worst or(Worst other) {
            Worst more = other.ulps > ulps ? other : this;
            return new Worst(more.ulps, more.input, more.output, Math.max(subnormal, other.subnormal),
                    others + other.others);
        }
    }

    private UlpTable() {
    }

    /** What a function keeps to where its result is below the normal numbers, in units of the least float, 2^-149. */
    static double subnormal(UnaryOp op) {
        return switch (op) {
            case GELU -> 2.25;
            case SILU -> 1.5;
            default -> 1.25;
        };
    }

    /** Every function of floats. */
    static List<UnaryOp> functions() {
        return Arrays.stream(UnaryOp.values()).filter(op -> op != UnaryOp.NOT).toList();
    }

    /** The worst of some floats, given as bits, on each of the kernels. */
    static Worst[] measure(List<Kernels> sets, UnaryOp op, int[] bits) {
        double[] want = new double[bits.length];
        for (int i = 0; i < bits.length; i++) {
            want[i] = Reference.of(op, Float.intBitsToFloat(bits[i]));
        }
        Worst[] worst = new Worst[sets.size()];
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
            NdArray x = NdArray.empty(DType.F32, Shape.of(bits.length));
            NdArray y = NdArray.empty(DType.F32, Shape.of(bits.length));
            MemorySegment.copy(bits, 0, x.segment(), ValueLayout.JAVA_INT, 0, bits.length);
            float[] first = null;
            for (int k = 0; k < worst.length; k++) {
                sets.get(k).map().unary(op, x, y);
                float[] got = y.toFloatArray();
                first = k == 0 ? got : first;
                worst[k] = worst(bits, got, want, first);
            }
        }
        return worst;
    }

    private static Worst worst(int[] bits, float[] got, double[] want, float[] first) {
        double most = -1;
        double subnormal = 0;
        int at = 0;
        long others = 0;
        for (int i = 0; i < got.length; i++) {
            if (Float.floatToIntBits(got[i]) != Float.floatToIntBits(first[i])) {
                others++;
            }
            if (got[i] == (float) want[i] && (most >= ROUNDED || got[i] == want[i] && most >= 0)) {
                continue; // no worse than what was found
            }
            double ulps = Ulps.between(got[i], want[i]);
            if (ulps > most) {
                most = ulps;
                at = i;
            }
            if (Math.abs(want[i]) < Float.MIN_NORMAL) {
                subnormal = Math.max(subnormal, ulps);
            }
        }
        return new Worst(most, Float.intBitsToFloat(bits[at]), got[at], subnormal, others);
    }

    /** The worst of every step-th float, by some threads. */
    private static Worst[] measure(List<Kernels> sets, UnaryOp op, long step, ExecutorService threads)
            throws ExecutionException, InterruptedException {
        List<Future<Worst[]>> pieces = new ArrayList<>();
        long count = (1L << 32) / step;
        for (int piece = 0; piece < PIECES; piece++) {
            long from = count * piece / PIECES;
            long to = count * (piece + 1) / PIECES;
            pieces.add(threads.submit(() -> {
                Worst[] worst = none(sets);
                for (long i = from; i < to; i += CHUNK) {
                    int[] bits = new int[(int) Math.min(CHUNK, to - i)];
                    for (int j = 0; j < bits.length; j++) {
                        bits[j] = (int) ((i + j) * step);
                    }
                    merge(worst, measure(sets, op, bits));
                }
                return worst;
            }));
        }
        Worst[] worst = none(sets);
        for (Future<Worst[]> piece : pieces) {
            merge(worst, piece.get());
        }
        return worst;
    }

    private static Worst[] none(List<Kernels> sets) {
        Worst[] worst = new Worst[sets.size()];
        Arrays.fill(worst, Worst.NONE);
        return worst;
    }

    private static void merge(Worst[] into, Worst[] more) {
        Arrays.setAll(into, k -> into[k].or(more[k]));
    }

    /**
     * Prints the table.
     *
     * @param args options, and functions; all of them if there is none
     * @throws Exception if a thread fails
     */
    public static void main(String[] args) throws Exception {
        long step = 1;
        int count = Runtime.getRuntime().availableProcessors();
        List<Kernels> sets = KernelSets.all();
        List<UnaryOp> ops = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--step" -> step = Long.parseLong(args[++i]);
                case "--threads" -> count = Integer.parseInt(args[++i]);
                case "--kernels" -> {
                    String name = args[++i];
                    sets = sets.stream().filter(each -> each.name().equals(name)).toList();
                }
                default -> ops.add(UnaryOp.valueOf(args[i].toUpperCase(Locale.ROOT)));
            }
        }
        System.out.println("| function | kernels | bound, ULP | worst, ULP | at | worst subnormal, 2^-149 |"
                + " bits unlike scalar |");
        System.out.println("|---|---|---|---|---|---|---|");
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (UnaryOp op : ops.isEmpty() ? functions() : ops) {
                Worst[] worst = measure(sets, op, step, threads);
                for (int k = 0; k < worst.length; k++) {
                    System.out.printf(Locale.ROOT, "| %s | %s | %.2f | %.4f | %s (%s) | %.3f | %d |%n",
                            op.name().toLowerCase(Locale.ROOT), sets.get(k).name(), BOUNDS.get(op), worst[k].ulps,
                            worst[k].input, Float.toHexString(worst[k].input), worst[k].subnormal, worst[k].others);
                }
            }
        }
    }
}
