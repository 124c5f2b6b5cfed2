package lanegrad.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;

/** Gradients of any order, and the settings of the thread that takes them. */
public final class Autograd {

    private Autograd() {
    }

    /**
     * Adds the gradients of {@code sum(seed * output)} into the leaves it was computed from. Nothing is added if the
     * pass fails. For gradients that are on the tape themselves, see {@link #grad(Tensor, boolean, Tensor...)}.
     *
     * @param output what is differentiated
     * @param seed of the output's shape; null means 1 for an output of one element
     * @param retainGraph whether another pass may run through the graph
     * @throws IllegalStateException if nothing requires a gradient, the graph is spent, or another pass runs through it
     * now
     */
    public static void backward(Tensor output, Tensor seed, boolean retainGraph) {
        if (output.node() == null) {
            throw new IllegalStateException(
                    "backward from a tensor of shape " + output.shape() + " that does not require a gradient");
        }
        try (Scope _ = Scope.open("backward")) {
            BackwardPass.accumulate(output, seedFor(output, seed), retainGraph);
        }
    }

    /**
     * The gradients of one number with respect to some tensors. The graph is freed unless a graph of gradients is
     * built.
     *
     * @param output one element
     * @param createGraph whether the gradients are themselves on the tape
     * @param inputs leaves or results
     * @return a gradient an input, of the current scope; null for an input that the output does not depend on
     * @throws IllegalArgumentException if an input does not require a gradient
     * @throws IllegalStateException if the output has more than one element, the graph is spent, or another pass runs
     * through it now
     */
    public static Tensor[] grad(Tensor output, boolean createGraph, Tensor... inputs) {
        return grad(new Tensor[] {output}, null, inputs, createGraph, createGraph);
    }

    /**
     * The gradients of {@code sum_i sum(seeds[i] * outputs[i])} with respect to some tensors.
     *
     * @param outputs what is differentiated
     * @param seeds one an output, of its shape; null, or a null element, means 1 for an output of one element
     * @param inputs leaves or results
     * @param retainGraph whether another pass may run through the graph
     * @param createGraph whether the gradients are themselves on the tape
     * @return a gradient an input, of the current scope; null for an input that the outputs do not depend on
     * @throws IllegalArgumentException if an input does not require a gradient, or seeds do not fit the outputs
     * @throws IllegalStateException if an output of more than one element has no seed, the graph is spent, or another
     * pass runs through it now
     */
    public static Tensor[] grad(Tensor[] outputs, Tensor[] seeds, Tensor[] inputs, boolean retainGraph,
            boolean createGraph) {
        if (seeds != null && seeds.length != outputs.length) {
            throw new IllegalArgumentException(
                    outputs.length + " outputs and " + seeds.length + " seeds: one an output expected");
        }
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i].node() == null) {
                throw new IllegalArgumentException(
                        "input " + i + " of shape " + inputs[i].shape() + " does not require a gradient");
            }
        }
        Tensor[] given = new Tensor[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            given[i] = seedFor(outputs[i], seeds == null ? null : seeds[i]);
        }
        return BackwardPass.gradients(outputs, given, inputs, retainGraph || createGraph, createGraph);
    }

    private static Tensor seedFor(Tensor output, Tensor seed) {
        output.array().requireUsable();
        if (seed == null) {
            if (output.size() != 1) {
                throw new IllegalStateException("the gradient of a tensor of shape " + output.shape()
                        + " without a seed: one element expected; take sum() or give a seed");
            }
            return Tensor.full(output.dtype(), 1, output.shape().toArray());
        }
        if (!seed.shape().equals(output.shape()) || seed.dtype() != output.dtype()) {
            throw new IllegalArgumentException(
                    "seed " + seed.dtype() + " " + seed.shape() + " for an output " + output.dtype() + " "
                            + output.shape());
        }
        return seed;
    }

    /**
     * The vector-Jacobian product {@code J(x)^T u}.
     *
     * @param f from one tensor to one
     * @param x where
     * @param u of the shape of f(x)
     * @return of the shape of x
     * @throws IllegalArgumentException if x is neither F32 nor F64, or u does not fit f(x)
     */
    public static Tensor vjp(UnaryOperator<Tensor> f, Tensor x, Tensor u) {
        return Transforms.vjp(f, x, u);
    }

    /**
     * The Jacobian-vector product {@code J(x) v}.
     *
     * @param f from one tensor to one
     * @param x where
     * @param v of the shape of x
     * @return of the shape of f(x)
     * @throws IllegalArgumentException if x is neither F32 nor F64, or v does not fit x
     */
    public static Tensor jvp(UnaryOperator<Tensor> f, Tensor x, Tensor v) {
        return Transforms.jvp(f, x, v);
    }

    /**
     * The product of the Hessian of a function of one number with a vector.
     *
     * @param f from a tensor to one element
     * @param x where
     * @param v of the shape of x
     * @return of the shape of x
     * @throws IllegalArgumentException if x is neither F32 nor F64, or v does not fit x
     * @throws IllegalStateException if f(x) has more than one element
     */
    public static Tensor hvp(UnaryOperator<Tensor> f, Tensor x, Tensor v) {
        return Transforms.hvp(f, x, v);
    }

    /**
     * The matrix of all first derivatives: {@code J[o..., i...]} is that of element o of f(x) by element i of x.
     *
     * @param f from one tensor to one
     * @param x where
     * @return the shape of f(x) followed by that of x, in x's type; off the tape
     * @throws IllegalArgumentException if x is neither F32 nor F64
     */
    public static Tensor jacobian(UnaryOperator<Tensor> f, Tensor x) {
        return jacobian(inputs -> f.apply(inputs[0]), false, x)[0];
    }

    /**
     * The matrices of all first derivatives of a function of several tensors. It takes a pass back for each element of
     * f(inputs); or, where that has more elements than all inputs together, one for each of theirs, through gradients
     * of gradients.
     *
     * @param f from some tensors to one
     * @param createGraph whether the matrices are on the tape themselves: behind inputs that are, and behind all else
     * that f captures
     * @param inputs where
     * @return one an input: the shape of f(inputs) followed by the input's, in its type
     * @throws IllegalArgumentException if an input is neither F32 nor F64
     */
    public static Tensor[] jacobian(Function<Tensor[], Tensor> f, boolean createGraph, Tensor... inputs) {
        return Transforms.jacobian(f, createGraph, inputs);
    }

    /**
     * The matrix of all second derivatives of a function of one number.
     *
     * @param f from a tensor to one element
     * @param x where
     * @return the shape of x twice, in its type; off the tape
     * @throws IllegalArgumentException if x is neither F32 nor F64
     * @throws IllegalStateException if f(x) has not exactly one element
     */
    public static Tensor hessian(UnaryOperator<Tensor> f, Tensor x) {
        return hessian(inputs -> f.apply(inputs[0]), false, x)[0][0];
    }

    /**
     * The matrices of all second derivatives of a function of several tensors. It takes a pass back for each element of
     * the inputs.
     *
     * @param f from some tensors to one element
     * @param createGraph whether the matrices are on the tape themselves: behind inputs that are, and behind all else
     * that f captures
     * @param inputs where
     * @return one for each two inputs: {@code h[i][j]} is the derivative by input i and then by input j, of the shape
     * of input i followed by that of input j, in input j's type
     * @throws IllegalArgumentException if an input is neither F32 nor F64
     * @throws IllegalStateException if f(inputs) has not exactly one element
     */
    public static Tensor[][] hessian(Function<Tensor[], Tensor> f, boolean createGraph, Tensor... inputs) {
        return Transforms.hessian(f, createGraph, inputs);
    }

    /**
     * A value and its gradient.
     *
     * @param value f(x)
     * @param gradient of the shape of x
     */
    public record ValueAndGrad(Tensor value, Tensor gradient) {
    }

    /**
     * A function of one number and its gradient.
     *
     * @param f from a tensor to one element
     * @param x where
     * @return both, off the tape
     * @throws IllegalArgumentException if x is neither F32 nor F64
     * @throws IllegalStateException if f(x) has more than one element
     */
    public static ValueAndGrad valueAndGrad(UnaryOperator<Tensor> f, Tensor x) {
        return Transforms.valueAndGrad(f, x);
    }

    /**
     * Computes a function without keeping what its gradient needs, and computes it again when the gradient is asked
     * for. Its parameters and whatever else it captures receive their gradients too.
     *
     * @param f must give the same result when it is called again, and take no gradients itself: the first time, nothing
     * is recorded
     * @param inputs its arguments
     * @return f(inputs)
     */
    public static Tensor checkpoint(Function<Tensor[], Tensor> f, Tensor... inputs) {
        return Checkpoint.of(f, null, inputs);
    }

    /**
     * As {@link #checkpoint(Function, Tensor...)} for a function that draws random numbers: the second computation
     * draws the same.
     *
     * @param rng what it draws from
     * @param f the function
     * @param inputs its arguments
     * @return f(inputs)
     */
    public static Tensor checkpoint(Rng rng, Function<Tensor[], Tensor> f, Tensor... inputs) {
        return Checkpoint.of(f, rng, inputs);
    }

    /**
     * The ops on the tape behind a tensor, one entry a call, in no particular order: what a backward pass from it would
     * run through.
     *
     * @param output a result
     * @return empty if it is not on the tape or is a leaf
     */
    public static List<Op> recorded(Tensor output) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Node> open = new ArrayDeque<>();
        List<Op> ops = new ArrayList<>();
        if (output.node() != null) {
            open.push(output.node());
        }
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (node instanceof Leaf || node.isSpent() || !seen.add(node)) {
                continue;
            }
            ops.add(node.op);
            for (Node parent : node.parents()) {
                if (parent != null) {
                    open.push(parent);
                }
            }
        }
        return ops;
    }

    /**
     * Records nothing on this thread until the result is closed.
     *
     * @return the setting, to be closed by try-with-resources
     */
    public static Mode noGrad() {
        return recording(false);
    }

    /**
     * Records on this thread until the result is closed, inside of {@link #noGrad} too.
     *
     * @return the setting, to be closed by try-with-resources
     */
    public static Mode enableGrad() {
        return recording(true);
    }

    private static Mode recording(boolean on) {
        Tape tape = Tape.get();
        boolean before = tape.recording;
        tape.recording = on;
        return new Mode(() -> tape.recording = before);
    }

    /**
     * Whether this thread records.
     *
     * @return false inside of {@link #noGrad}, and in rules of a backward pass that builds no graph
     */
    public static boolean isRecording() {
        return Tape.get().recording;
    }

    /**
     * Looks at every result and gradient of this thread until the result is closed, and throws an {@link
     * ArithmeticException} that names the op which first made a NaN or an infinity, with the stack trace of where it
     * was recorded. Slow.
     *
     * @return the setting, to be closed by try-with-resources
     */
    public static Mode detectAnomaly() {
        Tape tape = Tape.get();
        boolean before = tape.anomaly;
        tape.anomaly = true;
        return new Mode(() -> tape.anomaly = before);
    }

    /**
     * Computes on this thread with given kernels until the result is closed.
     *
     * @param kernels such as {@link Kernels#scalar()}
     * @return the setting, to be closed by try-with-resources
     */
    public static Mode use(Kernels kernels) {
        Tape tape = Tape.get();
        Kernels before = tape.kernels;
        tape.kernels = kernels;
        return new Mode(() -> tape.kernels = before);
    }

    /**
     * Calls one op for another on this thread until the result is closed: wherever {@code op} is applied, in rules and
     * composites too, {@code substitute} is. With another rule over the same forward this changes how gradients flow
     * through code that is not to be touched, as guided backpropagation does with relu's; with a wrong rule it shows
     * whether a gradient check would notice.
     *
     * <pre>{@code
     * Op guided = new Op("guidedRelu", relu.forward(), guidedRule);
     * try (Mode _ = Autograd.substitute(relu, guided)) {
     *     Tensor saliency = Autograd.grad(model.forward(x).max(), false, x)[0];
     * }
     * }</pre>
     *
     * @param op which op, such as one of {@link lanegrad.autograd.ops.Ops#all()}
     * @param substitute what is applied in its place, to the same attributes and inputs
     * @return the setting, to be closed by try-with-resources
     */
    public static Mode substitute(Op op, Op substitute) {
        Tape tape = Tape.get();
        Map<Op, Op> before = tape.substitutes;
        Map<Op, Op> now = new IdentityHashMap<>();
        if (before != null) {
            now.putAll(before);
        }
        now.put(op, substitute);
        tape.substitutes = now;
        return new Mode(() -> tape.substitutes = before);
    }

    /**
     * The kernels that ops on this thread use.
     *
     * @return {@link Kernels#best()} unless {@link #use} says otherwise
     */
    public static Kernels kernels() {
        return Tape.get().kernels;
    }
}
