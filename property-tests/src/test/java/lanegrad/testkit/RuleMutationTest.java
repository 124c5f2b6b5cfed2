package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lanegrad.testkit.catalogue.Catalogue;
import lanegrad.testkit.mutation.RuleMutants;
import lanegrad.testkit.mutation.Verdict;
import org.junit.jupiter.api.Test;

/** No rule of the library can be wrong without a property noticing. */
class RuleMutationTest {

    @Test
    void noMutantSurvives() {
        List<Verdict> survivors = new ArrayList<>();
        int[] tried = {0};
        RuleMutants.run(Catalogue.all(), verdict -> {
            tried[0]++;
            if (verdict.fate() == Verdict.Fate.SURVIVED) {
                survivors.add(verdict);
            }
        });
        assertEquals(List.of(), survivors);
        assertTrue(tried[0] > 2 * Catalogue.all().size(), () -> tried[0] + " mutants");
    }
}
