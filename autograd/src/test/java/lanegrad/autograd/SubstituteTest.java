package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Ops;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** One op in the place of another. */
class SubstituteTest {

    private static final Op RELU = named("relu");

    private static Op named(String name) {
        return Ops.all().stream().filter(op -> op.name().equals(name)).findFirst().orElseThrow();
    }

    private static Op withRule(Op op, Gradient gradient) {
        return new Op(op.name(), op.forward(), new Rule.PerInput(List.of(gradient), List.of(Rule.OUTPUT)));
    }

    private static double[] gradient() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {-1, 2, 3}).requiresGrad();
            x.relu().times(Tensor.of(new double[] {1, 1, -1})).sum().backward();
            return x.grad().toDoubleArray();
        }
    }

    @Test
    void guidedBackpropagationLetsOnlyPositiveGradientsPass() {
        Op guided = withRule(RELU, (call, g) -> Elementwise.relu(g).times(call.output().div(call.output())));
        try (Mode _ = Autograd.substitute(RELU, guided)) {
            assertArrayEquals(new double[] {Double.NaN, 1, 0}, gradient());
        }
        assertArrayEquals(new double[] {0, 1, -1}, gradient());
    }

    @Test
    void theInnermostSubstituteHoldsAndTheOuterComesBack() {
        try (Mode _ = Autograd.substitute(RELU, withRule(RELU, (_, g) -> g.times(2)))) {
            try (Mode _ = Autograd.substitute(RELU, withRule(RELU, (_, g) -> g.times(3)))) {
                assertArrayEquals(new double[] {3, 3, -3}, gradient());
            }
            assertArrayEquals(new double[] {2, 2, -2}, gradient());
        }
    }

    @Test
    void otherThreadsAreNotConcerned() {
        try (Mode _ = Autograd.substitute(RELU, withRule(RELU, (_, g) -> g.times(2)))) {
            assertArrayEquals(new double[] {0, 1, -1}, CompletableFuture.supplyAsync(SubstituteTest::gradient).join());
        }
    }
}
