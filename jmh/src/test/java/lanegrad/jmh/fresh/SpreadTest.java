package lanegrad.jmh.fresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void comparesTheSlowestWithTheMedian() {
        Spread spread = Spread.of(List.of("1,2.0,sum", "2,2.6,sum", "3,1.0,sum", "1,4.0,add, one turned",
                "2,5.0,add, one turned", "3,3.0,add, one turned", "4,4.0,add, one turned"));
        assertEquals(List.of("sum"), spread.failures());
        String table = spread.table();
        assertTrue(table.contains("| sum | 3 | 2.0000 | 2.6000 | 1.30 FAILED | 2 |\n"), table);
        assertTrue(table.contains("| add, one turned | 4 | 4.0000 | 5.0000 | 1.25 | 2 |\n"), table);
        assertTrue(table.contains("2 kernels, 1 of them"), table);
    }

    @Test
    void figuresSurviveTheirLines() {
        Spread.Figure figure = new Spread.Figure(7, "product 64x64x64, first turned", 0.125);
        assertEquals(figure, Spread.Figure.parse(figure.line()));
    }
}
