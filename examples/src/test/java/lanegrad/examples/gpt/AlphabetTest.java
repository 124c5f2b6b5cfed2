package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AlphabetTest {

    @Test
    void numbersTheBytesInTheirOrder() {
        Alphabet alphabet = Alphabet.of("cab\n".getBytes(StandardCharsets.UTF_8),
                "bad".getBytes(StandardCharsets.UTF_8));
        assertEquals(5, alphabet.size());
        assertEquals("0a61626364", alphabet.toString());
        assertArrayEquals(new byte[] {2, 1, 4, 0}, alphabet.encode("bad\n"));
    }

    @Test
    void everyByteComesBack() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (255 - i);
        }
        Alphabet alphabet = Alphabet.of(all);
        assertEquals(256, alphabet.size());
        assertArrayEquals(all, alphabet.decode(alphabet.encode(all)));
    }

    @Test
    void namesAByteThatIsNotThere() {
        Alphabet alphabet = Alphabet.of("ab".getBytes(StandardCharsets.UTF_8));
        assertEquals("byte 0x78 ('x') at position 1 does not occur in the text",
                assertThrows(IllegalArgumentException.class, () -> alphabet.encode("ax")).getMessage());
        assertEquals("byte 0xc3 at position 0 does not occur in the text",
                assertThrows(IllegalArgumentException.class, () -> alphabet.encode("\u00e4")).getMessage());
    }
}
