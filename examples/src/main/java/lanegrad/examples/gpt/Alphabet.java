package lanegrad.examples.gpt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The bytes that a text consists of, numbered in their order: what a model reads and writes. */
public final class Alphabet {

    private static final int ABSENT = -1;

    private final byte[] bytes;
    private final int[] numbers = new int[256];

    private Alphabet(byte[] bytes) {
        this.bytes = bytes;
        Arrays.fill(numbers, ABSENT);
        for (int i = 0; i < bytes.length; i++) {
            numbers[bytes[i] & 0xFF] = i;
        }
    }

    /** The bytes that occur in some texts. */
    public static Alphabet of(byte[]... texts) {
        boolean[] seen = new boolean[256];
        for (byte[] text : texts) {
            for (byte b : text) {
                seen[b & 0xFF] = true;
            }
        }
        byte[] bytes = new byte[256];
        int count = 0;
        for (int b = 0; b < 256; b++) {
            if (seen[b]) {
                bytes[count++] = (byte) b;
            }
        }
        return new Alphabet(Arrays.copyOf(bytes, count));
    }

    /** Reads what {@link #toString} wrote. */
    public static Alphabet parse(String hex) {
        return new Alphabet(HexFormat.of().parseHex(hex));
    }

    public int size() {
        return bytes.length;
    }

    /**
     * The numbers of a text's bytes.
     *
     * @throws IllegalArgumentException if a byte does not belong to the alphabet
     */
    public long[] encode(byte[] text) {
        long[] encoded = new long[text.length];
        for (int i = 0; i < text.length; i++) {
            int number = numbers[text[i] & 0xFF];
            if (number == ABSENT) {
                throw new IllegalArgumentException("byte " + (text[i] & 0xFF) + " ('" + (char) (text[i] & 0xFF)
                        + "') at position " + i + " does not occur in the training text");
            }
            encoded[i] = number;
        }
        return encoded;
    }

    /** The text of some numbers; bytes that are not UTF-8 show as replacement characters. */
    public String decode(long[] numbers) {
        byte[] text = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            text[i] = bytes[(int) numbers[i]];
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
