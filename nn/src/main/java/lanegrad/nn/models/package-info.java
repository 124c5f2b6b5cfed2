/**
 * Models: modules that are trained and used as a whole.
 *
 * <p>{@link lanegrad.nn.models.Gpt} is GPT-2's architecture with nanoGPT's parameter names; {@link
 * lanegrad.nn.models.GptConfig} says how large.
 *
 * {@snippet class="lanegrad.nn.models.ExampleTest" region="example"}
 */
package lanegrad.nn.models;
