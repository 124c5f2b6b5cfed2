package lanegrad.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.StateDict;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files come back as they were written, and are what the format says; bad ones are refused with a reason. */
class SafetensorsTest {

    @TempDir
    private Path directory;

    private static NdArray numbers(DType dtype, long... dims) {
        NdArray array = NdArray.empty(dtype, Shape.of(dims));
        NdArray flat = array.reshape(array.size());
        for (long i = 0; i < flat.size(); i++) {
            flat.set(dtype == DType.BOOL ? i % 2 : i - 3, i);
        }
        return array;
    }

    @Test
    void everyTypeComesBack() throws IOException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            arrays.put("a." + dtype, numbers(dtype, 2, 3));
            arrays.put("odd." + dtype, numbers(dtype, 7));
            arrays.put("scalar." + dtype, numbers(dtype));
            arrays.put("empty." + dtype, numbers(dtype, 3, 0));
        }
        Path path = directory.resolve("all.safetensors");
        Map<String, String> metadata = Map.of("quote\"", "line\nline", "\u00e4\u4e2d\ud83d\ude00", "");
        Safetensors.write(path, new StateDict(arrays), metadata);
        try (SafetensorsFile file = Safetensors.open(path)) {
            assertEquals(metadata, file.metadata());
            assertEquals(arrays.keySet(), Set.copyOf(file.names()));
            for (String name : arrays.keySet()) {
                NdArray expected = arrays.get(name);
                NdArray read = file.get(name);
                assertEquals(expected.dtype(), read.dtype());
                assertEquals(expected.dtype().name(), file.type(name));
                assertEquals(expected.shape(), read.shape());
                assertEquals(expected.shape(), file.shape(name));
                assertArrayEquals(expected.toDoubleArray(), read.toDoubleArray());
                assertTrue(read.isForeign());
                assertEquals(0, fileOffset(path, name) % expected.dtype().bytes(), name);
            }
        }
    }

    private static long fileOffset(Path path, String name) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return 8 + length + SafetensorsHeader.parse(Arrays.copyOfRange(bytes, 8, 8 + length), "",
                bytes.length - 8 - length).entries().get(name).from();
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        Path path = directory.resolve("one.safetensors");
        Safetensors.write(path, new StateDict(Map.of("w", NdArray.of(new float[] {1, -2}, 2, 1))), Map.of());
        String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}";
        header += " ".repeat(-header.length() & 7);
        ByteBuffer expected = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8)).putFloat(1).putFloat(-2);
        assertArrayEquals(expected.array(), Files.readAllBytes(path));
    }

    @Test
    void noArraysAtAll() throws IOException {
        Path path = directory.resolve("none.safetensors");
        Safetensors.write(path, new StateDict(Map.of()), Map.of());
        try (SafetensorsFile file = Safetensors.open(path)) {
            assertTrue(file.names().isEmpty());
            assertTrue(file.stateDict().arrays().isEmpty());
        }
    }

    @Test
    void arraysOutliveTheScopeTheyAreReadIn() throws IOException {
        Path path = directory.resolve("one.safetensors");
        Safetensors.write(path, new StateDict(Map.of("w", NdArray.of(new float[] {1, 2}))), Map.of());
        SafetensorsFile file = Safetensors.open(path);
        NdArray array;
        try (Scope _ = Scope.open()) {
            array = file.get("w");
        }
        assertArrayEquals(new float[] {1, 2}, array.toFloatArray());
        file.close();
        file.close();
        assertThrows(IllegalStateException.class, array::toFloatArray);
    }

    @Test
    void aPrefixSelects() throws IOException {
        Path path = directory.resolve("two.safetensors");
        NdArray one = NdArray.of(new float[] {1});
        Safetensors.write(path, new StateDict(Map.of("a.w", one, "b.w", one, "a.v", one)), Map.of());
        try (SafetensorsFile file = Safetensors.open(path)) {
            assertEquals(Set.of("w", "v"), file.stateDict("a.").arrays().keySet());
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> file.get("c"));
            assertTrue(e.getMessage().startsWith("no array 'c' in " + path + ", only ["), e.getMessage());
        }
    }

    @Test
    void unreadableFilesAndPlaces() {
        assertThrows(NoSuchFileException.class, () -> Safetensors.open(directory.resolve("absent")));
        assertThrows(IOException.class, () -> Safetensors.open(directory));
        StateDict none = new StateDict(Map.of());
        assertThrows(IOException.class, () -> Safetensors.write(directory, none, Map.of()));
        assertThrows(NoSuchFileException.class,
                () -> Safetensors.write(directory.resolve("absent").resolve("file"), none, Map.of()));
    }

    @Test
    void aFailedSaveLeavesTheOldFileAlone() throws IOException {
        Path path = directory.resolve("kept.safetensors");
        Safetensors.write(path, new StateDict(Map.of("w", NdArray.of(new float[] {1}))), Map.of());
        byte[] before = Files.readAllBytes(path);
        NdArray gone;
        try (Scope _ = Scope.open("past")) {
            gone = NdArray.of(new float[] {2});
        }
        StateDict bad = new StateDict(Map.of("w", gone));
        assertThrows(IllegalStateException.class, () -> Safetensors.write(path, bad, Map.of()));
        assertThrows(IOException.class, () -> AtomicFile.write(path, channel -> {
            channel.write(ByteBuffer.wrap(new byte[100]));
            throw new IOException("the disk is full");
        }));
        assertArrayEquals(before, Files.readAllBytes(path));
        assertEquals(List.of(path), files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void leftoversOfDeadProcessesGo() throws Exception {
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-version")
                .start();
        process.waitFor();
        Path dead = Files.createFile(directory.resolve(".m.safetensors." + process.pid() + "-1.tmp"));
        Path alive = Files.createFile(directory.resolve(".m.safetensors." + ProcessHandle.current().pid() + "-0.tmp"));
        Path other = Files.createFile(directory.resolve(".n.safetensors." + process.pid() + "-1.tmp"));
        Safetensors.write(directory.resolve("m.safetensors"), new StateDict(Map.of()), Map.of());
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(alive));
        assertTrue(Files.exists(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        // header | bytes of data | part of the message
        "{~w~:{~dtype~:~F32~,~shape~:[2],~data_offsets~:[0,8]}} | 9 | the arrays end at byte 8 of 9",
        "{~w~:{~dtype~:~F32~,~shape~:[2],~data_offsets~:[0,8]}} | 7 | bytes 0 to 8 of 7",
        "{~w~:{~dtype~:~F32~,~shape~:[2],~data_offsets~:[1,9]}} | 9 | begins at byte 1 of the data, behind",
        "{~w~:{~dtype~:~F32~,~shape~:[2],~data_offsets~:[8,0]}} | 8 | bytes 8 to 0",
        "{~w~:{~dtype~:~F32~,~shape~:[3],~data_offsets~:[0,8]}} | 8 | F32 [3] in 8 bytes",
        "{~w~:{~dtype~:~F32~,~shape~:[-2],~data_offsets~:[0,8]}} | 8 | the negative number -2",
        "{~w~:{~dtype~:~F32~,~shape~:[2.0],~data_offsets~:[0,8]}} | 8 | a whole number",
        "{~w~:{~dtype~:~F32~,~shape~:[4294967296,4294967296],~data_offsets~:[0,8]}} | 8 | too many elements",
        "{~w~:{~dtype~:~F64~,~shape~:[1152921504606846975],~data_offsets~:[0,8]}} | 8 | in 8 bytes",
        "{~w~:{~dtype~:~F32~,~shape~:[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],~data_offsets~:[0,4]}} | 4 | more than 16",
        "{~w~:{~dtype~:~F32~,~shape~:[2],~data_offsets~:[0,8,8]}} | 8 | more than 2",
        "{~w~:{~dtype~:~F32~,~shape~:[2],~data_offsets~:[0]}} | 8 | two data_offsets",
        "{~w~:{~dtype~:~F33~,~shape~:[2],~data_offsets~:[0,8]}} | 8 | unknown dtype 'F33'",
        "{~w~:{~shape~:[2],~data_offsets~:[0,8]}} | 8 | a dtype, a shape",
        "{~w~:{~dtype~:~F32~,~shape~:[1],~data_offsets~:[0,4]},~v~:{~dtype~:~F32~,~shape~:[1],~data_offsets~:[2,6]}}"
                + " | 6 | inside of what ends at byte 4",
        "{~w~:{~dtype~:~F32~,~shape~:[1],~data_offsets~:[0,4]},~w~:{~dtype~:~F32~,~shape~:[1],~data_offsets~:[4,8]}}"
                + " | 8 | a second time",
        "{~__metadata__~:{~a~:1}} | 0 | expected",
        "{~__metadata__~:[]} | 0 | expected",
        "[] | 0 | a JSON object",
        "{} x | 0 | the end expected",
        "{} | 1 | the arrays end at byte 0 of 1",
        "{~w~:1} | 0 | expected"})
    void badHeadersAreRefused(String header, int data, String message) throws IOException {
        Path path = directory.resolve("bad.safetensors");
        byte[] text = header.replace('~', '"').strip().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(path, bytes.putLong(text.length).put(text).array());
        FormatException e = assertThrows(FormatException.class, () -> Safetensors.open(path));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().startsWith(path + ", byte "), e.getMessage());
    }

    @Test
    void badLengthsAreRefused() throws IOException {
        Path path = directory.resolve("bad.safetensors");
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 3, 100_000_001, 0}) {
            ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
            Files.write(path, bytes.putLong(length).put((byte) '{').put((byte) '}').array());
            assertThrows(FormatException.class, () -> Safetensors.open(path));
        }
        for (int size = 0; size < 8; size++) {
            Files.write(path, new byte[size]);
            assertThrows(FormatException.class, () -> Safetensors.open(path));
        }
    }

    @Test
    void typesThatAreNotOursCanBeThereButNotRead() throws IOException {
        Path path = directory.resolve("u8.safetensors");
        byte[] text = ("{\"u\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
                + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[2,4],\"extra\":[1,{\"a\":null}]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(12 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(path, bytes.putLong(text.length).put(text).put(new byte[] {7, 8, 0, 2}).array());
        try (SafetensorsFile file = Safetensors.open(path)) {
            assertEquals("U8", file.type("u"));
            FormatException e = assertThrows(FormatException.class, () -> file.get("u"));
            assertTrue(e.getMessage().endsWith("array 'u' has elements of type U8, which cannot be read"));
            assertTrue(assertThrows(FormatException.class, () -> file.get("b")).getMessage()
                    .endsWith("array 'b' has the truth value 2"));
        }
    }
}
