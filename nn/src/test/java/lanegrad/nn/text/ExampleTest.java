package lanegrad.nn.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lanegrad.nn.models.Gpt;
import lanegrad.nn.models.GptConfig;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        Gpt model = new Gpt(new GptConfig(128, 64, 2, 2, 32, 0, false, true), new Rng(1));
        Sampler sampler = new Sampler(0.8, 40);                 // temperature, and how many of the likeliest
        Generator generator = new Generator(model, sampler, new Rng(2));
        int[] prompt = "To be, ".chars().toArray();
        StringBuilder text = new StringBuilder();
        generator.generate(prompt, 100, token -> text.append((char) token));   // as they are drawn
        // @end
        assertEquals(100, text.length());
    }
}
