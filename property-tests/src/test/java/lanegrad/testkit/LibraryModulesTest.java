package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** The four library modules as a program on the module path meets them: their names and what they ask for. */
class LibraryModulesTest {

    private static final Map<String, ModuleDescriptor> MODULES = LibraryModule.all().stream()
            .map(LibraryModule::descriptor)
            .collect(Collectors.toMap(ModuleDescriptor::name, Function.identity()));

    @Test
    void theFourAreNamed() {
        assertEquals(Set.of("lanegrad.kernels", "lanegrad.autograd", "lanegrad.nn", "lanegrad.optim"),
                MODULES.keySet());
    }

    @Test
    void theyRequireTheJdkAndEachOtherInOneDirection() {
        assertEquals(Set.of(), lanegradRequires("lanegrad.kernels"));
        assertEquals(Set.of("lanegrad.kernels"), lanegradRequires("lanegrad.autograd"));
        assertEquals(Set.of("lanegrad.autograd"), lanegradRequires("lanegrad.nn"));
        assertEquals(Set.of("lanegrad.autograd"), lanegradRequires("lanegrad.optim"));
        for (ModuleDescriptor module : MODULES.values()) {
            for (Requires r : module.requires()) {
                assertTrue(r.name().matches("(java|jdk|lanegrad)\\..*"), () -> module.name() + " requires " + r);
            }
        }
    }

    @Test
    void vectorsComeWithoutAFlag() {
        Requires vectors = MODULES.get("lanegrad.kernels").requires().stream()
                .filter(r -> r.name().equals("jdk.incubator.vector"))
                .findFirst()
                .orElseThrow();
        assertTrue(vectors.modifiers().isEmpty(), () -> "not resolved by itself: " + vectors);
    }

    @Test
    void implementationsStayInside() {
        for (ModuleDescriptor module : MODULES.values()) {
            module.exports().forEach(e -> assertTrue(
                    !e.source().matches(".*\\.(base|scalar|simd)"), () -> module.name() + " exports " + e));
        }
    }

    private static Set<String> lanegradRequires(String module) {
        return MODULES.get(module).requires().stream()
                .map(Requires::name)
                .filter(name -> name.startsWith("lanegrad."))
                .collect(Collectors.toSet());
    }
}
