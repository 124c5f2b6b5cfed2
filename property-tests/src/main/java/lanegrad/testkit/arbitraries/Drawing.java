package lanegrad.testkit.arbitraries;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * An arbitrary that shrinks by itself, because jqwik's combinators would draw new elements for each smaller shape and
 * so lose the ones that fail: how to draw, what is simpler, and how simple something is.
 *
 * @param draw from a generator
 * @param simpler candidates, the boldest first; those that are not simpler by measure are left out
 * @param measure the smaller, compared from the first number on, the simpler
 * @param edges what is always tried
 */
record Drawing<T>(Function<Random, T> draw, Function<T, Stream<T>> simpler, Function<T, long[]> measure,
        List<Supplier<T>> edges) implements Arbitrary<T> {

    private final class Step implements Shrinkable<T> {

        private final T value;

        Step(T value) {
            this.value = value;
        }

        @Override
        public T value() {
            return value;
        }

        @Override
        public Stream<Shrinkable<T>> shrink() {
            ShrinkingDistance here = distance();
            return simpler.apply(value).map(each -> (Shrinkable<T>) new Step(each))
                    .filter(each -> each.distance().compareTo(here) < 0);
        }

        @Override
        public ShrinkingDistance distance() {
            return ShrinkingDistance.of(measure.apply(value));
        }
    }

    @Override
    public RandomGenerator<T> generator(int tries) {
        return random -> new Step(draw.apply(random));
    }

    @Override
    public EdgeCases<T> edgeCases(int most) {
        return EdgeCases.fromSuppliers(edges.stream().limit(most)
                .map(edge -> (Supplier<Shrinkable<T>>) () -> new Step(edge.get())).toList());
    }
}
