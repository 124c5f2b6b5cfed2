package lanegrad.testkit.mutation;

import java.util.List;
import java.util.function.Consumer;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Rule;
import lanegrad.testkit.Ledger;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Properties;
import lanegrad.testkit.Property;
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
            RuleMutant.of(info.op(), () -> requireRight(info)).forEach(mutant -> verdicts.accept(judge(info, mutant)));
        }
    }

    private static void requireRight(OpInfo info) {
        Property notice = firstNotice(info);
        if (notice != null) {
            throw new IllegalStateException(info.name() + ": '" + notice.name() + "' does not hold without any mutant");
        }
    }

    private static Verdict judge(OpInfo info, RuleMutant mutant) {
        try (Mode _ = Autograd.substitute(mutant.op(), mutant.mutated())) {
            Property notice = firstNotice(info);
            return notice == null ? new Verdict(mutant.toString(), Fate.SURVIVED, null)
                    : new Verdict(mutant.toString(), Fate.KILLED, notice.name());
        }
    }

    /** The first property of gradients that does not hold, or null. */
    private static Property firstNotice(OpInfo info) {
        Ledger ledger = new Ledger();
        for (Property property : Properties.ofGradients()) {
            if (property.appliesTo(info)) {
                try {
                    property.check(ledger.page(info));
                } catch (AssertionError | RuntimeException e) {
                    return property;
                }
            }
        }
        return null;
    }
}
