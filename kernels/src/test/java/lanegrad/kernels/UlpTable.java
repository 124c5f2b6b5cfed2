package lanegrad.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * Measures the greatest error of each F32 function: of all 2^32 inputs, or of every so many.
 *
 * <p>As a program: {@code UlpTable [step [function ...]]}; step 1 takes all inputs, and some minutes a function.
 */
public final class UlpTable {

    /** What each function keeps to, in units of the last place. */
    static final Map<UnaryOp, Double> BOUNDS = new LinkedHashMap<>();

    private static final int CHUNK = 1 << 16;

    static {
        BOUNDS.put(UnaryOp.EXP, 1.0);
        BOUNDS.put(UnaryOp.LOG, 1.0);
        BOUNDS.put(UnaryOp.TANH, 2.0);
        BOUNDS.put(UnaryOp.SIGMOID, 2.0);
        BOUNDS.put(UnaryOp.ERF, 2.0);
        BOUNDS.put(UnaryOp.SQRT, 0.5);
        BOUNDS.put(UnaryOp.RSQRT, 2.0);
        BOUNDS.put(UnaryOp.RECIPROCAL, 0.5);
        BOUNDS.put(UnaryOp.GELU, 4.0);
        BOUNDS.put(UnaryOp.GELU_TANH, 4.0);
    }

    /** The greatest error found, and the input that has it. */
    record Worst(double ulps, float input, float output) {
    }

    private UlpTable() {
    }

    /** The worst of every step-th float, from a first one. */
    static Worst measure(Kernels kernels, UnaryOp op, long first, long step) {
        NdArray x = NdArray.empty(DType.F32, Shape.of(CHUNK));
        NdArray y = NdArray.empty(DType.F32, Shape.of(CHUNK));
        MemorySegment in = x.segment();
        MemorySegment out = y.segment();
        Worst worst = new Worst(-1, 0, 0);
        for (long bits = first; bits < 1L << 32;) {
            for (int i = 0; i < CHUNK; i++, bits += step) {
                in.setAtIndex(ValueLayout.JAVA_INT, i, (int) bits);
            }
            kernels.map().unary(op, x, y);
            for (int i = 0; i < CHUNK; i++) {
                float input = in.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                float output = out.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                double ulps = Ulps.between(output, Reference.of(op, input));
                if (ulps > worst.ulps) {
                    worst = new Worst(ulps, input, output);
                }
            }
        }
        return worst;
    }

    /**
     * Prints the table.
     *
     * @param args step, functions
     */
    public static void main(String[] args) {
        long step = args.length > 0 ? Long.parseLong(args[0]) : 997;
        System.out.printf("%-12s %-8s %8s %8s  %s%n", "function", "kernels", "bound", "worst", "at");
        for (UnaryOp op : BOUNDS.keySet()) {
            if (args.length > 1 && !Arrays.asList(args).contains(op.name())) {
                continue;
            }
            for (Kernels kernels : KernelSets.all()) {
                Worst worst = measure(kernels, op, 0, step);
                System.out.printf("%-12s %-8s %8.2f %8.4f  %s (%s)%n", op, kernels.name(), BOUNDS.get(op), worst.ulps,
                        worst.input, Float.toHexString(worst.input));
            }
        }
    }
}
