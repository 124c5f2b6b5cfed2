package lanegrad.nn.io;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanegrad.array.Shape;

/**
 * What a safetensors file says about itself, checked: every array has a known type, its bytes are as many as its shape
 * needs, and all of them together cover the data without holes or overlaps.
 *
 * @param entries by name, in the order of the header
 * @param metadata texts by name
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

    static final String METADATA = "__metadata__";

    /**
     * One array.
     *
     * @param type of its elements
     * @param shape its shape
     * @param from its first byte, from the start of the data
     * @param to the byte after its last one
     */
    record Entry(StoredType type, Shape shape, long from, long to) {
    }

    /** Parses a header that begins at byte 8 of a file, with so many bytes of data behind it. */
    static SafetensorsHeader parse(byte[] text, String source, long data) throws FormatException {
        JsonReader json = new JsonReader(text, source, 8);
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            long position = json.position();
            String name = json.name();
            if (name.equals(METADATA)) {
                readMetadata(json, metadata);
            } else {
                entries.put(name, readEntry(json, source, position, name, data));
            }
        }
        json.endObject();
        json.end();
        requireCovered(entries, source, 8L + text.length, data);
        return new SafetensorsHeader(entries, metadata);
    }

    private static void readMetadata(JsonReader json, Map<String, String> metadata) throws FormatException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.name();
            metadata.put(name, json.string());
        }
        json.endObject();
    }

    private static Entry readEntry(JsonReader json, String source, long position, String name, long data)
            throws FormatException {
        StoredType type = null;
        Shape shape = null;
        long[] offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.name()) {
                case "dtype" -> type = readType(json, source, name);
                case "shape" -> shape = readShape(json, source, name);
                case "data_offsets" -> offsets = readNumbers(json, source, name, 2);
                default -> json.skip(); // the format may grow
            }
        }
        json.endObject();
        if (type == null || shape == null || offsets == null || offsets.length != 2) {
            throw new FormatException(source, position,
                    "array '" + name + "': a dtype, a shape and two data_offsets expected");
        }
        if (offsets[0] > offsets[1] || offsets[1] > data) {
            throw new FormatException(source, position,
                    "array '" + name + "': bytes " + offsets[0] + " to " + offsets[1]
                            + " of " + data + " bytes of data");
        }
        if (shape.size() > Long.MAX_VALUE / type.bytes || shape.size() * type.bytes != offsets[1] - offsets[0]) {
            throw new FormatException(source, position, "array '" + name + "': " + type + " " + shape + " in "
                    + (offsets[1] - offsets[0]) + " bytes");
        }
        return new Entry(type, shape, offsets[0], offsets[1]);
    }

    private static StoredType readType(JsonReader json, String source, String name) throws FormatException {
        long position = json.position();
        String text = json.string();
        StoredType type = StoredType.named(text);
        if (type == null) {
            throw new FormatException(source, position, "array '" + name + "': unknown dtype '" + text + "'");
        }
        return type;
    }

    private static Shape readShape(JsonReader json, String source, String name) throws FormatException {
        long position = json.position();
        long[] dims = readNumbers(json, source, name, Shape.MAX_RANK);
        try {
            return Shape.of(dims);
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, position, "array '" + name + "': " + e.getMessage());
        }
    }

    private static long[] readNumbers(JsonReader json, String source, String name, int most) throws FormatException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            long position = json.position();
            long number = json.integer();
            if (number < 0 || numbers.size() == most) {
                throw new FormatException(source, position, "array '" + name + "': "
                        + (number < 0 ? "the negative number " + number : "more than " + most + " numbers"));
            }
            numbers.add(number);
        }
        json.endArray();
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static void requireCovered(Map<String, Entry> entries, String source, long start, long data)
            throws FormatException {
        List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
        ordered.sort(Comparator.comparing(Map.Entry::getValue,
                Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to)));
        long at = 0;
        for (Map.Entry<String, Entry> entry : ordered) {
            if (entry.getValue().from != at) {
                throw new FormatException(source, start + at, "array '" + entry.getKey() + "' begins at byte "
                        + entry.getValue().from + " of the data, "
                        + (entry.getValue().from < at ? "inside of" : "behind")
                        + " what ends at byte " + at);
            }
            at = entry.getValue().to;
        }
        if (at != data) {
            throw new FormatException(source, start + at, "the arrays end at byte " + at + " of " + data
                    + " bytes of data");
        }
    }
}
