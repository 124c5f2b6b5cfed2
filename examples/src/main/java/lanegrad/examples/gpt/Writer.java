package lanegrad.examples.gpt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Shapes;
import lanegrad.memory.Scope;
import lanegrad.nn.models.Gpt;
import lanegrad.nn.text.Generator;
import lanegrad.nn.text.Sampler;
import lanegrad.random.Rng;

/** What a trained model writes, and where it looks. */
public final class Writer {

    private final Gpt model;
    private final Corpus corpus;
    private final Generator generator;

    Writer(Gpt model, Corpus corpus, double temperature, int topK, long seed) {
        this.model = model;
        this.corpus = corpus;
        Sampler sampler = temperature == 0 ? Sampler.GREEDY : new Sampler(temperature, topK);
        generator = new Generator(model, sampler, new Rng(seed));
    }

    /**
     * Continues a prompt.
     *
     * @throws IllegalArgumentException if the prompt has a byte that the training text has not
     */
    public String write(String prompt, int length) {
        long[] start = corpus.alphabet().encode(prompt.getBytes(StandardCharsets.UTF_8));
        int[] tokens = generator.generate(Arrays.stream(start).mapToInt(symbol -> (int) symbol).toArray(), length);
        return prompt + corpus.alphabet().decode(Arrays.stream(tokens).asLongStream().toArray());
    }

    /**
     * Checks a prompt before the time for training is spent.
     *
     * @throws IllegalArgumentException if the prompt has a byte that the training text has not
     */
    public void requireWritable(String prompt) {
        corpus.alphabet().encode(prompt.getBytes(StandardCharsets.UTF_8));
    }

    /** The first symbols of the held-out text. */
    long[] opening(int length) {
        return corpus.alphabet().encode(Arrays.copyOf(corpus.heldOut(), length));
    }

    /** The weights of one head over the held-out text's first symbols, [length, length] in row-major order. */
    float[] attention(int layer, int head, int length) {
        try (Scope _ = Scope.open("attention map"); Mode _ = Autograd.noGrad()) {
            Tensor map = model.attentionMap(Tensor.of(opening(length), 1, length), layer);
            return Shapes.select(map.get(0), 0, head).toFloatArray();
        }
    }
}
