package lanegrad.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.nn.init.Initializers.Mode;
import lanegrad.nn.init.Initializers.Spread;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** First values have the mean, the spread and the bounds that the rules say. */
class InitializersTest {

    private static final Shape SHAPE = Shape.of(40, 25, 10); // fan in 250, fan out 400
    private static final double COUNT = 10_000;

    private static double[] draw(Initializer rule, DType dtype) {
        NdArray array = NdArray.empty(dtype, SHAPE);
        rule.fill(array, new Rng(5));
        return array.toDoubleArray();
    }

    /** Mean and variance within three standard errors; the kurtosis tells how far a sample variance strays. */
    private static void assertMoments(Initializer rule, double mean, double variance, double kurtosis, double bound) {
        for (DType dtype : new DType[] {DType.F32, DType.F64}) {
            double[] values = draw(rule, dtype);
            double sum = Arrays.stream(values).sum();
            double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
            assertEquals(mean, sum / COUNT, 3 * Math.sqrt(variance / COUNT));
            assertEquals(variance, squares / COUNT, 3 * variance * Math.sqrt((kurtosis - 1) / COUNT));
            double limit = bound * (1 + 1e-6);
            assertTrue(Arrays.stream(values).allMatch(v -> Math.abs(v - mean) <= limit));
        }
    }

    private static final double ANY = Double.POSITIVE_INFINITY;

    @Test
    void T05_P5_momentsMatchTheRequestedVariance() {
        assertMoments(Initializers.normal(1, 0.5), 1, 0.25, 3, ANY);
        assertMoments(Initializers.uniform(-1, 3), 1, 16 / 12.0, 1.8, 2);
        assertMoments(Initializers.xavierUniform(1), 0, 2 / 650.0, 1.8, Math.sqrt(6 / 650.0));
        assertMoments(Initializers.xavierNormal(2), 0, 8 / 650.0, 3, ANY);
        assertMoments(Initializers.heUniform(0), 0, 2 / 250.0, 1.8, Math.sqrt(6 / 250.0));
        assertMoments(Initializers.heUniform(Math.sqrt(5)), 0, 1 / 750.0, 1.8, 1 / Math.sqrt(250));
        assertMoments(Initializers.heNormal(0.1), 0, 2 / (1.01 * 250), 3, ANY);
        assertMoments(Initializers.scaled(1, Mode.OUT, Spread.NORMAL), 0, 1 / 400.0, 3, ANY);
        double cut = 0.87962566103423978;
        assertMoments(Initializers.truncatedNormal(0.5, 0.02), 0.5, 4e-4 * cut * cut, 2.4, 0.04);
        assertMoments(Initializers.scaled(1, Mode.IN, Spread.TRUNCATED_NORMAL), 0, 1 / 250.0, 2.4,
                2 / cut / Math.sqrt(250));
    }

    @Test
    void constants() {
        assertTrue(Arrays.stream(draw(Initializers.zeros(), DType.F32)).allMatch(v -> v == 0));
        assertTrue(Arrays.stream(draw(Initializers.ones(), DType.F64)).allMatch(v -> v == 1));
        assertTrue(Arrays.stream(draw(Initializers.constant(-2), DType.F32)).allMatch(v -> v == -2));
    }

    @Test
    void equalSeedsGiveEqualValues() {
        for (Initializer rule : new Initializer[] {Initializers.normal(0, 1), Initializers.truncatedNormal(0, 1),
            Initializers.uniform(0, 1)}) {
            assertArrayEquals(draw(rule, DType.F32), draw(rule, DType.F32));
        }
    }

    @Test
    void fansOfShapes() {
        assertEquals(new Fans(3, 4), Fans.of(Shape.of(4, 3)));
        assertEquals(new Fans(27, 36), Fans.of(Shape.of(4, 3, 3, 3)));
        for (Shape shape : new Shape[] {Shape.SCALAR, Shape.of(3), Shape.of(0, 3), Shape.of(3, 0), Shape.of(3, 3, 0)}) {
            assertThrows(IllegalArgumentException.class, () -> Fans.of(shape));
        }
        assertThrows(IllegalArgumentException.class, () -> new Fans(0, 1));
        NdArray vector = NdArray.empty(DType.F32, Shape.of(8));
        assertThrows(IllegalArgumentException.class, () -> Initializers.heNormal(0).fill(vector, new Rng(1)));
        Initializers.scaled(1, Mode.IN, Spread.NORMAL, new Fans(8, 8)).fill(vector, new Rng(1));
    }

    @Test
    void nothingToFill() {
        NdArray none = NdArray.empty(DType.F32, Shape.of(0, 3));
        Initializers.normal(0, 1).fill(none, new Rng(1));
        Initializers.truncatedNormal(0, 1).fill(none, new Rng(1));
    }
}
