package lanegrad.autograd.ops;

import java.util.List;
import java.util.stream.Stream;
import lanegrad.autograd.Op;

/** The list of every op: tests, reports and the search for planted bugs go through it instead of guessing. */
public final class Ops {

    private static final List<Op> ALL = Stream
            .of(Elementwise.OPS, Functions.OPS, BinaryFunctions.OPS, Activations.OPS, Comparisons.OPS, //
                    Reductions.OPS, Norms.OPS, Scans.OPS, Selection.OPS, Sorting.OPS, //
                    LinearAlgebra.OPS, Decompositions.OPS, Eigen.OPS, //
                    Shapes.OPS, Views.OPS, Parts.OPS, Rearranging.OPS, Indexing.OPS, //
                    Fused.OPS, Normalizations.OPS, Attention.OPS, Recurrent.OPS, Convolutions.OPS, Random.OPS)
            .flatMap(List::stream).toList();

    private Ops() {
    }

    /**
     * Every op of the library.
     *
     * @return an unmodifiable list
     */
    public static List<Op> all() {
        return ALL;
    }
}
