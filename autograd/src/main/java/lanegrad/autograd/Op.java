package lanegrad.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import lanegrad.array.NdArray;

/**
 * A differentiable operation as a value: its name, how it computes, and its rule.
 *
 * <pre>{@code
 * static final Op MUL = Op.named("mul").forward(call -> product(call.array(0), call.array(1)))
 *         .gradient(Rule.input(1), (call, g) -> sumTo(g.times(call.input(1)), call.shape(0)))
 *         .gradient(Rule.input(0), (call, g) -> sumTo(g.times(call.input(0)), call.shape(1))).build();
 * }</pre>
 *
 * <p>An op is itself alone: two of the same parts are two ops.
 */
public final class Op {
    // No record: the fields of records in constants are constants to the compiler, which would then take every op, down
    // to its kernel's front, into every method that applies it, and need the more memory to compile them.

    private final String name;
    private final Forward forward;
    private final Rule rule;

    /**
     * An op of given parts.
     *
     * @param name in messages, reports and tests
     * @param forward how it computes
     * @param rule how gradients flow back
     */
    public Op(String name, Forward forward, Rule rule) {
        this.name = name;
        this.forward = forward;
        this.rule = rule;
    }

    /** {@return its name in messages, reports and tests} */
    public String name() {
        return name;
    }

    /** {@return how it computes} */
    public Forward forward() {
        return forward;
    }

    /** {@return how gradients flow back} */
    public Rule rule() {
        return rule;
    }

    /**
     * Starts the definition of an op.
     *
     * @param name its name
     * @return a builder
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /**
     * Applies the op, and records it if an input requires a gradient and this thread records.
     *
     * @param attributes what else the forward and the rule need, or null
     * @param inputs the tensors it works on
     * @return the result, of the current scope
     * @throws IllegalStateException if it would have to be recorded and has no rule
     */
    public Tensor apply(Object attributes, Tensor... inputs) {
        Tape tape = Tape.get();
        return tape.substituteFor(this).apply(tape, attributes, inputs);
    }

    private Tensor apply(Tape tape, Object attributes, Tensor[] inputs) {
        boolean recorded = tape.recording && !(rule instanceof Rule.None) && isTracked(inputs);
        if (recorded && rule instanceof Rule.Missing) {
            throw new IllegalStateException(name + " has no rule, so its gradient cannot be recorded; "
                    + "use stopGradient on its inputs, or noGrad, if none is wanted");
        }
        return run(tape, recorded, attributes, inputs);
    }

    /** Applies and records the op even if no input requires a gradient, because something it captured may. */
    Tensor applyTracked(Object attributes, Tensor... inputs) {
        return run(Tape.get(), true, attributes, inputs);
    }

    private Tensor run(Tape tape, boolean recorded, Object attributes, Tensor[] inputs) {
        if (!recorded) {
            return new Tensor(compute(tape, new Unrecorded(this, attributes, inputs), inputs), null);
        }
        Node node = new Node(this, attributes, inputs);
        try {
            return node.record(tape, compute(tape, node, inputs));
        } catch (Throwable e) {
            node.letGo();
            throw e;
        }
    }

    private NdArray compute(Tape tape, Call call, Tensor[] inputs) {
        NdArray array = tape.isWatched() ? Span.forward(tape, this, call) : forward.apply(call);
        if (tape.anomaly && !tape.insideRule) {
            Anomaly.checkForward(this, call.attributes(Object.class), inputs, array);
        }
        return array;
    }

    private static boolean isTracked(Tensor[] inputs) {
        for (Tensor input : inputs) {
            if (input.isTracked()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "Op[" + name + "]";
    }

    /** Defines an op step by step. */
    public static final class Builder {

        private final String name;
        private Forward forward;
        private final List<Gradient> gradients = new ArrayList<>();
        private final List<Integer> uses = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /**
         * How the op computes.
         *
         * @param forward the forward
         * @return this builder
         */
        public Builder forward(Forward forward) {
            this.forward = forward;
            return this;
        }

        /**
         * The gradient of the next input.
         *
         * @param uses which values it needs: {@link Rule#input}, {@link Rule#OUTPUT}, or'ed together, or {@link
         * Rule#NOTHING}
         * @param gradient the gradient
         * @return this builder
         */
        public Builder gradient(int uses, Gradient gradient) {
            gradients.add(gradient);
            this.uses.add(uses);
            return this;
        }

        /**
         * The next input has no gradient by its nature: an index, a mask.
         *
         * @return this builder
         */
        public Builder constant() {
            return gradient(Rule.NOTHING, null);
        }

        /**
         * Ends the definition of an op with a gradient for each input.
         *
         * @return the op; without any gradient, one that cannot be recorded
         */
        public Op build() {
            return new Op(name, forward,
                    gradients.isEmpty() ? new Rule.Missing() : new Rule.PerInput(
                            Collections.unmodifiableList(new ArrayList<>(gradients)), List.copyOf(uses)));
        }

        /**
         * Ends the definition of an op with any number of like inputs.
         *
         * @param gradient the gradient of input i, which needs no values
         * @return the op
         */
        public Op variadic(Rule.VariadicGradient gradient) {
            return new Op(name, forward, new Rule.Variadic(gradient));
        }

        /**
         * Ends the definition of a fused op.
         *
         * @param uses which values the backward kernel needs besides the inputs: {@link Rule#OUTPUT} or {@link
         * Rule#NOTHING}
         * @param backward the kernel of first order
         * @param composite the definition in primitive ops
         * @return the op
         */
        public Op fused(int uses, FusedBackward backward, Composite composite) {
            return new Op(name, forward, new Rule.Fused(uses, backward, composite));
        }

        /**
         * Ends the definition of an op whose output has no gradient by its nature.
         *
         * @param why for people, such as {@code its output is a truth value}
         * @return the op
         */
        public Op withoutGradient(String why) {
            return new Op(name, forward, new Rule.None(why));
        }
    }
}
