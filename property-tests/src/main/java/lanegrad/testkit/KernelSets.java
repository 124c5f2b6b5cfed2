package lanegrad.testkit;

import java.util.ArrayList;
import java.util.List;
import lanegrad.kernels.Kernels;

/** The kernels that can be had here. */
final class KernelSets {

    private static final List<Kernels> ALL = find();

    private KernelSets() {
    }

    private static List<Kernels> find() {
        List<Kernels> sets = new ArrayList<>();
        sets.add(Kernels.scalar());
        try {
            sets.add(Kernels.simd());
        } catch (IllegalStateException e) {
            return List.copyOf(sets); // without the module there is one set only, and that is a run worth having
        }
        return List.copyOf(sets);
    }

    /** Scalar, and SIMD where the Vector API is. */
    static List<Kernels> all() {
        return ALL;
    }
}
