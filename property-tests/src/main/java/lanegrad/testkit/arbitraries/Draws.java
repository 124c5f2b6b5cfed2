package lanegrad.testkit.arbitraries;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import lanegrad.array.DType;
import lanegrad.testkit.Placement;
import lanegrad.testkit.Plain;
import net.jqwik.api.Arbitrary;

/**
 * All that can be drawn.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<List<Drawn>> pairs() {
 *     return Draws.inputs(DType.F64).rank(0, 3).elements(Elements.between(0.2, 3)).broadcastable(2);
 * }
 * }</pre>
 */
public final class Draws {

    private static final int MOST_RANK = 5;

    private Draws() {
    }

    /**
     * Shapes of rank 0 to 5, with up to 4096 elements, empty ones among them.
     *
     * @return the arbitrary, to be narrowed
     */
    public static ShapeArbitrary shapes() {
        return new ShapeArbitrary(0, MOST_RANK, ShapeArbitrary.MOST, true);
    }

    /**
     * Inputs of any shape, lying in any way: of ordinary numbers, small whole ones, or truth values, as the type has
     * them.
     *
     * @param dtype their type
     * @return the arbitrary, to be narrowed
     */
    public static InputArbitrary inputs(DType dtype) {
        Elements kind = switch (dtype) {
            case F32, F64 -> Elements.ordinary();
            case BF16, F16 -> Elements.integers(-9, 10);
            case I32, I64, I8 -> Elements.integers(-9, 10);
            case BOOL -> Elements.truth();
        };
        return new InputArbitrary(dtype, shapes(), null, kind, Arrays.asList(Placement.values()), x -> x);
    }

    /**
     * Truth values.
     *
     * @return BOOL inputs of any shape
     */
    public static InputArbitrary masks() {
        return inputs(DType.BOOL);
    }

    /**
     * Indices.
     *
     * @param below what no index reaches, from 1: the size of the axis they are for
     * @return I64 inputs of any shape
     */
    public static InputArbitrary indices(int below) {
        return inputs(DType.I64).elements(Elements.integers(0, below));
    }

    /**
     * Inputs of rank 1 at least that are not empty, with an axis and indices along it.
     *
     * @param inputs which; their ranks and sizes are narrowed to what has an index
     * @return the arbitrary
     */
    public static Arbitrary<Indexed> indexed(InputArbitrary inputs) {
        InputArbitrary indexable = inputs.indexable();
        ShapeArbitrary shapes = shapes().rank(0, 3).most(64);
        InputArbitrary lists = inputs(DType.I64).shapes(shapes).elements(Elements.integers(0, Integer.MAX_VALUE));
        Supplier<Indexed> edge = () -> Indexed.draw(new Random(0), indexable.shape(1), shapes.rank(0, 0).nonEmpty());
        return new Drawing<>(random -> Indexed.draw(random, indexable, shapes),
                indexed -> indexed.simpler(indexable, lists), Indexed::measure, List.of(edge));
    }

    /**
     * Probabilities: numbers from 0 to 1 that sum to 1 along the last axis, some of them 0.
     *
     * @param dtype F32 or F64
     * @return inputs of rank 1 at least, the last axis not empty
     */
    public static InputArbitrary probabilities(DType dtype) {
        Elements weights = Elements.mixed(Elements.between(0, 1), Elements.between(0, 1), Elements.truth());
        List<Placement> placements = new ArrayList<>(Arrays.asList(Placement.values()));
        placements.remove(Placement.EXPANDED_LAST);
        placements.remove(Placement.EXPANDED_FIRST);
        return new InputArbitrary(dtype, shapes().rank(1, MOST_RANK).nonEmpty(), null,
                new Elements(weights.source(), values -> Arrays.stream(values).allMatch(p -> p >= 0 && p <= 1)),
                placements, Draws::normalised);
    }

    /** Each row over its sum; a row of zeros becomes even. */
    private static Plain normalised(Plain weights) {
        int n = (int) weights.dim(-1);
        double[] data = weights.data().clone();
        for (int row = 0; row < data.length; row += n) {
            double sum = 0;
            for (int i = row; i < row + n; i++) {
                sum += data[i];
            }
            for (int i = row; i < row + n; i++) {
                data[i] = sum == 0 ? 1.0 / n : data[i] / sum;
            }
        }
        return Plain.of(data, weights.dims());
    }

    /**
     * Orders of the numbers from 0, such as axes for {@code permute}.
     *
     * @param least of how many numbers at least
     * @param most of how many at most
     * @return arrays in which each number stands once
     */
    public static Arbitrary<int[]> permutations(int least, int most) {
        return Permutations.of(least, most);
    }

    /**
     * Single numbers.
     *
     * @param kind of which kind
     * @return the arbitrary
     */
    public static Arbitrary<Double> numbers(Elements kind) {
        return inputs(DType.F64).elements(kind).shape().map(drawn -> drawn.elements().data()[0]);
    }
}
