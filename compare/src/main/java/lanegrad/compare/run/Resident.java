package lanegrad.compare.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much of this process is resident, as Linux counts it: the JVM, libraries and all. */
final class Resident {

    private static final Path STATUS = Path.of("/proc/self/status");

    private Resident() {
    }

    /** The bytes now and the most that they have been, or a refusal on another system. */
    static Reply tell() throws IOException {
        return Files.exists(STATUS) ? new Reply.Memory(bytes("VmRSS:"), bytes("VmHWM:")) : new Reply.Unable();
    }

    private static long bytes(String key) throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            String line = lines.filter(l -> l.startsWith(key)).findFirst().orElseThrow();
            return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
    }
}
