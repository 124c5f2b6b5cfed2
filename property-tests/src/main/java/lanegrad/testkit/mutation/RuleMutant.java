package lanegrad.testkit.mutation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Composite;
import lanegrad.autograd.FusedBackward;
import lanegrad.autograd.Gradient;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Op;
import lanegrad.autograd.Rule;
import lanegrad.autograd.Tensor;

/**
 * An op whose rule is wrong in one place.
 *
 * @param op the right op
 * @param input whose gradient is wrong; {@link #COMPOSITE} for that of the composite's result
 * @param change how
 */
record RuleMutant(Op op, int input, Change change) {

    /** Stands for the definition of a fused op, which gives the gradients of higher orders. */
    static final int COMPOSITE = -1;

    /** What becomes of a rule's gradients. */
    @FunctionalInterface
    private interface Alteration {

        /**
         * Alters a gradient.
         *
         * @param input whose gradient it is; {@link #COMPOSITE} for that of the composite's result
         * @param right the gradient, or null
         * @param output the shape of the op's output
         * @return the same, or a wrong one
         */
        Tensor of(int input, Tensor right, Shape output);
    }

    /**
     * The mutants of an op that make a difference somewhere, and one of each gradient that its rule states and nobody
     * asks for, which will survive.
     *
     * @param op the right op
     * @param asking asks for all gradients that anybody will look at, of what is substituted for the op
     * @return the mutants, by inputs
     */
    static SortedSet<RuleMutant> of(Op op, Runnable asking) {
        SortedSet<RuleMutant> mutants = new TreeSet<>(
                Comparator.comparingInt(RuleMutant::input).thenComparing(RuleMutant::change));
        Set<Integer> asked = new HashSet<>();
        Op probe = altered(op, (input, right, output) -> {
            asked.add(input);
            for (Change change : Change.values()) {
                if (right != null && change.changes(right.shape(), output)) {
                    mutants.add(new RuleMutant(op, input, change));
                }
            }
            return right;
        });
        try (Mode _ = Autograd.substitute(op, probe)) {
            asking.run();
        }
        stated(op.rule()).filter(input -> !asked.contains(input))
                .forEach(input -> mutants.add(new RuleMutant(op, input, Change.NEGATED)));
        return mutants;
    }

    /** The gradients that a rule has for certain, however many inputs a call has. */
    private static Stream<Integer> stated(Rule rule) {
        return switch (rule) {
            case Rule.PerInput each -> IntStream.range(0, each.gradients().size())
                    .filter(i -> each.gradients().get(i) != null).boxed();
            case Rule.Fused _,Rule.Recomputed _ -> Stream.of(COMPOSITE);
            case Rule.Variadic _,Rule.None _,Rule.Missing _ -> Stream.of();
        };
    }

    /** The wrong op. */
    Op mutated() {
        return altered(op, (i, right, output) -> i == input && right != null && change.changes(right.shape(), output)
                ? change.apply(right, output)
                : right);
    }

    private static Op altered(Op op, Alteration alteration) {
        return new Op(op.name(), op.forward(), switch (op.rule()) {
            case Rule.PerInput rule -> {
                List<Gradient> gradients = new ArrayList<>(rule.gradients());
                for (int i = 0; i < gradients.size(); i++) {
                    int input = i;
                    Gradient right = gradients.get(i);
                    if (right != null) {
                        gradients.set(i, (call, g) -> alteration.of(input, right.of(call, g), g.shape()));
                    }
                }
                yield new Rule.PerInput(Collections.unmodifiableList(gradients), rule.uses());
            }
            case Rule.Variadic rule -> new Rule.Variadic(
                    (call, i, g) -> alteration.of(i, rule.gradient().of(call, i, g), g.shape()));
            case Rule.Fused rule -> new Rule.Fused(rule.uses(), backward(rule.backward(), alteration),
                    composite(op, rule.composite(), alteration));
            case Rule.Recomputed rule -> new Rule.Recomputed(composite(op, rule.composite(), alteration));
            case Rule.None _,Rule.Missing _ -> throw new IllegalStateException(op + " has no gradient to change");
        });
    }

    private static FusedBackward backward(FusedBackward right, Alteration alteration) {
        return (call, g, into) -> {
            right.apply(call, g, into);
            try (Mode _ = Autograd.noGrad()) {
                for (int i = 0; i < into.length; i++) {
                    if (into[i] != null) {
                        Tensor altered = alteration.of(i, Tensor.of(into[i]), g.shape());
                        into[i] = altered == null ? null : altered.array();
                    }
                }
            }
        };
    }

    /** The composite with a wrong gradient of its result, and so of all its inputs. */
    private static Composite composite(Op op, Composite right, Alteration alteration) {
        Op passage = Op.named(op.name() + " passage").forward(call -> call.array(0).alias())
                .gradient(Rule.NOTHING, (call, g) -> alteration.of(COMPOSITE, g, g.shape())).build();
        return call -> passage.apply(null, right.of(call));
    }

    @Override
    public String toString() {
        return op.name() + (input == COMPOSITE ? ", composite" : ", input " + input) + ", "
                + change.name().toLowerCase(java.util.Locale.ROOT);
    }
}
