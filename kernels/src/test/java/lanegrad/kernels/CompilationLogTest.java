package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the compilers say while the kernels warm up. Which calls of the kernels they compile first, and what they have
 * learned by then, is a matter of luck; each of these boxes vectors for good: a method that the first compiler gives up
 * on, a vector that crosses a call that the second one did not inline, and one whose class it does not know. So that
 * this last does not hide behind good luck, the compiler is told to forget which classes it has seen.
 */
class CompilationLogTest {

    private static final String PACKAGE = "lanegrad.kernels.simd";

    /** Why C2 does not inline a call that runs; C1 and calls that do not run have other words. */
    private static final Pattern NOT_INLINED = Pattern.compile("(" + Pattern.quote(PACKAGE)
            + "[.\\w$/]*::\\w+(?:\\$\\w+)*) \\(\\d+ bytes\\) +failed to inline: (already compiled into a \\w+ method"
            + "|NodeCountInliningCutoff|hot method too big|too big|size > DesiredMethodLimit|inlining too deep)");

    /** What C2 says of an operation on two vectors for which the processor has no instruction. */
    private static final Pattern NOT_SUPPORTED = Pattern.compile("\\*\\* not supported: (arity=2|unsigned)");

    /** The classes of the kernels that use vectors. */
    private static List<Class<?>> classes() throws Exception {
        Path classes = Path.of(Kernels.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve(PACKAGE.replace('.', '/')))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                types.add(Class.forName(PACKAGE + "." + name, false, Kernels.class.getClassLoader()));
            }
        }
        return types;
    }

    /** Methods that take or return vectors or masks, as the log writes them. */
    private static List<Method> carriers() throws Exception {
        List<Method> carriers = new ArrayList<>();
        for (Class<?> type : classes()) {
            for (Method method : type.getDeclaredMethods()) {
                if (signature(method).anyMatch(
                        part -> Vector.class.isAssignableFrom(part) || VectorMask.class.isAssignableFrom(part))) {
                    carriers.add(method);
                }
            }
        }
        return carriers;
    }

    private static Stream<Class<?>> signature(Method method) {
        return Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()));
    }

    /**
     * The compiler does not inline a method whose own code has become large, and accesses to segments do that to any:
     * they grow with every kind of segment that anybody in the JVM has used. Arithmetic stays as short as it is.
     */
    @Test
    void noMethodThatVectorsCrossTouchesSegments() throws Exception {
        assumeTrue(KernelSets.all().size() > 1);
        List<Method> carriers = carriers();
        assertTrue(carriers.size() > 10);
        assertEquals(List.of(),
                carriers.stream().filter(method -> signature(method).anyMatch(MemorySegment.class::equals)).toList());
    }

    /**
     * With vectors of two sizes over one type of elements, the compiler no longer knows the class of either where
     * values meet, and boxes some.
     */
    @Test
    void thereIsOneSpeciesATypeOfElements() throws Exception {
        assumeTrue(KernelSets.all().size() > 1);
        int species = 0;
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == VectorSpecies.class) {
                    field.setAccessible(true);
                    VectorSpecies<?> some = (VectorSpecies<?>) field.get(null);
                    assertEquals(VectorSpecies.ofPreferred(some.elementType()), some, field.toString());
                    species++;
                }
            }
        }
        assertTrue(species > 10);
    }

    @Test
    void nothingBoxesVectors(@TempDir Path directory) throws Exception {
        assumeTrue(KernelSets.all().size() > 1);
        List<String> log = log(directory.resolve("log"));
        TreeSet<String> carriers = new TreeSet<>();
        for (Method method : carriers()) {
            carriers.add(method.getDeclaringClass().getName() + "::" + method.getName());
        }
        int compiled = 0;
        TreeSet<String> wrong = new TreeSet<>();
        for (String line : log) {
            if (NOT_SUPPORTED.matcher(line).find()) {
                wrong.add(line.strip());
            }
            if (line.contains(PACKAGE)) {
                compiled++;
                Matcher call = NOT_INLINED.matcher(line);
                if (line.contains("COMPILE SKIPPED") || call.find() && carriers.contains(call.group(1))) {
                    wrong.add(line.strip());
                }
            }
        }
        assertTrue(compiled > 1000, "lines about the kernels");
        assertEquals(new TreeSet<>(), wrong);
    }

    private static List<String> log(Path file) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "--add-modules",
                "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), "-XX:-UseTypeProfile",
                "-XX:+PrintCompilation", "-XX:+UnlockDiagnosticVMOptions", "-XX:+PrintIntrinsics",
                "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=PrintInlining," + PACKAGE + ".*::*"));
        // The vectors that this JVM was told to have.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-XX:UseAVX") || flag.startsWith("-XX:MaxVectorSize"))
                .forEach(command::add);
        command.addAll(List.of(KernelWorkouts.class.getName(), "5"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile()).start();
        try {
            assertTrue(process.waitFor(3, TimeUnit.MINUTES), "the kernels warm up in time");
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(0, process.exitValue(),
                () -> lines.stream().filter(line -> line.contains("Exception in thread")).toList().toString());
        return lines;
    }
}
