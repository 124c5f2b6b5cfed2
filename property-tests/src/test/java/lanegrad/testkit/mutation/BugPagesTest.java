package lanegrad.testkit.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import lanegrad.testkit.Project;
import org.junit.jupiter.api.Test;

/** The planted bugs fit the sources, so that a change of a kernel does not quietly leave one of them behind. */
class BugPagesTest {

    @Test
    void everyBugFitsOnePlace() throws IOException {
        List<PlantedBug> bugs = BugPages.all();
        for (PlantedBug bug : bugs) {
            String source = Files.readString(Project.root().resolve(bug.file()));
            assertNotEquals(source, bug.planted(source), bug.title());
        }
        assertTrue(bugs.size() >= 30, () -> bugs.size() + " bugs");
        assertEquals(bugs.size(), bugs.stream().map(PlantedBug::title).distinct().count());
    }

    @Test
    void aBugPutsItsLinesInThePlaceOfOthers() {
        assertEquals("a\nd\nc\n", bug("b").planted("a\n  b\nc\n"));
    }

    @Test
    void aBugThatFitsNoPlaceOrTwoIsOutOfDate() {
        assertThrows(IllegalStateException.class, () -> bug("b").planted("a\nc\n"));
        assertThrows(IllegalStateException.class, () -> bug("b").planted("a\nb\nc\nb\n"));
    }

    private static PlantedBug bug(String line) {
        return new PlantedBug("some", "Some.java", List.of(line), List.of("d"), List.of("add"), null);
    }
}
