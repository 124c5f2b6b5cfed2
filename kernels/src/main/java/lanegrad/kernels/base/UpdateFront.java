package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.UpdateKernels;
import lanegrad.memory.Scope;
import lanegrad.parallel.Pool;

/** Optimizer steps: the checks and the scalars; the loops are an {@link UpdateLeaf}'s. */
public final class UpdateFront implements UpdateKernels {

    private final Pool<UpdateCall.AdamW> adamWs;
    private final Pool<UpdateCall.Sgd> sgds;
    private final Pool<SquaresCall> squares;

    /** The kernels over an implementation's loops. */
    public UpdateFront(UpdateLeaf leaf) {
        adamWs = new Pool<>(() -> new UpdateCall.AdamW(leaf));
        sgds = new Pool<>(() -> new UpdateCall.Sgd(leaf));
        squares = new Pool<>(() -> new SquaresCall(leaf));
    }

    @Override
    public void adamW(NdArray parameter, NdArray gradient, NdArray mean, NdArray square, double rate, double beta1,
            double beta2, double eps, double decay, double gradientScale, long step) {
        requireParameter("adamW", parameter);
        requireLike("adamW", "gradient", gradient, parameter);
        requireLike("adamW", "mean", mean, parameter);
        requireLike("adamW", "square", square, parameter);
        Arguments.requireTarget("adamW", "mean", mean);
        Arguments.requireTarget("adamW", "square", square);
        if (step < 1) {
            throw new IllegalArgumentException("adamW: step " + step + ": steps are counted from 1");
        }
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException(
                    "adamW: betas " + beta1 + " and " + beta2 + ": expected at least 0 and below 1");
        }
        if (gradient.isForeign()) {
            try (Scope _ = Scope.open("adamW")) {
                adamW(parameter, gradient.local(), mean, square, rate, beta1, beta2, eps, decay, gradientScale, step);
            }
            return;
        }
        UpdateCall.AdamW call = adamWs.take();
        try {
            call.step.set(rate, beta1, beta2, eps, decay, gradientScale, step);
            call.setState(mean, square);
            call.run(parameter, gradient);
        } finally {
            call.clear();
            adamWs.give(call);
        }
        Reference.reachabilityFence(parameter);
        Reference.reachabilityFence(gradient);
        Reference.reachabilityFence(mean);
        Reference.reachabilityFence(square);
    }

    @Override
    public void sgd(NdArray parameter, NdArray gradient, NdArray momentumBuffer, double rate, double momentum,
            double dampening, boolean nesterov, double decay, double gradientScale) {
        requireParameter("sgd", parameter);
        requireLike("sgd", "gradient", gradient, parameter);
        if (momentumBuffer != null) {
            requireLike("sgd", "momentumBuffer", momentumBuffer, parameter);
            Arguments.requireTarget("sgd", "momentumBuffer", momentumBuffer);
        }
        if (gradient.isForeign()) {
            try (Scope _ = Scope.open("sgd")) {
                sgd(parameter, gradient.local(), momentumBuffer, rate, momentum, dampening, nesterov, decay,
                        gradientScale);
            }
            return;
        }
        UpdateCall.Sgd call = sgds.take();
        try {
            call.step.set(rate, momentum, dampening, nesterov, decay, gradientScale);
            call.setBuffer(momentumBuffer);
            call.run(parameter, gradient);
        } finally {
            call.clear();
            sgds.give(call);
        }
        Reference.reachabilityFence(parameter);
        Reference.reachabilityFence(gradient);
        Reference.reachabilityFence(momentumBuffer);
    }

    @Override
    public double sumOfSquares(NdArray x) {
        Arguments.requireFloating("sumOfSquares", "x", x);
        if (x.isForeign() || !x.isContiguous()) {
            try (Scope _ = Scope.open("sumOfSquares")) {
                return sumOfSquares(x.localRun());
            }
        }
        SquaresCall call = squares.take();
        double sum;
        try {
            sum = call.run(x);
        } finally {
            squares.give(call);
        }
        Reference.reachabilityFence(x);
        return sum;
    }

    private static void requireParameter(String kernel, NdArray parameter) {
        Arguments.requireFloating(kernel, "parameter", parameter);
        Arguments.requireContiguous(kernel, "parameter", parameter);
        Arguments.requireTarget(kernel, "parameter", parameter);
    }

    private static void requireLike(String kernel, String name, NdArray array, NdArray parameter) {
        Arguments.requireType(kernel, name, array, parameter.dtype());
        Arguments.requireShape(kernel, name, array, parameter.shape());
        Arguments.requireContiguous(kernel, name, array);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("update", "parallel cut", UpdateCall.PIECE));
    }
}
