package lanegrad.nn.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.StateDict;
import lanegrad.memory.Scope;

/**
 * A safetensors file that is open: mapped into memory, its header checked. Arrays look into the mapping, and may be
 * used from any thread until the file is closed; loading them into parameters copies them.
 */
public final class SafetensorsFile implements AutoCloseable {

    private final String source;
    private final Arena arena;
    private final MemorySegment data;
    private final long start;
    private final SafetensorsHeader header;

    private SafetensorsFile(String source, Arena arena, MemorySegment mapped) throws FormatException {
        this.source = source;
        this.arena = arena;
        long length = headerLength(source, mapped);
        start = 8 + length;
        data = mapped.asSlice(start);
        byte[] text = mapped.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE);
        if (text.length == 0 || text[0] != '{') {
            throw new FormatException(source, 8, "a JSON object expected");
        }
        header = SafetensorsHeader.parse(text, source, data.byteSize());
    }

    static SafetensorsFile open(Path path) throws IOException {
        Safetensors.requireLittleEndian();
        String source = path.toString();
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < 8) {
                throw new FormatException(source, size, "the file ends within the first 8 bytes");
            }
            return new SafetensorsFile(source, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena));
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    private static long headerLength(String source, MemorySegment mapped) throws FormatException {
        long length = mapped.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        if (length < 0 || length > Safetensors.MAX_HEADER || length > mapped.byteSize() - 8) {
            throw new FormatException(source, 0, "a header of " + Long.toUnsignedString(length) + " bytes in a file of "
                    + mapped.byteSize() + "; at most " + Safetensors.MAX_HEADER + " expected");
        }
        return length;
    }

    /**
     * The arrays' names.
     *
     * @return in the order of the header
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    /**
     * The texts of the header.
     *
     * @return by name
     */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * The shape of an array.
     *
     * @param name its name
     * @return the shape
     * @throws IllegalArgumentException if there is no such array
     */
    public Shape shape(String name) {
        return entry(name).shape();
    }

    /**
     * The type of an array, as the file says it: also of types that this library does not have.
     *
     * @param name its name
     * @return such as {@code BF16}
     * @throws IllegalArgumentException if there is no such array
     */
    public String type(String name) {
        return entry(name).type().name();
    }

    /**
     * An array, without a copy.
     *
     * @param name its name
     * @return a view of the mapping, of no scope; it is valid until the file is closed
     * @throws IllegalArgumentException if there is no such array
     * @throws FormatException if its type is none of this library's, or a truth value is neither 0 nor 1
     */
    public NdArray get(String name) throws FormatException {
        SafetensorsHeader.Entry entry = entry(name);
        DType dtype = entry.type().dtype;
        if (dtype == null) {
            throw new FormatException(source, start + entry.from(),
                    "array '" + name + "' has elements of type " + entry.type() + ", which cannot be read");
        }
        MemorySegment bytes = data.asSlice(entry.from(), entry.to() - entry.from());
        if (dtype == DType.BOOL) {
            requireTruthValues(name, entry, bytes);
        }
        try (Scope _ = Scope.outside()) {
            return NdArray.wrap(bytes, dtype, entry.shape());
        }
    }

    private void requireTruthValues(String name, SafetensorsHeader.Entry entry, MemorySegment bytes)
            throws FormatException {
        for (long i = 0; i < bytes.byteSize(); i++) {
            byte value = bytes.get(ValueLayout.JAVA_BYTE, i);
            if (value != 0 && value != 1) {
                throw new FormatException(source, start + entry.from() + i,
                        "array '" + name + "' has the truth value " + value);
            }
        }
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no array '" + name + "' in " + source + ", only " + names());
        }
        return entry;
    }

    /**
     * All arrays, without a copy.
     *
     * @return by name
     * @throws FormatException if one cannot be read
     */
    public StateDict stateDict() throws FormatException {
        return stateDict("");
    }

    /**
     * The arrays whose names begin alike, without a copy.
     *
     * @param prefix such as {@code model.}; it is cut off
     * @return by the rest of the name
     * @throws FormatException if one cannot be read
     */
    public StateDict stateDict(String prefix) throws FormatException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (String name : header.entries().keySet()) {
            if (name.startsWith(prefix)) {
                arrays.put(name.substring(prefix.length()), get(name));
            }
        }
        return new StateDict(arrays);
    }

    String source() {
        return source;
    }

    /** Unmaps the file; its arrays must not be used any more, and throw. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return source + " with " + header.entries().size() + " arrays";
    }
}
