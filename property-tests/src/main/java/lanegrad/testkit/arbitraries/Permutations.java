package lanegrad.testkit.arbitraries;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;

/** Orders of the numbers from 0; those with fewer numbers, and then those closer to 0, 1, 2, ..., are simpler. */
final class Permutations {

    private Permutations() {
    }

    static Arbitrary<int[]> of(int least, int most) {
        Supplier<int[]> identity = () -> IntStream.range(0, least).toArray();
        return new Drawing<>(random -> draw(random, least + random.nextInt(most - least + 1)),
                order -> simpler(order, least), Permutations::measure, List.of(identity));
    }

    private static int[] draw(Random random, int count) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, random);
        return order.stream().mapToInt(i -> i).toArray();
    }

    private static long[] measure(int[] order) {
        long inversions = 0;
        for (int i = 0; i < order.length; i++) {
            for (int j = i + 1; j < order.length; j++) {
                inversions += order[i] > order[j] ? 1 : 0;
            }
        }
        return new long[] {order.length, inversions};
    }

    /** Without one of the numbers, the greater ones moved down; or with two neighbours in order. */
    private static Stream<int[]> simpler(int[] order, int least) {
        Stream<int[]> shorter = order.length == least ? Stream.of()
                : IntStream.range(0, order.length).mapToObj(gone -> Arrays.stream(order).filter(i -> i != gone)
                        .map(i -> i > gone ? i - 1 : i).toArray());
        Stream<int[]> sorted = order.length < 2 ? Stream.of()
                : IntStream.range(1, order.length).filter(i -> order[i - 1] > order[i]).mapToObj(i -> {
                    int[] swapped = order.clone();
                    swapped[i - 1] = order[i];
                    swapped[i] = order[i - 1];
                    return swapped;
                });
        return Stream.concat(shorter, sorted);
    }
}
