package lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the package pages compile, with every package of the library imported. */
class ExamplesTest {

    private static final Path SOURCES = Path.of("src/main/java");

    @TempDir
    private Path classes;

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> pages = files.filter(file -> file.endsWith("package-info.java")).toList();
            assertTrue(pages.size() >= 7, () -> "only " + pages);
            return pages.stream()
                    .map(page -> DynamicTest.dynamicTest(page.getParent().toString(), () -> compile(page)));
        }
    }

    private void compile(Path page) throws IOException {
        String text = Files.readString(page);
        int from = text.indexOf("<pre>{@code") + "<pre>{@code".length();
        String code = text.substring(from, text.indexOf(" * }</pre>", from)).replaceAll("(?m)^ \\* ?", "");
        String source = """
                import java.nio.file.Path;
                import java.util.*;
                import lanegrad.array.*;
                import lanegrad.autograd.*;
                import lanegrad.autograd.ops.*;
                import lanegrad.autograd.ops.Random;
                import lanegrad.memory.*;
                import lanegrad.nn.*;
                import lanegrad.nn.attention.*;
                import lanegrad.nn.init.*;
                import lanegrad.nn.io.*;
                import lanegrad.nn.layers.*;
                import lanegrad.nn.models.*;
                import lanegrad.nn.text.*;
                import lanegrad.random.*;
                class Example {
                    void run() throws Exception {
                """ + code + "}}";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Example.java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"),
                "--add-modules", "jdk.incubator.vector", "-proc:none");
        assertTrue(compiler.getTask(messages, null, null, options, null, List.of(file)).call(),
                () -> source + "\n" + messages);
    }
}
