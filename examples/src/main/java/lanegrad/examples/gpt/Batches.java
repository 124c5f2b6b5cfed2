package lanegrad.examples.gpt;

import lanegrad.autograd.Tensor;
import lanegrad.random.Rng;

/** Sequences of an encoded text, with the symbol that follows each position. Not for several threads at once. */
public final class Batches {

    /**
     * A batch.
     *
     * @param inputs I64 [batch, length]
     * @param targets I64 [batch, length], the inputs a symbol later
     */
    public record Batch(Tensor inputs, Tensor targets) {
    }

    private final byte[] text;
    private final int context;
    private int[] starts = {};
    private long[] inputs = {};
    private long[] targets = {};

    /**
     * Over a text.
     *
     * @param name of the text, for the error
     * @param text as {@link Alphabet#encode(byte[])} gives it
     * @param context symbols a sequence
     * @throws IllegalArgumentException if the text is not longer than one sequence
     */
    public Batches(String name, byte[] text, int context) {
        if (text.length <= context) {
            throw new IllegalArgumentException(name + ": " + text.length + " symbols, too short for a context of "
                    + context + ", which needs at least " + (context + 1L));
        }
        this.text = text;
        this.context = context;
    }

    /** Sequences from random places. */
    public Batch draw(int size, Rng rng) {
        resize(size);
        for (int i = 0; i < size; i++) {
            starts[i] = rng.nextInt(text.length - context);
        }
        return at(context);
    }

    /** How many sequences of the whole context, side by side, the text has. */
    public int count() {
        return (text.length - 1) / context;
    }

    /** Sequences side by side, from the given one on. */
    public Batch inOrder(int first, int size) {
        resize(size);
        for (int i = 0; i < size; i++) {
            starts[i] = (first + i) * context;
        }
        return at(context);
    }

    /**
     * Sequences from all over the text, number {@code first} and those that follow of {@code of} at equal distances.
     */
    public Batch spread(int first, int size, int of) {
        resize(size);
        long room = text.length - 1L - context;
        for (int i = 0; i < size; i++) {
            starts[i] = (int) (of == 1 ? 0 : room * (first + i) / (of - 1));
        }
        return at(context);
    }

    /** What is left at the end, shorter than the context; null if nothing is. */
    public Batch rest() {
        int start = count() * context;
        int length = text.length - 1 - start;
        if (length == 0) {
            return null;
        }
        resize(1);
        starts[0] = start;
        return at(length);
    }

    /** A step of training asks for the same size again and again, and makes no garbage here. */
    private void resize(int size) {
        if (starts.length != size) {
            starts = new int[size];
        }
    }

    private Batch at(int length) {
        int size = starts.length;
        if (inputs.length != size * length) {
            inputs = new long[size * length];
            targets = new long[size * length];
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < length; j++) {
                inputs[i * length + j] = text[starts[i] + j] & 0xFF;
                targets[i * length + j] = text[starts[i] + j + 1] & 0xFF;
            }
        }
        return new Batch(Tensor.of(inputs, size, length), Tensor.of(targets, size, length));
    }
}
