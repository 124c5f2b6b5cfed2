package lanegrad.testkit.arbitraries;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;
import lanegrad.testkit.Drawn;
import lanegrad.testkit.Placement;
import lanegrad.testkit.Plain;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What is drawn is what was promised, and nothing that was promised is never drawn. */
@Tag("scalar")
class DrawsTest {

    private static <T> Stream<T> draws(Arbitrary<T> arbitrary, int count) {
        Random random = new Random(5);
        return IntStream.range(0, count).mapToObj(_ -> arbitrary.generator(1000).next(random).value());
    }

    @Property(tries = 1)
    void everyRankAndSizeIsDrawn() {
        List<Shape> shapes = draws(Draws.shapes(), 20_000).toList();
        Set<Integer> ranks = shapes.stream().map(Shape::rank).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(0, 1, 2, 3, 4, 5), ranks);
        Set<Long> sizes = shapes.stream().flatMapToLong(shape -> LongStream.of(shape.toArray())).boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(sizes.containsAll(Set.of(0L, 1L, 2L, 3L, 5L, 7L)), sizes::toString);
        for (Threshold threshold : Kernels.best().map().thresholds()) {
            for (long size = threshold.value() - 1; size <= threshold.value() + 1; size++) {
                assertTrue(size > ShapeArbitrary.MOST || sizes.contains(size), threshold + " without " + size);
            }
        }
        assertTrue(shapes.stream().allMatch(shape -> shape.size() <= ShapeArbitrary.MOST));
    }

    /** A family that is new must be among those whose thresholds are drawn. */
    @Property(tries = 1)
    void noFamilyOfKernelsIsMissing() throws ReflectiveOperationException {
        Set<Long> known = LongStream.of(KernelSizes.upTo(Long.MAX_VALUE)).boxed().collect(Collectors.toSet());
        int families = 0;
        for (Method family : Kernels.class.getMethods()) {
            boolean hasThresholds = Stream.of(family.getReturnType().getMethods())
                    .anyMatch(method -> method.getName().equals("thresholds"));
            if (hasThresholds) {
                families++;
                Object kernels = family.invoke(Kernels.best());
                List<?> thresholds = (List<?>) family.getReturnType().getMethod("thresholds").invoke(kernels);
                for (Object each : thresholds) {
                    assertTrue(known.contains(((Threshold) each).value()), () -> family.getName() + ": " + each);
                }
            }
        }
        assertTrue(families >= 9, "only " + families);
    }

    @Property
    void numbersAreOfTheirKind(@ForAll("positive") double x) {
        assertTrue(x >= 0.2 && x <= 3);
    }

    @Provide
    Arbitrary<Double> positive() {
        return Draws.numbers(Elements.between(0.2, 3));
    }

    @Property(tries = 1)
    void everyPlacementIsDrawn() {
        assertEquals(EnumSet.allOf(Placement.class), draws(Draws.inputs(DType.F32), 500).map(Drawn::placement)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Placement.class))));
    }

    @Property(tries = 1)
    void everyKindOfNumberIsDrawn() {
        for (DType dtype : new DType[] {DType.F32, DType.F64}) {
            double least = dtype == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
            double most = dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
            double[] all = draws(Draws.inputs(dtype).elements(Elements.any(dtype)), 300)
                    .flatMapToDouble(x -> DoubleStream.of(x.elements().data())).toArray();
            assertTrue(Arrays.stream(all).anyMatch(Double::isNaN));
            assertTrue(Arrays.stream(all).anyMatch(x -> x == Double.NEGATIVE_INFINITY));
            assertTrue(Arrays.stream(all).anyMatch(x -> x != 0 && Math.abs(x) < least), "subnormal");
            assertTrue(Arrays.stream(all).anyMatch(x -> Math.abs(x) >= least && Math.abs(x) < 2000 * least), "tiny");
            assertTrue(Arrays.stream(all).anyMatch(x -> Double.isFinite(x) && x > 0.1 * most), "huge");
            assertTrue(Arrays.stream(all).anyMatch(x -> x == 0 && 1 / x < 0), "negative zero");
            assertTrue(DoubleStream.of(all).filter(x -> x == 1).count() > 1, "ties");
        }
    }

    @Property
    void inputsAreInMemoryWhatTheySay(@ForAll("mixed") Drawn x) {
        try (Scope _ = Scope.open("test")) {
            assertEquals(x.shape(), x.tensor().shape());
            assertEquals(x.dtype(), x.tensor().dtype());
            assertArrayEquals(x.elements().data(), x.tensor().toDoubleArray());
        }
    }

    @Provide
    Arbitrary<Drawn> mixed() {
        return net.jqwik.api.Arbitraries.of(DType.values()).flatMap(dtype -> dtype == DType.F32 || dtype == DType.F64
                ? Draws.inputs(dtype).elements(Elements.any(dtype)) : Draws.inputs(dtype));
    }

    @Property
    void inputsOfAListBroadcast(@ForAll @Draw(count = 3) List<Drawn> inputs, @ForAll @Draw(maxRank = 2) Drawn other) {
        assertEquals(3, inputs.size());
        Shape common = Shape.SCALAR;
        for (Drawn each : inputs) {
            common = Shape.broadcast("test", common, each.shape());
        }
        assertTrue(common.rank() <= 5);
        assertTrue(other.shape().rank() <= 2);
    }

    @Property
    void shapesBroadcast(@ForAll("tuples") List<Shape> shapes) {
        Shape common = shapes.stream().reduce(Shape.SCALAR, (a, b) -> Shape.broadcast("test", a, b));
        assertTrue(common.size() <= ShapeArbitrary.MOST);
    }

    @Provide
    Arbitrary<List<Shape>> tuples() {
        return Draws.shapes().broadcastable(4);
    }

    @Property
    void indicesAreInRange(@ForAll Indexed x) {
        long size = x.input().shape().dim(x.axis());
        assertTrue(Arrays.stream(x.indices().elements().data()).allMatch(i -> i >= 0 && i < size));
        assertEquals(DType.I64, x.indices().dtype());
    }

    @Property
    void rowsSumToOne(@ForAll("rows") Drawn rows) {
        Plain p = rows.elements();
        int n = (int) p.dim(-1);
        for (int row = 0; row < p.data().length; row += n) {
            assertEquals(1, Arrays.stream(p.data(), row, row + n).sum(), 1e-6 * n);
        }
        assertTrue(Arrays.stream(p.data()).allMatch(each -> each >= 0));
    }

    @Provide
    Arbitrary<Drawn> rows() {
        return Draws.probabilities(DType.F32);
    }

    @Property
    void ordersHoldEachNumberOnce(@ForAll("orders") int[] order) {
        assertArrayEquals(IntStream.range(0, order.length).toArray(), Arrays.stream(order).sorted().toArray());
        assertTrue(order.length >= 1 && order.length <= 5);
    }

    @Provide
    Arbitrary<int[]> orders() {
        return Draws.permutations(1, 5);
    }

    @Property
    void kinksAreKeptAwayFrom(@ForAll("away") Drawn x) {
        assertTrue(Arrays.stream(x.elements().data()).allMatch(each -> Math.abs(each) >= 0.1));
    }

    @Provide
    Arbitrary<Drawn> away() {
        return Draws.inputs(DType.F64).elements(Elements.ordinary().away(0.1, 0));
    }

    @Property
    void noTwoAreNear(@ForAll @Draw(numbers = Draw.Numbers.DISTINCT, most = 300) Drawn x) {
        assertTrue(Elements.distinct().allowed().test(x.elements().data()), x::toString);
    }

    @Property(tries = 1)
    void wrongRangesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Draws.shapes().rank(3, 2));
        assertThrows(IllegalArgumentException.class, () -> Draws.shapes().rank(0, 17));
        assertThrows(IllegalArgumentException.class, () -> Draws.shapes().most(0));
    }
}
