package lanegrad.examples.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the operating system holds in memory for this process. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "VmRSS:";
    private static final int BLOCK = 128 << 10;

    private ResidentMemory() {
    }

    /** In bytes; on systems other than Linux NaN. */
    static double bytes() throws IOException {
        if (!Files.exists(STATUS)) {
            return Double.NaN;
        }
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(FIELD)) {
                return Long.parseLong(line.substring(FIELD.length()).replace("kB", "").strip()) * 1024.0;
            }
        }
        throw new IOException(STATUS + " has no " + FIELD);
    }

    /**
     * Fills the Java heap once. Its pages come from the operating system when they are first touched, which would look
     * like growth later.
     */
    static void touchHeap() {
        List<byte[]> blocks = new ArrayList<>();
        try {
            while (true) {
                blocks.add(new byte[BLOCK]);
            }
        } catch (OutOfMemoryError e) {
            blocks.clear();
        }
        System.gc();
    }
}
