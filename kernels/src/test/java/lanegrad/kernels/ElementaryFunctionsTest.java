package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** Errors in units of the last place, special values, and derivatives. */
class ElementaryFunctionsTest {

    private static final float[] SPECIAL = {0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL,
        Float.MAX_VALUE, -Float.MAX_VALUE, 88.72283f, 88.72284f, -87.33654f, -103.97208f, -104f, 0.55f, 0.9f, 4f,
        -14.5f, -10.8125f, 9.25f, Float.intBitsToFloat(0x7fc01234), Float.intBitsToFloat(0xffc01235),
        Float.intBitsToFloat(0x7f800001)};

    /** Where functions are worst among all floats, or once differed. */
    private static final float[] WORST = {26.719206f, 1.2743293f, 0.5540137f, -1.0993261f, 0.9395762f, 0.9170111f,
        -5.9388933f, -0.3278084f, -1.3321533f, -0x1.8f4a2p3f};

    /** How many floats are taken at both ends of every exponent, and how many in between. */
    private static final int ENDS = 16;
    private static final int BETWEEN = 400;

    /** Floats of both signs and every exponent. */
    private static int[] strata() {
        Random random = new Random(11);
        int each = 2 * ENDS + BETWEEN;
        int[] bits = new int[512 * each];
        for (int i = 0; i < bits.length; i++) {
            int k = i % each;
            int fraction = k < ENDS ? k : k < 2 * ENDS ? ENDS - 1 - k : random.nextInt();
            bits[i] = i / each << 23 | fraction & 0x7f_ffff;
        }
        for (int i = 0; i < WORST.length; i++) {
            bits[each * i + 2 * ENDS] = Float.floatToRawIntBits(WORST[i]);
        }
        return bits;
    }

    @Test
    void floatsKeepTheirBounds() {
        int[] bits = strata();
        UlpTable.BOUNDS.forEach((op, bound) -> {
            UlpTable.Worst[] worst = UlpTable.measure(KernelSets.all(), op, bits);
            for (int k = 0; k < worst.length; k++) {
                assertTrue(worst[k].ulps() <= bound, KernelSets.all().get(k).name() + " " + op + " " + worst[k]);
                assertTrue(worst[k].subnormal() <= UlpTable.subnormal(op), op + " among subnormals: " + worst[k]);
            }
        });
    }

    /** Over floats of every kind, so that every path is taken. */
    @Test
    void implementationsHaveTheSameBits() {
        int[] bits = strata();
        for (UnaryOp op : UlpTable.functions()) {
            try (Scope _ = Scope.open()) {
                NdArray x = NdArray.empty(DType.F32, Shape.of(bits.length));
                java.lang.foreign.MemorySegment.copy(bits, 0, x.segment(), java.lang.foreign.ValueLayout.JAVA_INT, 0,
                        bits.length);
                float[] want = null;
                for (Kernels kernels : KernelSets.all()) {
                    NdArray y = NdArray.empty(DType.F32, x.shape());
                    kernels.map().unary(op, x, y);
                    float[] got = y.toFloatArray();
                    want = want == null ? got : want;
                    for (int i = 0; i < got.length; i++) {
                        assertEquals(Float.floatToIntBits(want[i]), Float.floatToIntBits(got[i]),
                                op + " of " + Float.intBitsToFloat(bits[i]));
                    }
                }
            }
        }
    }

    @Test
    void specialValuesAreWhatTheyShouldBe() {
        for (Kernels kernels : KernelSets.all()) {
            for (UnaryOp op : UnaryOp.values()) {
                if (op == UnaryOp.NOT) {
                    continue;
                }
                try (Scope _ = Scope.open()) {
                    NdArray y = NdArray.empty(DType.F32, Shape.of(SPECIAL.length));
                    kernels.map().unary(op, NdArray.of(SPECIAL), y);
                    float[] got = y.toFloatArray();
                    for (int i = 0; i < got.length; i++) {
                        double want = Reference.of(op, SPECIAL[i]);
                        String what = kernels.name() + " " + op + " of " + SPECIAL[i] + " is " + got[i];
                        assertTrue(Ulps.between(got[i], want) <= UlpTable.BOUNDS.get(op), what);
                        if (want == 0) {
                            assertEquals(Float.floatToRawIntBits((float) want), Float.floatToRawIntBits(got[i]), what);
                        }
                    }
                }
            }
        }
    }

    @Test
    void powersHaveTheSpecialCasesOfC() {
        double inf = Double.POSITIVE_INFINITY;
        double[][] cases = {{1, Double.NaN, 1}, {Double.NaN, 0, 1}, {-1, inf, 1}, {-1, -inf, 1}, {0, -1, inf},
            {-0.0, -1, -inf}, {-0.0, -2, inf}, {-0.0, 3, -0.0}, {-8, 1 / 3.0, Double.NaN}, {-2, 3, -8},
            {0.5, -inf, inf}, {2, -inf, 0}, {-inf, 3, -inf}, {-inf, -3, -0.0}, {inf, -1, 0}, {2, 0.5, Math.sqrt(2)},
            {-3, 2, 9}};
        for (Kernels kernels : KernelSets.all()) {
            for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                for (double[] c : cases) {
                    try (Scope _ = Scope.open()) {
                        NdArray a = NdArray.full(dtype, Shape.of(3), c[0]);
                        NdArray b = NdArray.full(dtype, Shape.of(3), c[1]);
                        NdArray out = NdArray.empty(dtype, Shape.of(3));
                        double want = dtype == DType.F32 ? (float) c[2] : c[2];
                        kernels.map().binary(BinaryOp.POW, a, b, out);
                        assertEquals(want, out.getDouble(1), Math.abs(want) < 100 ? 1e-7 * Math.abs(want) : 0,
                                c[0] + " to " + c[1]);
                        kernels.map().binary(BinaryOp.POW, a, c[1], out);
                        assertEquals(want, out.getDouble(2), Math.abs(want) < 100 ? 1e-7 * Math.abs(want) : 0,
                                c[0] + " to " + c[1]);
                        kernels.map().binary(BinaryOp.POW, c[0], b, out);
                        assertEquals(want, out.getDouble(0), Math.abs(want) < 100 ? 1e-7 * Math.abs(want) : 0,
                                c[0] + " to " + c[1]);
                    }
                }
            }
        }
    }

    /** Every special value, whole numbers small and large, odd and even, to the power of every one of them. */
    @Test
    void powersOfSpecialValuesAreCs() {
        float[] more = {2, -2, 3, -3, 0.5f, -0.5f, 1.5f, -1.5f, -8, 1 / 3f, Math.nextUp(1f), Math.nextDown(1f),
            -Math.nextUp(1f), 8388607.5f, 8388609, -8388609, 0x1p24f - 1, 1 - 0x1p24f, 0x1p24f, 0x1p24f + 2, 0x1p25f,
            0x1p31f, -0x1p31f, 0x1p63f, 127, 128, -126, -149, -150, -151};
        float[] values = Arrays.copyOf(SPECIAL, SPECIAL.length + more.length);
        System.arraycopy(more, 0, values, SPECIAL.length, more.length);
        for (Kernels kernels : KernelSets.all()) {
            for (float number : values) {
                try (Scope _ = Scope.open()) {
                    NdArray x = NdArray.of(values);
                    NdArray y = NdArray.full(DType.F32, x.shape(), number);
                    NdArray[] out = new NdArray[4];
                    Arrays.setAll(out, k -> NdArray.empty(DType.F32, x.shape()));
                    kernels.map().binary(BinaryOp.POW, x, y, out[0]);
                    kernels.map().binary(BinaryOp.POW, x, number, out[1]);
                    kernels.map().binary(BinaryOp.POW, y, x, out[2]);
                    kernels.map().binary(BinaryOp.POW, number, x, out[3]);
                    for (int k = 0; k < 4; k++) {
                        float[] got = out[k].toFloatArray();
                        for (int i = 0; i < values.length; i++) {
                            float base = k < 2 ? values[i] : number;
                            float exponent = k < 2 ? number : values[i];
                            double want = Reference.of(BinaryOp.POW, base, exponent);
                            String what = kernels.name() + " " + base + " to the power " + exponent;
                            assertTrue(Ulps.between(got[i], want) <= UlpPairs.BOUND, what + " is " + got[i]);
                            if (want == 0) {
                                assertEquals(Float.floatToIntBits((float) want), Float.floatToIntBits(got[i]), what);
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void doublesAreStrictMathsOrAsGood() {
        double[] x = new double[4001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 2000) / 160.0;
        }
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                NdArray y = NdArray.empty(DType.F64, Shape.of(x.length));
                for (UnaryOp op : UnaryOp.values()) {
                    if (op == UnaryOp.NOT) {
                        continue;
                    }
                    kernels.map().unary(op, NdArray.of(x), y);
                    double[] got = y.toDoubleArray();
                    for (int i = 0; i < x.length; i++) {
                        double want = Reference.of(op, x[i]);
                        double bound = switch (op) {
                            case ERF -> 1e-15;
                            case GELU_TANH -> 2e-13 * Math.abs(want); // which is the reference's error
                            case GELU, ERFC -> 1e-14 * Math.abs(want);
                            case ASINH, ACOSH, ATANH, SILU, MISH, SOFTPLUS, LOG_SIGMOID -> 4 * Math.ulp(want);
                            default -> 2 * Math.ulp(want);
                        };
                        assertEquals(want, got[i], Double.isFinite(want) ? bound : 0, op + " of " + x[i]);
                    }
                }
            }
        }
    }

    /** Those that are StrictMath's own functions, over doubles of every exponent and special values. */
    @Test
    void doublesOfEveryExponentAreStrictMaths() {
        Random random = new Random(14);
        double[] x = new double[40_000];
        double[] z = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = i < SPECIAL.length ? SPECIAL[i] : Double.longBitsToDouble(random.nextLong());
            z[i] = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : x[i] * random.nextGaussian();
        }
        UnaryOp[] functions = {UnaryOp.SQRT, UnaryOp.EXP, UnaryOp.EXPM1, UnaryOp.LOG, UnaryOp.LOG1P, UnaryOp.LOG10,
            UnaryOp.LOG2, UnaryOp.SIN, UnaryOp.COS, UnaryOp.TAN, UnaryOp.ASIN, UnaryOp.ACOS, UnaryOp.ATAN,
            UnaryOp.SINH, UnaryOp.COSH, UnaryOp.TANH};
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                NdArray y = NdArray.empty(DType.F64, Shape.of(x.length));
                for (UnaryOp op : functions) {
                    kernels.map().unary(op, NdArray.of(x), y);
                    double[] got = y.toDoubleArray();
                    for (int i = 0; i < x.length; i++) {
                        double want = Reference.of(op, x[i]);
                        assertEquals(want, got[i], Double.isFinite(want) ? 2 * Math.ulp(want) : 0, op + " of " + x[i]);
                    }
                }
                for (BinaryOp op : new BinaryOp[] {BinaryOp.ATAN2, BinaryOp.HYPOT}) {
                    kernels.map().binary(op, NdArray.of(x), NdArray.of(z), y);
                    double[] got = y.toDoubleArray();
                    for (int i = 0; i < x.length; i++) {
                        double want = Reference.of(op, x[i], z[i]);
                        assertEquals(want, got[i], Double.isFinite(want) ? 2 * Math.ulp(want) : 0,
                                op + " of " + x[i] + ", " + z[i]);
                    }
                }
            }
        }
    }

    @Test
    void powersOfDoublesAreStrictMaths() {
        Random random = new Random(1);
        int count = 100_000;
        double[] x = new double[count];
        double[] y = new double[count];
        for (int i = 0; i < count; i++) {
            x[i] = i % 3 == 0 ? Math.exp(random.nextGaussian()) : Math.exp(300 * random.nextGaussian());
            y[i] = i % 3 == 0 ? 200 * random.nextGaussian() : i % 3 == 1 ? random.nextGaussian()
                    : random.nextInt(7) - 3;
        }
        for (Kernels kernels : KernelSets.all()) {
            try (Scope _ = Scope.open()) {
                NdArray out = NdArray.empty(DType.F64, Shape.of(count));
                kernels.map().binary(BinaryOp.POW, NdArray.of(x), NdArray.of(y), out);
                double[] got = out.toDoubleArray();
                for (int i = 0; i < count; i++) {
                    double want = StrictMath.pow(x[i], y[i]);
                    double bound = Double.isInfinite(want) ? 0 : 2 * Math.ulp(want);
                    assertEquals(want, got[i], bound, x[i] + " to the power " + y[i]);
                }
            }
        }
    }

    @Test
    void derivativesOfGeluAreRightEverywhere() {
        for (Kernels kernels : KernelSets.all()) {
            for (BinaryOp op : new BinaryOp[] {BinaryOp.GELU_BACKWARD, BinaryOp.GELU_TANH_BACKWARD}) {
                for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                    try (Scope _ = Scope.open()) {
                        float[] x = new float[8192];
                        for (int i = 0; i < x.length; i++) {
                            x[i] = (i - 4096) / 256f;
                        }
                        x[0] = Float.NEGATIVE_INFINITY;
                        x[1] = Float.POSITIVE_INFINITY;
                        x[2] = Float.NaN;
                        x[3] = -Float.MAX_VALUE;
                        NdArray a = NdArray.empty(dtype, Shape.of(x.length));
                        kernels.copy().copy(NdArray.of(x), a);
                        NdArray out = NdArray.empty(dtype, Shape.of(x.length));
                        kernels.map().binary(op, a, 2, out);
                        double[] got = out.toDoubleArray();
                        for (int i = 0; i < x.length; i++) {
                            double want = i == 3 ? 0 : Reference.of(op, x[i], 2);
                            assertEquals(want, got[i], dtype == DType.F32 ? 1e-6 : 1e-13, op + " at " + x[i]);
                        }
                    }
                }
            }
        }
    }

    /** Against StrictMath over all exponents: near multiples of pi/2 and far beyond 2^53, too. */
    @Test
    void anglesOfDoublesAreReducedRight() {
        Random random = new Random(12);
        double[] x = new double[200_000];
        for (int i = 0; i < x.length; i++) {
            double any = Double.longBitsToDouble(random.nextLong());
            x[i] = switch (i % 4) {
                case 0 -> Double.isFinite(any) ? any : 0;
                case 1 -> Math.nextUp(Math.PI / 2 * random.nextInt(1 << 20)) * (random.nextBoolean() ? 1 : -1);
                case 2 -> Math.PI / 2 * random.nextLong(1L << 52);
                default -> 100 * random.nextGaussian();
            };
        }
        x[0] = 0x1.6ac5b262ca1ffp849; // the double that comes closest to a multiple of pi/2
        x[4] = -0x1.6ac5b262ca1ffp849;
        x[8] = Math.scalb(6381956970095103.0, 797);
        x[12] = 0x1p20;
        x[16] = Math.nextDown(0x1p20);
        x[20] = Double.MAX_VALUE;
        for (UnaryOp op : new UnaryOp[] {UnaryOp.SIN, UnaryOp.COS, UnaryOp.TAN}) {
            try (Scope _ = Scope.open()) {
                NdArray y = NdArray.empty(DType.F64, Shape.of(x.length));
                Kernels.best().map().unary(op, NdArray.of(x), y);
                double[] got = y.toDoubleArray();
                for (int i = 0; i < x.length; i++) {
                    double want = Reference.of(op, x[i]);
                    assertEquals(want, got[i], 2 * Math.ulp(want), op + " of " + Double.toHexString(x[i]));
                }
            }
        }
    }

    /** Powers, angles and the like of floats, drawn from all floats: half an ULP, as they are computed in doubles. */
    @Test
    void functionsOfTwoFloatsAreRoundedOnce() {
        int count = 400_000;
        float[] a = new float[count];
        float[] b = new float[count];
        UlpPairs.draw(new Random(13), a, b);
        for (int i = 0; i < SPECIAL.length * SPECIAL.length; i++) {
            a[i] = SPECIAL[i / SPECIAL.length];
            b[i] = SPECIAL[i % SPECIAL.length];
        }
        for (BinaryOp op : UlpPairs.FUNCTIONS) {
            for (Kernels kernels : KernelSets.all()) {
                try (Scope _ = Scope.open()) {
                    NdArray out = NdArray.empty(DType.F32, Shape.of(count));
                    kernels.map().binary(op, NdArray.of(a), NdArray.of(b), out);
                    float[] got = out.toFloatArray();
                    for (int i = 0; i < count; i++) {
                        if (op == BinaryOp.CELU && b[i] == 0) {
                            continue; // which has no meaning
                        }
                        double want = Reference.of(op, a[i], b[i]);
                        assertTrue(Ulps.between(got[i], want) <= UlpPairs.BOUND,
                                kernels.name() + " " + op + " of " + a[i] + ", " + b[i] + " is " + got[i] + ", not "
                                        + want);
                        if (want == 0) {
                            assertEquals(Float.floatToIntBits((float) want), Float.floatToIntBits(got[i]),
                                    op + " of " + a[i] + ", " + b[i]);
                        }
                    }
                }
            }
        }
    }

    @Test
    void quotientsAreNumPys() {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        // a, b, floor_divide, remainder, fmod as NumPy 2.4 gives them
        double[][] cases = {{inf, 1, nan, nan, nan}, {1, inf, 0, 1, 1}, {-1, inf, -1, inf, -1}, {0, inf, 0, 0, 0},
            {-0.0, inf, -0.0, 0, -0.0}, {inf, inf, nan, nan, nan}, {1, 0, inf, nan, nan}, {-1, 0, -inf, nan, nan},
            {0, 0, nan, nan, nan}, {-0.0, 1, -0.0, 0, -0.0}, {0, -1, -0.0, -0.0, 0}, {3, -2, -2, -1, 1},
            {-3, 2, -2, 1, -1}, {-inf, 2, nan, nan, nan}, {nan, 1, nan, nan, nan}, {1, nan, nan, nan, nan}};
        BinaryOp[] ops = {BinaryOp.FLOOR_DIVIDE, BinaryOp.REMAINDER, BinaryOp.FMOD};
        for (Kernels kernels : KernelSets.all()) {
            for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                for (double[] c : cases) {
                    for (int k = 0; k < ops.length; k++) {
                        try (Scope _ = Scope.open()) {
                            NdArray out = NdArray.empty(dtype, Shape.of(1));
                            kernels.map().binary(ops[k], NdArray.full(dtype, Shape.of(1), c[0]), c[1], out);
                            assertEquals(c[2 + k], out.getDouble(0), ops[k] + " of " + c[0] + ", " + c[1]);
                        }
                    }
                }
            }
            int least = Integer.MIN_VALUE;
            int[][] whole = {{5, 0, 0, 0, 0}, {least, -1, least, 0, 0}, {-7, 2, -4, 1, -1}, {7, -2, -4, -1, 1},
                {-7, -2, 3, -1, -1}, {0, 0, 0, 0, 0}};
            for (int[] c : whole) {
                for (int k = 0; k < ops.length; k++) {
                    try (Scope _ = Scope.open()) {
                        NdArray out = NdArray.empty(DType.I32, Shape.of(1));
                        kernels.map().binary(ops[k], NdArray.of(new int[] {c[0]}), c[1], out);
                        assertEquals(c[2 + k], out.getDouble(0), ops[k] + " of " + c[0] + ", " + c[1]);
                    }
                }
            }
        }
    }
}
