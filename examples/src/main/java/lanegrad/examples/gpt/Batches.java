package lanegrad.examples.gpt;

import lanegrad.autograd.Tensor;
import lanegrad.random.Rng;

/** Sequences of a text, with the symbol that follows each position. */
public final class Batches {

    /**
     * A batch.
     *
     * @param inputs I64 [batch, context]
     * @param targets I64 [batch, context], the inputs a symbol later
     */
    public record Batch(Tensor inputs, Tensor targets) {
    }

    private final long[] text;
    private final int context;

    /**
     * Over a text.
     *
     * @throws IllegalArgumentException if the text is not longer than one sequence
     */
    public Batches(long[] text, int context) {
        if (text.length <= context) {
            throw new IllegalArgumentException(
                    "a text of " + text.length + " symbols is too short for a context of " + context);
        }
        this.text = text;
        this.context = context;
    }

    /** Sequences from random places. */
    public Batch draw(int size, Rng rng) {
        int[] starts = new int[size];
        for (int i = 0; i < size; i++) {
            starts[i] = rng.nextInt(text.length - context);
        }
        return at(starts, context);
    }

    /** How many sequences of the whole context, side by side, the text has. */
    public int count() {
        return (text.length - 1) / context;
    }

    /** Sequences side by side, from the given one on. */
    public Batch inOrder(int first, int size) {
        int[] starts = new int[size];
        for (int i = 0; i < size; i++) {
            starts[i] = (first + i) * context;
        }
        return at(starts, context);
    }

    /** What is left at the end, shorter than the context; null if nothing is. */
    public Batch rest() {
        int start = count() * context;
        int length = text.length - 1 - start;
        return length == 0 ? null : at(new int[] {start}, length);
    }

    private Batch at(int[] starts, int length) {
        long[] inputs = new long[starts.length * length];
        long[] targets = new long[inputs.length];
        for (int i = 0; i < starts.length; i++) {
            System.arraycopy(text, starts[i], inputs, i * length, length);
            System.arraycopy(text, starts[i] + 1, targets, i * length, length);
        }
        return new Batch(Tensor.of(inputs, starts.length, length), Tensor.of(targets, starts.length, length));
    }
}
