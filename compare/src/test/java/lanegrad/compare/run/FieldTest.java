package lanegrad.compare.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import lanegrad.compare.cases.Cases;
import lanegrad.compare.contestant.Entrant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldTest {

    @Test
    void processesAnswer(@TempDir Path directory) throws Exception {
        Findings findings = new Findings();
        List<Entrant> entrants = List.of(Entrant.LANEGRAD, Entrant.FMA_PEAK, Entrant.BANDWIDTH);
        try (Field field = new Field(entrants, 1, directory, findings)) {
            Row row = field.run(Cases.named("gemm 128"), 2);
            assertEquals(List.of(Entrant.LANEGRAD, Entrant.FMA_PEAK),
                    row.measurements().stream().map(Measurement::entrant).toList());
            assertTrue(row.measurements().stream().allMatch(m -> m.nanos().size() == 2 && m.fastest() > 0));
            assertTrue(Double.isNaN(row.toBest()));
            assertTrue(row.toLimit() > 0 && row.toLimit() < 2, () -> row.toLimit() + " of the limit");
        }
        assertEquals(List.of(), findings.failures());
        assertEquals(3, findings.contestants().size());
    }
}
