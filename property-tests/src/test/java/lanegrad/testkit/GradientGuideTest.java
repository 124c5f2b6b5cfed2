package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the page on gradient checks for one's own code compile, and print what it says. */
class GradientGuideTest {

    private static final Pattern PROGRAM = Pattern
            .compile("```java\\n(?<java>.*?)```\\n\\n```text\\n(?<printed>.*?)```", Pattern.DOTALL);

    @TempDir
    private Path classes;

    @Test
    void thePageIsTrue() throws Exception {
        Path page = Path.of("").toAbsolutePath().resolveSibling("docs/gradient-checks-for-your-code.md");
        Matcher programs = PROGRAM.matcher(Files.readString(page));
        int count = 0;
        while (programs.find()) {
            assertEquals(programs.group("printed"), run("Program" + count++, programs.group("java")));
        }
        assertEquals(2, count);
    }

    private String run(String name, String text) throws Exception {
        Path source = Files.writeString(classes.resolve(name + ".java"), text);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"),
                "-proc:none");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            assertTrue(compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source)).call(),
                    messages::toString);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()},
                GradientGuideTest.class.getClassLoader());
                PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Constructor<?> constructor = loader.loadClass(name).getDeclaredConstructor();
            constructor.setAccessible(true);
            Method main = constructor.getDeclaringClass().getDeclaredMethod("main");
            main.setAccessible(true);
            System.setOut(out);
            main.invoke(constructor.newInstance());
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
