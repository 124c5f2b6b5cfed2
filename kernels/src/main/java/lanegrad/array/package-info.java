/**
 * Arrays of any rank over off-heap storage: element types, shapes, layouts, views, and the way in and out of Java
 * arrays.
 *
 * <p>There is no arithmetic here: kernels compute, arrays only say where the numbers lie.
 *
 * {@snippet class="lanegrad.array.ExampleTest" region="example"}
 */
package lanegrad.array;
