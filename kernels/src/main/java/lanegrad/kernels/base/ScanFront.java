package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.ScanKernels;
import lanegrad.kernels.ScanOp;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;

/** Scans, the same for both implementations: each element waits for the one before it. */
public final class ScanFront implements ScanKernels {

    /** The only one. */
    public static final ScanFront INSTANCE = new ScanFront();

    private ScanFront() {
    }

    @Override
    public void scan(ScanOp op, NdArray x, int axis, boolean reverse, boolean exclusive, NdArray out) {
        int along = x.shape().axis(axis);
        if (!x.dtype().isDifferentiable()
                && (op == ScanOp.LOG_SUM_EXP || x.dtype() != DType.I32 && x.dtype() != DType.I64)) {
            throw new IllegalArgumentException("scan: " + op + " of " + x.dtype() + " elements is not defined");
        }
        requireOutput("scan", x, out, x.dtype());
        Overlap.requireNone("scan", "x", x, out);
        if (x.isForeign()) {
            try (Scope _ = Scope.open("scan")) {
                scan(op, x.local(), along, reverse, exclusive, out);
            }
        } else if (x.size() > 0) {
            ScanTask.scan(op, x, along, reverse, exclusive, out);
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(out);
    }

    @Override
    public void argScan(boolean greatest, NdArray x, int axis, NdArray out) {
        int along = x.shape().axis(axis);
        if (x.dtype().isStorageOnly()) {
            throw new IllegalArgumentException("argScan: order of " + x.dtype() + " elements is not defined");
        }
        requireOutput("argScan", x, out, DType.I64);
        Overlap.requireNone("argScan", "x", x, out);
        if (x.isForeign()) {
            try (Scope _ = Scope.open("argScan")) {
                argScan(greatest, x.local(), along, out);
            }
        } else if (x.size() > 0) {
            ScanTask.argScan(greatest, x, along, out);
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(out);
    }

    @Override
    public void recurrence(NdArray a, NdArray b, int axis, boolean reverse, NdArray out) {
        int along = a.shape().axis(axis);
        Arguments.requireFloating("recurrence", "a", a);
        Arguments.requireType("recurrence", "b", b, a.dtype());
        Arguments.requireShape("recurrence", "b", b, a.shape());
        requireOutput("recurrence", a, out, a.dtype());
        b.requireUsable();
        Overlap.requireNone("recurrence", "a", a, out);
        Overlap.requireNone("recurrence", "b", b, out);
        if (a.isForeign() || b.isForeign()) {
            try (Scope _ = Scope.open("recurrence")) {
                recurrence(a.local(), b.local(), along, reverse, out);
            }
        } else if (a.size() > 0) {
            ScanTask.recurrence(a, b, along, reverse, out);
        }
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(out);
    }

    private static void requireOutput(String kernel, NdArray x, NdArray out, DType dtype) {
        Arguments.requireType(kernel, "out", out, dtype);
        Arguments.requireShape(kernel, "out", out, x.shape());
        Arguments.requireTarget(kernel, "out", out);
        x.requireUsable();
        out.writableSegment();
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("scan", "tile", Conversion.TILE), new Threshold("scan", "columns", ScanTask.SIDE),
                new Threshold("scan", "parallel cut", ScanTask.PIECE));
    }
}
