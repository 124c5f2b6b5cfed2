package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BaselinesTest {

    @Test
    void agreeWithCountingByHand() {
        // Trained on a a b a: counts a 3, b 1; pairs aa 1, ab 1, ba 1. Held out: b a b.
        Baselines baselines = Baselines.of(new byte[] {0, 0, 1, 0}, new byte[] {1, 0, 1}, 2);
        double a = 4 / 6.0;
        double b = 2 / 6.0;
        assertEquals(-(Math.log(a) + Math.log(b)) / 2, baselines.unigram(), 1e-12);
        assertEquals(-(Math.log((1 + a) / 2) + Math.log((1 + b) / 3)) / 2, baselines.bigram(), 1e-12);
    }

    @Test
    void agreeWithANaiveCount() {
        byte[] text = Texts.words(3000);
        Alphabet alphabet = Alphabet.of(text);
        byte[] training = alphabet.encode(Arrays.copyOf(text, 2500));
        byte[] heldOut = alphabet.encode(Arrays.copyOfRange(text, 2500, 3000));
        String seen = new String(training, StandardCharsets.ISO_8859_1);
        String last = seen.substring(0, seen.length() - 1);
        double unigram = 0;
        double bigram = 0;
        for (int i = 1; i < heldOut.length; i++) {
            String pair = new String(heldOut, i - 1, 2, StandardCharsets.ISO_8859_1);
            double alone = (count(seen, pair.substring(1)) + 1.0) / (seen.length() + alphabet.size());
            unigram -= Math.log(alone) / (heldOut.length - 1);
            bigram -= Math.log((count(seen, pair) + alone) / (count(last, pair.substring(0, 1)) + 1.0))
                    / (heldOut.length - 1);
        }
        Baselines baselines = Baselines.of(training, heldOut, alphabet.size());
        assertEquals(unigram, baselines.unigram(), 1e-9);
        assertEquals(bigram, baselines.bigram(), 1e-9);
        assertTrue(bigram < unigram);
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            count++;
        }
        return count;
    }
}
