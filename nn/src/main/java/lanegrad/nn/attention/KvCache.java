package lanegrad.nn.attention;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;

/**
 * The keys and values of the positions that one attention layer has seen, so that decoding computes each position once.
 *
 * <p>The memory belongs to no scope. It doubles when it is full, so that n positions are copied O(n) times in all, and
 * stays when the cache is {@link #reset}. A batch decodes in step: all its sequences have the same length. One thread
 * at a time.
 */
public final class KvCache implements AutoCloseable {

    private static final long FIRST_CAPACITY = 16;

    private final long limit;
    private NdArray keys;
    private NdArray values;
    private long length;

    /**
     * An empty cache.
     *
     * @param limit the most positions it may hold, at least 1
     * @throws IllegalArgumentException if the limit is below 1
     */
    public KvCache(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("KV cache for " + limit + " positions: at least 1 expected");
        }
        this.limit = limit;
    }

    /**
     * How many positions it holds.
     *
     * @return the number
     */
    public long length() {
        return length;
    }

    /**
     * How many positions it holds memory for.
     *
     * @return the number
     */
    public long capacity() {
        return keys == null ? 0 : keys.dim(2);
    }

    /**
     * Takes up new positions.
     *
     * @param newKeys [batch, heads, new, d], not tracked by the tape
     * @param newValues [batch, heads, new, dv], not tracked by the tape
     * @throws IllegalStateException if the limit is reached, or a gradient would be lost; nothing is changed then
     */
    public void append(Tensor newKeys, Tensor newValues) {
        if (newKeys.isTracked() || newValues.isTracked()) {
            throw new IllegalStateException("KV cache: gradients do not flow through it; decode inside of noGrad");
        }
        long after = length + newKeys.dim(2);
        if (after > limit) {
            throw new IllegalStateException("KV cache: " + length + " positions and " + newKeys.dim(2)
                    + " new ones: its limit is " + limit);
        }
        requireLike("keys", keys, newKeys);
        requireLike("values", values, newValues);
        if (after > capacity() || !isLike(keys, newKeys) || !isLike(values, newValues)) {
            grow(after, newKeys, newValues);
        }
        put(newKeys, keys);
        put(newValues, values);
        length = after;
    }

    private void requireLike(String what, NdArray held, Tensor given) {
        if (length > 0 && !isLike(held, given)) {
            throw new IllegalArgumentException("KV cache: " + what + " " + given.dtype() + " " + given.shape()
                    + " after " + held.dtype() + " " + held.shape().with(2, length) + ": only axis 2 may differ");
        }
    }

    private static boolean isLike(NdArray held, Tensor given) {
        return held != null && held.dtype() == given.dtype()
                && held.shape().with(2, 0).equals(given.shape().with(2, 0));
    }

    private void grow(long needed, Tensor likeKeys, Tensor likeValues) {
        long capacity = FIRST_CAPACITY;
        while (capacity < needed) {
            capacity *= 2;
        }
        capacity = Math.min(capacity, limit);
        NdArray grownKeys = grown(keys, capacity, likeKeys.dtype(), likeKeys.shape());
        NdArray grownValues = grown(values, capacity, likeValues.dtype(), likeValues.shape());
        close(keys);
        close(values);
        keys = grownKeys;
        values = grownValues;
    }

    private NdArray grown(NdArray old, long capacity, DType dtype, Shape like) {
        try (Scope _ = Scope.outside()) {
            NdArray array = NdArray.empty(dtype, like.with(2, capacity));
            if (length > 0) {
                Autograd.kernels().copy().copy(old.slice(2, 0, length, 1), array.slice(2, 0, length, 1));
            }
            return array;
        }
    }

    private void put(Tensor added, NdArray held) {
        try (Scope _ = Scope.open("KvCache")) {
            Autograd.kernels().copy().copy(added.array(), held.slice(2, length, length + added.dim(2), 1));
        }
    }

    /**
     * The keys of all positions.
     *
     * @return [batch, heads, length, d], a view
     * @throws IllegalStateException if the cache is empty
     */
    public Tensor keys() {
        return Tensor.of(requireHeld(keys).slice(2, 0, length, 1));
    }

    /**
     * The values of all positions.
     *
     * @return [batch, heads, length, dv], a view
     * @throws IllegalStateException if the cache is empty
     */
    public Tensor values() {
        return Tensor.of(requireHeld(values).slice(2, 0, length, 1));
    }

    private static NdArray requireHeld(NdArray held) {
        if (held == null) {
            throw new IllegalStateException("KV cache: nothing has been appended yet");
        }
        return held;
    }

    /** Forgets all positions, and keeps the memory. */
    public void reset() {
        length = 0;
    }

    /**
     * Forgets the positions from a given one on.
     *
     * @param to how many to keep, at most {@link #length}
     * @throws IndexOutOfBoundsException if there are not as many
     */
    public void truncate(long to) {
        if (to < 0 || to > length) {
            throw new IndexOutOfBoundsException("truncate to " + to + " of " + length + " positions");
        }
        length = to;
    }

    /** Forgets all positions and gives the memory back; the cache may be used again. */
    @Override
    public void close() {
        close(keys);
        close(values);
        keys = null;
        values = null;
        length = 0;
    }

    private static void close(NdArray array) {
        if (array != null) {
            array.free();
        }
    }

    @Override
    public String toString() {
        return "KvCache[" + length + " of " + limit + " positions]";
    }
}
