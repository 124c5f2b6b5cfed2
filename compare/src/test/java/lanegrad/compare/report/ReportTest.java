package lanegrad.compare.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lanegrad.compare.contestant.Entrant;
import lanegrad.compare.run.Findings;
import lanegrad.compare.run.Footprint;
import lanegrad.compare.run.Measurement;
import lanegrad.compare.run.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final List<Row> ROWS = List.of(new Row("gemm 64", 1,
            List.of(new Measurement(Entrant.LANEGRAD, List.of(2000.0), List.of(1.0)),
                    new Measurement(Entrant.EJML, List.of(3000.0), List.of(1.0)))));

    @Test
    void tellsWhatTheTableCannot(@TempDir Path directory) throws Exception {
        Findings findings = new Findings();
        findings.introduce(Entrant.LANEGRAD, 1, 1, "simd kernels");
        findings.introduce(Entrant.EJML, 1, 1, "");
        findings.introduce(Entrant.EJML, 2, 2, "");
        findings.leaveOut(Entrant.MKL, "UnsatisfiedLinkError: no jnimkl_rt");
        findings.weigh(new Footprint("gemm 64", 1, Entrant.LANEGRAD, 41_000_000, 52_600_000));
        findings.fail("gemm 64: results differ");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Report(directory).publish(ROWS, findings, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("| gemm 64 | 1 | 0.00200 | 0.00300 | EJML | 1.50 | – |"), text);
        assertTrue(text.contains("- Lanegrad: threads 1 of 1; simd kernels\n"), text);
        assertTrue(text.contains("- EJML: threads 1 of 1, 2 of 2\n"), text);
        assertTrue(text.contains("- left out: MKL, which does not run here: UnsatisfiedLinkError: no jnimkl_rt\n"),
                text);
        assertTrue(text.contains("- resident memory of gemm 64, threads 1: Lanegrad at most 53 MB, 41 of them"), text);
        assertTrue(text.contains("- FAILED: gemm 64: results differ\n"), text);
        assertTrue(text.contains(Files.readString(directory.resolve("comparison.md"))), text);
        assertEquals(Csv.table(ROWS), Files.readString(directory.resolve("comparison.csv")));
    }
}
