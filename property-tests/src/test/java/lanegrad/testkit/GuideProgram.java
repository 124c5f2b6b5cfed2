package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The Java blocks of a page as a program. They stand in one method, so that each sees what those before it declared, as
 * in jshell, and find all of the library imported. A block with a main method is a program of its own.
 */
record GuideProgram(String name, List<MarkdownBlock> blocks, Path directory) {

    private static final String MAIN = "void main()";
    private static final String END = "\4"; // a character that no page prints

    private static final String IMPORTS = """
            import java.io.*;
            import java.nio.file.*;
            import java.util.*;
            import java.util.function.*;
            import lanegrad.array.*;
            import lanegrad.autograd.*;
            import lanegrad.autograd.ops.*;
            import lanegrad.autograd.ops.Random;
            import lanegrad.kernels.*;
            import lanegrad.memory.*;
            import lanegrad.nn.*;
            import lanegrad.nn.Module;
            import lanegrad.nn.attention.*;
            import lanegrad.nn.init.*;
            import lanegrad.nn.io.*;
            import lanegrad.nn.layers.*;
            import lanegrad.nn.models.*;
            import lanegrad.nn.text.*;
            import lanegrad.optim.*;
            import lanegrad.optim.transforms.*;
            import lanegrad.parallel.*;
            import lanegrad.random.*;
            """;

    /** Compiles and runs the blocks, and returns what each has printed. */
    List<String> run() throws Exception {
        Files.createDirectories(directory);
        StringBuilder shared = new StringBuilder(IMPORTS).append("class ").append(name)
                .append(" {\nvoid main() throws Exception {\n");
        List<Path> sources = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            String text = blocks.get(i).text();
            if (text.contains(MAIN)) {
                sources.add(Files.writeString(directory.resolve(name + i + ".java"), text));
            } else {
                shared.append(text).append('\n');
            }
            shared.append("System.out.print(\"\\4\");\n");
        }
        sources.add(Files.writeString(directory.resolve(name + ".java"), shared.append("}\n}\n")));
        compile(sources);
        List<String> outputs = new ArrayList<>(List.of(output(name).split(END, -1)));
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).text().contains(MAIN)) {
                outputs.set(i, output(name + i));
            }
        }
        return outputs;
    }

    private void compile(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"),
                "--add-modules", "jdk.incubator.vector", "-proc:none", "-Xlint:-incubating");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(sources);
            assertTrue(compiler.getTask(messages, files, null, options, null, units).call(), messages::toString);
        }
    }

    private String output(String type) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        URL[] urls = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, GuideProgram.class.getClassLoader());
                PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Class<?> program = loader.loadClass(type);
            Constructor<?> constructor = program.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method main = program.getDeclaredMethod("main");
            main.setAccessible(true);
            System.setOut(out);
            main.invoke(constructor.newInstance());
        } catch (InvocationTargetException e) {
            throw new AssertionError(bytes.toString(StandardCharsets.UTF_8) + e.getCause(), e.getCause());
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
