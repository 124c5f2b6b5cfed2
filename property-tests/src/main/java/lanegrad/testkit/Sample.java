package lanegrad.testkit;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;

/**
 * One way to call an op: inputs, and the attributes that are baked into the call and into its reference.
 *
 * @param label what is special about it
 * @param args its inputs
 * @param apply the call
 * @param reference the same in plain Java, from the inputs as the library sees them
 * @param result the type of the result; null for the type that a property runs in
 * @param use which properties make use of it
 * @param pullback its gradients in plain Java, from the inputs and the gradient of the result; null where differences
 * show them
 */
public record Sample(String label, List<Arg> args, Function<Tensor[], Tensor> apply,
        Function<Plain[], Plain> reference, DType result, Use use, BiFunction<Plain[], Plain, Plain[]> pullback) {

    /** Which properties make use of a sample. */
    public enum Use {
        /** All of them. */
        SMOOTH,
        /** Differences around the inputs are no derivatives: a kink or a tie is near. */
        ROUGH,
        /** Its gradients overflow, or are NaN: values alone are compared. */
        VALUES
    }

    /**
     * A smooth sample whose result has the type that a property runs in.
     *
     * @param label what is special about it
     * @param args its inputs
     * @param apply the call
     * @param reference the same in plain Java
     * @return the sample
     */
    public static Sample of(String label, List<Arg> args, Function<Tensor[], Tensor> apply,
            Function<Plain[], Plain> reference) {
        return new Sample(label, args, apply, reference, null, Use.SMOOTH, null);
    }

    /**
     * This sample with a result of another type.
     *
     * @param dtype the type
     * @return the sample
     */
    public Sample giving(DType dtype) {
        return new Sample(label, args, apply, reference, dtype, use, pullback);
    }

    /**
     * This sample, at inputs where differences are no derivatives.
     *
     * @return the sample
     */
    public Sample rough() {
        return new Sample(label, args, apply, reference, result, Use.ROUGH, pullback);
    }

    /**
     * This sample, for its values alone.
     *
     * @return the sample
     */
    public Sample valuesOnly() {
        return new Sample(label, args, apply, reference, result, Use.VALUES, pullback);
    }

    /**
     * This sample with gradients that are known, where differences do not show them: at a kink, between two types, or
     * because the gradient is by intent not that of the value.
     *
     * @param gradients from the inputs and the gradient of the result to a gradient an input, null where it has none
     * @return the sample
     */
    public Sample pulling(BiFunction<Plain[], Plain, Plain[]> gradients) {
        return new Sample(label, args, apply, reference, result, use, gradients);
    }

    /**
     * Whether some input has the type that a property runs in; otherwise the sample is the same in each.
     *
     * @return true if F32 and F64 differ
     */
    public boolean followsType() {
        return args.stream().anyMatch(arg -> arg.dtype() == null);
    }

    /**
     * Whether some input has a gradient when a property runs in a type.
     *
     * @param run F32 or F64
     * @return true if an input is F32 or F64
     */
    public boolean isDifferentiable(DType run) {
        return args.stream().anyMatch(arg -> arg.dtype(run).isDifferentiable());
    }

    @Override
    public String toString() {
        return label + " " + args;
    }
}
