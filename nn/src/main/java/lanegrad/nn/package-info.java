/**
 * Modules: what models are built of.
 *
 * <p>A {@link lanegrad.nn.Module} is a tree of named parameters, buffers and smaller modules, registered in
 * constructors; a {@link lanegrad.nn.Layer} maps a tensor to a tensor. Modules know the mode (training or evaluation),
 * freezing, and how their state is saved and loaded.
 *
 * {@snippet class="lanegrad.nn.ExampleTest" region="example"}
 */
package lanegrad.nn;
