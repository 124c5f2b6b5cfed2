package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.IndexKernels;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;
import lanegrad.parallel.Pool;

/** Gather and scatter: the checks; {@link IndexCall} walks. */
public final class IndexFront implements IndexKernels {

    private final Pool<GatherCall> gathers = new Pool<>(GatherCall::new);
    private final Pool<PutCall> puts = new Pool<>(PutCall::new);
    private final Pool<ExtremumCall> extrema = new Pool<>(ExtremumCall::new);
    private final Pool<ScatterCall> scatters;

    /** The kernels over an implementation's loops. */
    public IndexFront(RowLeaf leaf) {
        scatters = new Pool<>(() -> new ScatterCall(leaf));
    }

    @Override
    public void gatherRows(NdArray table, NdArray indices, NdArray out) {
        requireRows("gatherRows", table, indices, "out", out);
        Arguments.requireTarget("gatherRows", "out", out);
        boolean rowsAreRuns = table.stride(1) == 1 && out.stride(-1) == 1;
        if (indices.isForeign() || table.isForeign() && !rowsAreRuns) {
            try (Scope _ = Scope.open("gatherRows")) {
                gatherRows(table.local(), indices.local(), out);
            }
            return;
        }
        IndexCheck.require("gatherRows", indices, table, 0);
        GatherCall call = gathers.take();
        try {
            call.runRows(table, indices, out, false);
        } finally {
            gathers.give(call);
        }
        fence(table, indices, out);
    }

    @Override
    public void scatterAddRows(NdArray table, NdArray indices, NdArray source) {
        requireRows("scatterAddRows", table, indices, "source", source);
        requireNumbers("scatterAddRows", "table", table);
        if (indices.isForeign() || source.isForeign()) {
            try (Scope _ = Scope.open("scatterAddRows")) {
                scatterAddRows(table, indices.local(), source.local());
            }
            return;
        }
        IndexCheck.require("scatterAddRows", indices, table, 0);
        ScatterCall call = scatters.take();
        try {
            call.runRows(table, indices, source, true);
        } finally {
            scatters.give(call);
        }
        fence(table, indices, source);
    }

    @Override
    public void gather(NdArray x, int axis, NdArray indices, NdArray out) {
        int along = requireAxis("gather", "x", x, axis, indices, "out", out);
        Arguments.requireTarget("gather", "out", out);
        if (x.isForeign() || indices.isForeign()) {
            try (Scope _ = Scope.open("gather")) {
                gather(x.local(), along, indices.local(), out);
            }
            return;
        }
        IndexCheck.require("gather", indices, x, along);
        GatherCall call = gathers.take();
        try {
            call.runAxis(x, along, indices, out, false);
        } finally {
            gathers.give(call);
        }
        fence(x, indices, out);
    }

    @Override
    public void scatterAdd(NdArray out, int axis, NdArray indices, NdArray source) {
        int along = requireAxis("scatterAdd", "out", out, axis, indices, "source", source);
        requireNumbers("scatterAdd", "out", out);
        if (indices.isForeign() || source.isForeign()) {
            try (Scope _ = Scope.open("scatterAdd")) {
                scatterAdd(out, along, indices.local(), source.local());
            }
            return;
        }
        IndexCheck.require("scatterAdd", indices, out, along);
        ScatterCall call = scatters.take();
        try {
            call.runAxis(out, along, indices, source, true);
        } finally {
            scatters.give(call);
        }
        fence(out, indices, source);
    }

    @Override
    public void scatter(NdArray out, int axis, NdArray indices, NdArray source) {
        int along = requireAxis("scatter", "out", out, axis, indices, "source", source);
        Arguments.requireTarget("scatter", "out", out);
        if (indices.isForeign() || source.isForeign()) {
            try (Scope _ = Scope.open("scatter")) {
                scatter(out, along, indices.local(), source.local());
            }
            return;
        }
        IndexCheck.require("scatter", indices, out, along);
        PutCall call = puts.take();
        try {
            call.runAxis(out, along, indices, source, true);
        } finally {
            puts.give(call);
        }
        fence(out, indices, source);
    }

    @Override
    public void scatterExtremum(NdArray out, int axis, NdArray indices, NdArray source, boolean greatest) {
        int along = requireAxis("scatterExtremum", "out", out, axis, indices, "source", source);
        requireNumbers("scatterExtremum", "out", out);
        if (indices.isForeign() || source.isForeign()) {
            try (Scope _ = Scope.open("scatterExtremum")) {
                scatterExtremum(out, along, indices.local(), source.local(), greatest);
            }
            return;
        }
        IndexCheck.require("scatterExtremum", indices, out, along);
        ExtremumCall call = extrema.take();
        try {
            call.greatest = greatest;
            call.runAxis(out, along, indices, source, true);
        } finally {
            extrema.give(call);
        }
        fence(out, indices, source);
    }

    @Override
    public long countNonZero(NdArray x) {
        x.requireUsable();
        long count = x.size() == 0 ? 0 : NonZero.walk(x, null);
        Reference.reachabilityFence(x);
        return count;
    }

    @Override
    public void nonZero(NdArray x, NdArray out) {
        Arguments.requireType("nonZero", "out", out, DType.I64);
        Arguments.requireTarget("nonZero", "out", out);
        long count = countNonZero(x);
        if (out.rank() == 0 || out.rank() > 2 || out.dim(0) != count || out.rank() == 2 && out.dim(1) != x.rank()) {
            throw new IllegalArgumentException("nonZero: out has shape " + out.shape() + ", expected [" + count
                    + "] or [" + count + ", " + x.rank() + "]");
        }
        if (out.size() > 0) {
            NonZero.walk(x, out);
        }
        fence(x, out, out);
    }

    private static void requireRows(String kernel, NdArray table, NdArray indices, String name, NdArray values) {
        Arguments.requireIndices(kernel, indices);
        Arguments.requireType(kernel, name, values, table.dtype());
        if (table.rank() != 2) {
            throw new IllegalArgumentException(
                    kernel + ": table has shape " + table.shape() + ", expected two axes, rows and columns");
        }
        boolean fits = values.rank() == indices.rank() + 1 && values.dim(-1) == table.dim(1);
        for (int i = 0; fits && i < indices.rank(); i++) {
            fits = values.dim(i) == indices.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(kernel + ": " + name + " has shape " + values.shape() + ", expected "
                    + indices.shape().insert(-1, table.dim(1)));
        }
    }

    /** Checks shapes and types, and returns the axis counted from the front. */
    private static int requireAxis(String kernel, String tableName, NdArray table, int axis, NdArray indices,
            String name, NdArray values) {
        Arguments.requireIndices(kernel, indices);
        Arguments.requireType(kernel, name, values, table.dtype());
        Arguments.requireShape(kernel, name, values, indices.shape());
        int along = table.shape().axis(axis);
        boolean fits = indices.rank() == table.rank();
        for (int i = 0; fits && i < table.rank(); i++) {
            fits = i == along || indices.dim(i) <= table.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(kernel + ": indices of shape " + indices.shape() + " do not fit into "
                    + tableName + " of shape " + table.shape() + " along axis " + along);
        }
        return along;
    }

    private static void requireNumbers(String kernel, String name, NdArray table) {
        Arguments.requireTarget(kernel, name, table);
        DType dtype = table.dtype();
        if (!dtype.isDifferentiable() && dtype != DType.I32 && dtype != DType.I64) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " is " + dtype + ", expected F32, F64, I32 or I64");
        }
    }

    private static void fence(NdArray a, NdArray b, NdArray c) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("index", "parallel cut", IndexCall.PIECE));
    }
}
