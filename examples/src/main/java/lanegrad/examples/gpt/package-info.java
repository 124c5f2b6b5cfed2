/** What {@link lanegrad.examples.TrainGpt} is made of: the text, its baselines, the training run, and the report. */
package lanegrad.examples.gpt;
