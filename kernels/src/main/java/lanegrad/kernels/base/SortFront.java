package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.SortKernels;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;

/** Sorting and searching, the same for both implementations: they count and move words. */
public final class SortFront implements SortKernels {

    /** The only one. */
    public static final SortFront INSTANCE = new SortFront();

    private SortFront() {
    }

    @Override
    public void sort(NdArray x, int axis, boolean descending, NdArray out) {
        int along = x.shape().axis(axis);
        requireOrdered("sort", x);
        Arguments.requireType("sort", "out", out, x.dtype());
        Arguments.requireShape("sort", "out", out, x.shape());
        requireApart("sort", x, out);
        if (x.isForeign()) {
            try (Scope _ = Scope.open("sort")) {
                sort(x.local(), along, descending, out);
            }
        } else if (x.size() > 0) {
            SortTask.sort(x, along, descending, out);
        }
        fence(x, out);
    }

    @Override
    public void argSort(NdArray x, int axis, boolean descending, NdArray out) {
        int along = x.shape().axis(axis);
        Arguments.requireShape("argSort", "out", out, x.shape());
        order("argSort", x, along, descending, out);
    }

    @Override
    public void argTopK(NdArray x, int axis, boolean descending, NdArray out) {
        int along = x.shape().axis(axis);
        boolean fits = out.rank() == x.rank();
        for (int i = 0; fits && i < x.rank(); i++) {
            fits = i == along ? out.dim(i) <= x.dim(i) : out.dim(i) == x.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException("argTopK: out has shape " + out.shape() + ", expected " + x.shape()
                    + ", or shorter along axis " + along);
        }
        order("argTopK", x, along, descending, out);
    }

    private static void order(String kernel, NdArray x, int along, boolean descending, NdArray out) {
        requireOrdered(kernel, x);
        Arguments.requireType(kernel, "out", out, DType.I64);
        requireApart(kernel, x, out);
        if (x.isForeign()) {
            try (Scope _ = Scope.open(kernel)) {
                order(kernel, x.local(), along, descending, out);
            }
        } else if (out.size() > 0) {
            SortTask.order(x, along, descending, out);
        }
        fence(x, out);
    }

    @Override
    public void searchSorted(NdArray sorted, NdArray values, boolean right, NdArray out) {
        requireOrdered("searchSorted", values);
        Arguments.requireType("searchSorted", "sorted", sorted, values.dtype());
        Arguments.requireType("searchSorted", "out", out, DType.I64);
        Arguments.requireShape("searchSorted", "out", out, values.shape());
        boolean fits = sorted.rank() == 1 || sorted.rank() > 0 && sorted.rank() == values.rank();
        for (int i = 0; fits && i < sorted.rank() - 1; i++) {
            fits = sorted.dim(i) == values.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException("searchSorted: sorted has shape " + sorted.shape()
                    + ", expected one axis, or the leading axes of the values, " + values.shape());
        }
        requireApart("searchSorted", sorted, out);
        requireApart("searchSorted", values, out);
        if (sorted.isForeign() || values.isForeign()) {
            try (Scope _ = Scope.open("searchSorted")) {
                searchSorted(sorted.local(), values.local(), right, out);
            }
        } else if (values.size() > 0) {
            SearchTask.search(sorted, values, right, out);
        }
        fence(sorted, out);
        Reference.reachabilityFence(values);
    }

    private static void requireOrdered(String kernel, NdArray x) {
        if (x.dtype().isStorageOnly()) {
            throw new IllegalArgumentException(kernel + ": order of " + x.dtype() + " elements is not defined");
        }
    }

    private static void requireApart(String kernel, NdArray x, NdArray out) {
        Arguments.requireTarget(kernel, "out", out);
        x.requireUsable();
        out.writableSegment();
        if (x.sharesStorageWith(out)) {
            throw new IllegalArgumentException(kernel + ": out lies in the storage of the input");
        }
    }

    private static void fence(NdArray x, NdArray out) {
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(out);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("sort", "insertion", SortTask.SHORT),
                new Threshold("sort", "wide digits", RadixSort.WIDE), new Threshold("sort", "heap", SortTask.HEAP),
                new Threshold("sort", "tile", Conversion.TILE), new Threshold("sort", "parallel cut", SortTask.PIECE),
                new Threshold("sort", "values of a search", SearchTask.PIECE));
    }
}
