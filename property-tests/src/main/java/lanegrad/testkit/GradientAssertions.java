package lanegrad.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.GradCheck;
import lanegrad.autograd.GradCheckException;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;

/**
 * {@link GradCheck} as assertions for tests of one's own functions and modules, in JUnit or jqwik.
 *
 * <pre>{@code
 * @Property
 * void swishHasTheRightGradients(@ForAll @Draw(maxRank = 2) Drawn x) {
 *     GradientAssertions.assertSecondOrder(in -> swish(in[0]), x);
 * }
 *
 * @Test
 * void myLayerHasTheRightGradients() {
 *     MyLayer layer = new MyLayer(3, 2, DType.F64, new Rng(1));
 *     GradientAssertions.assertModule(layer, layer::forward, Tensor.of(new double[] {1, 2, 3}, 1, 3));
 * }
 * }</pre>
 *
 * <p>Each asserts more than the differences, which are taken at row-major copies: the gradients are the same where the
 * arguments lie as they were given, and when they are computed as a graph; and no argument changes. Functions are
 * deterministic, and smooth where they are looked at, and everything is F64. An {@link AssertionError} names the worst
 * element.
 */
public final class GradientAssertions {

    /** Larger inputs are not printed. */
    private static final int PRINTED = 16;

    /** How far two ways of computing the same gradient may be apart, relative to its greatest element. */
    private static final double SAME = 1e-10;

    private static final double SAME_SINGLE = 1e-4;

    private GradientAssertions() {
    }

    /**
     * Asserts that a function's gradients are its derivatives.
     *
     * @param f from tensors to a tensor
     * @param inputs where; F64, or integers and truth values, which have no gradient
     * @throws AssertionError if they are not, naming the worst element
     */
    public static void assertGradients(Function<Tensor[], Tensor> f, Tensor... inputs) {
        assertGradients(GradCheck.Options.DEFAULT, f, inputs);
    }

    /**
     * Asserts that a function's gradients are its derivatives.
     *
     * @param f from tensors to a tensor
     * @param inputs where, as they were drawn: views reach the function as views
     * @throws AssertionError if they are not, naming the worst element
     */
    public static void assertGradients(Function<Tensor[], Tensor> f, Drawn... inputs) {
        onDrawn(inputs, tensors -> assertGradients(f, tensors));
    }

    /**
     * Asserts that a function's gradients are its derivatives.
     *
     * @param options how closely, and which parameters besides the inputs
     * @param f from tensors to a tensor
     * @param inputs where
     * @throws AssertionError if they are not, naming the worst element
     */
    public static void assertGradients(GradCheck.Options options, Function<Tensor[], Tensor> f, Tensor... inputs) {
        check(options, inputs, () -> GradCheck.check(options, f, inputs));
        assertSameGradients(options, f, inputs);
    }

    /**
     * Asserts that a function's gradients, and the gradients of these, are its derivatives.
     *
     * @param f from tensors to a tensor
     * @param inputs where; F64, or integers and truth values, which have no gradient
     * @throws AssertionError if they are not, naming the worst element
     */
    public static void assertSecondOrder(Function<Tensor[], Tensor> f, Tensor... inputs) {
        assertSecondOrder(GradCheck.Options.DEFAULT, f, inputs);
    }

    /**
     * Asserts that a function's gradients, and the gradients of these, are its derivatives.
     *
     * @param f from tensors to a tensor
     * @param inputs where, as they were drawn: views reach the function as views
     * @throws AssertionError if they are not, naming the worst element
     */
    public static void assertSecondOrder(Function<Tensor[], Tensor> f, Drawn... inputs) {
        onDrawn(inputs, tensors -> assertSecondOrder(f, tensors));
    }

    /**
     * Asserts that a function's gradients, and the gradients of these, are its derivatives.
     *
     * @param options how closely, and which parameters besides the inputs
     * @param f from tensors to a tensor
     * @param inputs where
     * @throws AssertionError if they are not, naming the worst element
     */
    public static void assertSecondOrder(GradCheck.Options options, Function<Tensor[], Tensor> f, Tensor... inputs) {
        assertGradients(options, f, inputs);
        check(options, inputs, () -> GradCheck.checkSecondOrder(options, f, inputs));
    }

    /**
     * Asserts that a module of one input has the right gradients, by its input and by every parameter that is not
     * frozen, each of which takes part.
     *
     * @param module whose parameters are looked at, by name
     * @param forward its call
     * @param input where
     * @throws AssertionError if they are not, naming the parameter and the worst element
     */
    public static void assertModule(ParameterTree module, UnaryOperator<Tensor> forward, Tensor input) {
        assertModule(GradCheck.Options.DEFAULT, module, in -> forward.apply(in[0]), input);
    }

    /**
     * Asserts that a module has the right gradients, by its inputs and by every parameter that is not frozen, each of
     * which takes part.
     *
     * @param options how closely
     * @param module whose parameters are looked at, by name
     * @param forward its call
     * @param inputs where
     * @throws AssertionError if they are not, naming the parameter and the worst element
     */
    public static void assertModule(GradCheck.Options options, ParameterTree module,
            Function<Tensor[], Tensor> forward, Tensor... inputs) {
        Map<String, Parameter> parameters = module.parameters();
        List<String> idle = idle(parameters, forward, inputs);
        Failure.unless(idle.isEmpty(), "no gradient flows to %s: the result does not depend on it",
                String.join(", ", idle));
        assertGradients(options.with(parameters), forward, inputs);
    }

    /** The names of the parameters that are not frozen and have no gradient. */
    private static List<String> idle(Map<String, Parameter> parameters, Function<Tensor[], Tensor> forward,
            Tensor[] inputs) {
        List<String> names = parameters.keySet().stream().filter(name -> !parameters.get(name).isFrozen()).toList();
        try (Scope _ = Scope.open("module"); Mode _ = Autograd.enableGrad()) {
            Tensor y = forward.apply(inputs.clone());
            if (!y.isTracked()) {
                return names;
            }
            Tensor[] gradients = Autograd.grad(new Tensor[] {y}, new Tensor[] {y.stopGradient()},
                    names.stream().map(parameters::get).toArray(Tensor[]::new), false, false);
            List<String> idle = new ArrayList<>();
            for (int i = 0; i < gradients.length; i++) {
                if (gradients[i] == null) {
                    idle.add(names.get(i));
                }
            }
            return idle;
        }
    }

    private static void onDrawn(Drawn[] inputs, Consumer<Tensor[]> assertion) {
        try (Scope _ = Scope.open("drawn")) {
            assertion.accept(Arrays.stream(inputs).map(Drawn::tensor).toArray(Tensor[]::new));
        }
    }

    private static void check(GradCheck.Options options, Tensor[] inputs, Runnable differences) {
        List<double[]> before = Arrays.stream(inputs).map(Tensor::toDoubleArray).toList();
        try {
            differences.run();
        } catch (GradCheckException e) {
            throw e.finding() == null ? e : new AssertionError(message(options, e, inputs), e);
        }
        for (int i = 0; i < inputs.length; i++) {
            Failure.unless(Arrays.equals(before.get(i), inputs[i].toDoubleArray()), "input %d %s was changed", i,
                    inputs[i].shape());
        }
    }

    /** The worst element, the inputs if they are small, and what else the check has to say. */
    private static String message(GradCheck.Options options, GradCheckException e, Tensor[] inputs) {
        GradCheck.Finding found = e.finding();
        StringBuilder text = new StringBuilder(found.order() == 1 ? "the gradient is not the derivative: "
                : "the gradient of the gradient is not its derivative: ").append(found.variable()).append(", ")
                .append(found.place()).append(": autograd says ").append(found.analytic()).append(", differences say ")
                .append(found.numeric()).append(", relative error ")
                .append(String.format(Locale.ROOT, "%.1e", found.error())).append(", up to ")
                .append(found.order() == 1 ? options.tolerance() : options.secondOrderTolerance()).append(" allowed");
        for (int i = 0; i < inputs.length; i++) {
            text.append("\n  input ").append(i).append(": ").append(inputs[i].dtype()).append(' ')
                    .append(inputs[i].shape());
            if (inputs[i].size() <= PRINTED) {
                text.append(' ').append(Arrays.toString(inputs[i].toDoubleArray()));
            }
        }
        e.getMessage().lines().skip(1).filter(line -> !line.contains("worst element"))
                .forEach(line -> text.append('\n').append(line));
        return text.toString();
    }

    /** Compares the gradients at the arguments as they lie with those at row-major copies, computed as a graph. */
    private static void assertSameGradients(GradCheck.Options options, Function<Tensor[], Tensor> f,
            Tensor[] inputs) {
        try (Scope _ = Scope.open("gradients")) {
            Plain[] lying = gradients(f, inputs, false);
            Tensor[] copies = Arrays.stream(inputs).map(x -> x.dtype().isDifferentiable()
                    ? Tensor.of(Placement.CONTIGUOUS.place(plain(x), x.dtype()).view()) : x).toArray(Tensor[]::new);
            double limit = options.dtype() == DType.F64 ? SAME : SAME_SINGLE;
            Plain[] copied = gradients(f, copies, true);
            for (int i = 0; i < inputs.length; i++) {
                Failure.unless((lying[i] == null) == (copied[i] == null), "the gradient of input %d %s is %s, but %s "
                        + "as a graph of row-major copies", i, inputs[i].shape(), lying[i], copied[i]);
                if (lying[i] != null) {
                    double most = Arrays.stream(copied[i].data()).map(Math::abs).max().orElse(0);
                    Difference worst = Difference.worst(lying[i].data(), copied[i], DType.F64, most);
                    Failure.unless(worst.error() <= limit, "the gradient of input %d %s is another as a graph of "
                            + "row-major copies%s", i, inputs[i].shape(), worst);
                }
            }
        }
    }

    private static Plain plain(Tensor x) {
        return Plain.of(x.toDoubleArray(), x.shape().toArray());
    }

    private static Plain[] gradients(Function<Tensor[], Tensor> f, Tensor[] inputs, boolean createGraph) {
        Plain[] found = new Plain[inputs.length];
        try (Mode _ = Autograd.enableGrad()) {
            Tensor[] leaves = Arrays.stream(inputs).map(Tensor::stopGradient)
                    .map(x -> x.dtype().isDifferentiable() ? x.requiresGrad() : x).toArray(Tensor[]::new);
            Tensor y = f.apply(leaves.clone());
            if (!y.isTracked()) {
                return found;
            }
            int[] at = IntStream.range(0, leaves.length).filter(i -> leaves[i].isTracked()).toArray();
            Random random = new Random(1);
            Tensor u = Tensor.of(Placement.CONTIGUOUS.place(Plain.build(y.shape().toArray(),
                    _ -> random.nextGaussian()), y.dtype()).view());
            Tensor[] gradients = Autograd.grad(new Tensor[] {y}, new Tensor[] {u},
                    IntStream.of(at).mapToObj(i -> leaves[i]).toArray(Tensor[]::new), createGraph, createGraph);
            for (int i = 0; i < at.length; i++) {
                found[at[i]] = gradients[i] == null ? null : plain(gradients[i]);
            }
        }
        return found;
    }
}
