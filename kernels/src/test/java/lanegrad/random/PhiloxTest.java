package lanegrad.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Philox against the published known answers, and against the paper's formulas in big integers. */
class PhiloxTest {

    @Test
    void knownAnswers() {
        // The vectors for philox4x32, 10 rounds, that the authors publish with their library Random123.
        assertBlock("6627e8d5 e169c58d bc57ac4c 9b00dbd8", "00000000 00000000 00000000 00000000", "00000000 00000000");
        assertBlock("408f276d 41c83b0e a20bc7c6 6d5451fd", "ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff");
        assertBlock("d16cfe09 94fdcceb 5001e420 24126ea1", "243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0");
    }

    private static void assertBlock(String expected, String counter, String key) {
        int[] c = words(counter);
        int[] k = words(key);
        int[] e = words(expected);
        long[] words = new long[4];
        Philox.block(pair(k[0], k[1]), pair(c[0], c[1]), pair(c[2], c[3]), words, 1);
        assertArrayEquals(new long[] {0, pair(e[0], e[1]), pair(e[2], e[3]), 0}, words);
    }

    private static int[] words(String hex) {
        String[] parts = hex.split(" ");
        int[] words = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            words[i] = Integer.parseUnsignedInt(parts[i], 16);
        }
        return words;
    }

    private static long pair(int low, int high) {
        return low & 0xFFFFFFFFL | (long) high << 32;
    }

    @Property(seed = "1")
    void agreesWithThePaper(@ForAll long key, @ForAll long counter, @ForAll long stream) {
        BigInteger word = BigInteger.ONE.shiftLeft(32);
        BigInteger[] c = {big(counter), big(counter >>> 32), big(stream), big(stream >>> 32)};
        BigInteger[] k = {big(key), big(key >>> 32)};
        for (int round = 0; round < 10; round++) {
            BigInteger p0 = c[0].multiply(big(0xD2511F53));
            BigInteger p1 = c[2].multiply(big(0xCD9E8D57));
            c = new BigInteger[] {p1.divide(word).xor(c[1]).xor(k[0]), p1.mod(word),
                p0.divide(word).xor(c[3]).xor(k[1]),
                p0.mod(word)};
            k = new BigInteger[] {k[0].add(big(0x9E3779B9)).mod(word), k[1].add(big(0xBB67AE85)).mod(word)};
        }
        long[] words = new long[2];
        Philox.block(key, counter, stream, words, 0);
        assertArrayEquals(
                new long[] {c[0].add(c[1].multiply(word)).longValue(), c[2].add(c[3].multiply(word)).longValue()},
                words);
    }

    private static BigInteger big(long word) {
        return BigInteger.valueOf(word & 0xFFFFFFFFL);
    }
}
