/**
 * Text: how models write.
 *
 * <pre>{@code
 * Gpt model = new Gpt(new GptConfig(128, 64, 2, 2, 32, 0, false, true), new Rng(1));
 * Sampler sampler = new Sampler(0.8, 40);
 * Generator generator = new Generator(model, sampler, new Rng(2));
 * int[] prompt = "To be, ".chars().toArray();
 * generator.generate(prompt, 100, token -> System.out.print((char) token));
 * }</pre>
 */
package lanegrad.nn.text;
