package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The build runs classes whose names end in Test: tests in any other would be compiled, and never run. */
class TestNamesTest {

    private static final Pattern TEST = Pattern
            .compile("^ +@(Test|TestFactory|ParameterizedTest|RepeatedTest|Property|Example)\\b", Pattern.MULTILINE);

    @Test
    void everyTestIsRun() throws IOException {
        List<String> unnamed = new ArrayList<>();
        for (Path file : Project.sources()) {
            String name = Project.root().relativize(file).toString();
            if (!name.endsWith("Test.java") && TEST.matcher(Files.readString(file)).find()) {
                unnamed.add(name);
            }
        }
        assertEquals(List.of(), unnamed);
    }
}
