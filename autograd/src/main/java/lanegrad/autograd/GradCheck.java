package lanegrad.autograd;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import lanegrad.array.DType;

/**
 * Compares gradients with central differences.
 *
 * <pre>{@code
 * GradCheck.check(in -> in[0].times(in[1]).tanh(), x, y);
 * GradCheck.checkSecondOrder(in -> in[0].times(in[1]).tanh(), x, y);
 * GradCheck.check(GradCheck.Options.DEFAULT.with(layer.parameters()), in -> layer.forward(in[0]), x);
 * }</pre>
 *
 * <p>A function of any number of tensors is made one of numbers by a fixed random cotangent: {@code L(x) = <u, f(x)>}.
 * For each input and parameter, {@code <dL/dx, v>} along random directions v is compared with {@code (L(x + h v) - L(x
 * - h v)) / 2h}; when one differs, every element is looked at on its own, and the worst is reported. The second order
 * is the first order of {@code <w, dL/dx>}, as a function of the inputs, the parameters and the cotangent u.
 *
 * <p>The function must be deterministic and smooth at its arguments: restore the generator that it draws from, and stay
 * away from kinks by more than a few steps. Integers and truth values among the inputs are passed on as they are.
 */
public final class GradCheck {

    private GradCheck() {
    }

    /**
     * What is compared, and how closely.
     *
     * @param dtype the type of the inputs and parameters; F64 unless for a rough check of F32 code
     * @param step h, from 0 exclusive
     * @param tolerance the greatest relative error of a first derivative
     * @param secondOrderTolerance the greatest relative error of a second derivative
     * @param directions how many random directions an input; 0 means that each element is looked at instead
     * @param seed of the directions and cotangents
     * @param parameters what the function depends on besides its inputs, by name; changed during the check and brought
     * back. Frozen ones are left alone
     */
    public record Options(DType dtype, double step, double tolerance, double secondOrderTolerance, int directions,
            long seed, Map<String, Parameter> parameters) {

        /** F64, step 1e-5, errors up to 1e-6 and 1e-4, four directions. */
        public static final Options DEFAULT = new Options(DType.F64, 1e-5, 1e-6, 1e-4, 4, 1, Map.of());

        /** F32, step 1e-2, errors up to 1e-2 and 1e-1: finds a wrong rule, not a wrong digit. */
        public static final Options SINGLE = new Options(DType.F32, 1e-2, 1e-2, 1e-1, 4, 1, Map.of());

        /**
         * What is compared, and how closely.
         *
         * @param dtype the type of the inputs and parameters; F64 unless for a rough check of F32 code
         * @param step h, from 0 exclusive
         * @param tolerance the greatest relative error of a first derivative
         * @param secondOrderTolerance the greatest relative error of a second derivative
         * @param directions how many random directions an input; 0 means that each element is looked at instead
         * @param seed of the directions and cotangents
         * @param parameters what the function depends on besides its inputs, by name
         */
        public Options {
            Tensor.requireDifferentiable(dtype);
            if (!(step > 0 && tolerance > 0 && secondOrderTolerance > 0) || directions < 0) {
                throw new IllegalArgumentException("gradient check with step " + step + ", tolerances " + tolerance
                        + " and " + secondOrderTolerance + ", " + directions
                        + " directions: positive numbers and at least 0 directions expected");
            }
            parameters = new LinkedHashMap<>(parameters);
        }

        /**
         * These options with another seed.
         *
         * @param newSeed of the directions and cotangents
         * @return the options
         */
        public Options withSeed(long newSeed) {
            return new Options(dtype, step, tolerance, secondOrderTolerance, directions, newSeed, parameters);
        }

        /**
         * These options with other tolerances.
         *
         * @param first the greatest relative error of a first derivative
         * @param second the greatest relative error of a second derivative
         * @return the options
         */
        public Options withTolerances(double first, double second) {
            return new Options(dtype, step, first, second, directions, seed, parameters);
        }

        /**
         * These options with another step.
         *
         * @param h from 0 exclusive
         * @return the options
         */
        public Options withStep(double h) {
            return new Options(dtype, h, tolerance, secondOrderTolerance, directions, seed, parameters);
        }

        /**
         * These options with another number of directions.
         *
         * @param count directions an input; 0 means that each element is looked at instead
         * @return the options
         */
        public Options withDirections(int count) {
            return new Options(dtype, step, tolerance, secondOrderTolerance, count, seed, parameters);
        }

        /**
         * These options for each element on its own: two evaluations an element.
         *
         * @return the options
         */
        public Options elementwise() {
            return withDirections(0);
        }

        /**
         * These options with parameters of a module, say, whose gradients are checked too.
         *
         * @param named {@link ParameterTree#parameters()} of what the function captures
         * @return the options
         */
        public Options with(Map<String, Parameter> named) {
            return new Options(dtype, step, tolerance, secondOrderTolerance, directions, seed, named);
        }
    }

    /**
     * One comparison.
     *
     * @param order 1 or 2
     * @param variable what was changed: {@code input 1}, the name of a parameter, or {@code the cotangent}
     * @param place which element, such as {@code element [2, 0]}, or {@code direction 3}
     * @param analytic the derivative that autograd gave
     * @param numeric the central difference
     * @param error the relative error; what rounding may account for counts as part of what it is relative to
     */
    public record Finding(int order, String variable, String place, double analytic, double numeric, double error) {

        @Override
        public String toString() {
            return (order == 1 ? "first order, " : "second order, ") + variable + ", " + place + ": analytic "
                    + analytic
                    + ", numeric " + numeric + ", relative error " + error;
        }
    }

    /**
     * What a check that passed has found.
     *
     * @param comparisons how many
     * @param worst the one with the greatest error; null if there was nothing to compare
     */
    public record Report(int comparisons, Finding worst) {

        /**
         * The greatest relative error.
         *
         * @return 0 if there was nothing to compare
         */
        public double worstError() {
            return worst == null ? 0 : worst.error;
        }
    }

    /**
     * Checks the gradients of a function in F64.
     *
     * @param f from tensors to a tensor; its arguments are copies of the inputs
     * @param inputs where; F64, or integers and truth values, which have no gradient
     * @return what was found
     * @throws GradCheckException if a gradient is wrong, naming the worst element
     */
    public static Report check(Function<Tensor[], Tensor> f, Tensor... inputs) {
        return check(Options.DEFAULT, f, inputs);
    }

    /**
     * Checks the gradients of a function.
     *
     * @param options what is compared, and how closely
     * @param f from tensors to a tensor; its arguments are copies of the inputs
     * @param inputs where; of the options' type, or integers and truth values, which have no gradient
     * @return what was found
     * @throws GradCheckException if a gradient is wrong, naming the worst element
     */
    public static Report check(Options options, Function<Tensor[], Tensor> f, Tensor... inputs) {
        return new FiniteDifferences(options, f, inputs).firstOrder();
    }

    /**
     * Checks the gradients of the gradients of a function in F64.
     *
     * @param f from tensors to a tensor; its arguments are copies of the inputs
     * @param inputs where; F64, or integers and truth values, which have no gradient
     * @return what was found
     * @throws GradCheckException if a second derivative is wrong, naming the worst element
     */
    public static Report checkSecondOrder(Function<Tensor[], Tensor> f, Tensor... inputs) {
        return checkSecondOrder(Options.DEFAULT, f, inputs);
    }

    /**
     * Checks the gradients of the gradients of a function.
     *
     * @param options what is compared, and how closely
     * @param f from tensors to a tensor; its arguments are copies of the inputs
     * @param inputs where; of the options' type, or integers and truth values, which have no gradient
     * @return what was found
     * @throws GradCheckException if a second derivative is wrong, naming the worst element
     */
    public static Report checkSecondOrder(Options options, Function<Tensor[], Tensor> f, Tensor... inputs) {
        return new FiniteDifferences(options, f, inputs).secondOrder();
    }
}
