package lanegrad.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Shapes and broadcasting. */
class ShapeTest {

    @Provide
    Arbitrary<List<Long>> dims() {
        return Arbitraries.of(0L, 1L, 1L, 1L, 2L, 3L).list().ofMaxSize(4);
    }

    private static Shape shape(List<Long> dims) {
        return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    }

    @Property(seed = "2", tries = 2000)
    void broadcastsToItsCommonShapesAlone(@ForAll("dims") List<Long> a, @ForAll("dims") List<Long> b) {
        boolean expected;
        try {
            expected = Shape.broadcast("add", shape(a), shape(b)).equals(shape(b));
        } catch (IllegalArgumentException e) {
            expected = false;
        }
        assertEquals(expected, shape(a).broadcastsTo(shape(b)));
    }

    @Property(seed = "1", tries = 2000)
    void broadcastingIsAxisByAxisFromTheEnd(@ForAll("dims") List<Long> a, @ForAll("dims") List<Long> b) {
        int rank = Math.max(a.size(), b.size());
        long[] expected = new long[rank];
        boolean fits = true;
        for (int i = 0; i < rank; i++) {
            int inA = i - (rank - a.size());
            int inB = i - (rank - b.size());
            long x = inA < 0 ? 1 : a.get(inA);
            long y = inB < 0 ? 1 : b.get(inB);
            fits &= x == y || x == 1 || y == 1;
            expected[i] = x == 1 ? y : x;
        }
        if (fits) {
            Shape common = Shape.broadcast("add", shape(a), shape(b));
            assertEquals(Shape.of(expected), common);
            assertEquals(common, Shape.broadcast("add", shape(b), shape(a)));
            assertEquals(common, Shape.broadcast("add", common, shape(a)));
        } else {
            assertThrows(IllegalArgumentException.class, () -> Shape.broadcast("add", shape(a), shape(b)));
        }
    }

    @Example
    void messages() {
        Shape shape = Shape.of(3, 4);
        assertMessage("add: [3, 4] and [3] do not broadcast: sizes 4 and 3 at axis -1 differ and neither is 1",
                () -> Shape.broadcast("add", shape, Shape.of(3)));
        assertMessage("shape [2, -1]: sizes must not be negative", () -> Shape.of(2, -1));
        assertMessage("shape [4294967296, 4294967296]: too many elements", () -> Shape.of(1L << 32, 1L << 32));
        assertMessage("shape [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]: rank 17 is over the limit of 16",
                () -> {
                    long[] many = new long[17];
                    Arrays.fill(many, 1);
                    Shape.of(many);
                });
        assertEquals("axis 2 of shape [3, 4]: expected from -2 to 1",
                assertThrows(IndexOutOfBoundsException.class, () -> shape.dim(2)).getMessage());
        assertEquals("new axis 3 of shape [3, 4]: expected from -3 to 2",
                assertThrows(IndexOutOfBoundsException.class, () -> shape.insert(3, 1)).getMessage());
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Example
    void changesMakeNewShapes() {
        Shape shape = Shape.of(2, 3, 4);
        assertEquals(Shape.of(2, 7, 4), shape.with(-2, 7));
        assertEquals(Shape.of(2, 3, 4, 9), shape.insert(-1, 9));
        assertEquals(Shape.of(9, 2, 3, 4), shape.insert(0, 9));
        assertEquals(Shape.of(2, 4), shape.remove(1));
        assertEquals(24, shape.size());
        assertEquals("[2, 3, 4]", shape.toString());
        assertArrayEquals(new long[] {2, 3, 4}, shape.toArray());
        long[] own = {5, 6};
        Shape copied = Shape.of(own);
        own[0] = 1;
        copied.toArray()[1] = 1;
        assertEquals(Shape.of(5, 6), copied);
        assertEquals(copied.hashCode(), Shape.of(5, 6).hashCode());
        assertSame(Shape.SCALAR, Shape.of());
        assertEquals(1, Shape.SCALAR.size());
        assertEquals(0, Shape.of(1L << 40, 0, 1L << 40).size());
        assertEquals(1L << 40, Shape.of(1L << 20, 1L << 20).size());
    }
}
