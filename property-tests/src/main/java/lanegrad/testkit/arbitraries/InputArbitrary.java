package lanegrad.testkit.arbitraries;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.testkit.Arg;
import lanegrad.testkit.Drawn;
import lanegrad.testkit.Placement;
import lanegrad.testkit.Plain;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.arbitraries.ArbitraryDecorator;

/**
 * Inputs of one type: of any shape, with elements of one kind, lying in memory in any way. They shrink to fewer
 * elements, to row-major order, and to numbers that are easy to read, each of which is still of its kind.
 */
public final class InputArbitrary extends ArbitraryDecorator<Drawn> {

    private final DType dtype;
    private final ShapeArbitrary shapes;
    private final long[] fixed;
    private final Elements kind;
    private final List<Placement> placements;
    private final UnaryOperator<Plain> repair;

    InputArbitrary(DType dtype, ShapeArbitrary shapes, long[] fixed, Elements kind, List<Placement> placements,
            UnaryOperator<Plain> repair) {
        this.dtype = dtype;
        this.shapes = shapes;
        this.fixed = fixed;
        this.kind = kind;
        this.placements = List.copyOf(placements);
        this.repair = repair;
    }

    /**
     * Inputs of other shapes.
     *
     * @param of which; ranks 0 to 5 and up to 4096 elements if nothing is said
     * @return these inputs but for that
     */
    public InputArbitrary shapes(ShapeArbitrary of) {
        return new InputArbitrary(dtype, of, null, kind, placements, repair);
    }

    /**
     * Inputs of one shape.
     *
     * @param dims the sizes of its axes
     * @return these inputs but for that
     */
    public InputArbitrary shape(long... dims) {
        return new InputArbitrary(dtype, shapes, dims.clone(), kind, placements, repair);
    }

    /**
     * Inputs of up to some rank.
     *
     * @param min the least
     * @param max the greatest
     * @return these inputs but for that
     */
    public InputArbitrary rank(int min, int max) {
        return shapes(shapes.rank(min, max));
    }

    /**
     * Inputs that have an element.
     *
     * @return these inputs but for empty ones
     */
    public InputArbitrary nonEmpty() {
        return shapes(shapes.nonEmpty());
    }

    /**
     * Inputs with other elements.
     *
     * @param of of which kind; ordinary numbers if nothing is said
     * @return these inputs but for that
     */
    public InputArbitrary elements(Elements of) {
        return new InputArbitrary(dtype, shapes, fixed, of, placements, repair);
    }

    /**
     * Inputs that lie in memory in certain ways only.
     *
     * @param which one of these; every one if nothing is said
     * @return these inputs but for that
     */
    public InputArbitrary placements(Placement... which) {
        return new InputArbitrary(dtype, shapes, fixed, kind, List.of(which), repair);
    }

    /** Those that have an axis and, along each, an element. */
    InputArbitrary indexable() {
        return fixed != null ? this : shapes(shapes.indexable());
    }

    /**
     * Inputs that broadcast together.
     *
     * @param count how many, from 1
     * @return lists of that many inputs; of one shape if one was given
     */
    public Arbitrary<List<Drawn>> broadcastable(int count) {
        List<Supplier<List<Drawn>>> edges = edges().stream().map(dims -> (Supplier<List<Drawn>>) () -> {
            Random random = new Random(count);
            return IntStream.range(0, count).mapToObj(_ -> input(random, dims)).toList();
        }).toList();
        return new Drawing<>(random -> {
            List<Drawn> drawn = new ArrayList<>();
            for (long[] dims : dims(random, count)) {
                drawn.add(input(random, dims));
            }
            return List.copyOf(drawn);
        }, this::simpler, drawn -> {
            long[] measure = new long[5];
            for (Drawn each : drawn) {
                long[] part = Simpler.measure(each);
                Arrays.setAll(measure, i -> measure[i] + part[i]);
            }
            return measure;
        }, edges);
    }

    @Override
    protected Arbitrary<Drawn> arbitrary() {
        List<Supplier<Drawn>> edges = edges().stream()
                .map(dims -> (Supplier<Drawn>) () -> input(new Random(0), dims)).toList();
        return new Drawing<>(this::draw, drawn -> simpler(List.of(drawn)).map(List::getFirst), Simpler::measure, edges);
    }

    private List<long[]> edges() {
        return fixed != null ? List.of(fixed) : shapes.edges();
    }

    private List<long[]> dims(Random random, int count) {
        return fixed != null ? Collections.nCopies(count, fixed) : shapes.draw(random, count);
    }

    Drawn draw(Random random) {
        return input(random, fixed != null ? fixed : shapes.draw(random));
    }

    private Drawn input(Random random, long[] dims) {
        Plain drawn = new Arg(dims, kind.source(), dtype).draw(random, dtype);
        Drawn placed = legal(drawn, placements.get(random.nextInt(placements.size())));
        // An expanded input repeats elements, and some kinds allow no two to be equal
        return kind.allowed().test(placed.elements().data()) ? placed : legal(drawn, Placement.CONTIGUOUS);
    }

    private Drawn legal(Plain elements, Placement placement) {
        Plain repaired = repair.apply(elements);
        Plain rounded = new Arg(repaired.dims(), (_, _) -> repaired.data(), dtype).draw(null, dtype);
        return new Drawn(dtype, placement.effective(rounded), placement);
    }

    Stream<List<Drawn>> simpler(List<Drawn> drawn) {
        List<Plain> elements = drawn.stream().map(Drawn::elements).toList();
        Stream<List<Drawn>> smaller = fixed != null ? Stream.of()
                : Simpler.inputs(elements, shapes.minRank()).map(parts -> IntStream.range(0, parts.size())
                        .mapToObj(i -> legal(parts.get(i), drawn.get(i).placement())).toList());
        Stream<List<Drawn>> others = IntStream.range(0, drawn.size()).boxed().flatMap(i -> {
            Drawn one = drawn.get(i);
            Stream<Drawn> placed = placements.stream().filter(each -> each.compareTo(one.placement()) < 0)
                    .map(each -> legal(one.elements(), each));
            Stream<Drawn> simple = Simpler.elements(one.elements()).map(each -> legal(each, one.placement()));
            return Stream.concat(placed, simple).map(each -> Simpler.with(drawn, i, each));
        });
        return Stream.concat(smaller, others).filter(all -> all.stream()
                .allMatch(each -> kind.allowed().test(each.elements().data())));
    }
}
