package lanegrad.testkit.arbitraries;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lanegrad.array.Shape;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.arbitraries.ArbitraryDecorator;

/**
 * Shapes: of rank 0 to 5, with sizes 0, 1, small ones, mostly odd, and now and then one on either side of a kernel's
 * threshold. They shrink to fewer elements, then fewer axes.
 */
public final class ShapeArbitrary extends ArbitraryDecorator<Shape> {

    /** How many elements there are at most unless it is said otherwise. */
    static final long MOST = 4096;

    private static final int SMALL = 9;

    private final int minRank;
    private final int maxRank;
    private final long most;
    private final boolean empty;

    ShapeArbitrary(int minRank, int maxRank, long most, boolean empty) {
        if (minRank < 0 || maxRank < minRank || maxRank > Shape.MAX_RANK || most < 1) {
            throw new IllegalArgumentException("shapes of rank " + minRank + " to " + maxRank + " with up to " + most
                    + " elements: ranks from 0 to " + Shape.MAX_RANK + " and at least 1 element expected");
        }
        this.minRank = minRank;
        this.maxRank = maxRank;
        this.most = most;
        this.empty = empty;
    }

    /**
     * Shapes of other ranks.
     *
     * @param min the least, from 0
     * @param max the greatest, up to {@value Shape#MAX_RANK}
     * @return these shapes but for that
     */
    public ShapeArbitrary rank(int min, int max) {
        return new ShapeArbitrary(min, max, most, empty);
    }

    /**
     * Shapes of another greatest size, instead of 4096: the more, the more of the kernels' thresholds are reached.
     *
     * @param elements how many, from 1
     * @return these shapes but for that
     */
    public ShapeArbitrary most(long elements) {
        return new ShapeArbitrary(minRank, maxRank, elements, empty);
    }

    /**
     * Shapes that have an element.
     *
     * @return these shapes but for those with a size of 0
     */
    public ShapeArbitrary nonEmpty() {
        return new ShapeArbitrary(minRank, maxRank, most, false);
    }

    ShapeArbitrary indexable() {
        return new ShapeArbitrary(Math.max(1, minRank), Math.max(1, maxRank), most, false);
    }

    /**
     * Shapes that broadcast together.
     *
     * @param count how many, from 1
     * @return lists of that many shapes, whose common shape is one of these
     */
    public Arbitrary<List<Shape>> broadcastable(int count) {
        List<Supplier<List<Shape>>> edges = edges().stream()
                .map(edge -> (Supplier<List<Shape>>) () -> Collections.nCopies(count, Shape.of(edge))).toList();
        return new Drawing<>(random -> draw(random, count).stream().map(Shape::of).toList(),
                shapes -> Simpler.broadcastShapes(shapes.stream().map(Shape::toArray).toList(), minRank)
                        .map(each -> each.stream().map(Shape::of).toList()),
                shapes -> {
                    long[] measure = new long[3];
                    for (Shape shape : shapes) {
                        long[] part = measure(shape.toArray());
                        Arrays.setAll(measure, i -> measure[i] + part[i]);
                    }
                    return measure;
                }, edges);
    }

    @Override
    protected Arbitrary<Shape> arbitrary() {
        return new Drawing<>(random -> Shape.of(draw(random)), shape -> Simpler.shapes(shape.toArray(), minRank)
                .map(Shape::of), shape -> measure(shape.toArray()),
                edges().stream().map(edge -> (Supplier<Shape>) () -> Shape.of(edge)).toList());
    }

    static long[] measure(long[] dims) {
        return new long[] {LongStream.of(dims).reduce(1, (a, b) -> a * b), dims.length, LongStream.of(dims).sum()};
    }

    /** One element in the least rank; none; a vector on either side of the greatest threshold. */
    List<long[]> edges() {
        List<long[]> edges = new ArrayList<>();
        edges.add(ones(minRank));
        if (maxRank > 0) {
            int rank = Math.max(1, minRank);
            if (empty) {
                long[] none = ones(rank);
                none[rank - 1] = 0;
                edges.add(none);
            }
            for (long size : LongStream.of(KernelSizes.upTo(most)).skip(Math.max(0, KernelSizes.upTo(most).length - 3))
                    .toArray()) {
                long[] large = ones(rank);
                large[rank - 1] = size;
                edges.add(large);
            }
        }
        return edges;
    }

    private static long[] ones(int rank) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        return dims;
    }

    long[] draw(Random random) {
        int rank = minRank + random.nextInt(maxRank - minRank + 1);
        long[] dims = new long[rank];
        List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.shuffle(axes, random);
        long room = most;
        boolean threshold = random.nextInt(4) == 0;
        for (int axis : axes) {
            long size = threshold ? largeSize(random, room) : smallSize(random, room);
            threshold = false;
            dims[axis] = size;
            room /= size;
        }
        if (empty && rank > 0 && random.nextInt(12) == 0) {
            dims[random.nextInt(rank)] = 0;
        }
        return dims;
    }

    private static long largeSize(Random random, long room) {
        long[] sizes = KernelSizes.upTo(room);
        return sizes.length == 0 ? smallSize(random, room) : sizes[random.nextInt(sizes.length)];
    }

    private static long smallSize(Random random, long room) {
        if (random.nextInt(4) == 0) {
            return 1;
        }
        int size = 2 + random.nextInt(SMALL);
        return Math.min(room, random.nextBoolean() ? size | 1 : size);
    }

    /** Shapes that broadcast to one that is drawn: axes are cut to 1, and leading ones left out. */
    List<long[]> draw(Random random, int count) {
        long[] common = draw(random);
        List<long[]> shapes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = i == 0 || random.nextBoolean() ? 0
                    : random.nextInt(Math.max(0, common.length - minRank) + 1);
            long[] dims = Arrays.copyOfRange(common, from, common.length);
            for (int axis = 0; axis < dims.length; axis++) {
                dims[axis] = random.nextInt(4) == 0 ? 1 : dims[axis];
            }
            shapes.add(dims);
        }
        Collections.shuffle(shapes, random);
        return shapes;
    }

    int minRank() {
        return minRank;
    }
}
