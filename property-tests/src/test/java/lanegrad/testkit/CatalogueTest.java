package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lanegrad.autograd.Op;
import lanegrad.autograd.ops.Ops;
import lanegrad.testkit.catalogue.Catalogue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every property, for every op of the library; the report is target/catalogue.md, and target/catalogue-scalar.md where
 * the JVM has scalar kernels alone.
 */
@Tag("scalar")
class CatalogueTest {

    private static final Ledger LEDGER = new Ledger();

    @TestFactory
    Stream<DynamicNode> everyOp() {
        String only = System.getProperty("lanegrad.op");
        return Properties.tests(
                Catalogue.all().stream().filter(info -> only == null || info.name().equals(only)).toList(), LEDGER);
    }

    @Test
    void everyOpHasARecord() {
        Set<Op> recorded = Catalogue.all().stream().map(OpInfo::op).filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<String> missing = Ops.all().stream().filter(op -> !recorded.contains(op)).map(Op::name).toList();
        assertEquals(List.of(), missing, "ops without a record in the catalogue");
    }

    @Test
    void everyRecordIsNamedOnce() {
        assertEquals(Catalogue.all().size(), Catalogue.all().stream().map(OpInfo::name).distinct().count());
    }

    @AfterAll
    static void report() throws IOException {
        CatalogueReport.write(LEDGER, Path.of(System.getProperty("lanegrad.catalogue", "target/catalogue.md")));
    }
}
