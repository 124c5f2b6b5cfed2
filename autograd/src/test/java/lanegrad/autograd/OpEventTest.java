package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import lanegrad.array.DType;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder is told of ops. */
class OpEventTest {

    @TempDir
    private Path directory;

    /** The events of this thread, in the order in which they began. */
    private List<RecordedEvent> record(boolean enabled, Runnable run) throws IOException {
        Path file = directory.resolve("ops.jfr");
        try (Recording recording = new Recording()) {
            if (enabled) {
                recording.enable("lanegrad.Op");
            }
            recording.start();
            assertEquals(enabled, OpEvent.isOn());
            run.run();
            recording.stop();
            recording.dump(file);
        }
        long thread = Thread.currentThread().threadId();
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("lanegrad.Op")
                        && event.getThread().getJavaThreadId() == thread)
                .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime())).toList();
    }

    private static void step() {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.ones(DType.F32, 5, 3).requiresGrad();
            Tensor.ones(DType.F32, 4, 5).matmul(w).tanh().backward(Tensor.ones(DType.F32, 4, 3));
        }
    }

    private static RecordedEvent one(List<RecordedEvent> events, String name, String phase) {
        List<RecordedEvent> found = events.stream().filter(event -> event.getString("name").equals(name)
                && event.getString("phase").equals(phase) && !event.getBoolean("nested")).toList();
        assertEquals(1, found.size(), () -> name + " " + phase + ": " + found);
        return found.getFirst();
    }

    @Test
    void opsAndRulesAreTold() throws IOException {
        List<RecordedEvent> events = record(true, OpEventTest::step);
        RecordedEvent forward = one(events, "matmul", "forward");
        assertEquals("[4, 3]", forward.getString("shape"));
        assertEquals(48, forward.getLong("bytes"));
        assertFalse(forward.getDuration().isNegative());
        assertNull(forward.getStackTrace());
        RecordedEvent backward = one(events, "matmul", "backward");
        assertEquals("[4, 3]", backward.getString("shape"));
        assertEquals(0, backward.getLong("bytes"));
        assertEquals("[4, 3]", one(events, "tanh", "forward").getString("shape"));
        assertEquals("[4, 3]", one(events, "tanh", "backward").getString("shape"));
        assertTrue(events.stream().anyMatch(event -> event.getBoolean("nested")), "the rules' own ops");
    }

    @Test
    void nothingIsToldUnlessItIsAskedFor() throws IOException {
        assertEquals(List.of(), record(false, OpEventTest::step));
        assertFalse(OpEvent.isOn());
    }
}
