package lanegrad.testkit.arbitraries;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.testkit.Drawn;
import lanegrad.testkit.Placement;
import lanegrad.testkit.Plain;

/**
 * An input, one of its axes, and indices along it.
 *
 * @param input of rank 1 at least
 * @param axis the axis, from 0
 * @param indices I64, of any shape, each in range
 */
public record Indexed(Drawn input, int axis, Drawn indices) {

    static Indexed draw(Random random, InputArbitrary inputs, ShapeArbitrary shapes) {
        Drawn input = inputs.draw(random);
        int axis = random.nextInt(input.elements().rank());
        long size = input.elements().dim(axis);
        long[] dims = shapes.draw(random);
        Plain indices = Plain.build(dims, _ -> random.nextInt((int) size));
        Placement[] placements = Placement.values();
        Drawn lying = new Drawn(DType.I64, indices, Placement.CONTIGUOUS)
                .placed(placements[random.nextInt(placements.length)]);
        return new Indexed(input, axis, lying);
    }

    /** Fewer and simpler indices, then a simpler input that they still fit. */
    Stream<Indexed> simpler(InputArbitrary inputs, InputArbitrary lists) {
        Stream<Indexed> fewer = lists.simpler(List.of(indices)).map(List::getFirst).filter(this::fits)
                .map(each -> new Indexed(input, axis, each));
        return Stream.concat(fewer, inputs.simpler(List.of(input)).map(List::getFirst).flatMap(this::on));
    }

    private boolean fits(Drawn candidate) {
        return Arrays.stream(candidate.elements().data()).allMatch(i -> i >= 0 && i < input.elements().dim(axis));
    }

    /** The same axis of a simpler input, with indices that are beyond its end moved to its end. */
    private Stream<Indexed> on(Drawn simple) {
        List<Integer> axes = new ArrayList<>();
        if (simple.elements().rank() == input.elements().rank()) {
            axes.add(axis);
        } else { // an axis of size 1 is gone
            axes.addAll(List.of(axis - 1, axis));
        }
        return axes.stream().filter(each -> each >= 0 && each < simple.elements().rank()
                && simple.elements().dim(each) > 0).map(each -> {
                    double last = simple.elements().dim(each) - 1;
                    return new Indexed(simple, each, new Drawn(DType.I64,
                            indices.elements().map(i -> Math.min(i, last)), indices.placement()));
                });
    }

    long[] measure() {
        return LongStream.concat(LongStream.of(Simpler.measure(input)), LongStream.of(Simpler.measure(indices)))
                .toArray();
    }

    @Override
    public String toString() {
        return input + ", along axis " + axis + " by " + indices;
    }
}
