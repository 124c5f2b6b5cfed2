package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The formatter leaves comments and long literals alone, so that their width is checked here. */
class SourceLinesTest {

    private static final int MOST_COLUMNS = 120;

    @Test
    void noLineIsTooWide() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path file : Project.sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                int columns = lines.get(i).codePointCount(0, lines.get(i).length());
                if (columns > MOST_COLUMNS) {
                    wide.add(Project.root().relativize(file) + ":" + (i + 1) + " has " + columns + " columns");
                }
            }
        }
        assertEquals(List.of(), wide);
    }
}
