package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder is told of scopes. */
class ScopeEventTest {

    @TempDir
    private Path directory;

    /** The events of this thread, in the order in which scopes closed. */
    private List<RecordedEvent> record(boolean enabled, Runnable run) throws IOException {
        Path file = directory.resolve("scopes.jfr");
        try (Recording recording = new Recording()) {
            if (enabled) {
                recording.enable("lanegrad.Scope");
            }
            recording.start();
            run.run();
            recording.stop();
            recording.dump(file);
        }
        long thread = Thread.currentThread().threadId();
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("lanegrad.Scope")
                        && event.getThread().getJavaThreadId() == thread)
                .sorted((a, b) -> a.getEndTime().compareTo(b.getEndTime())).toList();
    }

    private static NdArray array(long elements) {
        return NdArray.empty(DType.F32, Shape.of(elements));
    }

    private static void check(RecordedEvent event, String name, int depth, int resources, long held, long recycled) {
        assertEquals(name, event.getString("name"));
        assertEquals(depth, event.getInt("depth"), name);
        assertEquals(resources, event.getInt("resources"), name);
        assertEquals(held, event.getLong("held"), name);
        assertEquals(recycled, event.getLong("recycled"), name);
        assertFalse(event.getDuration().isNegative());
    }

    @Test
    void scopesAreTold() throws IOException {
        List<RecordedEvent> events = record(true, () -> {
            try (Scope _ = Scope.open("step")) {
                array(16);
                try (Scope inner = Scope.open("inner")) {
                    inner.keep(array(32));
                    array(64).slice(0, 0, 8, 1);
                    array(128);
                    array(256);
                }
                try (Scope _ = Scope.outside()) {
                    array(16).free();
                }
            }
        });
        assertEquals(3, events.size());
        check(events.get(0), "inner", 2, 4, 128 + 256 + 512 + 1024, 256 + 512 + 1024);
        check(events.get(1), "outside", 2, 0, 0, 0);
        check(events.get(2), "step", 1, 2, 64 + 128, 64 + 128);
    }

    @Test
    void whatTheTapeHoldsIsNotRecycled() throws IOException {
        NdArray[] saved = new NdArray[1];
        List<RecordedEvent> events = record(true, () -> {
            try (Scope _ = Scope.open("held")) {
                NdArray a = array(16);
                a.save();
                saved[0] = a.outline();
                array(32);
            }
        });
        saved[0].unsave();
        check(events.getFirst(), "held", 1, 2, 64 + 128, 128);
    }

    /** The scope's own object, and nothing for the event that nobody wants. */
    @Test
    void aScopeCostsNothingMoreWhileNobodyLooks() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int scopes = 1000;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < scopes; i++) {
                Scope.open().close();
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / scopes);
        }
        long found = least;
        assertTrue(found <= 48, () -> found + " bytes a scope");
    }

    @Test
    void nothingIsToldUnlessItIsAskedFor() throws IOException {
        assertEquals(List.of(), record(false, () -> Scope.open().close()));
    }
}
