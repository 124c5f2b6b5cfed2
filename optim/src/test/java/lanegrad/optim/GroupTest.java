package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import org.junit.jupiter.api.Test;

/** Which parameters belong to which group. */
class GroupTest {

    private final Map<String, Parameter> parameters = Trees.awkward(DType.F32, 4);

    @Test
    void theFirstMatchWins() {
        Map<String, Group> assigned = Group.assign(parameters,
                List.of(Group.named("linear.bias", "*norm*"), Group.matrices().rateFactor(2), Group.rest()));
        assertEquals("linear.bias|*norm*", assigned.get("linear.bias").label());
        assertEquals("linear.bias|*norm*", assigned.get("norm.weight").label());
        assertEquals(2, assigned.get("linear.weight").rateFactor());
        assertEquals("rest", assigned.get("temperature").label());
        assertEquals(List.copyOf(parameters.keySet()), List.copyOf(assigned.keySet()));
    }

    @Test
    void patternsMatchWholeNamesAndNothingIsSpecialButTheStar() {
        Group group = Group.named("a.*.weight", "b[0]");
        assertTrue(group.matches().test("a.b.c.weight", null));
        assertFalse(group.matches().test("a.weight", null));
        assertFalse(group.matches().test("xa.b.weight", null));
        assertFalse(group.matches().test("aXb.weight", null));
        assertTrue(group.matches().test("b[0]", null));
        assertFalse(group.matches().test("b0", null));
        assertTrue(Group.named("*").matches().test("", null));
    }

    @Test
    void strayParametersAndIdleGroupsAreNamed() {
        AdamW settings = AdamW.over(Trees.of(parameters)).groups(Group.matrices(), Group.named("linear.weight"),
                Group.named("*.bais"));
        assertEquals("groups: parameters that no group matches [norm.weight, linear.bias, temperature], "
                + "groups that are left without a parameter [linear.weight, *.bais]",
                assertThrows(IllegalArgumentException.class, settings::build).getMessage());
    }

    @Test
    void theRestMayBeNothing() {
        AdamW.over(Trees.of(parameters)).groups(Group.named("*"), Group.rest()).build();
    }

    @Test
    void factorsAreChecked() {
        assertEquals("group rest: rate factor -1.0: a finite number of at least 0 expected",
                assertThrows(IllegalArgumentException.class, () -> Group.rest().rateFactor(-1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Group.rest().decayFactor(Double.NaN));
    }

    @Test
    void anOptimizerNeedsSomethingToTrain() {
        assertThrows(IllegalArgumentException.class, () -> Sgd.over(_ -> {
        }).build());
        assertThrows(IllegalArgumentException.class,
                () -> Sgd.over(Trees.of(parameters)).groups(Group.rest().rateFactor(0)).build());
    }

    @Test
    void settingsAreChecked() {
        Sgd sgd = Sgd.over(Trees.of(parameters));
        assertEquals("Sgd: momentum 1.0: at least 0 and below 1 expected",
                assertThrows(IllegalArgumentException.class, () -> sgd.momentum(1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> sgd.rate(-1));
        assertThrows(IllegalArgumentException.class, () -> AdamW.over(Trees.of(parameters)).betas(0.9, 1));
        assertThrows(IllegalArgumentException.class, () -> Sgd.over(Trees.of(parameters)).nesterov().build());
        assertThrows(IllegalArgumentException.class,
                () -> Sgd.over(Trees.of(parameters)).momentum(0.9).dampening(0.1).nesterov().build());
    }

    @Test
    void aSharedParameterIsTrainedOnce() {
        Parameter shared = Trees.vector(1);
        Optimizer optimizer = Sgd.over(visitor -> {
            visitor.parameter("embedding", shared);
            visitor.parameter("head", shared);
        }).rate(0.5).momentum(0.5).build();
        Trees.gradient(shared, 1);
        optimizer.step();
        assertEquals(0.5, shared.item());
        assertTrue(optimizer.state().arrays().containsKey("momentum_buffer.embedding"));
        assertFalse(optimizer.state().arrays().containsKey("momentum_buffer.head"));
    }
}
