package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each exported package has a page with an example that is a part of a test, so that it compiles and runs. */
class PackagePagesTest {

    private static final Pattern SNIPPET = Pattern
            .compile("\\{@snippet class=\"(?<type>[\\w.]+)\" region=\"(?<region>\\w+)\"}");

    private record Page(String name, Path module) {

        Path file(String root, String type) {
            return module.resolve("src").resolve(root).resolve("java").resolve(type.replace('.', '/') + ".java");
        }
    }

    private static List<Page> pages() {
        List<Page> pages = new ArrayList<>();
        for (LibraryModule module : LibraryModule.all()) {
            String directory = module.descriptor().name().substring("lanegrad.".length());
            for (ModuleDescriptor.Exports exports : module.descriptor().exports()) {
                pages.add(new Page(exports.source(), Project.root().resolve(directory)));
            }
        }
        return pages;
    }

    @Test
    void noPackageIsMissing() {
        assertTrue(pages().size() >= 16, () -> "only " + pages());
    }

    @TestFactory
    Stream<DynamicTest> pagesShowPartsOfTests() {
        return pages().stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> check(page)));
    }

    private static void check(Page page) throws IOException {
        String text = Files.readString(page.file("main", page.name() + ".package-info"));
        Matcher snippet = SNIPPET.matcher(text);
        assertTrue(snippet.find(), "an external snippet expected");
        List<String> test = Files.readAllLines(page.file("test", snippet.group("type")));
        int start = line(test, "// @start region=\"" + snippet.group("region") + "\"", 0);
        int end = line(test, "// @end", start);
        assertTrue(test.subList(0, start).contains("    @Test"), () -> snippet.group("type") + " is no test");
        int lines = end - start - 1;
        assertTrue(lines >= 5 && lines <= 15, () -> lines + " lines, about ten expected");
    }

    private static int line(List<String> lines, String wanted, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(wanted)) {
                return i;
            }
        }
        throw new AssertionError("no line " + wanted);
    }
}
