package lanegrad.compare.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lanegrad.compare.contestant.Entrant;
import lanegrad.compare.run.Measurement;
import lanegrad.compare.run.Row;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final List<Row> ROWS = List.of(
            new Row("gemm 64", 1, List.of(measured(Entrant.LANEGRAD, 2000), measured(Entrant.OPENBLAS, 2500),
                    measured(Entrant.LIBTORCH, 12_000), measured(Entrant.FMA_PEAK, 1500))),
            new Row("sum 16M", 2, List.of(measured(Entrant.LANEGRAD, 1_234_567))));

    private static Measurement measured(Entrant entrant, double nanos) {
        return new Measurement(entrant, List.of(nanos - 1, nanos, nanos + 1), List.of(1.0, 1.25, 1.0));
    }

    @Test
    void writesMarkdown() {
        assertEquals("""
                | case | threads | Lanegrad | libtorch | OpenBLAS | best peer | best peer / ours | limit / ours |
                | --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |
                | gemm 64 | 1 | 0.00200 | 0.0120 | 0.00250 | OpenBLAS | 1.25 | 0.75 |
                | sum 16M | 2 | 1.23 | – | – | – | – | – |
                """, Markdown.table(ROWS));
    }

    @Test
    void writesCsv() {
        assertEquals("""
                case,threads,contestant,median_ns,fastest_ns,slowest_ns,rounds,processors
                gemm 64,1,Lanegrad,2000.0,1999.0,2001.0,3,1.00
                gemm 64,1,OpenBLAS,2500.0,2499.0,2501.0,3,1.00
                gemm 64,1,libtorch,12000.0,11999.0,12001.0,3,1.00
                gemm 64,1,FMA peak,1500.0,1499.0,1501.0,3,1.00
                sum 16M,2,Lanegrad,1234567.0,1234566.0,1234568.0,3,1.00
                """, Csv.table(ROWS));
    }

    @Test
    void quotesWhatNeedsIt() {
        String csv = Csv.table(List.of(new Row("a \"b\", c", 1, List.of(measured(Entrant.EJML, 5)))));
        assertEquals("\"a \"\"b\"\", c\",1,EJML,5.0,4.0,6.0,3,1.00", csv.lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void showsThreeDigits() {
        assertEquals("0.000123", Figures.milliseconds(123.4));
        assertEquals("12.3", Figures.milliseconds(12_345_678));
        assertEquals("123", Figures.milliseconds(123_456_789));
        assertEquals("5632", Figures.milliseconds(5_632_000_000.0));
        assertEquals("–", Figures.milliseconds(Double.NaN));
        assertEquals("–", Figures.ratio(Double.NaN));
    }
}
