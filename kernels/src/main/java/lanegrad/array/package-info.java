/**
 * Arrays of any rank over off-heap storage: element types, shapes, layouts, views, and the way in and out of Java
 * arrays.
 *
 * <p>There is no arithmetic here: kernels compute, arrays only say where the numbers lie.
 *
 * <pre>{@code
 * NdArray a = NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
 * NdArray column = a.slice(1, 0, 1, 1);        // a view: [2, 1]
 * NdArray transposed = a.transpose(0, 1);      // a view: [3, 2]
 * float[] numbers = transposed.toFloatArray(); // 1 4 2 5 3 6
 * }</pre>
 */
package lanegrad.array;
