/**
 * The differentiable ops, by theme: elementwise, reductions, linear algebra, shapes, indexing, fused, random.
 *
 * <p>Each op is a value, with its rule beside it, and a static method that applies it; {@link
 * lanegrad.autograd.ops.Ops#all()} lists them all.
 *
 * <p>Results belong to the scope that is open. Operands of different types are promoted as NumPy's; shapes broadcast
 * where the method says so. What does not fit throws at the call: an {@link IllegalArgumentException} with the shapes
 * and types that were given and what was expected, an {@link IndexOutOfBoundsException} for an axis or an index that
 * there is not, an {@link IllegalStateException} for an operand whose scope is closed.
 *
 * {@snippet class="lanegrad.autograd.ops.ExampleTest" region="example"}
 */
package lanegrad.autograd.ops;
