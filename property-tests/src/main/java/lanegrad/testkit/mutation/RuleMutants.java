package lanegrad.testkit.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Op;
import lanegrad.autograd.Rule;
import lanegrad.kernels.Kernels;
import lanegrad.testkit.Ledger;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Placement;
import lanegrad.testkit.Properties;
import lanegrad.testkit.Property;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Trial;
import lanegrad.testkit.mutation.Verdict.Fate;

/** Makes the rule of each op wrong, input by input and in each way of {@link Change}, and asks its properties. */
public final class RuleMutants {

    private RuleMutants() {
    }

    /**
     * Tries every change that makes a difference somewhere in the samples of an op's records. A gradient that no sample
     * ever asks for survives.
     *
     * @param infos the records; those of functions made of ops are passed over
     * @param verdicts receives one after the other
     */
    public static void run(List<OpInfo> infos, Consumer<Verdict> verdicts) {
        for (OpInfo info : infos) {
            if (info.op() == null || info.op().rule() instanceof Rule.None
                    || info.op().rule() instanceof Rule.Missing) {
                continue;
            }
            for (int input : inputs(info)) {
                for (Change change : Change.values()) {
                    Verdict verdict = judge(info, new RuleMutant(info.op(), input, change));
                    if (verdict != null) {
                        verdicts.accept(verdict);
                    }
                }
            }
        }
    }

    /** The inputs that have gradients. */
    private static List<Integer> inputs(OpInfo info) {
        List<Integer> inputs = new ArrayList<>();
        switch (info.op().rule()) {
            case Rule.PerInput rule -> {
                for (int i = 0; i < rule.gradients().size(); i++) {
                    if (rule.gradients().get(i) != null) {
                        inputs.add(i);
                    }
                }
            }
            case Rule.Variadic _ -> addUpTo(arity(info), inputs);
            case Rule.Fused _ -> {
                addUpTo(arity(info), inputs);
                inputs.add(RuleMutant.COMPOSITE);
            }
            case Rule.Recomputed _ -> inputs.add(RuleMutant.COMPOSITE);
            case Rule.None _,Rule.Missing _ -> {
                // no gradient to change
            }
        }
        return inputs;
    }

    private static void addUpTo(int arity, List<Integer> inputs) {
        for (int i = 0; i < arity; i++) {
            inputs.add(i);
        }
    }

    /** The most inputs that any sample gives the op. */
    private static int arity(OpInfo info) {
        int[] most = {0};
        Op probe = new Op(info.op().name(), call -> {
            most[0] = Math.max(most[0], call.arity());
            return info.op().forward().apply(call);
        }, info.op().rule());
        try (Mode _ = Autograd.substitute(info.op(), probe)) {
            for (Sample sample : info.samples()) {
                Trial.draw(sample, DType.F32, Placement.CONTIGUOUS, 1).forward(Kernels.best());
            }
        }
        return most[0];
    }

    /** Null if the change makes no difference anywhere, because nothing is broadcast or the input has no gradient. */
    private static Verdict judge(OpInfo info, RuleMutant mutant) {
        RuleMutant.Witness witness = new RuleMutant.Witness();
        Ledger ledger = new Ledger();
        try (Mode _ = Autograd.substitute(mutant.op(), mutant.mutated(witness))) {
            for (Property property : Properties.ofGradients()) {
                if (property.appliesTo(info)) {
                    try {
                        property.check(ledger.page(info));
                    } catch (AssertionError | RuntimeException e) {
                        return new Verdict(mutant.toString(), Fate.KILLED, property.name());
                    }
                }
            }
        }
        return witness.reached() ? new Verdict(mutant.toString(), Fate.SURVIVED, null) : null;
    }
}
