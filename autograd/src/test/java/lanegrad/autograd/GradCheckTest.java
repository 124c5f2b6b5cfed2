package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.Function;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.GradCheck.Options;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Indexing;
import lanegrad.autograd.ops.LinearAlgebra;
import lanegrad.autograd.ops.Random;
import lanegrad.kernels.UnaryOp;
import lanegrad.memory.Memory;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The gradient check passes what is right and finds what is wrong. */
class GradCheckTest {

    private static final Tensor X = Tensor.of(new double[] {0.3, -1.2, 2, 0.5, 1.1, -0.7}, 2, 3);

    private static final Tensor Y = Tensor.of(new double[] {1, 2, -0.5});

    /** The exponential with a rule that is wrong by a factor, or only where x is above 1.5. */
    private static Op exp(double factor, boolean somewhere) {
        return Op.named("exp").forward(call -> {
            NdArray out = NdArray.empty(DType.F64, call.shape(0));
            Autograd.kernels().map().unary(UnaryOp.EXP, call.array(0), out);
            return out;
        }).gradient(Rule.OUTPUT, (call, g) -> {
            Tensor right = g.times(call.output());
            Tensor wrong = right.times(factor);
            return somewhere
                    ? Indexing.where(lanegrad.autograd.ops.Comparisons.gt(call.output(), Math.exp(1.5)), wrong, right)
                    : wrong;
        }).build();
    }

    private static GradCheckException failure(Function<Tensor[], Tensor> f, Tensor... inputs) {
        return assertThrows(GradCheckException.class, () -> GradCheck.check(f, inputs));
    }

    @Test
    void rightGradientsPass() {
        GradCheck.Report report = GradCheck.check(in -> in[0].times(in[1]).tanh(), X, Y);
        assertEquals(8, report.comparisons());
        assertTrue(report.worstError() < 1e-7, report.toString());
        GradCheck.Report second = GradCheck.checkSecondOrder(in -> in[0].times(in[1]).tanh(), X, Y);
        assertEquals(12, second.comparisons());
        assertTrue(second.worstError() < 1e-6, second.toString());
    }

    @Test
    void elementByElement() {
        Options options = Options.DEFAULT.elementwise();
        assertEquals(9, GradCheck.check(options, in -> in[0].div(in[1]), X, Y).comparisons());
        assertEquals(15, GradCheck.checkSecondOrder(options, in -> in[0].div(in[1]), X, Y).comparisons());
    }

    @Test
    void aFactorOfOneThousandthIsFound() {
        GradCheckException e = failure(in -> exp(1.001, false).apply(null, in[0]), X);
        assertEquals(1e-3, e.finding().error(), 1e-5);
        assertTrue(e.getMessage().contains("input 0") && e.getMessage().contains("analytic"), e.getMessage());
    }

    @Test
    void theWorstElementIsNamed() {
        GradCheckException e = failure(in -> in[1].plus(exp(2, true).apply(null, in[0])), X, Y);
        assertEquals("input 0", e.finding().variable());
        assertEquals("element [0, 2]", e.finding().place());
        assertEquals(2, e.finding().analytic() / e.finding().numeric(), 1e-6);
        assertThrows(GradCheckException.class, () -> GradCheck.check(Options.DEFAULT.elementwise(),
                in -> exp(2, true).apply(null, in[0]), X));
    }

    @Test
    void aWrongSecondOrderIsFound() {
        // Right in the first order; the rule calls a constant what is none.
        Op op = Op.named("constantSlope").forward(call -> {
            NdArray out = NdArray.empty(DType.F64, call.shape(0));
            Autograd.kernels().map().unary(UnaryOp.SQUARE, call.array(0), out);
            return out;
        }).gradient(Rule.input(0), (call, g) -> g.times(call.input(0).stopGradient()).times(2)).build();
        GradCheck.check(in -> op.apply(null, in[0]), X);
        GradCheckException e = assertThrows(GradCheckException.class,
                () -> GradCheck.checkSecondOrder(in -> op.apply(null, in[0]), X));
        assertEquals(2, e.finding().order());
        assertEquals(0, e.finding().analytic());
    }

    @Test
    void aDroppedGradientIsFound() {
        failure(in -> in[0].times(in[1].stopGradient()), X, Y);
    }

    @Test
    void nanIsFound() {
        Op op = Op.named("nan").forward(call -> call.array(0).alias()).gradient(Rule.NOTHING,
                (_, g) -> g.times(Double.NaN)).build();
        failure(in -> op.apply(null, in[0]), X);
    }

    @Test
    void kinksAreHintedAt() {
        GradCheckException e = failure(in -> Elementwise.relu(in[0]), Tensor.of(new double[] {1, 0, -1}));
        assertEquals("element [1]", e.finding().place());
        assertTrue(e.getMessage().contains("kink"), e.getMessage());
    }

    @Test
    void parametersAreCheckedAndBroughtBack() {
        Parameter w = Parameter.of(NdArray.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
        Parameter b = Parameter.of(NdArray.of(new double[] {0.1, 0.2}));
        Options options = Options.DEFAULT.with(Map.of("weight", w, "bias", b));
        double[] before = w.toDoubleArray();
        Function<Tensor[], Tensor> layer = in -> LinearAlgebra.linear(in[0], w, b).sigmoid();
        assertEquals(12, GradCheck.check(options, layer, X).comparisons());
        assertEquals(16, GradCheck.checkSecondOrder(options, layer, X).comparisons());
        Function<Tensor[], Tensor> broken = in -> LinearAlgebra.linear(in[0], w.stopGradient(), b).sigmoid();
        GradCheckException e = assertThrows(GradCheckException.class, () -> GradCheck.check(options, broken, X));
        assertEquals("weight", e.finding().variable());
        assertArrayEquals(before, w.toDoubleArray());
        assertNull(w.grad());
        w.freeze(true);
        assertEquals(8, GradCheck.check(options, layer, X).comparisons());
    }

    @Test
    void integersAndTruthValuesPassThrough() {
        Tensor indices = Tensor.of(new long[] {1, 0, 1});
        GradCheck.check(in -> Indexing.embedding(in[0], in[1]), X, indices);
        GradCheck.check(in -> Indexing.where(in[0], in[1], in[2]), Tensor.of(new boolean[] {true, false, true}), X, Y);
    }

    @Test
    void functionsThatDrawMustRestore() {
        Rng rng = new Rng(1);
        GradCheckException e = failure(in -> Random.dropout(in[0], 0.5, rng), X);
        assertTrue(e.getMessage().contains("different values"), e.getMessage());
        GradCheck.check(in -> {
            rng.restore(new Rng(1).state());
            return Random.dropout(in[0], 0.5, rng);
        }, X);
    }

    @Test
    void singlePrecisionIsForRoughChecks() {
        Tensor single = X.to(DType.F32);
        String message = assertThrows(IllegalArgumentException.class, () -> GradCheck.check(in -> in[0], single))
                .getMessage();
        assertTrue(message.contains("F64 expected"), message);
        GradCheck.check(Options.SINGLE, in -> in[0].exp(), single);
        Op wrong = Op.named("wrong").forward(call -> call.array(0).alias())
                .gradient(Rule.NOTHING, (_, g) -> g.times(1.1)).build();
        assertThrows(GradCheckException.class,
                () -> GradCheck.check(Options.SINGLE, in -> wrong.apply(null, in[0]), single));
    }

    @Test
    void constantsEmptyAndSingleNumbers() {
        GradCheck.check(_ -> Y, X);
        GradCheck.checkSecondOrder(_ -> Y, X);
        GradCheck.checkSecondOrder(in -> in[0].times(3), X);
        GradCheck.check(in -> in[0].exp(), Tensor.zeros(DType.F64, 0, 2));
        GradCheck.checkSecondOrder(in -> in[0].exp(), Tensor.zeros(DType.F64, 0, 2));
        GradCheck.checkSecondOrder(in -> in[0].exp(), Tensor.full(DType.F64, 0.5));
    }

    @Test
    void itWorksInsideNoGradAndLeavesNothing() {
        long live = Memory.stats().liveBytes();
        try (Mode _ = Autograd.noGrad()) {
            GradCheck.check(in -> Fused.softmax(in[0], -1), X);
            GradCheck.checkSecondOrder(in -> Fused.softmax(in[0], -1), X);
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }

    @Test
    void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Options.DEFAULT.withStep(0));
        assertThrows(IllegalArgumentException.class, () -> Options.DEFAULT.withDirections(-1));
        assertThrows(IllegalArgumentException.class, () -> Options.DEFAULT.withTolerances(1e-6, Double.NaN));
    }
}
