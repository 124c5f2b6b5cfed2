package lanegrad.testkit;

import static lanegrad.testkit.GradientAssertions.assertGradients;
import static lanegrad.testkit.GradientAssertions.assertModule;
import static lanegrad.testkit.GradientAssertions.assertSecondOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.GradCheck;
import lanegrad.autograd.Op;
import lanegrad.autograd.Rule;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Indexing;
import lanegrad.kernels.BinaryOp;
import lanegrad.nn.Module;
import lanegrad.nn.layers.Linear;
import lanegrad.random.Rng;
import lanegrad.testkit.arbitraries.Draw;
import lanegrad.testkit.arbitraries.Indexed;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** The assertions pass what is right, and say where what is wrong is wrong. */
@Tag("scalar")
class GradientAssertionsTest {

    private static final Tensor X = Tensor.of(new double[] {0.5, -1, 2, 1}, 2, 2);

    /** Two layers of which one may be left out. */
    private static final class Pair extends Module {

        private final Linear first = register("first", new Linear(2, 3, true, DType.F64, new Rng(1)));
        private final Linear second = register("second", new Linear(3, 1, true, DType.F64, new Rng(2)));

        Tensor forward(Tensor x) {
            return call(() -> second.forward(first.forward(x).tanh()));
        }

        Tensor half(Tensor x) {
            return call(() -> first.forward(x).tanh());
        }
    }

    /** A product whose second gradient forgets to be summed, or is right. */
    private static Op product(double factor, boolean copied) {
        return Op.named("product").forward(call -> {
            NdArray out = NdArray.empty(DType.F64, call.shape(0));
            Autograd.kernels().map().binary(BinaryOp.MUL, call.array(0), call.array(1), out);
            return out;
        }).gradient(Rule.input(1), (call, g) -> g.times(copied ? call.input(1).stopGradient() : call.input(1)))
                .gradient(Rule.input(0), (call, g) -> g.times(call.input(0)).times(factor)).build();
    }

    @Property
    void whatIsRightPasses(@ForAll @Draw(most = 40) List<Drawn> in) {
        assertSecondOrder(x -> x[0].times(x[1]).tanh(), in.toArray(Drawn[]::new));
    }

    @Property
    void viewsReachTheFunctionAsViews(@ForAll @Draw(minRank = 1, maxRank = 3, most = 60) Indexed x) {
        long size = x.input().shape().dim(x.axis());
        assertGradients(in -> Indexing.embedding(in[0].transpose(0, x.axis()).reshape(size, in[0].size() / size),
                in[1]).tanh(), x.input(), x.indices());
    }

    @Example
    void theWorstElementIsNamed() {
        AssertionError e = assertThrows(AssertionError.class,
                () -> assertGradients(in -> product(1.5, false).apply(null, in), X, X));
        assertTrue(e.getMessage().matches("(?s)the gradient is not the derivative: input 1, element \\[\\d, \\d\\]: "
                + "autograd says .*, differences say .*, relative error 3.3e-01, up to 1.0E-6 allowed\n"
                + "  input 0: F64 \\[2, 2\\] \\[0.5, -1.0, 2.0, 1.0\\]\n.*step 1.0E-5, seed 1"), e.getMessage());
    }

    @Example
    void aWrongSecondOrderIsNamed() {
        assertGradients(in -> product(1, true).apply(null, in), X, X);
        AssertionError e = assertThrows(AssertionError.class,
                () -> assertSecondOrder(in -> product(1, true).apply(null, in), X, X));
        assertTrue(e.getMessage().startsWith("the gradient of the gradient is not its derivative: "), e.getMessage());
    }

    /** Right at row-major inputs, which is where differences are taken. */
    @Example
    void aRuleThatIsWrongForViewsIsFound() {
        Op op = Op.named("careless").forward(call -> call.array(0).alias())
                .gradient(Rule.input(0), (call, g) -> call.input(0).array().isContiguous() ? g : g.times(2)).build();
        assertGradients(in -> op.apply(null, in), X);
        AssertionError e = assertThrows(AssertionError.class,
                () -> assertGradients(in -> op.apply(null, in), X.transpose(0, 1)));
        assertTrue(e.getMessage().startsWith("the gradient of input 0 [2, 2] is another as a graph of row-major copies"
                + ": element ["), e.getMessage());
    }

    @Example
    void anInputThatIsChangedIsFound() {
        Tensor x = Tensor.of(new double[] {1, 2});
        AssertionError e = assertThrows(AssertionError.class, () -> assertGradients(in -> {
            x.array().set(5, 0);
            return in[0].tanh();
        }, x));
        assertTrue(e.getMessage().contains("input 0 [2] was changed"), e.getMessage());
    }

    @Example
    void modules() {
        Pair pair = new Pair();
        assertModule(pair, pair::forward, X);
        AssertionError e = assertThrows(AssertionError.class, () -> assertModule(pair, pair::half, X));
        assertEquals("no gradient flows to second.weight, second.bias: the result does not depend on it",
                e.getMessage());
        pair.freeze("second");
        assertModule(pair, pair::half, X);
    }

    @Example
    void aParameterWithAWrongGradientIsNamed() {
        Linear layer = new Linear(2, 1, true, DType.F64, new Rng(1));
        AssertionError e = assertThrows(AssertionError.class, () -> assertModule(layer,
                x -> x.matmul(layer.parameters().get("weight").transpose(0, 1))
                        .plus(Elementwise.gradientReversal(layer.parameters().get("bias"), 1)),
                X));
        assertTrue(e.getMessage().startsWith("the gradient is not the derivative: bias, element [0]: autograd says"),
                e.getMessage());
    }

    @Example
    void floatsCanBeCheckedRoughly() {
        Tensor x = Tensor.of(new float[] {1, 2, 3});
        assertGradients(GradCheck.Options.SINGLE, in -> in[0].tanh(), x);
        assertThrows(IllegalArgumentException.class, () -> assertGradients(in -> in[0].tanh(), x));
    }
}
