package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the library's jars weigh, and what their classes may not do. */
class LibraryJarsTest {

    private static final long MOST_BYTES = 1_500_000;

    private static final Set<String> CONSOLE = Set.of("java/lang/System.out", "java/lang/System.err",
            "java/lang/IO.print", "java/lang/IO.println");

    @Test
    void theJarsAreLight() throws IOException {
        List<Path> jars = LibraryModule.all().stream().map(LibraryModule::location).filter(Files::isRegularFile)
                .toList();
        assumeTrue(!jars.isEmpty(), "not packaged yet");
        long bytes = 0;
        for (Path jar : jars) {
            bytes += Files.size(jar);
        }
        assertEquals(4, jars.size());
        assertTrue(bytes < MOST_BYTES, "the four jars have " + bytes + " bytes, " + MOST_BYTES + " are allowed");
    }

    @Test
    void theLibraryWritesNothingToTheConsole() throws IOException {
        List<String> offences = new ArrayList<>();
        for (LibraryModule module : LibraryModule.all()) {
            try (ModuleReader reader = module.reference().open()) {
                List<String> classes = reader.list().filter(name -> name.endsWith(".class")).toList();
                for (String name : classes) {
                    try (var in = reader.open(name).orElseThrow()) {
                        offences.addAll(consoleUses(ClassFile.of().parse(in.readAllBytes())));
                    }
                }
            }
        }
        assertEquals(List.of(), offences);
    }

    private static List<String> consoleUses(ClassModel model) {
        List<String> uses = new ArrayList<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry member) {
                String name = member.owner().asInternalName() + "." + member.name().stringValue();
                boolean printsTrace = name.endsWith(".printStackTrace") && member.type().equalsString("()V");
                if (CONSOLE.contains(name) || printsTrace) {
                    uses.add(model.thisClass().asInternalName() + " uses " + name);
                }
            }
        }
        return uses;
    }
}
