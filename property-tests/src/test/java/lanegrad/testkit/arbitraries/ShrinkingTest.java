package lanegrad.testkit.arbitraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Op;
import lanegrad.autograd.Rule;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.testkit.Drawn;
import lanegrad.testkit.GradientAssertions;
import lanegrad.testkit.Placement;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Each property holds nearly always; what breaks it is planted, and shrinks to the least that shows it. */
@AddLifecycleHook(CounterexampleHook.class)
class ShrinkingTest {

    private static final String SEED = "7";

    /** A sum that forgets what lies beyond the fourth element of a view that runs backwards. */
    private static double sum(Drawn x) {
        double[] data = x.elements().data();
        int n = x.placement() == Placement.REVERSED ? Math.min(4, data.length) : data.length;
        return Arrays.stream(data).limit(n).sum();
    }

    @Property(seed = SEED)
    @Counterexample("F64 [5] reversed: [0.0, 0.0, 0.0, 0.0, 1.0]")
    void anElementThatIsForgotten(@ForAll Drawn x) {
        assertEquals(Arrays.stream(x.elements().data()).sum(), sum(x), 1e-9);
    }

    @Property(seed = SEED)
    @Counterexample("F64 []: 2.0")
    void anElementThatIsTooLarge(@ForAll Drawn x) {
        assertTrue(Arrays.stream(x.elements().data()).allMatch(each -> each <= 1));
    }

    @Property(seed = SEED)
    @Counterexample("F32 []: NaN")
    void numbersThatAreNone(@ForAll @Draw(dtype = DType.F32, numbers = Draw.Numbers.ANY) Drawn x) {
        assertTrue(Arrays.stream(x.elements().data()).noneMatch(Double::isNaN));
    }

    @Property(seed = SEED)
    @Counterexample("F64 []: 1.0")
    void onlyWhatIsAllowedIsTried(@ForAll @Draw(numbers = Draw.Numbers.POSITIVE) Drawn x) {
        assertTrue(x.elements().isEmpty());
    }

    @Property(seed = SEED)
    @Counterexample("[17]")
    void aShapeOneBeyondAVector(@ForAll Shape shape) {
        assertTrue(LongStream.of(shape.toArray()).allMatch(size -> size <= 16));
    }

    @Property(seed = SEED)
    @Counterexample("[0]")
    void anEmptyShape(@ForAll Shape shape) {
        assertTrue(shape.size() > 0);
    }

    @Property(seed = SEED)
    @Counterexample("[F64 [2]: [0.0, 0.0], F64 []: 0.0]")
    void inputsThatBroadcast(@ForAll List<Drawn> pair) {
        assertEquals(Math.max(pair.get(0).shape().size(), 1), Math.max(pair.get(1).shape().size(), 1));
    }

    @Property(seed = SEED)
    @Counterexample("F64 [3]: [0.0, 0.0, 0.0], along axis 0 by I64 []: 2")
    void anIndexBeyondTheSecond(@ForAll Indexed x) {
        assertTrue(Arrays.stream(x.indices().elements().data()).allMatch(i -> i < 2));
    }

    @Property(seed = SEED)
    @Counterexample("BOOL []: true")
    void aMaskThatIsSet(@ForAll("masks") Drawn mask) {
        assertTrue(Arrays.stream(mask.elements().data()).allMatch(x -> x == 0));
    }

    @Property(seed = SEED)
    @Counterexample("F64 [2]: [0.5, 0.5]")
    void aRowThatIsUncertain(@ForAll("rows") Drawn row) {
        assertTrue(Arrays.stream(row.elements().data()).allMatch(p -> p == 0 || p == 1));
    }

    @Property(seed = SEED)
    @Counterexample("[1, 0]")
    void anOrderThatIsNone(@ForAll("orders") int[] order) {
        assertTrue(IntStream.range(1, order.length).allMatch(i -> order[i - 1] < order[i]));
    }

    @Property(seed = SEED)
    @Counterexample("F64 [2] expanded first: [0.0, 0.0]")
    void aViewThatIsExpanded(@ForAll Drawn x) {
        try (Scope _ = Scope.open("view")) {
            Tensor view = x.tensor();
            assertTrue(IntStream.range(0, view.rank()).noneMatch(i -> view.dim(i) > 1 && view.array().stride(i) == 0));
        }
    }

    /** The planted bug of the guide's page on gradient checks. */
    @Property(seed = SEED)
    @Counterexample("F64 []: 2.0")
    void aRuleThatIsWrong(@ForAll Drawn x) {
        Op bump = Op.named("bump").forward(call -> {
            try (Mode _ = Autograd.noGrad()) {
                return call.input(0).div(call.input(0).pow(2).plus(1)).array();
            }
        }).gradient(Rule.input(0), (call, g) -> {
            Tensor square = call.input(0).pow(2);
            return g.times(square.neg().plus(1)).div(square.plus(1));
        }).build();
        GradientAssertions.assertSecondOrder(in -> bump.apply(null, in), x);
    }

    @Provide
    Arbitrary<Drawn> masks() {
        return Draws.masks();
    }

    @Provide
    Arbitrary<Drawn> rows() {
        return Draws.probabilities(DType.F64);
    }

    @Provide
    Arbitrary<int[]> orders() {
        return Draws.permutations(0, 6);
    }
}
