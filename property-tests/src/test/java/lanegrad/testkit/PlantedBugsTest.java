package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Elementwise;
import org.junit.jupiter.api.Test;

/** The generic properties fail where something is planted for them to find. */
class PlantedBugsTest {

    private static OpInfo.Builder identity(Function<Tensor[], Tensor> f) {
        return OpInfo.composite("planted").sample("some", List.of(Arg.of(3)), f, in -> in[0])
                .sample("one", List.of(Arg.of()), f, in -> in[0]).sample("none", List.of(Arg.of(0)), f, in -> in[0])
                .error("an axis too many", IndexOutOfBoundsException.class, "axis", List.of(Arg.of(3)),
                        in -> in[0].transpose(0, 1));
    }

    private static void finds(String property, String message, OpInfo info) {
        Property wanted = Properties.all().stream().filter(each -> each.name().equals(property)).findFirst()
                .orElseThrow();
        assertTrue(wanted.appliesTo(info), property);
        AssertionError e = assertThrows(AssertionError.class, () -> wanted.check(new Ledger().page(info)));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static void passes(OpInfo info) {
        for (Property property : Properties.all()) {
            if (property.appliesTo(info)) {
                property.check(new Ledger().page(info));
            }
        }
    }

    @Test
    void whatIsRightPasses() {
        passes(identity(in -> in[0].times(1)).elementwise().build());
    }

    @Test
    void aZeroThatLosesItsSign() {
        finds("special values", "is 0.0, -0.0 expected", identity(in -> in[0].plus(0)).elementwise().build());
    }

    @Test
    void aSubnormalThatIsFlushed() {
        finds("special values", "", identity(in -> in[0].times(0x1p-100).times(0x1p100)).elementwise().build());
    }

    @Test
    void anEmptyInputWithoutAGradient() {
        finds("gradients of empty inputs", "the gradient of input 0 is null, but [0] expected",
                identity(in -> in[0].size() == 0 ? in[0].stopGradient() : in[0].times(1)).build());
    }

    @Test
    void aSmoothFunctionThatClaimsToHaveNoDerivative() {
        finds("the record is complete", "neither integers, nor truth values, nor piecewise constant",
                identity(in -> in[0].stopGradient()).orders(0, "too hard").build());
    }

    @Test
    void aDerivativeThatNobodySays() {
        finds("the record is complete", "but does not say which",
                identity(in -> Elementwise.gradientReversal(in[0], 1)).orders(2, "it is reversed").build());
    }

    @Test
    void aFirstOrderThatIsWrongThoughThereIsNoSecond() {
        finds("first order by differences", "the gradient is not the derivative",
                identity(in -> Elementwise.gradientReversal(in[0], 1)).orders(1, "its second is wrong").build());
    }

    @Test
    void aFunctionThatOtherThreadsDisturb() {
        finds("bits beside another program", "beside another program: element 0 of the result is",
                identity(in -> Thread.getAllStackTraces().keySet().stream().anyMatch(
                        thread -> thread.getName().equals("companion")) ? in[0].plus(1) : in[0].times(1)).build());
    }
}
