package lanegrad.examples.gpt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import lanegrad.nn.models.Gpt;
import lanegrad.nn.text.Generator;
import lanegrad.nn.text.Sampler;
import lanegrad.random.Rng;

/** Lets a trained model write. */
public final class Writer {

    private final Alphabet alphabet;
    private final Generator generator;
    private final byte[] prompt;

    /**
     * A writer.
     *
     * @param alphabet what the model reads and writes
     * @param sampler how a symbol is chosen
     * @param prompt what everything it writes begins with, encoded, at least one symbol
     * @param seed the same seed, the same samples
     */
    public Writer(Gpt model, Alphabet alphabet, Sampler sampler, byte[] prompt, long seed) {
        this.alphabet = alphabet;
        this.prompt = prompt;
        generator = new Generator(model, sampler, new Rng(seed));
    }

    /**
     * Writes the next sample.
     *
     * @param length bytes to write
     * @return the prompt and what follows; bytes that are no UTF-8 show as replacement characters
     */
    public String write(int length) {
        int[] start = new int[prompt.length];
        for (int i = 0; i < start.length; i++) {
            start[i] = prompt[i] & 0xFF;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(prompt);
        for (int symbol : generator.generate(start, length)) {
            text.write(symbol);
        }
        return new String(alphabet.decode(text.toByteArray()), StandardCharsets.UTF_8);
    }
}
