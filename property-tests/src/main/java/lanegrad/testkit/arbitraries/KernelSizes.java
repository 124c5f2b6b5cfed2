package lanegrad.testkit.arbitraries;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.Threshold;

/** The sizes at which kernels change their way, and those beside them. */
final class KernelSizes {

    private static final long[] ALL = find();

    private KernelSizes() {
    }

    private static long[] find() {
        TreeSet<Long> sizes = new TreeSet<>();
        for (Kernels kernels : List.of(Kernels.scalar(), Kernels.best())) {
            Stream.of(kernels.map().thresholds(), kernels.copy().thresholds(), kernels.reduce().thresholds(),
                    kernels.gemm().thresholds(), kernels.norm().thresholds(),
                    kernels.channelNorm().thresholds(), kernels.attention().thresholds(),
                    kernels.recurrent().thresholds(), kernels.conv().thresholds(),
                    kernels.index().thresholds(), kernels.matrix().thresholds(), kernels.scan().thresholds(),
                    kernels.sort().thresholds(), kernels.update().thresholds(), kernels.random().thresholds())
                    .flatMap(List::stream).map(Threshold::value)
                    .forEach(size -> sizes.addAll(List.of(size - 1, size, size + 1)));
        }
        return sizes.stream().mapToLong(Long::longValue).filter(size -> size > 0).toArray();
    }

    /** In ascending order, up to a greatest. */
    static long[] upTo(long most) {
        return Arrays.stream(ALL).takeWhile(size -> size <= most).toArray();
    }
}
