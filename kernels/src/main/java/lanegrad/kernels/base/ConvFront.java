package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.ConvKernels;
import lanegrad.kernels.ConvOptions;
import lanegrad.kernels.PoolOptions;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;
import lanegrad.parallel.Pool;

/** Convolutions and pooling: checks what it is given, then leaves the work to a call object of the type. */
public final class ConvFront implements ConvKernels {

    private final ConvLeaf<?, ?, ?> single;
    private final Pool<ConvCall<?, ?, ?>> singles;
    private final Pool<ConvCall<?, ?, ?>> doubles;

    /**
     * With the inner loops of one implementation.
     *
     * @param single the inner loops of F32
     * @param twice the inner loops of F64
     */
    public ConvFront(ConvLeaf<?, ?, ?> single, ConvLeaf<?, ?, ?> twice) {
        this.single = single;
        singles = new Pool<>(() -> new ConvCall<>(single));
        doubles = new Pool<>(() -> new ConvCall<>(twice));
    }

    @Override
    public void forward(NdArray x, NdArray weight, NdArray bias, ConvOptions options, NdArray out) {
        ConvChecks.operands("conv2d", x, weight, out, options);
        if (bias != null) {
            Arguments.requireType("conv2d", "bias", bias, x.dtype());
            if (bias.rank() != 1 || bias.dim(0) != weight.dim(0)) {
                throw new IllegalArgumentException("conv2d: weight " + weight.shape() + " and bias " + bias.shape()
                        + ": one element an output expected");
            }
        }
        target("conv2d", out, x, weight);
        boolean here = Local.isHere(x) && Local.isHere(weight) && Local.isHere(bias);
        Scope scope = here ? null : Scope.open("conv2d");
        Pool<ConvCall<?, ?, ?>> calls = calls(x);
        ConvCall<?, ?, ?> call = calls.take();
        try {
            call.forward(Local.input(x, here), Local.input(weight, here), Local.input(bias, here), options, out);
        } finally {
            release(calls, call, scope);
            fence(x, weight, bias, out);
        }
    }

    @Override
    public void inputGradient(NdArray g, NdArray weight, ConvOptions options, NdArray dx) {
        ConvChecks.operands("conv2dInputGradient", dx, weight, g, options);
        target("conv2dInputGradient", dx, g, weight);
        boolean here = Local.isHere(g) && Local.isHere(weight);
        Scope scope = here ? null : Scope.open("conv2dInputGradient");
        Pool<ConvCall<?, ?, ?>> calls = calls(g);
        ConvCall<?, ?, ?> call = calls.take();
        try {
            call.inputGradient(Local.input(g, here), Local.input(weight, here), options, dx);
        } finally {
            release(calls, call, scope);
            fence(g, weight, dx, null);
        }
    }

    @Override
    public void weightGradient(NdArray g, NdArray x, ConvOptions options, NdArray dweight) {
        ConvChecks.operands("conv2dWeightGradient", x, dweight, g, options);
        target("conv2dWeightGradient", dweight, g, x);
        boolean here = Local.isHere(g) && Local.isHere(x);
        Scope scope = here ? null : Scope.open("conv2dWeightGradient");
        Pool<ConvCall<?, ?, ?>> calls = calls(g);
        ConvCall<?, ?, ?> call = calls.take();
        try {
            call.weightGradient(Local.input(g, here), Local.input(x, here), options, dweight);
        } finally {
            release(calls, call, scope);
            fence(g, x, dweight, null);
        }
    }

    @Override
    public void maxPool(NdArray x, PoolOptions options, NdArray out, NdArray places) {
        ConvChecks.windows("maxPool2d", x, out, options);
        ConvChecks.windows("maxPool2d", x, places, options);
        Arguments.requireType("maxPool2d", "places", places, DType.I64);
        target("maxPool2d", places, x, x);
        if (out != null) {
            Arguments.requireType("maxPool2d", "output", out, x.dtype());
            target("maxPool2d", out, x, x);
            Overlap.requireNone("maxPool2d", "places", places, out);
        }
        pool(PoolTask.Kind.MAX, x, options, out, places);
    }

    @Override
    public void maxPoolGradient(NdArray g, NdArray places, NdArray dx) {
        String kernel = "maxPool2dGradient";
        Arguments.requireFloating(kernel, "gradient", g);
        Arguments.requireType(kernel, "result", dx, g.dtype());
        Arguments.requireType(kernel, "places", places, DType.I64);
        Arguments.requireShape(kernel, "places", places, g.shape());
        if (g.rank() != 4 || dx.rank() != 4 || g.dim(0) != dx.dim(0) || g.dim(1) != dx.dim(1)) {
            throw new IllegalArgumentException(kernel + ": gradient " + g.shape() + " into " + dx.shape()
                    + ": four axes, of as many images and channels, expected");
        }
        target(kernel, dx, g, places);
        pool(PoolTask.Kind.MAX_GRADIENT, g, null, dx, places);
    }

    @Override
    public void avgPool(NdArray x, PoolOptions options, NdArray out) {
        ConvChecks.windows("avgPool2d", x, out, options);
        Arguments.requireType("avgPool2d", "output", out, x.dtype());
        target("avgPool2d", out, x, x);
        pool(PoolTask.Kind.AVERAGE, x, options, out, null);
    }

    @Override
    public void avgPoolGradient(NdArray g, PoolOptions options, NdArray dx) {
        ConvChecks.windows("avgPool2dGradient", dx, g, options);
        Arguments.requireType("avgPool2dGradient", "gradient", g, dx.dtype());
        target("avgPool2dGradient", dx, g, g);
        pool(PoolTask.Kind.AVERAGE_GRADIENT, g, options, dx, null);
    }

    private static void pool(PoolTask.Kind kind, NdArray from, PoolOptions options, NdArray to, NdArray places) {
        boolean here = Local.isHere(from) && Local.isHere(places);
        Scope scope = here ? null : Scope.open("pool");
        try {
            // What a pass writes is no wrapped memory: only its inputs may need a stand-in.
            NdArray where = kind == PoolTask.Kind.MAX ? places : Local.input(places, here);
            PoolTask.run(kind, Local.input(from, here), options, to, where);
        } finally {
            if (scope != null) {
                scope.close();
            }
            fence(from, to, places, null);
        }
    }

    private static void target(String kernel, NdArray out, NdArray a, NdArray b) {
        Arguments.requireTarget(kernel, "result", out);
        out.writableSegment();
        apart(kernel, a, out);
        apart(kernel, b, out);
    }

    /** An element of the result is written while its neighbours still need the input that lay there. */
    private static void apart(String kernel, NdArray input, NdArray out) {
        input.requireUsable();
        Overlap.requireNone(kernel, "an input", input, out);
        if (input.size() > 0 && input.sharesStorageWith(out) && input.layout().coincidesWith(out.layout())) {
            throw new IllegalArgumentException(kernel + ": the result " + out.layout() + " is an input");
        }
    }

    private Pool<ConvCall<?, ?, ?>> calls(NdArray array) {
        return array.dtype() == DType.F32 ? singles : doubles;
    }

    private static void release(Pool<ConvCall<?, ?, ?>> calls, ConvCall<?, ?, ?> call, Scope scope) {
        call.clear();
        calls.give(call);
        if (scope != null) {
            scope.close();
        }
    }

    /** Arrays of no scope must not be collected, and their storage recycled, while the kernel runs. */
    private static void fence(NdArray a, NdArray b, NdArray c, NdArray d) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
        Reference.reachabilityFence(d);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("conv", "columns of a panel", single.gemm.columnLanes),
                new Threshold("conv", "rows of a panel", single.gemm.rowLanes),
                new Threshold("conv", "steps of depth of a block", single.gemm.mostDepth),
                new Threshold("conv", "outputs that are added up without packing", ConvPass.FEW),
                new Threshold("conv", "outputs of a block", ConvPass.OUTPUTS),
                new Threshold("conv", "least pixels of a block", ConvPass.LEAST_PIXELS),
                new Threshold("conv", "most pixels of a block", ConvPass.MOST_PIXELS),
                new Threshold("conv", "lanes of a weight's gradient", ConvWeightPass.LANES),
                new Threshold("conv", "outputs of a weight's gradient", ConvWeightPass.OUTPUTS),
                new Threshold("pool", "elements of a piece", PoolTask.PIECE));
    }
}
