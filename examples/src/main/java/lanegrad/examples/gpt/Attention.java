package lanegrad.examples.gpt;

import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import lanegrad.nn.models.Gpt;

/**
 * Where each head of a model looks while it reads a text.
 *
 * @param text what it reads
 * @param weights by layer and head, [text, text] in row-major order, a row a symbol that looks
 */
record Attention(byte[] text, float[][][] weights) {

    /** Reads a text that is no longer than the model's context. */
    static Attention of(Gpt model, Alphabet alphabet, byte[] text) {
        int layers = model.config().layers();
        int heads = model.config().heads();
        float[][][] weights = new float[layers][heads][];
        boolean training = model.isTraining();
        model.eval();
        try (Scope _ = Scope.open("attention"); Mode _ = Autograd.noGrad()) {
            byte[] symbols = alphabet.encode(text);
            long[] ids = new long[symbols.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = symbols[i] & 0xFF;
            }
            Tensor read = Tensor.of(ids, 1, ids.length);
            for (int layer = 0; layer < layers; layer++) {
                Tensor map = model.attentionMap(read, layer).get(0);
                for (int head = 0; head < heads; head++) {
                    weights[layer][head] = map.get(head).toFloatArray();
                }
            }
        } finally {
            if (training) {
                model.train();
            }
        }
        return new Attention(text, weights);
    }

    /**
     * The head that looks back most sharply: whose greatest weight on anything but the symbol itself, the one before it
     * and the very first (where heads with nothing to do look) is greatest on average.
     *
     * @return layer and head
     */
    int[] sharpestHead() {
        int[] best = {0, 0};
        double most = -1;
        for (int layer = 0; layer < weights.length; layer++) {
            for (int head = 0; head < weights[layer].length; head++) {
                double sharpness = sharpness(weights[layer][head]);
                if (sharpness > most) {
                    most = sharpness;
                    best = new int[] {layer, head};
                }
            }
        }
        return best;
    }

    private double sharpness(float[] map) {
        int n = text.length;
        double sum = 0;
        for (int query = 2; query < n; query++) {
            float most = 0;
            for (int key = 1; key < query - 1; key++) {
                most = Math.max(most, map[query * n + key]);
            }
            sum += most;
        }
        return sum;
    }
}
