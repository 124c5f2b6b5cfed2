package lanegrad.testkit.mutation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    /** Counts how often the change made a difference. */
    static final class Witness {

        private long changes;

        /** Whether anybody saw the mutant's gradient. */
        boolean reached() {
            return changes > 0;
        }
    }

    /** The wrong op. */
    Op mutated(Witness witness) {
        return new Op(op.name(), op.forward(), switch (op.rule()) {
            case Rule.PerInput rule -> {
                List<Gradient> gradients = new ArrayList<>(rule.gradients());
                Gradient right = gradients.get(input);
                gradients.set(input, (call, g) -> wrong(right.of(call, g), g, witness));
                yield new Rule.PerInput(Collections.unmodifiableList(gradients), rule.uses());
            }
            case Rule.Variadic rule -> new Rule.Variadic((call, i, g) -> i == input
                    ? wrong(rule.gradient().of(call, i, g), g, witness)
                    : rule.gradient().of(call, i, g));
            case Rule.Fused rule -> input == COMPOSITE
                    ? new Rule.Fused(rule.uses(), rule.backward(), composite(rule.composite(), witness))
                    : new Rule.Fused(rule.uses(), backward(rule.backward(), witness), rule.composite());
            case Rule.Recomputed rule -> new Rule.Recomputed(composite(rule.composite(), witness));
            case Rule.None _,Rule.Missing _ -> throw new IllegalStateException(op + " has no gradient to change");
        });
    }

    private Tensor wrong(Tensor right, Tensor g, Witness witness) {
        if (right == null || !change.changes(right.shape(), g.shape())) {
            return right;
        }
        witness.changes++;
        return change.apply(right, g.shape());
    }

    private FusedBackward backward(FusedBackward right, Witness witness) {
        return (call, g, into) -> {
            right.apply(call, g, into);
            if (into[input] != null && change.changes(into[input].shape(), g.shape())) {
                witness.changes++;
                try (Mode _ = Autograd.noGrad()) {
                    Tensor wrong = change.apply(Tensor.of(into[input]), g.shape());
                    into[input] = wrong == null ? null : wrong.array();
                }
            }
        };
    }

    /** The composite with a wrong gradient of its result, and so of all its inputs. */
    private Composite composite(Composite right, Witness witness) {
        Op passage = Op.named(op.name() + " passage").forward(call -> call.array(0).alias())
                .gradient(Rule.NOTHING, (call, g) -> wrong(g, g, witness)).build();
        return call -> passage.apply(null, right.of(call));
    }

    @Override
    public String toString() {
        return op.name() + (input == COMPOSITE ? ", composite" : ", input " + input) + ", "
                + change.name().toLowerCase(java.util.Locale.ROOT);
    }
}
