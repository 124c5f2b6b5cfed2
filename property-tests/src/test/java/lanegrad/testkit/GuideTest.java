package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The guide is true: its Java compiles, runs and prints what it says, and its links lead somewhere. */
@Tag("scalar")
class GuideTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?<target>[^)#:]+)(#[^)]*)?\\)");

    @TempDir
    private Path classes;

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String directory : List.of(".", "docs")) {
            try (Stream<Path> files = Files.list(Project.root().resolve(directory).normalize())) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        assertTrue(pages.size() > 10, () -> "only " + pages);
        return pages;
    }

    private static String name(Path page) {
        return Project.root().relativize(page).toString();
    }

    @TestFactory
    Stream<DynamicTest> examplesRun() throws IOException {
        return pages().stream().map(page -> DynamicTest.dynamicTest(name(page), () -> run(page)));
    }

    /** Runs the blocks of a page one after the other; each one's output must be the text block that follows it. */
    private void run(Path page) throws Exception {
        List<MarkdownBlock> blocks = MarkdownBlock.of(Files.readAllLines(page));
        List<MarkdownBlock> java = blocks.stream().filter(block -> block.language().equals("java")).toList();
        if (java.isEmpty()) {
            return;
        }
        String name = name(page).replaceAll("\\W", "_");
        List<String> outputs = new GuideProgram(name, java, classes.resolve(name)).run();
        for (int i = 0; i < java.size(); i++) {
            MarkdownBlock next = java.get(i).next();
            String printed = outputs.get(i).strip();
            if (next != null && next.language().equals("text")) {
                assertEquals(next.text().strip(), printed, name(page) + ", line " + next.line());
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> linksLeadSomewhere() throws IOException {
        return pages().stream().map(page -> DynamicTest.dynamicTest(name(page), () -> {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                Path target = page.resolveSibling(links.group("target"));
                assertTrue(Files.exists(target), () -> name(page) + ": " + target);
            }
        }));
    }
}
