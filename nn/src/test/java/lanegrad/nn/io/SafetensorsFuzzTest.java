package lanegrad.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.StateDict;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Files that are not what they should be: each is refused with a {@link FormatException}, or is a right file; nothing
 * else is thrown, and no more is allocated than a small multiple of the file.
 */
class SafetensorsFuzzTest {

    private static final int MUTANTS = 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Path file;
    private static byte[] original;
    private static int headerLength;

    @BeforeContainer
    static void writeOriginal() throws IOException {
        file = Files.createTempFile("fuzz", ".safetensors");
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            arrays.put("layer." + dtype.name().toLowerCase(Locale.ROOT), NdArray.zeros(dtype, Shape.of(2, 3)));
        }
        arrays.put("scalar", NdArray.zeros(DType.F32, Shape.SCALAR));
        arrays.put("empty", NdArray.zeros(DType.F64, Shape.of(4, 0)));
        Safetensors.write(file, new StateDict(arrays), Map.of("format", "pt", "note", "\u00e4\n"));
        original = Files.readAllBytes(file);
        headerLength = (int) ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @AfterContainer
    static void deleteFile() throws IOException {
        Files.deleteIfExists(file);
    }

    @Property
    void anyBytesAnywhere(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < MUTANTS; i++) {
            read(Mutations.mutate(original, random));
        }
    }

    @Property
    void headersThatAreAsLongAsTheySay(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < MUTANTS; i++) {
            byte[] header = Mutations.mutate(Arrays.copyOfRange(original, 8, 8 + headerLength), random);
            ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + original.length - 8 - headerLength)
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(header.length).put(header);
            read(bytes.put(original, 8 + headerLength, original.length - 8 - headerLength).array());
        }
    }

    /** Long headers that are wrong only at their end, or full of what takes most room. */
    @Example
    void longHeaders() throws IOException {
        StringBuilder metadata = new StringBuilder("{\"__metadata__\":{");
        StringBuilder arrays = new StringBuilder("{");
        StringBuilder skipped = new StringBuilder("{\"w\":{\"x\":[");
        for (int i = 0; i < 100_000; i++) {
            metadata.append('"').append(i).append("\":\"\",");
            arrays.append('"').append(i).append("\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]},");
            skipped.append("[{}],");
        }
        for (String header : List.of(metadata.toString(), arrays.toString(), skipped.toString(), "[".repeat(1_000_000),
                "{\"" + "a".repeat(1_000_000), "{\"a\":" + "1".repeat(1_000_000), " ".repeat(1_000_000),
                arrays.append("\"w\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}}").toString())) {
            ByteBuffer bytes = ByteBuffer.allocate(8 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
            read(bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII)).array());
        }
    }

    private static void read(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (SafetensorsFile opened = Safetensors.open(file)) {
            long covered = 0;
            for (String name : opened.names()) {
                try {
                    NdArray array = opened.get(name);
                    assertEquals(array.size(), array.toDoubleArray().length);
                    covered += array.size() * array.dtype().bytes();
                } catch (FormatException e) {
                    covered += opened.shape(name).size() * StoredType.named(opened.type(name)).bytes;
                }
            }
            long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertEquals(bytes.length, 8 + header + covered);
        } catch (FormatException e) {
            assertTrue(e.position() >= 0 && e.position() <= bytes.length, e.getMessage());
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < (1 << 20) + 50L * bytes.length, allocated + " bytes for a file of " + bytes.length);
    }
}
