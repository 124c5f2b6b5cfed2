package lanegrad.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import lanegrad.array.NdArray;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;

/**
 * Measures the greatest error of F32 functions of two arguments that are computed in doubles, over random pairs.
 *
 * <p>As a program it prints the second table of docs/ulp.md: {@code UlpPairs [--count n] [function ...]}, with n pairs
 * for each function, 10^8 by default, and about a minute a function.
 */
public final class UlpPairs {

    /** The functions. */
    static final List<BinaryOp> FUNCTIONS = List.of(BinaryOp.POW, BinaryOp.ATAN2, BinaryOp.HYPOT, BinaryOp.ELU,
            BinaryOp.CELU);
    /** What all keep to, in units of the last place, which is 2^-149 where the result is below the normal numbers. */
    static final double BOUND = 0.51;

    private static final int CHUNK = 1 << 14;

    /**
     * The greatest error found, and where.
     *
     * @param ulps in units of the last place
     * @param a the first argument
     * @param b the second
     * @param subnormal the greatest among results below the normal numbers
     * @param others how many results have not the bits of the scalar kernels
     */
    record Worst(double ulps, float a, float b, double subnormal, long others) {

        Worst or(Worst other) {
            Worst more = other.ulps > ulps ? other : this;
            return new Worst(more.ulps, more.a, more.b, Math.max(subnormal, other.subnormal), others + other.others);
        }
    }

    private UlpPairs() {
    }

    /** Pairs of all kinds: any floats, bases near 1 with powers of any size, small whole numbers, and so on. */
    static void draw(Random random, float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            float near = 1 + (random.nextInt(1 << random.nextInt(1, 20)) - random.nextInt(1 << 10)) * 0x1p-24f;
            switch (i % 8) {
                case 0 -> pair(a, b, i, any, Float.intBitsToFloat(random.nextInt()));
                case 1 -> pair(a, b, i, any, (float) (20 * random.nextGaussian()));
                case 2 -> pair(a, b, i, any, random.nextInt(65) - 32);
                case 3 -> pair(a, b, i, (float) random.nextGaussian(), (float) random.nextGaussian());
                case 4 -> pair(a, b, i, (float) (5 * random.nextGaussian()), random.nextInt(9) - 4);
                case 5 -> pair(a, b, i, near, Float.intBitsToFloat(random.nextInt()));
                case 6 -> pair(a, b, i, near, (float) (powerTo(random) / Math.log(near)));
                default -> pair(a, b, i, Math.abs(any), (float) (powerTo(random) / Math.log(Math.abs(any))));
            }
        }
    }

    /** The logarithm of a result from below the least float to above the greatest. */
    private static double powerTo(Random random) {
        return random.nextDouble(-106, 91);
    }

    private static void pair(float[] a, float[] b, int i, float x, float y) {
        a[i] = x;
        b[i] = y;
    }

    /** The worst of some pairs, on one of the kernels. */
    private static Worst measure(Kernels kernels, BinaryOp op, float[] a, float[] b) {
        Worst worst = new Worst(-1, 0, 0, 0, 0);
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
            NdArray x = NdArray.of(a);
            NdArray y = NdArray.of(b);
            NdArray out = NdArray.empty(x.dtype(), x.shape());
            NdArray plain = NdArray.empty(x.dtype(), x.shape());
            kernels.map().binary(op, x, y, out);
            Kernels.scalar().map().binary(op, x, y, plain);
            float[] got = out.toFloatArray();
            float[] first = plain.toFloatArray();
            for (int i = 0; i < got.length; i++) {
                if (op == BinaryOp.CELU && b[i] == 0) {
                    continue; // which has no meaning
                }
                double want = Reference.of(op, a[i], b[i]);
                double ulps = Ulps.between(got[i], want);
                worst = worst.or(new Worst(ulps, a[i], b[i],
                        Math.abs(want) < Float.MIN_NORMAL ? ulps : 0,
                        Float.floatToIntBits(got[i]) == Float.floatToIntBits(first[i]) ? 0 : 1));
            }
        }
        return worst;
    }

    /**
     * Prints the table.
     *
     * @param args options, and functions; all of them if there is none
     */
    public static void main(String[] args) {
        long count = 100_000_000;
        List<BinaryOp> ops = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--count")) {
                count = Long.parseLong(args[++i]);
            } else {
                ops.add(BinaryOp.valueOf(args[i].toUpperCase(Locale.ROOT)));
            }
        }
        System.out.println("| function | kernels | pairs | worst, ULP | at | worst subnormal, 2^-149 |"
                + " bits unlike scalar |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (BinaryOp op : ops.isEmpty() ? FUNCTIONS : ops) {
            List<Kernels> sets = KernelSets.all();
            Worst[] worst = new Worst[sets.size()];
            Arrays.fill(worst, new Worst(-1, 0, 0, 0, 0));
            Random random = new Random(17);
            float[] a = new float[CHUNK];
            float[] b = new float[CHUNK];
            for (long done = 0; done < count; done += CHUNK) {
                draw(random, a, b);
                Arrays.setAll(worst, k -> worst[k].or(measure(sets.get(k), op, a, b)));
            }
            for (int k = 0; k < worst.length; k++) {
                System.out.printf(Locale.ROOT, "| %s | %s | %d | %.4f | %s, %s | %.3f | %d |%n",
                        op.name().toLowerCase(Locale.ROOT), sets.get(k).name(), count, worst[k].ulps,
                        worst[k].a, worst[k].b, worst[k].subnormal, worst[k].others);
            }
        }
    }
}
