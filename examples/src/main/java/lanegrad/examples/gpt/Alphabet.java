package lanegrad.examples.gpt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The bytes that a text consists of, numbered in their order: what a model reads and writes. A number fits into a byte
 * too, taken as unsigned.
 */
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

    /** How many bytes there are. */
    public int size() {
        return bytes.length;
    }

    /**
     * The numbers of a text's bytes.
     *
     * @throws IllegalArgumentException if a byte does not belong to the alphabet
     */
    public byte[] encode(byte[] text) {
        byte[] encoded = new byte[text.length];
        for (int i = 0; i < text.length; i++) {
            int number = numbers[text[i] & 0xFF];
            if (number == ABSENT) {
                throw new IllegalArgumentException(
                        "byte " + show(text[i]) + " at position " + i + " does not occur in the text");
            }
            encoded[i] = (byte) number;
        }
        return encoded;
    }

    private static String show(byte b) {
        int value = b & 0xFF;
        String number = "0x" + HexFormat.of().toHexDigits(b);
        return value > ' ' && value < 127 ? number + " ('" + (char) value + "')" : number;
    }

    /** The numbers of a text, whose characters are written in UTF-8. */
    public byte[] encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of some numbers. */
    public byte[] decode(byte[] encoded) {
        byte[] text = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            text[i] = bytes[encoded[i] & 0xFF];
        }
        return text;
    }

    /** The bytes in hexadecimal, in the order of their numbers. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
