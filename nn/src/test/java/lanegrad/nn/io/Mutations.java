package lanegrad.nn.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Small harm done to bytes. */
final class Mutations {

    private static final String[] TOKENS = {"\"", "{", "}", "[", "]", ",", ":", "\\", "\\ud800", "null", "true", "-1",
        "0",
        "1e9", "0.5", "9223372036854775807", "9223372036854775808", "99999999999999999999", "4294967296", "2147483648",
        " ", "\u0000", "\u00ff", "F64", "BOOL", "U8", "__metadata__", "[[[[[[[[", "{\"a\":"};

    private Mutations() {
    }

    static byte[] mutate(byte[] bytes, SplittableRandom random) {
        byte[] result = bytes;
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            result = once(result, random);
        }
        return result;
    }

    private static byte[] once(byte[] bytes, SplittableRandom random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(4) == 0 ? 64 : 4));
        byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(8)) {
            case 0 -> replaced(bytes, at, 1, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
            case 1 -> replaced(bytes, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 2 -> replaced(bytes, at, length, new byte[0]);
            case 3 -> replaced(bytes, at, 0, token);
            case 4 -> replaced(bytes, at, length, token);
            case 5 -> replaced(bytes, random.nextInt(bytes.length), 0, Arrays.copyOfRange(bytes, at, at + length));
            case 6 -> Arrays.copyOf(bytes, at);
            default -> number(bytes, at, token);
        };
    }

    /** Replaces a run of digits, where the harm is greatest. */
    private static byte[] number(byte[] bytes, int from, byte[] token) {
        int start = from;
        while (start < bytes.length && (bytes[start] < '0' || bytes[start] > '9')) {
            start++;
        }
        int end = start;
        while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9') {
            end++;
        }
        return replaced(bytes, start, end - start, token);
    }

    static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        byte[] result = Arrays.copyOf(bytes, bytes.length - length + by.length);
        System.arraycopy(by, 0, result, at, by.length);
        System.arraycopy(bytes, at + length, result, at + by.length, bytes.length - at - length);
        return result;
    }
}
