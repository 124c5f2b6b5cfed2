package lanegrad.nn.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import lanegrad.nn.Numbers;
import lanegrad.nn.models.Gpt;
import lanegrad.nn.models.GptConfig;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** Texts are what feeding the whole context at each token would give, also when it slides. */
class GeneratorTest {

    private static final int CONTEXT = 12;

    private static Gpt model() {
        Gpt model = Gpt.unset(new GptConfig(9, CONTEXT, 2, 2, 8, 0.5, true, true));
        model.drawFrom(new Rng(1));
        model.parameters().forEach((name, parameter) -> parameter
                .assign(Numbers.normal(name.hashCode(), parameter.shape().toArray()).array()));
        return model;
    }

    /** Greedy, one whole forward a token, with the windows that the generator promises. */
    private static int[] slowly(Gpt model, int[] prompt, int count) {
        int[] tokens = Arrays.copyOf(prompt, prompt.length + count);
        int start = Math.max(0, prompt.length - CONTEXT);
        model.eval();
        try (Mode _ = Autograd.noGrad()) {
            for (int end = prompt.length; end < tokens.length; end++) {
                if (end - start > CONTEXT) {
                    start = end - CONTEXT / 2;
                }
                int[] window = Arrays.copyOfRange(tokens, start, end);
                Tensor logits = model.forward(Tensor.of(window, 1, window.length)).slice(1, -1, window.length);
                tokens[end] = Sampler.GREEDY.choose(logits.toFloatArray(), new Rng(0));
            }
        }
        model.train();
        return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
    }

    @Test
    void writesWhatTheWholeContextWouldGive() {
        Gpt model = model();
        Generator generator = new Generator(model, Sampler.GREEDY, new Rng(2));
        for (int length : new int[] {1, 5, CONTEXT - 1, CONTEXT, CONTEXT + 1, 30}) {
            int[] prompt = new int[length];
            Arrays.setAll(prompt, i -> (i * i + length) % 9);
            assertArrayEquals(slowly(model, prompt, 40), generator.generate(prompt, 40), "a prompt of " + length);
        }
    }

    @Test
    void showsTokensAsTheyCome() {
        List<Integer> seen = new ArrayList<>();
        int[] tokens = new Generator(model(), new Sampler(1, 3), new Rng(2)).generate(new int[] {1}, 20, seen::add);
        assertArrayEquals(tokens, seen.stream().mapToInt(Integer::intValue).toArray());
        assertEquals(0, new Generator(model(), Sampler.GREEDY, new Rng(2)).generate(new int[] {1}, 0).length);
    }

    @Test
    void equalSeedsWriteEqualTexts() {
        Gpt model = model();
        int[] first = new Generator(model, new Sampler(1.2, 0), new Rng(5)).generate(new int[] {3}, 30);
        assertArrayEquals(first, new Generator(model, new Sampler(1.2, 0), new Rng(5)).generate(new int[] {3}, 30));
        assertFalse(Arrays.equals(first,
                new Generator(model, new Sampler(1.2, 0), new Rng(6)).generate(new int[] {3}, 30)));
    }

    @Test
    void leavesTheModelAsItWas() {
        Gpt model = model();
        Generator generator = new Generator(model, Sampler.GREEDY, new Rng(2));
        generator.generate(new int[] {1}, 3);
        assertTrue(model.isTraining() && Autograd.isRecording());
        model.eval();
        generator.generate(new int[] {1}, 3);
        assertFalse(model.isTraining());
        model.train();
        assertThrows(ArithmeticException.class, () -> generator.generate(new int[] {1}, 3, _ -> {
            throw new ArithmeticException();
        }));
        assertTrue(model.isTraining() && Autograd.isRecording());
    }

    @Test
    void memoryStaysFlat() {
        Generator generator = new Generator(model(), Sampler.GREEDY, new Rng(2));
        try (Scope _ = Scope.open()) {
            generator.generate(new int[] {1}, 3);
            long before = Memory.stats().liveBytes();
            generator.generate(new int[] {1}, 60);
            assertTrue(Memory.stats().liveBytes() <= before);
        }
    }

    @Test
    void badPromptsAreRefused() {
        Generator generator = new Generator(model(), Sampler.GREEDY, new Rng(2));
        assertThrows(IllegalArgumentException.class, () -> generator.generate(new int[0], 3));
        assertThrows(IllegalArgumentException.class, () -> generator.generate(new int[] {1}, -1));
        assertEquals("token 9 at position 1 of the prompt: expected from 0 to 8",
                assertThrows(IndexOutOfBoundsException.class, () -> generator.generate(new int[] {1, 9}, 3))
                        .getMessage());
    }
}
