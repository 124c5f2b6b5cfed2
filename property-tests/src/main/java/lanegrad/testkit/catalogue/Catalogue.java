package lanegrad.testkit.catalogue;

import java.util.List;
import java.util.stream.Stream;
import lanegrad.testkit.OpInfo;

/** A record for every op of the library, and for functions made of them. */
public final class Catalogue {

    private static final List<OpInfo> ALL = Stream
            .of(ElementwiseOps.all(), FunctionOps.all(), BinaryFunctionOps.all(), ActivationOps.all(), //
                    ComparisonOps.all(), ReductionOps.all(), NormOps.all(), ScanOps.all(), SelectionOps.all(), //
                    CountingOps.all(), SortingOps.all(), LinearOps.all(), ProductOps.all(), //
                    DecompositionOps.all(), EigenOps.all(), ShapeOps.all(), ViewOps.all(), PartOps.all(), //
                    RearrangingOps.all(), IndexingOps.all(), AdvancedIndexingOps.all(), //
                    FusedOps.all(), NormalizationOps.all(), AttentionOps.all(), RecurrentOps.all(), //
                    ConvolutionOps.all(), PoolingOps.all(), RandomOps.all())
            .flatMap(List::stream).toList();

    private Catalogue() {
    }

    /**
     * Every record.
     *
     * @return an unmodifiable list
     */
    public static List<OpInfo> all() {
        return ALL;
    }
}
