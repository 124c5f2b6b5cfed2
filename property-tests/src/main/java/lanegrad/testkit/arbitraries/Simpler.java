package lanegrad.testkit.arbitraries;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanegrad.testkit.Drawn;
import lanegrad.testkit.Plain;

/** What is simpler than a shape, elements or a number. */
final class Simpler {

    /** Of more elements, only all together are made simpler. */
    private static final int FEW = 64;

    private Simpler() {
    }

    /**
     * A part of every operand: what lies within a range of one axis of their common shape, counted from the last, or
     * everything but that axis, which has a size of 1.
     */
    private record Cut(int fromEnd, long from, long to, boolean dropped) {

        long[] of(long[] dims) {
            int axis = dims.length - fromEnd;
            if (axis < 0 || !dropped && dims[axis] == 1) {
                return dims;
            }
            if (dropped) {
                return IntStream.range(0, dims.length).filter(i -> i != axis).mapToLong(i -> dims[i]).toArray();
            }
            long[] cut = dims.clone();
            cut[axis] = to - from;
            return cut;
        }

        Plain of(Plain x) {
            int axis = x.rank() - fromEnd;
            long[] dims = of(x.dims());
            if (axis < 0 || Arrays.equals(dims, x.dims())) {
                return x;
            }
            return dropped ? x.reshape(dims) : Plain.build(dims, index -> {
                long[] wide = index.clone();
                wide[axis] += from;
                return x.at(wide);
            });
        }
    }

    /** The parts of operands that broadcast, the smallest first. */
    private static List<Cut> cuts(List<long[]> shapes, int minRank) {
        int rank = shapes.stream().mapToInt(dims -> dims.length).max().orElse(0);
        List<Cut> cuts = new ArrayList<>();
        for (int e = rank; e >= 1; e--) {
            int fromEnd = e;
            long size = shapes.stream().filter(dims -> dims.length >= fromEnd)
                    .mapToLong(dims -> dims[dims.length - fromEnd]).reduce(1, (a, b) -> a == 1 ? b : a);
            boolean removable = shapes.stream().allMatch(dims -> dims.length < fromEnd || dims.length > minRank);
            if (size == 1 && removable) {
                cuts.add(new Cut(e, 0, 1, true));
            } else if (size > 1) {
                cuts.add(new Cut(e, 0, size / 2, false));
                cuts.add(new Cut(e, size / 2, size, false));
                cuts.add(new Cut(e, 0, size - 1, false));
                cuts.add(new Cut(e, 1, size, false));
            }
        }
        return cuts;
    }

    static Stream<long[]> shapes(long[] dims, int minRank) {
        return cuts(List.of(dims), minRank).stream().map(cut -> cut.of(dims));
    }

    static Stream<List<long[]>> broadcastShapes(List<long[]> shapes, int minRank) {
        Stream<List<long[]>> together = cuts(shapes, minRank).stream()
                .map(cut -> shapes.stream().map(cut::of).toList());
        Stream<List<long[]>> alone = IntStream.range(0, shapes.size()).boxed()
                .flatMap(i -> narrower(shapes.get(i), minRank).map(cut -> with(shapes, i, cut.of(shapes.get(i)))));
        return Stream.concat(together, alone);
    }

    /** Smaller inputs that still broadcast: parts of all of them, then one of them narrowed. */
    static Stream<List<Plain>> inputs(List<Plain> inputs, int minRank) {
        Stream<List<Plain>> together = cuts(inputs.stream().map(Plain::dims).toList(), minRank).stream()
                .map(cut -> inputs.stream().map(cut::of).toList());
        Stream<List<Plain>> alone = inputs.size() == 1 ? Stream.of()
                : IntStream.range(0, inputs.size()).boxed().flatMap(i -> narrower(inputs.get(i).dims(), minRank)
                        .map(cut -> with(inputs, i, cut.of(inputs.get(i)))));
        return Stream.concat(together, alone);
    }

    /** An operand with an axis cut to 1, or without its first. */
    private static Stream<Cut> narrower(long[] dims, int minRank) {
        List<Cut> cuts = new ArrayList<>();
        if (dims.length > minRank && dims[0] == 1) {
            cuts.add(new Cut(dims.length, 0, 1, true));
        }
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] > 1) {
                cuts.add(new Cut(dims.length - axis, 0, 1, false));
            }
        }
        return cuts.stream();
    }

    static <T> List<T> with(List<T> list, int at, T element) {
        List<T> changed = new ArrayList<>(list);
        changed.set(at, element);
        return changed;
    }

    /** Simpler elements: all of them, then one after the other. */
    static Stream<Plain> elements(Plain x) {
        List<DoubleUnaryOperator> steps = List.of(_ -> 0, _ -> 1, _ -> 2, Math::floor, Math::ceil,
                Math::abs, v -> Math.rint(v * 10) / 10, v -> Math.rint(v / 2));
        Stream<Plain> together = steps.stream().map(x::map);
        if (x.data().length > FEW) {
            return together;
        }
        return Stream.concat(together, IntStream.range(0, x.data().length).boxed()
                .flatMap(i -> steps.stream().map(step -> {
                    double[] data = x.data().clone();
                    data[i] = step.applyAsDouble(data[i]);
                    return Plain.of(data, x.dims());
                })));
    }

    /** How complicated an input is to a reader: elements, axes, sizes, placement, numbers. */
    static long[] measure(Drawn drawn) {
        long[] measure = Arrays.copyOf(ShapeArbitrary.measure(drawn.elements().dims()), 5);
        measure[3] = drawn.placement().ordinal();
        for (double x : drawn.elements().data()) {
            measure[4] += complexity(x, drawn.text(x));
        }
        return measure;
    }

    /** The longer it takes to read a number, the more: 0, 1, whole numbers, short decimals, then what is special. */
    private static long complexity(double x, String text) {
        if (x == 0) {
            return 1 / x > 0 ? 0 : 3000;
        }
        if (!Double.isFinite(x)) {
            return 5000;
        }
        long sign = x < 0 ? 1 : 0;
        if (x == Math.rint(x) && Math.abs(x) <= 1000) {
            return 2 * (long) Math.abs(x) - 1 + sign;
        }
        return 3001 + 50L * text.length() + sign;
    }
}
