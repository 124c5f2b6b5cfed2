package lanegrad.examples.gpt;

import java.util.Locale;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.memory.Scope;
import lanegrad.nn.models.Gpt;

/**
 * How little a model expected each symbol of a text.
 *
 * @param text what it read
 * @param nats at each symbol, given those before it; NaN at the first
 */
record Surprise(byte[] text, float[] nats) {

    /** A symbol this surprising gets the full colour: one of e^6, or 400. */
    private static final double FULL = 6;

    /** Reads, always with at least half a context before a symbol where there is as much. */
    static Surprise of(Gpt model, Alphabet alphabet, byte[] text) {
        byte[] symbols = alphabet.encode(text);
        float[] nats = new float[symbols.length];
        nats[0] = Float.NaN;
        int context = model.context();
        boolean training = model.isTraining();
        model.eval();
        try (Mode _ = Autograd.noGrad()) {
            for (int done = 1; done < symbols.length;) {
                int start = done == 1 ? 0 : Math.max(0, done - (context + 1) / 2);
                int end = Math.min(symbols.length, start + context + 1);
                read(model, symbols, start, done, end, nats);
                done = end;
            }
        } finally {
            if (training) {
                model.train();
            }
        }
        return new Surprise(text, nats);
    }

    private static void read(Gpt model, byte[] symbols, int start, int from, int end, float[] nats) {
        long[] ids = new long[end - 1 - start];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = symbols[start + i] & 0xFF;
        }
        try (Scope _ = Scope.open("surprise")) {
            float[] logs = Fused.logSoftmax(model.forward(Tensor.of(ids, 1, ids.length)), -1).toFloatArray();
            for (int i = from; i < end; i++) {
                nats[i] = -logs[(i - 1 - start) * model.vocabulary() + (symbols[i] & 0xFF)];
            }
        }
    }

    /** The text, each byte on a ground the stronger, the more it surprised. */
    String toHtml() {
        StringBuilder html = new StringBuilder("<pre class='surprise'>");
        for (int i = 0; i < text.length; i++) {
            double strength = i == 0 ? 0 : Math.min(1, nats[i] / FULL);
            String shown = text[i] == '\n' ? "&#8629;\n" : text[i] == ' ' ? " " : Html.mark(text[i]);
            if (strength < 0.05) {
                html.append(text[i] == '\n' ? "\n" : shown);
            } else {
                html.append(String.format(Locale.ROOT,
                        "<i style='background:rgba(var(--hot),%.2f)' title='%.2f nats'>%s</i>", 0.75 * strength,
                        nats[i], shown));
            }
        }
        return html.append("</pre>").toString();
    }
}
