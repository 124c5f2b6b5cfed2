package lanegrad.examples.gpt;

import java.util.function.Consumer;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.memory.Scope;
import lanegrad.nn.models.Gpt;

/** The loss of a model on a text it never learned from: nats a symbol. */
final class Evaluation {

    private static final int BATCH = 32;

    private final Gpt model;
    private double sum;
    private long symbols;

    private Evaluation(Gpt model) {
        this.model = model;
    }

    /** The loss on the whole text, cut into sequences of the context side by side; the last one may be shorter. */
    static double whole(Gpt model, Batches text) {
        return measure(model, evaluation -> {
            for (int first = 0; first < text.count(); first += BATCH) {
                try (Scope _ = Scope.open("evaluation")) {
                    evaluation.add(text.inOrder(first, Math.min(BATCH, text.count() - first)));
                }
            }
            try (Scope _ = Scope.open("evaluation")) {
                Batches.Batch rest = text.rest();
                if (rest != null) {
                    evaluation.add(rest);
                }
            }
        });
    }

    /** The loss on some sequences from all over the text: quicker, and a little off. */
    static double glance(Gpt model, Batches text, int sequences) {
        return measure(model, evaluation -> {
            for (int first = 0; first < sequences; first += BATCH) {
                try (Scope _ = Scope.open("evaluation")) {
                    evaluation.add(text.spread(first, Math.min(BATCH, sequences - first), sequences));
                }
            }
        });
    }

    private static double measure(Gpt model, Consumer<Evaluation> reader) {
        boolean training = model.isTraining();
        model.eval();
        try (Mode _ = Autograd.noGrad()) {
            Evaluation evaluation = new Evaluation(model);
            reader.accept(evaluation);
            return evaluation.sum / evaluation.symbols;
        } finally {
            if (training) {
                model.train();
            }
        }
    }

    private void add(Batches.Batch batch) {
        sum += model.loss(batch.inputs(), batch.targets()).item() * batch.targets().size();
        symbols += batch.targets().size();
    }
}
