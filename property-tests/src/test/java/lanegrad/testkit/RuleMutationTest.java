package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lanegrad.autograd.Op;
import lanegrad.autograd.Rule;
import lanegrad.testkit.catalogue.Catalogue;
import lanegrad.testkit.mutation.RuleMutants;
import lanegrad.testkit.mutation.Verdict;
import org.junit.jupiter.api.Test;

/** No rule of the library can be wrong without a property noticing. */
class RuleMutationTest {

    private static List<String> survivors(List<Verdict> verdicts) {
        return verdicts.stream().filter(verdict -> verdict.fate() == Verdict.Fate.SURVIVED).map(Verdict::mutant)
                .toList();
    }

    @Test
    void noMutantSurvives() {
        List<Verdict> verdicts = new ArrayList<>();
        RuleMutants.run(Catalogue.all(), verdicts::add);
        assertEquals(List.of(), survivors(verdicts));
        assertTrue(verdicts.size() > 2 * Catalogue.all().size(), () -> verdicts.size() + " mutants");
    }

    @Test
    void aGradientThatNobodyAsksForSurvives() {
        Op op = Op.named("first").forward(call -> call.array(0).alias()).gradient(Rule.NOTHING, (_, g) -> g)
                .gradient(Rule.NOTHING, (_, g) -> g).build();
        OpInfo info = OpInfo.of(op).sample("beside integers", List.of(Arg.of(3), Arg.indices(2, 3)),
                in -> op.apply(null, in[0], in[1]), in -> in[0]).build();
        List<Verdict> verdicts = new ArrayList<>();
        RuleMutants.run(List.of(info), verdicts::add);
        assertEquals(List.of("first, input 1, negated"), survivors(verdicts));
    }
}
