package lanegrad.compare.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanegrad.compare.contestant.Entrant;
import org.junit.jupiter.api.Test;

class RowTest {

    private static Measurement measured(Entrant entrant, Double... nanos) {
        return new Measurement(entrant, List.of(nanos), List.of(1.0));
    }

    @Test
    void takesMedians() {
        assertEquals(3, measured(Entrant.MKL, 9.0, 3.0, 1.0).median());
        assertEquals(2, measured(Entrant.MKL, 9.0, 3.0, 1.0, 1.0).median());
        assertEquals(7, measured(Entrant.MKL, 7.0).median());
        assertEquals(1, measured(Entrant.MKL, 9.0, 3.0, 1.0).fastest());
        assertEquals(9, measured(Entrant.MKL, 9.0, 3.0, 1.0).slowest());
    }

    @Test
    void dividesOthersTimesByOurs() {
        Row row = new Row("add 1M", 1, List.of(measured(Entrant.LANEGRAD, 10.0), measured(Entrant.LIBTORCH, 30.0),
                measured(Entrant.EJML, 20.0), measured(Entrant.BANDWIDTH, 5.0)));
        assertEquals(Entrant.EJML, row.best().orElseThrow().entrant());
        assertEquals(2, row.toBest());
        assertEquals(0.5, row.toLimit());
    }

    @Test
    void hasNoRatioWithoutAPeerOrWithoutUs() {
        Row alone = new Row("add 1M", 1, List.of(measured(Entrant.LANEGRAD, 10.0)));
        assertTrue(Double.isNaN(alone.toBest()));
        assertTrue(Double.isNaN(alone.toLimit()));
        Row absent = new Row("add 1M", 1, List.of(measured(Entrant.LIBTORCH, 10.0), measured(Entrant.FMA_PEAK, 1.0)));
        assertTrue(Double.isNaN(absent.toBest()));
        assertTrue(Double.isNaN(absent.toLimit()));
    }

    @Test
    void limitsAreNoPeers() {
        Row row = new Row("gemm 64", 1, List.of(measured(Entrant.LANEGRAD, 10.0), measured(Entrant.FMA_PEAK, 5.0)));
        assertTrue(row.best().isEmpty());
    }
}
