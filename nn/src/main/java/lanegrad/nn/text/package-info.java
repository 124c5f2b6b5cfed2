/**
 * Text: how models write.
 *
 * <p>A {@link lanegrad.nn.text.Generator} asks a {@link lanegrad.nn.text.LanguageModel} for one token after the other
 * and lets a {@link lanegrad.nn.text.Sampler} choose.
 *
 * {@snippet class="lanegrad.nn.text.ExampleTest" region="example"}
 */
package lanegrad.nn.text;
