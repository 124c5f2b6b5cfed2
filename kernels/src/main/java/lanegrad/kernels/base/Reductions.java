package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.ReduceKernels;
import lanegrad.kernels.ReduceOp;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;

/** Checks a reduction's arguments and chooses its way. */
public final class Reductions implements ReduceKernels {

    /** As messages have them. */
    private static final String[] NAMES = Arrays.stream(ReduceOp.values())
            .map(op -> op.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);

    private final ReduceLeaf leaf;

    /**
     * With inner loops of one implementation.
     *
     * @param leaf for floats
     */
    public Reductions(ReduceLeaf leaf) {
        this.leaf = leaf;
    }

    @Override
    public void reduce(ReduceOp op, NdArray x, int axes, NdArray out) {
        String name = NAMES[op.ordinal()];
        boolean logical = op == ReduceOp.ANY || op == ReduceOp.ALL;
        requireType(name, op == ReduceOp.MEAN ? x.dtype().isDifferentiable() : !x.dtype().isStorageOnly(), x);
        if (x.dtype().isFloating() && logical) {
            throw new IllegalArgumentException(name + " of " + x.dtype() + " elements: compare with 0 first");
        }
        if (x.dtype() == DType.BOOL && !logical && op != ReduceOp.MAX && op != ReduceOp.MIN) {
            throw new IllegalArgumentException(name + " of BOOL elements: convert to I64 first");
        }
        requireOutput(name, x, axes, out, logical ? DType.BOOL : x.dtype());
        if (x.size() == 0) {
            empty(op, name, x, axes, out);
        } else if (x.isForeign()) {
            try (Scope _ = Scope.open(name)) {
                reduce(op, copied(x), axes, out);
            }
        } else if (x.dtype() != DType.F32 || !ColumnTask.reduce(leaf, op, x, axes, out)) {
            ReduceTask.reduce(leaf, op, x, axes, out);
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(out);
    }

    private static void empty(ReduceOp op, String name, NdArray x, int axes, NdArray out) {
        if (out.size() == 0) {
            return;
        }
        if (op == ReduceOp.MAX || op == ReduceOp.MIN) {
            throw new IllegalArgumentException(name + " over no elements: shape " + x.shape());
        }
        NdArray value = NdArray.full(out.dtype(), Shape.SCALAR, op == ReduceOp.MEAN ? Double.NaN : Fold.identity(op));
        StridedCopy.INSTANCE.copy(value, out);
    }

    @Override
    public void variance(NdArray x, int axes, double correction, NdArray out) {
        requireType("variance", x.dtype().isDifferentiable(), x);
        requireOutput("variance", x, axes, out, x.dtype());
        if (x.size() == 0) {
            empty(ReduceOp.MEAN, "variance", x, axes, out);
        } else if (x.isForeign()) {
            try (Scope _ = Scope.open("variance")) {
                variance(copied(x), axes, correction, out);
            }
        } else {
            ReduceTask.variance(leaf, x, axes, correction, out);
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(out);
    }

    @Override
    public void argMax(NdArray x, int axis, NdArray out) {
        find("argMax", true, x, axis, out);
    }

    @Override
    public void argMin(NdArray x, int axis, NdArray out) {
        find("argMin", false, x, axis, out);
    }

    private static void find(String name, boolean greatest, NdArray x, int axis, NdArray out) {
        x.shape().axis(axis);
        requireOutput(name, x, 1 << axis, out, DType.I64);
        if (out.size() > 0 && x.size() == 0) {
            throw new IllegalArgumentException(name + " over no elements: shape " + x.shape());
        }
        if (out.size() > 0) {
            ArgTask.find(greatest, x, axis, out);
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(out);
    }

    private static NdArray copied(NdArray x) {
        NdArray copy = NdArray.empty(x.dtype(), x.shape());
        StridedCopy.INSTANCE.copy(x, copy);
        return copy;
    }

    private static void requireType(String name, boolean fits, NdArray x) {
        if (!fits) {
            throw new IllegalArgumentException(name + " of " + x.dtype() + " elements is not defined");
        }
    }

    private static void requireOutput(String name, NdArray x, int axes, NdArray out, DType dtype) {
        boolean fits = out.rank() == x.rank() && axes >>> x.rank() == 0 && out.dtype() == dtype
                && !out.layout().hasOverlap();
        for (int i = 0; fits && i < x.rank(); i++) {
            fits = out.dim(i) == ((axes & 1 << i) != 0 ? 1 : x.dim(i));
        }
        if (!fits) {
            throw new IllegalArgumentException(name + " of " + x.shape() + " over axes " + Integer.toBinaryString(axes)
                    + " (bits) into " + out.dtype() + " " + out.shape() + ": " + dtype
                    + " with size 1 at those axes expected");
        }
        x.requireUsable();
        out.writableSegment();
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("reduce", "block", ReduceLeaf.BLOCK),
                new Threshold("reduce", "chunk", Reduction.CHUNK),
                new Threshold("reduce", "rows in floats", ReduceLeaf.ROWS),
                new Threshold("reduce", "column block", ColumnTask.BLOCK),
                new Threshold("reduce", "row chunk", ColumnTask.CHUNK),
                new Threshold("reduce", "tile", Conversion.TILE));
    }
}
