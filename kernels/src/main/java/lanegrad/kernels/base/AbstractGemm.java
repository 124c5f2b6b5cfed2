package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.GemmKernels;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;
import lanegrad.parallel.Pool;

/** Matrix products: checks what it is given, then leaves the work to a call object of the type. */
public abstract class AbstractGemm implements GemmKernels {

    private final GemmLeaf<?, ?> singleLeaf;
    private final Pool<GemmCall<?, ?>> singles;
    private final Pool<GemmCall<?, ?>> doubles;

    /**
     * For subclasses.
     *
     * @param singleLeaf the inner loops of F32
     * @param doubleLeaf the inner loops of F64
     */
    protected AbstractGemm(GemmLeaf<?, ?> singleLeaf, GemmLeaf<?, ?> doubleLeaf) {
        this.singleLeaf = singleLeaf;
        singles = new Pool<>(() -> new GemmCall<>(singleLeaf));
        doubles = new Pool<>(() -> new GemmCall<>(doubleLeaf));
    }

    @Override
    public final void matmul(NdArray a, NdArray b, NdArray c, boolean accumulate) {
        check(a, b, c);
        if (a.isForeign() || b.isForeign()) {
            try (Scope _ = Scope.open("matmul")) {
                multiply(a.local(), b.local(), c, accumulate);
            }
        } else {
            multiply(a, b, c, accumulate);
        }
    }

    private void multiply(NdArray a, NdArray b, NdArray c, boolean accumulate) {
        Pool<GemmCall<?, ?>> calls = c.dtype() == DType.F32 ? singles : doubles;
        GemmCall<?, ?> call = calls.take();
        try {
            call.run(a, b, c, accumulate);
        } finally {
            calls.give(call);
            // Arrays of no scope give their memory back when nobody can reach them: until here somebody can.
            Reference.reachabilityFence(a);
            Reference.reachabilityFence(b);
            Reference.reachabilityFence(c);
        }
    }

    private static void check(NdArray a, NdArray b, NdArray c) {
        DType type = c.dtype();
        if (type != DType.F32 && type != DType.F64 || a.dtype() != type || b.dtype() != type) {
            throw new IllegalArgumentException("matmul: " + a.dtype() + " x " + b.dtype() + " into " + type
                    + ": F32 or F64 expected, the same for all three");
        }
        if (a.rank() < 2 || b.rank() < 2) {
            throw new IllegalArgumentException("matmul: " + product(a, b) + ": at least 2 axes expected");
        }
        if (a.dim(-1) != b.dim(-2)) {
            throw new IllegalArgumentException("matmul: " + product(a, b) + ": inner dimensions " + a.dim(-1) + " and "
                    + b.dim(-2) + " differ");
        }
        int rank = Math.max(a.rank(), b.rank());
        boolean fits = c.rank() == rank && c.dim(-2) == a.dim(-2) && c.dim(-1) == b.dim(-1);
        for (int axis = 3; axis <= rank; axis++) {
            long x = axis > a.rank() ? 1 : a.dim(-axis);
            long y = axis > b.rank() ? 1 : b.dim(-axis);
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException("matmul: " + product(a, b) + ": sizes " + x + " and " + y
                        + " at axis " + -axis + " differ and neither is 1");
            }
            fits = fits && c.dim(-axis) == (x == 1 ? y : x);
        }
        if (!fits) {
            throw new IllegalArgumentException("matmul: " + product(a, b) + " into " + c.shape() + ": "
                    + result(a, b, rank) + " expected");
        }
        if (c.isForeign()) {
            throw new IllegalArgumentException(
                    "matmul: the result " + c.shape() + " is wrapped memory, which only copies may touch");
        }
        if (c.layout().hasOverlap()) {
            throw new IllegalArgumentException("matmul: elements of the result share their places: " + c.layout());
        }
    }

    private static String product(NdArray a, NdArray b) {
        return a.shape() + " x " + b.shape();
    }

    private static Shape result(NdArray a, NdArray b, int rank) {
        long[] dims = new long[rank];
        for (int axis = 3; axis <= rank; axis++) {
            long x = axis > a.rank() ? 1 : a.dim(-axis);
            dims[rank - axis] = x == 1 && axis <= b.rank() ? b.dim(-axis) : x;
        }
        dims[rank - 2] = a.dim(-2);
        dims[rank - 1] = b.dim(-1);
        return Shape.of(dims);
    }

    @Override
    public final List<Threshold> thresholds() {
        return List.of(new Threshold("gemm", "rows that are multiplied without packing", GemmCall.FEW_ROWS),
                new Threshold("gemm", "multiply-adds that threads share", GemmCall.SHARED),
                new Threshold("gemm", "rows of a panel", singleLeaf.rowLanes),
                new Threshold("gemm", "columns of a panel", singleLeaf.columnLanes),
                new Threshold("gemm", "steps of depth of a panel", singleLeaf.mostDepth),
                new Threshold("gemm", "rows of a block", singleLeaf.wholePanels(BlockProducts.ROWS)),
                new Threshold("gemm", "columns of a block", BlockProducts.COLUMNS),
                new Threshold("gemm", "rows or columns that are kept", BlockProducts.MOST_LINES),
                new Threshold("gemm", "columns of a run of a few rows", RowProducts.MOST_COLUMNS),
                new Threshold("gemm", "steps of depth of a few rows", RowProducts.DEPTH));
    }
}
