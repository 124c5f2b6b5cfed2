package lanegrad.nn.text;

import java.util.Arrays;
import java.util.function.IntConsumer;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.nn.attention.KvCaches;
import lanegrad.random.Rng;

/**
 * Writes with a language model: feeds a prompt, chooses a token, feeds it, and so on.
 *
 * <p>Each token is computed once, against caches. When the context is full, the model reads the latest half of it again
 * and goes on from there. The model is in evaluation mode and records nothing while it writes; afterwards its mode is
 * what it was.
 */
public final class Generator {

    private final LanguageModel model;
    private final Sampler sampler;
    private final Rng rng;

    /**
     * A writer.
     *
     * @param model what it writes with
     * @param sampler how a token is chosen
     * @param rng what the sampler draws from
     */
    public Generator(LanguageModel model, Sampler sampler, Rng rng) {
        this.model = model;
        this.sampler = sampler;
        this.rng = rng;
    }

    /**
     * Continues a prompt.
     *
     * @param prompt at least one token; of a prompt longer than the context, the end is read
     * @param count how many tokens to write
     * @return the new tokens
     * @throws IllegalArgumentException if the prompt is empty or the count negative
     * @throws IndexOutOfBoundsException if the prompt has a token beyond the vocabulary
     */
    public int[] generate(int[] prompt, int count) {
        return generate(prompt, count, _ -> {
        });
    }

    /**
     * Continues a prompt, and shows each token as soon as it is chosen.
     *
     * @param prompt at least one token; of a prompt longer than the context, the end is read
     * @param count how many tokens to write
     * @param listener is called with each new token
     * @return the new tokens
     * @throws IllegalArgumentException if the prompt is empty or the count negative
     * @throws IndexOutOfBoundsException if the prompt has a token beyond the vocabulary
     */
    public int[] generate(int[] prompt, int count, IntConsumer listener) {
        requirePrompt(prompt);
        if (count < 0) {
            throw new IllegalArgumentException("generate " + count + " tokens: the number must not be negative");
        }
        int[] tokens = Arrays.copyOf(prompt, Math.addExact(prompt.length, count));
        boolean training = model.isTraining();
        model.eval();
        try (Mode _ = Autograd.noGrad(); KvCaches caches = model.caches()) {
            int read = Math.max(0, prompt.length - model.context());
            for (int end = prompt.length; end < tokens.length; end++) {
                if (caches.length() + end - read > model.context()) {
                    caches.reset();
                    read = end - (model.context() + 1) / 2;
                }
                tokens[end] = next(Arrays.copyOfRange(tokens, read, end), caches);
                read = end;
                listener.accept(tokens[end]);
            }
        } finally {
            if (training) {
                model.train();
            }
        }
        return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
    }

    private int next(int[] unread, KvCaches caches) {
        try (Scope _ = Scope.open("generate")) {
            Tensor logits = model.step(Tensor.of(unread, 1, unread.length), caches);
            return sampler.choose(logits.toFloatArray(), rng);
        }
    }

    private void requirePrompt(int[] prompt) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("generate from an empty prompt: at least one token expected");
        }
        for (int i = 0; i < prompt.length; i++) {
            if (prompt[i] < 0 || prompt[i] >= model.vocabulary()) {
                throw new IndexOutOfBoundsException("token " + prompt[i] + " at position " + i
                        + " of the prompt: expected from 0 to " + (model.vocabulary() - 1));
            }
        }
    }
}
