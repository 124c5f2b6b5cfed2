package lanegrad.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="example"
        NdArray a = NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        NdArray column = a.slice(1, 0, 1, 1);           // views of the same numbers: [2, 1]
        NdArray turned = a.transpose(0, 1);             // [3, 2]
        NdArray rows = column.expand(Shape.of(2, 3));   // [2, 3], stride 0 along the last axis
        float[] numbers = turned.toFloatArray();        // a copy, in row-major order: 1 4 2 5 3 6
        a.set(10, 0, 0);                                // every view sees it
        double ten = rows.getDouble(0, 2);
        Shape both = Shape.broadcast("mine", column.shape(), Shape.of(7, 1, 3));   // [7, 2, 3]
        NdArray integers = NdArray.zeros(DType.I64, both);
        String text = column.toString();                // as NumPy prints it
        // @end
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, numbers);
        assertEquals(10, ten);
        assertEquals(Shape.of(7, 2, 3), integers.shape());
        assertEquals("[[10.]\n [ 4.]]", text);
        assertTrue(a.sharesStorageWith(turned));
    }
}
