package lanegrad.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;

/** One check of {@link GradCheck}: the point, the cotangents, and the differences around the point. */
final class FiniteDifferences {

    /** In units of the last place of the greatest term: what rounding may add to the value of a function. */
    private static final double ROUNDING = 16;

    /** Elements whose derivative is smaller than this part of the greatest are measured by the greatest. */
    private static final double SMALL = 1e-3;

    /** Something that is changed: an input, a parameter, or the cotangent. */
    private record Variable(String name, int input, Parameter parameter, Shape shape, double[] values) {

        int size() {
            return values.length;
        }
    }

    /** A value, and the sum of the magnitudes it was added up from. */
    private record Value(double value, double magnitude) {
    }

    /** A function of the variables' values. */
    @FunctionalInterface
    private interface Evaluation {

        Value at(double[][] point);
    }

    private final GradCheck.Options options;
    private final Function<Tensor[], Tensor> f;
    private final Tensor[] inputs;
    private final Rng rng;
    private final List<Variable> variables = new ArrayList<>();
    private final double[] cotangent;
    private final Shape outputShape;
    private int comparisons;
    private GradCheck.Finding worst;

    FiniteDifferences(GradCheck.Options options, Function<Tensor[], Tensor> f, Tensor[] inputs) {
        this.options = options;
        this.f = f;
        this.inputs = inputs.clone();
        this.rng = new Rng(options.seed());
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i].dtype().isFloating()) {
                requireType("input " + i, inputs[i]);
                variables.add(new Variable("input " + i, i, null, inputs[i].shape(), inputs[i].toDoubleArray()));
            }
        }
        for (Map.Entry<String, Parameter> each : options.parameters().entrySet()) {
            Parameter parameter = each.getValue();
            if (!parameter.isFrozen()) {
                requireType(each.getKey(), parameter);
                variables.add(new Variable(each.getKey(), -1, parameter, parameter.shape(), parameter.toDoubleArray()));
            }
        }
        try (Scope _ = Scope.open("gradient check"); Mode _ = Autograd.noGrad()) {
            Tensor y = f.apply(arguments(point(), false));
            requireType("the result", y);
            outputShape = y.shape();
            cotangent = y.size() == 1 ? new double[] {1} : random(Math.toIntExact(y.size()));
            requireSame(y.toDoubleArray(), f.apply(arguments(point(), false)).toDoubleArray());
        }
    }

    private void requireType(String what, Tensor x) {
        if (x.dtype() != options.dtype()) {
            throw new IllegalArgumentException("gradient check: " + what + " is " + x.dtype() + " " + x.shape() + ", "
                    + options.dtype() + " expected"
                    + (options.dtype() == DType.F64 ? "; for a rough check of F32 code see Options.SINGLE" : ""));
        }
    }

    private static void requireSame(double[] first, double[] second) {
        if (!Arrays.equals(first, second)) {
            throw new GradCheckException("gradient check: the function gave different values for the same arguments; "
                    + "one that draws random numbers must restore its generator first", null);
        }
    }

    private double[][] point() {
        return variables.stream().map(v -> v.values.clone()).toArray(double[][]::new);
    }

    /** Away from 0, so that no element goes unseen. */
    private double[] random(int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            double x = 2 * rng.nextDouble() - 1;
            values[i] = x < 0 ? x - 0.5 : x + 0.5;
        }
        return values;
    }

    private NdArray array(double[] values, Shape shape) {
        NdArray array = NdArray.empty(options.dtype(), shape);
        Autograd.kernels().copy().copy(NdArray.of(values).reshape(shape.toArray()), array);
        return array;
    }

    /** The function's arguments at a point; parameters are set to it. */
    private Tensor[] arguments(double[][] point, boolean leaves) {
        Tensor[] arguments = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            arguments[i] = inputs[i].stopGradient();
        }
        for (int i = 0; i < variables.size(); i++) {
            Variable variable = variables.get(i);
            NdArray values = array(point[i], variable.shape);
            if (variable.parameter != null) {
                variable.parameter.assign(values);
            } else {
                Tensor x = Tensor.of(values);
                arguments[variable.input] = leaves ? x.requiresGrad() : x;
            }
        }
        return arguments;
    }

    private Tensor[] targets(Tensor[] arguments) {
        return variables.stream().map(v -> v.parameter != null ? v.parameter : arguments[v.input])
                .toArray(Tensor[]::new);
    }

    private double[][] values(Tensor[] gradients, List<Variable> of) {
        double[][] values = new double[of.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = gradients[i] == null ? new double[of.get(i).size()] : gradients[i].toDoubleArray();
        }
        return values;
    }

    private static Value inner(double[] a, double[] b) {
        double sum = 0;
        double magnitude = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
            magnitude += Math.abs(a[i] * b[i]);
        }
        return new Value(sum, magnitude);
    }

    GradCheck.Report firstOrder() {
        try {
            double[][] analytic;
            try (Scope _ = Scope.open("gradient check"); Mode _ = Autograd.enableGrad()) {
                Tensor[] arguments = arguments(point(), true);
                Tensor y = f.apply(arguments);
                analytic = values(gradients(y, Tensor.of(array(cotangent, outputShape)), targets(arguments), false),
                        variables);
            }
            compare(1, variables, point(), analytic, point -> {
                try (Scope _ = Scope.open("gradient check"); Mode _ = Autograd.noGrad()) {
                    return inner(cotangent, f.apply(arguments(point, false)).toDoubleArray());
                }
            });
        } finally {
            restore();
        }
        return new GradCheck.Report(comparisons, worst);
    }

    private static Tensor[] gradients(Tensor y, Tensor u, Tensor[] targets, boolean createGraph) {
        if (!y.isTracked()) {
            return new Tensor[targets.length];
        }
        return Autograd.grad(new Tensor[] {y}, new Tensor[] {u}, targets, createGraph, createGraph);
    }

    GradCheck.Report secondOrder() {
        List<Variable> all = new ArrayList<>(variables);
        all.add(new Variable("the cotangent", -1, null, outputShape, cotangent));
        double[][] weights = variables.stream().map(v -> random(v.size())).toArray(double[][]::new);
        double[][] start = all.stream().map(v -> v.values.clone()).toArray(double[][]::new);
        try {
            double[][] analytic;
            try (Scope _ = Scope.open("gradient check"); Mode _ = Autograd.enableGrad()) {
                analytic = secondDerivatives(all, weights);
            }
            compare(2, all, start, analytic, point -> {
                try (Scope _ = Scope.open("gradient check"); Mode _ = Autograd.enableGrad()) {
                    return weighted(point, weights);
                }
            });
        } finally {
            restore();
        }
        return new GradCheck.Report(comparisons, worst);
    }

    private double[][] secondDerivatives(List<Variable> all, double[][] weights) {
        Tensor[] arguments = arguments(point(), true);
        Tensor[] targets = targets(arguments);
        Tensor u = Tensor.of(array(cotangent, outputShape)).requiresGrad();
        Tensor[] first = gradients(f.apply(arguments), u, targets, true);
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> seeds = new ArrayList<>();
        for (int i = 0; i < first.length; i++) {
            if (first[i] != null && first[i].isTracked()) {
                outputs.add(first[i]);
                seeds.add(Tensor.of(array(weights[i], variables.get(i).shape)));
            }
        }
        Tensor[] wanted = Arrays.copyOf(targets, targets.length + 1);
        wanted[targets.length] = u;
        return values(Autograd.grad(outputs.toArray(Tensor[]::new), seeds.toArray(Tensor[]::new), wanted, false, false),
                all);
    }

    /** {@code <w, dL/dx>} at a point, whose last part is the cotangent. */
    private Value weighted(double[][] point, double[][] weights) {
        Tensor[] arguments = arguments(point, true);
        Tensor u = Tensor.of(array(point[variables.size()], outputShape));
        double[][] first = values(gradients(f.apply(arguments), u, targets(arguments), false), variables);
        double value = 0;
        double magnitude = 0;
        for (int i = 0; i < first.length; i++) {
            Value part = inner(weights[i], first[i]);
            value += part.value;
            magnitude += part.magnitude;
        }
        return new Value(value, magnitude);
    }

    /** Brings the parameters back to where they were. */
    private void restore() {
        try (Scope _ = Scope.open("gradient check")) {
            arguments(point(), false);
        }
    }

    private void compare(int order, List<Variable> all, double[][] start, double[][] analytic, Evaluation evaluation) {
        for (int i = 0; i < all.size(); i++) {
            Search search = new Search(order, all.get(i), i, start, analytic[i], evaluation);
            GradCheck.Finding found = options.directions() == 0 ? search.worstElement(Integer.MAX_VALUE)
                    : search.worstDirection(options.directions());
            if (found != null && !(found.error() <= search.tolerance)) {
                throw search.failure(found);
            }
        }
    }

    /** The derivatives along one variable. */
    private final class Search {

        /** How many elements are looked at to explain a direction that differs. */
        private static final int EXPLAINED = 4096;

        private final int order;
        private final Variable variable;
        private final int at;
        private final double[][] start;
        private final double[] g;
        private final double greatest;
        private final double tolerance;
        private final Evaluation evaluation;

        Search(int order, Variable variable, int at, double[][] start, double[] g, Evaluation evaluation) {
            this.order = order;
            this.variable = variable;
            this.at = at;
            this.start = start;
            this.g = g;
            this.greatest = Arrays.stream(g).map(Math::abs).max().orElse(0);
            this.tolerance = order == 1 ? options.tolerance() : options.secondOrderTolerance();
            this.evaluation = evaluation;
        }

        /** The direction with the greatest error; the first that is over the tolerance. */
        GradCheck.Finding worstDirection(int directions) {
            GradCheck.Finding most = null;
            for (int d = 0; d < directions && g.length > 0; d++) {
                double[] v = random(g.length);
                double squares = 0;
                for (int j = 0; j < g.length; j++) {
                    squares += g[j] * v[j] * g[j] * v[j];
                }
                GradCheck.Finding found = measure("direction " + d, inner(g, v).value, Math.sqrt(squares), v);
                most = worse(found, most);
                if (!(found.error() <= tolerance)) {
                    break;
                }
            }
            return most;
        }

        GradCheck.Finding worstElement(int limit) {
            GradCheck.Finding most = null;
            int count = Math.min(limit, g.length);
            for (int i = 0; i < count; i++) {
                int j = (int) ((long) i * g.length / count);
                double[] v = new double[g.length];
                v[j] = 1;
                most = worse(measure("element " + index(j), g[j], SMALL * greatest, v), most);
            }
            return most;
        }

        private GradCheck.Finding measure(String place, double analytic, double scale, double[] v) {
            double h = options.step();
            Value above = evaluation.at(moved(v, h));
            Value below = evaluation.at(moved(v, -h));
            double numeric = (above.value - below.value) / (2 * h);
            double unit = options.dtype() == DType.F64 ? 0x1p-53 : 0x1p-24;
            double rounding = ROUNDING * unit * Math.max(above.magnitude, below.magnitude) / h;
            double measure = Math.max(Math.max(Math.abs(analytic), Math.abs(numeric)), scale) + rounding / tolerance;
            double error = analytic == numeric ? 0 : Math.abs(analytic - numeric) / measure; // NaN stays NaN
            GradCheck.Finding found = new GradCheck.Finding(order, variable.name, place, analytic, numeric, error);
            comparisons++;
            worst = worse(found, worst);
            return found;
        }

        private double[][] moved(double[] v, double h) {
            double[][] point = start.clone();
            point[at] = start[at].clone();
            for (int j = 0; j < v.length; j++) {
                point[at][j] += h * v[j];
            }
            return point;
        }

        private String index(int j) {
            long[] index = new long[variable.shape.rank()];
            long rest = j;
            for (int i = index.length - 1; i >= 0; i--) {
                index[i] = rest % variable.shape.dim(i);
                rest /= variable.shape.dim(i);
            }
            return Arrays.toString(index);
        }

        GradCheckException failure(GradCheck.Finding found) {
            StringBuilder text = new StringBuilder("the gradient is not the derivative: ").append(found)
                    .append(", up to ").append(tolerance).append(" allowed");
            GradCheck.Finding shown = found;
            if (options.directions() > 0) {
                GradCheck.Finding element = worstElement(EXPLAINED);
                if (!(element.error() <= tolerance)) {
                    shown = element;
                    text.append("\n  worst element of ").append(variable.name).append(' ').append(variable.shape)
                            .append(": ").append(element);
                }
            }
            text.append(slopes(shown)).append("\n  step ").append(options.step()).append(", seed ")
                    .append(options.seed());
            return new GradCheckException(text.toString(), shown);
        }

        /** Says so if the function has a kink there. */
        private String slopes(GradCheck.Finding found) {
            if (!found.place().startsWith("element")) {
                return "";
            }
            double[] v = new double[g.length];
            for (int j = 0; j < v.length; j++) {
                v[j] = ("element " + index(j)).equals(found.place()) ? 1 : 0;
            }
            double h = options.step();
            double here = evaluation.at(start).value;
            double right = (evaluation.at(moved(v, h)).value - here) / h;
            double left = (here - evaluation.at(moved(v, -h)).value) / h;
            return Math.abs(right - left) > 0.01 * Math.max(Math.abs(right), Math.abs(left))
                    ? "\n  the slopes to the right and to the left are " + right + " and " + left + ": perhaps a kink"
                    : "";
        }
    }

    private static GradCheck.Finding worse(GradCheck.Finding a, GradCheck.Finding b) {
        return b == null || !(a.error() <= b.error()) ? a : b;
    }
}
