package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The accounts, the budget's property, and the leak report. */
class MemoryTest {

    @BeforeContainer
    static void settle() throws InterruptedException {
        Live.settle();
    }

    @Example
    void budgetsAreRead() {
        assertEquals(1 << 30, Memory.limit("1g"));
        assertEquals(512 << 20, Memory.limit(" 512M "));
        assertEquals(3 << 10, Memory.limit("3k"));
        assertEquals(1L << 41, Memory.limit("2t"));
        assertEquals(12345, Memory.limit("12345"));
        assertTrue(Memory.limit(null) >= 256 << 20);
        for (String bad : List.of("", "m", "-1g", "0", "12x", "1.5g", "9999999999999g")) {
            assertEquals(
                    "-Dlanegrad.memory=" + bad + ": expected a positive size such as 1073741824, 512m or 8g",
                    assertThrows(IllegalArgumentException.class, () -> Memory.limit(bad)).getMessage());
        }
    }

    @Example
    void accountsFollowStorage() {
        MemoryStats before = Memory.stats();
        Storage storage = Storage.allocate(100_000);
        MemoryStats with = Memory.stats();
        assertEquals(before.liveBytes() + storage.byteSize(), with.liveBytes());
        assertEquals(before.liveStorages() + 1, with.liveStorages());
        assertEquals(before.allocations() + 1, with.allocations());
        assertTrue(with.peakBytes() >= with.liveBytes() && with.slabBytes() >= with.liveBytes());
        assertTrue(with.slabBytes() <= with.limitBytes());
        Leak leak = Memory.leaks().stream().filter(l -> l.bytes() == storage.byteSize()).findAny().orElseThrow();
        assertNull(leak.creation());
        storage.release();
        assertEquals(before.liveBytes(), Memory.stats().liveBytes());
    }

    /** Runs in a JVM of its own, since the property is read once. */
    @Example
    void theLeakReportNamesWhereStorageWasMade() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlanegrad.leaks=true", "-Dlanegrad.memory=32m", "-cp", System.getProperty("java.class.path"),
                Leaky.class.getName()).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes());
        assertEquals(0, child.waitFor(), output);
        assertEquals("33554432 bytes allowed\n1 leak\nsaved true\nstorage of 70000 bytes made here, by thread 'main'\n"
                + Leaky.class.getName() + ".forget\n", output);
    }

    /** A program that loses a storage. */
    static final class Leaky {

        private Leaky() {
        }

        public static void main(String[] args) {
            Storage.allocate(10).release();
            forget();
            System.out.println(Memory.stats().limitBytes() + " bytes allowed");
            System.out.println(Memory.leaks().size() + " leak");
            Leak leak = Memory.leaks().getFirst();
            System.out.println("saved " + leak.saved());
            System.out.println(leak.creation().getMessage());
            for (StackTraceElement element : leak.creation().getStackTrace()) {
                if (element.getClassName().equals(Leaky.class.getName())) {
                    System.out.println(element.getClassName() + "." + element.getMethodName());
                    return;
                }
            }
        }

        private static void forget() {
            Storage.allocate(70_000).save();
        }
    }
}
