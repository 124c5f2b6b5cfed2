/**
 * Models: modules that are trained and used as a whole.
 *
 * <pre>{@code
 * Gpt model = new Gpt(new GptConfig(65, 64, 4, 4, 128, 0, false, true), new Rng(1));
 * Tensor ids = Tensor.of(new long[] {1, 2, 3, 4, 5, 6}, 2, 3);
 * Tensor targets = Tensor.of(new long[] {2, 3, 4, 5, 6, 7}, 2, 3);
 * try (Scope step = Scope.open()) {
 *     Tensor loss = model.loss(ids, targets);
 *     loss.backward();
 *     System.out.println(loss.item() + " nats a token");
 * }
 * int[] tokens = new Generator(model, Sampler.GREEDY, new Rng(2)).generate(new int[] {1}, 20);
 * }</pre>
 */
package lanegrad.nn.models;
