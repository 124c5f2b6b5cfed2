package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Locale;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.MapKernels;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.UnaryOp;
import lanegrad.memory.Scope;

/** Elementwise kernels: the checks; the loops are a {@link MapLeaf}'s. */
public final class MapFront implements MapKernels {

    private static final String[] UNARY_NAMES = names(UnaryOp.values());
    private static final String[] BINARY_NAMES = names(BinaryOp.values());
    private static final String[] COMPARE_NAMES = names(CompareOp.values());

    private final MapLeaf leaf;

    /**
     * The kernels over an implementation's loops.
     *
     * @param leaf the loops
     */
    public MapFront(MapLeaf leaf) {
        this.leaf = leaf;
    }

    private static String[] names(Enum<?>[] ops) {
        String[] names = new String[ops.length];
        for (int i = 0; i < ops.length; i++) {
            names[i] = ops[i].name().toLowerCase(Locale.ROOT);
        }
        return names;
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray out) {
        String name = UNARY_NAMES[op.ordinal()];
        requireType(name, x.dtype(), MapTypes.allows(op, x.dtype()));
        requireOutput(name, out, x.dtype());
        requireInput(name, "x", x, out);
        if (x.isForeign()) {
            try (Scope _ = Scope.open(name)) {
                unary(op, copied(x), out);
            }
        } else if (out.size() > 0) {
            run(op, x, out);
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(out);
    }

    private void run(UnaryOp op, NdArray x, NdArray out) {
        MapCalls.Unary call = MapCalls.UNARY.take();
        try {
            call.begin(out);
            call.add(x);
            call.plan(leaf.turn());
            call.loop = leaf.unary(op, x.dtype());
            call.go(call.loop.lanes());
        } finally {
            call.end();
            MapCalls.UNARY.give(call);
        }
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray out) {
        String name = BINARY_NAMES[op.ordinal()];
        requireSameType(name, a, b);
        requireType(name, a.dtype(), MapTypes.allows(op, a.dtype()));
        requireOutput(name, out, a.dtype());
        requireInput(name, "a", a, out);
        requireInput(name, "b", b, out);
        if (a.isForeign() || b.isForeign()) {
            try (Scope _ = Scope.open(name)) {
                binary(op, copied(a), copied(b), out);
            }
        } else if (out.size() > 0) {
            run(op, null, a, b, 0, out);
        }
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(out);
    }

    @Override
    public void binary(BinaryOp op, NdArray a, double b, NdArray out) {
        String name = BINARY_NAMES[op.ordinal()];
        requireType(name, a.dtype(), MapTypes.allows(op, a.dtype()));
        requireOutput(name, out, a.dtype());
        requireInput(name, "a", a, out);
        if (a.isForeign()) {
            try (Scope _ = Scope.open(name)) {
                binary(op, copied(a), b, out);
            }
        } else if (op == BinaryOp.POW && b == 2) {
            unary(UnaryOp.SQUARE, a, out); // the same number, rounded once, and far sooner
        } else if (out.size() > 0) {
            run(op, null, a, null, b, out);
        }
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(out);
    }

    @Override
    public void binary(BinaryOp op, double a, NdArray b, NdArray out) {
        String name = BINARY_NAMES[op.ordinal()];
        requireType(name, b.dtype(), MapTypes.allows(op, b.dtype()));
        requireOutput(name, out, b.dtype());
        requireInput(name, "b", b, out);
        if (b.isForeign()) {
            try (Scope _ = Scope.open(name)) {
                binary(op, a, copied(b), out);
            }
        } else if (out.size() > 0) {
            run(op, null, null, b, a, out);
        }
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(out);
    }

    @Override
    public void compare(CompareOp op, NdArray a, NdArray b, NdArray out) {
        String name = COMPARE_NAMES[op.ordinal()];
        requireSameType(name, a, b);
        requireType(name, a.dtype(), !a.dtype().isStorageOnly());
        requireOutput(name, out, DType.BOOL);
        requireInput(name, "a", a, out);
        requireInput(name, "b", b, out);
        if (a.isForeign() || b.isForeign()) {
            try (Scope _ = Scope.open(name)) {
                compare(op, copied(a), copied(b), out);
            }
        } else if (out.size() > 0) {
            run(null, op, a, b, 0, out);
        }
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(out);
    }

    /** Either op is null; so is an input in whose place the number stands. */
    private void run(BinaryOp op, CompareOp comparison, NdArray a, NdArray b, double number, NdArray out) {
        DType dtype = a == null ? b.dtype() : a.dtype();
        MapCalls.Binary call = MapCalls.BINARY.take();
        try {
            call.begin(out);
            add(call, a, number, dtype);
            add(call, b, number, dtype);
            call.plan(leaf.turn());
            call.loop = op == null ? leaf.compare(comparison, dtype, call.repeats(1), call.repeats(2))
                    : leaf.binary(op, dtype, call.repeats(1), call.repeats(2));
            call.go(call.loop.lanes());
        } finally {
            call.end();
            MapCalls.BINARY.give(call);
        }
    }

    private static void add(MapTask call, NdArray array, double number, DType dtype) {
        if (array == null) {
            call.add(number, dtype);
        } else {
            call.add(array);
        }
    }

    @Override
    public void where(NdArray condition, NdArray a, NdArray b, NdArray out) {
        Arguments.requireType("where", "condition", condition, DType.BOOL);
        requireSameType("where", a, b);
        requireType("where", a.dtype(), !a.dtype().isStorageOnly());
        requireOutput("where", out, a.dtype());
        requireInput("where", "condition", condition, out);
        requireInput("where", "a", a, out);
        requireInput("where", "b", b, out);
        if (condition.isForeign() || a.isForeign() || b.isForeign()) {
            try (Scope _ = Scope.open("where")) {
                where(copied(condition), copied(a), copied(b), out);
            }
        } else if (out.size() > 0) {
            choose(condition, a, b, out);
        }
        Reference.reachabilityFence(condition);
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(out);
    }

    private void choose(NdArray condition, NdArray a, NdArray b, NdArray out) {
        MapCalls.Where call = MapCalls.WHERE.take();
        try {
            call.begin(out);
            call.add(condition);
            call.add(a);
            call.add(b);
            call.plan(leaf.turn());
            call.loop = leaf.where(a.dtype(), call.repeats(2), call.repeats(3));
            call.go(call.loop.lanes());
        } finally {
            call.end();
            MapCalls.WHERE.give(call);
        }
    }

    @Override
    public void fill(NdArray out, double value) {
        Arguments.requireTarget("fill", "the output", out);
        out.writableSegment();
        if (out.dtype().isStorageOnly()) {
            try (Scope _ = Scope.open("fill")) {
                StridedCopy.INSTANCE.copy(NdArray.full(out.dtype(), Shape.SCALAR, value), out);
            }
        } else if (out.size() > 0) {
            MapCalls.Fill call = MapCalls.FILL.take();
            try {
                call.set(out, value);
                call.go(1);
            } finally {
                call.end();
                MapCalls.FILL.give(call);
            }
        }
        Reference.reachabilityFence(out);
    }

    private static NdArray copied(NdArray x) {
        if (!x.isForeign()) {
            return x;
        }
        NdArray copy = NdArray.empty(x.dtype(), x.shape());
        StridedCopy.INSTANCE.copy(x, copy);
        return copy;
    }

    private static void requireSameType(String kernel, NdArray a, NdArray b) {
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException(kernel + " of " + a.dtype() + " and " + b.dtype()
                    + ": one type expected, convert to " + DType.promote(a.dtype(), b.dtype()) + " first");
        }
    }

    private static void requireType(String kernel, DType dtype, boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException(kernel + " is not defined for " + dtype + " elements");
        }
    }

    private static void requireOutput(String kernel, NdArray out, DType dtype) {
        Arguments.requireType(kernel, "the output", out, dtype);
        Arguments.requireTarget(kernel, "the output", out);
        out.writableSegment();
    }

    private static void requireInput(String kernel, String name, NdArray x, NdArray out) {
        x.requireUsable();
        if (!x.shape().broadcastsTo(out.shape())) {
            throw new IllegalArgumentException(
                    kernel + ": " + name + " of shape " + x.shape() + " does not broadcast to " + out.shape());
        }
        Overlap.requireNone(kernel, name, x, out);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("map", "parallel cut", MapTask.PIECE), new Threshold("map", "run", MapTask.RUN),
                new Threshold("map", "short rows", MapTask.SHORT),
                new Threshold("map", "turned rows", MapTask.TURNED_ROWS),
                new Threshold("map", "turned columns of F32", MapTask.TURNED_BYTES / 4),
                new Threshold("map", "tail", leaf.lanes()));
    }
}
