/**
 * The differentiable ops, by theme: elementwise, reductions, linear algebra, shapes, indexing, fused, random.
 *
 * <p>Each op is a value, with its rule beside it, and a static method that applies it; {@link
 * lanegrad.autograd.ops.Ops#all()} lists them all.
 *
 * {@snippet class="lanegrad.autograd.ops.ExampleTest" region="example"}
 */
package lanegrad.autograd.ops;
