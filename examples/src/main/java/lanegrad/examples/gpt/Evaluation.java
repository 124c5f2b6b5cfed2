package lanegrad.examples.gpt;

import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.memory.Scope;
import lanegrad.nn.models.Gpt;

/** The loss of a model on a text it never learned from. */
final class Evaluation {

    private static final int BATCH = 32;

    private Evaluation() {
    }

    /**
     * The mean loss over the text, cut into sequences of the context side by side.
     *
     * @param most sequences to look at; beyond the text's, all of it, its last incomplete sequence included
     * @return nats a symbol
     */
    static double loss(Gpt model, Batches text, int most) {
        boolean training = model.isTraining();
        model.eval();
        double sum = 0;
        long symbols = 0;
        int count = Math.min(most, text.count());
        try (Mode _ = Autograd.noGrad()) {
            for (int first = 0; first < count; first += BATCH) {
                try (Scope _ = Scope.open("evaluation")) {
                    Batches.Batch batch = text.inOrder(first, Math.min(BATCH, count - first));
                    sum += model.loss(batch.inputs(), batch.targets()).item() * batch.targets().size();
                    symbols += batch.targets().size();
                }
            }
            try (Scope _ = Scope.open("evaluation")) {
                Batches.Batch rest = most > text.count() ? text.rest() : null;
                if (rest != null) {
                    sum += model.loss(rest.inputs(), rest.targets()).item() * rest.targets().size();
                    symbols += rest.targets().size();
                }
            }
        } finally {
            if (training) {
                model.train();
            }
        }
        return sum / symbols;
    }
}
