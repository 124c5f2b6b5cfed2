package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import lanegrad.optim.transforms.NonFinite;
import lanegrad.optim.transforms.Transforms;
import org.junit.jupiter.api.Test;

/** T38: clipping by the global norm, hard and soft, and the (L0, L1) step. */
class T38ClippingTest {

    private static final GradientTransform[] NONE = {};

    /** What a chain makes of a gradient, which is spread over two parameters. */
    private static double[] through(double[] gradient, GradientTransform... chain) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        parameters.put("a", Trees.vector(new double[1]));
        parameters.put("b", Trees.vector(new double[gradient.length - 1]));
        Optimizer optimizer = Optimizer.over(Trees.of(parameters), chain).build();
        double[] rest = new double[gradient.length - 1];
        System.arraycopy(gradient, 1, rest, 0, rest.length);
        Trees.gradient(parameters.get("a"), gradient[0]);
        Trees.gradient(parameters.get("b"), rest);
        optimizer.step();
        if (chain.length > 0) {
            assertEquals(norm(gradient), optimizer.last().gradientNorm(), 1e-14 * norm(gradient));
        }
        double[] made = new double[gradient.length];
        made[0] = -parameters.get("a").item();
        double[] b = parameters.get("b").toDoubleArray();
        for (int i = 0; i < b.length; i++) {
            made[i + 1] = -b[i];
        }
        return made;
    }

    private static double norm(double[] v) {
        double sum = 0;
        for (double x : v) {
            sum += x * x;
        }
        return Math.sqrt(sum);
    }

    private static double[] random(Random random, double size) {
        double[] g = new double[2 + random.nextInt(5)];
        for (int i = 0; i < g.length; i++) {
            g[i] = size * random.nextGaussian();
        }
        return g;
    }

    private static GradientTransform soft(double bound) {
        return Transforms.softClipByGlobalNorm(bound, NonFinite.ERROR);
    }

    @Test
    void T38_P1_softIsBetweenHalfOfHardAndHard() {
        Random random = new Random(1);
        for (int trial = 0; trial < 200; trial++) {
            double[] g = random(random, Math.exp(3 * random.nextGaussian()));
            double bound = Math.exp(2 * random.nextGaussian());
            double hard = norm(through(g, Transforms.clipByGlobalNorm(bound)));
            double soft = norm(through(g, soft(bound)));
            assertTrue(hard / 2 <= soft * (1 + 1e-14), hard + " / 2 <= " + soft);
            assertTrue(soft <= hard * (1 + 1e-14), soft + " <= " + hard);
        }
        double[] g = {3, 4};
        assertEquals(norm(through(g, Transforms.clipByGlobalNorm(5))) / 2, norm(through(g, soft(5))), 1e-15);
    }

    @Test
    void T38_P2_theDirectionIsKeptAndTheNormBounded() {
        Random random = new Random(2);
        for (int trial = 0; trial < 200; trial++) {
            double[] g = random(random, Math.exp(3 * random.nextGaussian()));
            double bound = Math.exp(2 * random.nextGaussian());
            for (GradientTransform clip : new GradientTransform[] {Transforms.clipByGlobalNorm(bound), soft(bound)}) {
                double[] made = through(g, clip);
                assertTrue(norm(made) <= bound * (1 + 1e-15));
                for (int i = 0; i < g.length; i++) {
                    assertEquals(g[i] / norm(g), made[i] / norm(made), 1e-14);
                }
            }
        }
    }

    @Test
    void T38_P3_theFourthPowerIsSmoothInThisSense() {
        double tight = Double.POSITIVE_INFINITY;
        for (double x = -10; x <= 10; x += 1.0 / 64) {
            double curvature = 12 * x * x;
            double slope = Math.abs(4 * x * x * x);
            assertTrue(curvature <= 16 + slope);
            tight = Math.min(tight, 16 + slope - curvature);
            // The step for these constants inverts the bound, whatever the gradient.
            double made = through(new double[] {slope, 0}, Transforms.smoothnessStep(16, 1, NonFinite.ERROR))[0];
            assertEquals(slope / (16 + slope), made, 1e-15);
        }
        assertEquals(0, tight);
    }

    @Test
    void T38_P4_theSmoothnessStepLowersTheLossAsPromised() {
        for (double start : new double[] {-30, -2, -0.1, 0.5, 1.9, 10}) {
            Parameter x = Trees.vector(start);
            Optimizer optimizer = Optimizer
                    .over(Trees.of("x", x), Transforms.smoothnessStep(16, 1, NonFinite.SKIP_STEP)).build();
            for (int step = 0; step < 50; step++) {
                double before = x.item();
                double slope = 4 * before * before * before;
                Trees.gradient(x, slope);
                optimizer.step();
                double rate = 1 / (16 + Math.abs(slope));
                double decrease = Math.pow(before, 4) - Math.pow(x.item(), 4);
                assertTrue(decrease >= rate * slope * slope / 2 * (1 - 1e-12), "at " + before);
            }
        }
    }

    @Test
    void T38_P4_onAQuadraticTooAndSoftClippingIsTheSame() {
        double[] curvature = {0.1, 2, 5};
        Parameter x = Trees.vector(3, -7, 4);
        Parameter y = Trees.vector(3, -7, 4);
        Optimizer smooth = Optimizer.over(Trees.of("x", x), Transforms.smoothnessStep(5, 0.5, NonFinite.ERROR))
                .build();
        Optimizer clipped = Optimizer.over(Trees.of("y", y), soft(5 / 0.5)).rate(1 / 5.0).build();
        for (int step = 0; step < 50; step++) {
            double[] at = x.toDoubleArray();
            double[] g = new double[3];
            double before = 0;
            for (int i = 0; i < 3; i++) {
                g[i] = curvature[i] * at[i];
                before += g[i] * at[i] / 2;
            }
            Trees.gradient(x, g);
            Trees.gradient(y, g);
            smooth.step();
            clipped.step();
            double after = 0;
            for (int i = 0; i < 3; i++) {
                after += curvature[i] * x.toDoubleArray()[i] * x.toDoubleArray()[i] / 2;
            }
            double rate = 1 / (5 + 0.5 * norm(g));
            assertTrue(before - after >= rate * norm(g) * norm(g) / 2 * (1 - 1e-12));
            assertArrayEquals(x.toDoubleArray(), y.toDoubleArray(), 1e-13);
        }
    }

    @Test
    void T38_P5_withinTheBoundHardClippingIsTheIdentity() {
        Random random = new Random(5);
        for (int trial = 0; trial < 100; trial++) {
            double[] g = random(random, 1);
            assertArrayEquals(through(g, NONE), through(g, Transforms.clipByGlobalNorm(norm(g) * (1 + 1e-15))));
        }
        assertArrayEquals(new double[] {3, 4}, through(new double[] {3, 4}, Transforms.clipByGlobalNorm(5)));
    }

    @Test
    void T38_E_clippingSavesADescentThatDiverges() {
        double[] ends = new double[3];
        GradientTransform[][] chains = {NONE, {Transforms.clipByGlobalNorm(1)}, {soft(1)}};
        for (int kind = 0; kind < 3; kind++) {
            Parameter x = Trees.vector(10);
            Optimizer optimizer = Optimizer.over(Trees.of("x", x), chains[kind]).rate(0.05).build();
            for (int step = 0; step < 500 && Math.abs(x.item()) < 1e6; step++) {
                Trees.gradient(x, Math.pow(x.item(), 3));
                optimizer.step();
            }
            ends[kind] = Math.abs(x.item());
        }
        assertTrue(ends[0] >= 1e6, "plain descent diverges");
        assertEquals(0.173, ends[1], 0.0005);
        assertEquals(0.181, ends[2], 0.0005);
    }

    @Test
    void aZeroGradientStaysZero() {
        double[] zero = new double[4];
        assertArrayEquals(zero, through(zero, Transforms.clipByGlobalNorm(1)), 0.0);
        assertArrayEquals(zero, through(zero, soft(1)), 0.0);
        assertArrayEquals(zero, through(zero, Transforms.smoothnessStep(1, 1, NonFinite.ERROR)), 0.0);
    }

    @Test
    void singlePrecisionGradientsAreSummedInDouble() {
        int n = 1 << 16;
        Parameter p = Parameter.full(DType.F32, 0, n);
        double[] g = new double[n];
        g[0] = 4096;
        for (int i = 1; i < n; i++) {
            g[i] = 0.25; // its square is half an ULP of 4096^2 in F32: lost there, and 4095 in all
        }
        Optimizer optimizer = Sgd.over(Trees.of("p", p)).clipGradNorm(1).build();
        Trees.gradient(p, g);
        optimizer.step();
        assertEquals(norm(g), optimizer.last().gradientNorm(), 1e-10);
    }

    @Test
    void boundsAreChecked() {
        assertEquals("clipByGlobalNorm: norm 0.0: greater than 0 expected", assertThrows(
                IllegalArgumentException.class, () -> Transforms.clipByGlobalNorm(0)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Transforms.clipByGlobalNorm(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> soft(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> Transforms.smoothnessStep(0, 1, NonFinite.ERROR));
    }
}
