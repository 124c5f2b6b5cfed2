package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    /** A step that is prime to every power of two: all exponents, and all low bits, come up. */
    private static final long STEP = 20011;

    @Test
    void floatsKeepTheirBounds() {
        for (Kernels kernels : KernelSets.all()) {
            UlpTable.BOUNDS.forEach((op, bound) -> {
                try (Scope _ = Scope.open()) {
                    UlpTable.Worst worst = UlpTable.measure(kernels, op, 7, STEP);
                    assertTrue(worst.ulps() <= bound, kernels.name() + " " + op + " " + worst);
                }
            });
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
                        assertTrue(Ulps.between(got[i], want) <= UlpTable.BOUNDS.getOrDefault(op, 0.5), what);
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
                        double bound = op == UnaryOp.ERF ? 1e-15
                                : op == UnaryOp.GELU || op == UnaryOp.GELU_TANH ? 2e-13 * Math.abs(want)
                                : 2 * Math.ulp(want);
                        assertEquals(want, got[i], Double.isFinite(want) ? bound : 0, op + " of " + x[i]);
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
}
