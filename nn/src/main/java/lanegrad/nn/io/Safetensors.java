package lanegrad.nn.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.StateDict;
import lanegrad.memory.Scope;

/**
 * The safetensors format: eight bytes with the length of a JSON header (little-endian), the header (for each array its
 * dtype, shape and place; {@code __metadata__} with texts), and the bytes of the arrays.
 *
 * <pre>{@code
 * Safetensors.write(Path.of("model.safetensors"), model.stateDict(), Map.of("steps", "2000"));
 * try (SafetensorsFile file = Safetensors.open(Path.of("model.safetensors"))) {
 *     model.load(file.stateDict());
 * }
 * }</pre>
 */
public final class Safetensors {

    /** The longest header that is read or written, as in the reference implementation. */
    static final long MAX_HEADER = 100_000_000;

    private static final int CHUNK = 1 << 23;

    private Safetensors() {
    }

    /**
     * Maps a file into memory and checks its header; the arrays' bytes are read when they are used.
     *
     * @param path the file; it must not be changed in place while it is open (a save by {@link #write} does not)
     * @return the open file
     * @throws FormatException if it is not a safetensors file
     * @throws IOException if it cannot be read
     */
    public static SafetensorsFile open(Path path) throws IOException {
        return SafetensorsFile.open(path);
    }

    /**
     * Writes a file as a whole: to a temporary one beside it, which takes its name when it is safely on the disk.
     * Whatever happens meanwhile, the name stands for the old file or for the new one. A process that is killed may
     * leave the temporary file behind; the next save removes it.
     *
     * @param path the file
     * @param state what to write, under these names; any layout, any type
     * @param metadata texts that go into the header
     * @throws IOException if it cannot be written; the old file is unharmed
     */
    public static void write(Path path, StateDict state, Map<String, String> metadata) throws IOException {
        requireLittleEndian();
        List<Map.Entry<String, NdArray>> arrays = new ArrayList<>(state.arrays().entrySet());
        // Wider types first, so that every array is aligned for its type
        arrays.sort(Comparator.comparingInt(entry -> -entry.getValue().dtype().bytes()));
        byte[] header = header(arrays, metadata);
        AtomicFile.write(path, channel -> {
            ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeAll(channel, start.putLong(header.length).put(header).flip());
            for (Map.Entry<String, NdArray> entry : arrays) {
                writeArray(channel, entry.getValue());
            }
        });
    }

    private static byte[] header(List<Map.Entry<String, NdArray>> arrays, Map<String, String> metadata) {
        JsonWriter json = new JsonWriter().beginObject();
        if (!metadata.isEmpty()) {
            json.name(SafetensorsHeader.METADATA).beginObject();
            metadata.forEach((name, text) -> json.name(name).string(text));
            json.endObject();
        }
        long at = 0;
        for (Map.Entry<String, NdArray> entry : arrays) {
            NdArray array = entry.getValue();
            if (entry.getKey().equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException("an array named " + SafetensorsHeader.METADATA);
            }
            array.requireUsable();
            json.name(entry.getKey()).beginObject().name("dtype").string(StoredType.of(array.dtype()).name());
            json.name("shape").beginArray();
            for (int i = 0; i < array.rank(); i++) {
                json.integer(array.dim(i));
            }
            long end = Math.addExact(at, array.size() * array.dtype().bytes());
            json.endArray().name("data_offsets").beginArray().integer(at).integer(end).endArray().endObject();
            at = end;
        }
        String text = json.endObject().toString();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] padded = (text + " ".repeat(-bytes.length & 7)).getBytes(StandardCharsets.UTF_8);
        if (padded.length > MAX_HEADER) {
            throw new IllegalArgumentException("a header of " + padded.length + " bytes: at most " + MAX_HEADER
                    + " expected");
        }
        return padded;
    }

    private static void writeArray(FileChannel channel, NdArray array) throws IOException {
        try (Scope _ = Scope.open("write")) {
            NdArray whole = array;
            if (!array.isContiguous()) {
                whole = NdArray.empty(array.dtype(), array.shape());
                Autograd.kernels().copy().copy(array, whole);
            }
            MemorySegment bytes = whole.segment().asSlice(whole.byteOffset(), whole.size() * whole.dtype().bytes());
            for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
                writeAll(channel, bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer());
            }
            Reference.reachabilityFence(whole);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Files are little-endian and are mapped as they are. */
    static void requireLittleEndian() throws IOException {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IOException("safetensors files are little-endian, and this machine is not");
        }
    }
}
