package lanegrad.random;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A random generator: a key and a counter of {@link Philox} blocks. Each single draw takes a block, and {@link
 * #reserve} takes as many as a kernel needs.
 *
 * <p>Several threads may draw at once, and no block is ever drawn twice; but which thread draws which is not fixed
 * then, so a program that is to repeat itself gives each thread a {@link #split} of its own. {@link #restore} is for
 * one thread alone.
 */
public final class Rng {

    private static final VarHandle COUNTER;

    static {
        try {
            COUNTER = MethodHandles.lookup().findVarHandle(Rng.class, "counter", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long key;

    @SuppressWarnings("FieldMayBeFinal")
    private volatile long counter;

    /**
     * A generator at the beginning of a sequence.
     *
     * @param seed which sequence: any number, equal seeds give equal numbers
     */
    public Rng(long seed) {
        key = seed;
    }

    /**
     * Which sequence this generator draws from.
     *
     * @return the key
     */
    public long key() {
        return key;
    }

    /**
     * The next block that will be drawn.
     *
     * @return the counter
     */
    public long counter() {
        return counter;
    }

    /**
     * Where this generator stands.
     *
     * @return what {@link #restore} takes
     */
    public RngState state() {
        return new RngState(key, counter);
    }

    /**
     * Goes to where a generator stood: the same numbers follow.
     *
     * @param state what {@link #state} gave
     */
    public void restore(RngState state) {
        key = state.key();
        counter = state.counter();
    }

    /**
     * Takes blocks, for whoever computes their words itself.
     *
     * @param blocks how many, at least 0
     * @return the counter of the first one
     * @throws IllegalArgumentException if the number is negative
     */
    public long reserve(long blocks) {
        if (blocks < 0) {
            throw new IllegalArgumentException("reserve of " + blocks + " blocks: the number must not be negative");
        }
        return (long) COUNTER.getAndAdd(this, blocks);
    }

    /**
     * A generator with a sequence of its own: its key is drawn from a stream that nothing else draws from. A
     * generator's children differ from each other, and are the same again after {@link #restore}.
     *
     * @return the child, at the beginning of its sequence
     */
    public Rng split() {
        return new Rng(block(Philox.KEYS)[0]);
    }

    /**
     * A uniform number.
     *
     * @return in the open interval (0, 1), in steps of 2^-23
     */
    public float nextFloat() {
        return Uniform.toFloat((int) block(Philox.DRAWS)[0]);
    }

    /**
     * A uniform number.
     *
     * @return in the open interval (0, 1), in steps of 2^-52
     */
    public double nextDouble() {
        long words = block(Philox.DRAWS)[0];
        return Uniform.toDouble((int) words, (int) (words >>> 32));
    }

    /**
     * Random bits.
     *
     * @return any long, each as likely
     */
    public long nextLong() {
        return block(Philox.DRAWS)[0];
    }

    /**
     * A number below a bound, each exactly as likely: by multiplication, and another draw in the rare case that would
     * be uneven (Lemire, Fast random integer generation in an interval, 2019).
     *
     * @param bound at least 1
     * @return from 0 to {@code bound - 1}
     * @throws IllegalArgumentException if the bound is not positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nextInt below " + bound + ": the bound must be positive");
        }
        long bits = nextLong();
        long rest = bits * bound;
        if (Long.compareUnsigned(rest, bound) < 0) {
            long uneven = Long.remainderUnsigned(-bound, bound); // 2^64 modulo the bound
            while (Long.compareUnsigned(rest, uneven) < 0) {
                bits = nextLong();
                rest = bits * bound;
            }
        }
        return (int) Math.unsignedMultiplyHigh(bits, bound);
    }

    /**
     * A normal number.
     *
     * @return of mean 0 and standard deviation 1
     */
    public double nextGaussian() {
        long words = block(Philox.DRAWS)[0];
        return Normal.toDouble((int) words, (int) (words >>> 32));
    }

    /**
     * The numbers from 0 up in a random order.
     *
     * @param n how many, at least 0
     * @return a new array of 0 to {@code n - 1}, every order as likely
     * @throws IllegalArgumentException if n is negative
     */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("permutation of " + n + " numbers: their number must not be negative");
        }
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        shuffle(values);
        return values;
    }

    /**
     * Puts values into a random order, every order as likely (Fisher and Yates).
     *
     * @param values what to shuffle, in place
     */
    public void shuffle(int[] values) {
        for (int left = values.length; left > 1; left--) {
            int chosen = nextInt(left);
            int last = values[left - 1];
            values[left - 1] = values[chosen];
            values[chosen] = last;
        }
    }

    private long[] block(long stream) {
        long[] words = new long[Philox.WORDS / 2];
        Philox.block(key, reserve(1), stream, words, 0);
        return words;
    }

    @Override
    public String toString() {
        return "Rng[key " + Long.toHexString(key) + ", counter " + counter + "]";
    }
}
