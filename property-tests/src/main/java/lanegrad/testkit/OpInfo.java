package lanegrad.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import lanegrad.array.DType;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Ops;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.Threshold;

/**
 * What is known of an op besides the op itself: how to call it, how not to, what it should give, and which derivatives
 * it has. The generic properties work from this alone; a user's own op is tested by a record of its own.
 *
 * @param name the op's name, or that of a function made of ops
 * @param op the op; null for a function made of ops
 * @param samples ways to call it
 * @param errors ways not to
 * @param sizers samples of any size, for the kernels' thresholds
 * @param thresholds the thresholds that matter to it
 * @param dtypes the types that properties run in
 * @param orders how many derivatives it has: 0, 1 or 2
 * @param whyNot why there are fewer than two derivatives, or why differences do not show them; null if they do
 * @param broadcasts whether the result has the shape that all inputs broadcast to
 * @param elementwise whether each element of the result is a function of the inputs' elements at its place
 * @param exemptions which of the rules for samples it cannot follow, and why
 * @param overrides limits of the table of tolerances that it does not keep
 */
public record OpInfo(String name, Op op, List<Sample> samples, List<ErrorCase> errors, List<Sizer> sizers,
        Function<Kernels, List<Threshold>> thresholds, Set<DType> dtypes, int orders, String whyNot,
        boolean broadcasts, boolean elementwise, List<String> exemptions, List<Tolerances.Override> overrides) {

    /**
     * Starts a record of an op of the library.
     *
     * @param name its name in {@link Ops#all()}
     * @return a builder
     */
    public static Builder of(String name) {
        Op op = Ops.all().stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no op is named " + name));
        return new Builder(name, op);
    }

    /**
     * Starts a record of an op of one's own.
     *
     * @param op the op
     * @return a builder
     */
    public static Builder of(Op op) {
        return new Builder(op.name(), op);
    }

    /**
     * Starts a record of a function made of ops.
     *
     * @param name for reports
     * @return a builder
     */
    public static Builder composite(String name) {
        return new Builder(name, null);
    }

    /** Collects a record. */
    public static final class Builder {

        private final String name;
        private final Op op;
        private final List<Sample> samples = new ArrayList<>();
        private final List<ErrorCase> errors = new ArrayList<>();
        private final List<Sizer> sizers = new ArrayList<>();
        private Function<Kernels, List<Threshold>> thresholds = _ -> List.of();
        private Set<DType> dtypes = EnumSet.of(DType.F32, DType.F64);
        private int orders = 2;
        private String whyNot;
        private boolean broadcasts;
        private boolean elementwise;
        private final List<String> exemptions = new ArrayList<>();
        private final List<Tolerances.Override> overrides = new ArrayList<>();

        private Builder(String name, Op op) {
            this.name = name;
            this.op = op;
        }

        /**
         * A way to call it, smooth at its inputs.
         *
         * @param label what is special about it
         * @param args its inputs
         * @param apply the call
         * @param reference the same in plain Java
         * @return this builder
         */
        public Builder sample(String label, List<Arg> args, Function<Tensor[], Tensor> apply,
                Function<Plain[], Plain> reference) {
            return sample(Sample.of(label, args, apply, reference));
        }

        /**
         * A way to call it.
         *
         * @param sample the sample
         * @return this builder
         */
        public Builder sample(Sample sample) {
            samples.add(sample);
            return this;
        }

        /**
         * A way not to call it.
         *
         * @param label what is wrong
         * @param type what it must throw
         * @param message a regular expression that must be found in the message
         * @param args its inputs
         * @param apply the call
         * @return this builder
         */
        public Builder error(String label, Class<? extends RuntimeException> type, String message, List<Arg> args,
                Function<Tensor[], Tensor> apply) {
            errors.add(new ErrorCase(label, type, message, args, apply));
            return this;
        }

        /**
         * Samples of any size.
         *
         * @param sizer the sizer
         * @return this builder
         */
        public Builder sizer(Sizer sizer) {
            sizers.add(sizer);
            return this;
        }

        /**
         * The thresholds of the kernels it calls.
         *
         * @param of from kernels to their thresholds
         * @return this builder
         */
        public Builder thresholds(Function<Kernels, List<Threshold>> of) {
            this.thresholds = of;
            return this;
        }

        /**
         * The types that properties run in, instead of F32 and F64.
         *
         * @param types F32, F64
         * @return this builder
         */
        public Builder dtypes(Set<DType> types) {
            this.dtypes = types;
            return this;
        }

        /**
         * It has fewer derivatives than two, or differences do not show them.
         *
         * @param count how many
         * @param why for people
         * @return this builder
         */
        public Builder orders(int count, String why) {
            this.orders = count;
            this.whyNot = why;
            return this;
        }

        /**
         * The result has the shape that all inputs broadcast to.
         *
         * @return this builder
         */
        public Builder broadcasts() {
            broadcasts = true;
            return this;
        }

        /**
         * Each element of the result is a function of the inputs' elements at its place, as the reference of the first
         * sample is for inputs of any shape: special values must then give what they give there, down to the sign of
         * zero.
         *
         * @return this builder
         */
        public Builder elementwise() {
            elementwise = true;
            return this;
        }

        /**
         * A rule for samples that it cannot follow.
         *
         * @param what {@code rank 0} or {@code zero size}
         * @param why for people
         * @return this builder
         */
        public Builder without(String what, String why) {
            exemptions.add(what + ": " + why);
            return this;
        }

        /**
         * A limit of the table that it does not keep.
         *
         * @param dtype the type that is computed in
         * @param measure what is measured
         * @param limit the greatest relative error
         * @param reason why the table's limit is not kept
         * @return this builder
         */
        public Builder tolerance(DType dtype, Tolerances.Measure measure, double limit, String reason) {
            overrides.add(new Tolerances.Override(dtype, measure, limit, reason));
            return this;
        }

        /**
         * Ends the record.
         *
         * @return the record
         */
        public OpInfo build() {
            return new OpInfo(name, op, List.copyOf(samples), List.copyOf(errors), List.copyOf(sizers), thresholds,
                    Collections.unmodifiableSet(dtypes), orders, whyNot, broadcasts, elementwise,
                    List.copyOf(exemptions), List.copyOf(overrides));
        }
    }
}
