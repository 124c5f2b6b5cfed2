package lanegrad.testkit;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * One of the four library modules as it lies on the tests' class path.
 *
 * @param reference the module, whose descriptor lies unread on the class path
 */
record LibraryModule(ModuleReference reference) {

    static List<LibraryModule> all() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .flatMap(entry -> ModuleFinder.of(entry).findAll().stream())
                .filter(m -> !m.descriptor().isAutomatic() && m.descriptor().name().startsWith("lanegrad."))
                .map(LibraryModule::new)
                .toList();
    }

    ModuleDescriptor descriptor() {
        return reference.descriptor();
    }

    /** Its jar, or its directory of classes when the tests run before packaging. */
    Path location() {
        return Path.of(reference.location().orElseThrow());
    }
}
