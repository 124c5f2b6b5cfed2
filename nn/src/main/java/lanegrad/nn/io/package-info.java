/**
 * Files: safetensors, checkpoints, JSON. Whatever is read from outside is checked before it is believed; whatever is
 * written appears as a whole or not at all.
 *
 * <p>{@link lanegrad.nn.io.Safetensors} reads and writes the format that PyTorch's users exchange; a {@link
 * lanegrad.nn.io.Checkpoint} is such a file with all that a training run needs to go on.
 *
 * {@snippet class="lanegrad.nn.io.ExampleTest" region="example"}
 */
package lanegrad.nn.io;
