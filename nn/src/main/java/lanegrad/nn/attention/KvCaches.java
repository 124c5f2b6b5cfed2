package lanegrad.nn.attention;

import java.util.ArrayList;
import java.util.List;

/** One {@link KvCache} for each layer of a model: the state of one decoding. */
public final class KvCaches implements AutoCloseable {

    private final List<KvCache> layers = new ArrayList<>();
    private final long limit;

    /**
     * Empty caches.
     *
     * @param layers how many
     * @param limit the most positions each may hold
     */
    public KvCaches(int layers, long limit) {
        for (int i = 0; i < layers; i++) {
            this.layers.add(new KvCache(limit));
        }
        this.limit = limit;
    }

    /**
     * The cache of one layer.
     *
     * @param i from 0
     * @return its cache
     */
    public KvCache layer(int i) {
        return layers.get(i);
    }

    /**
     * How many layers there are.
     *
     * @return the number
     */
    public int layers() {
        return layers.size();
    }

    /**
     * How many positions have been decoded.
     *
     * @return the number; that of the first layer
     */
    public long length() {
        return layers.isEmpty() ? 0 : layers.getFirst().length();
    }

    /**
     * The most positions that can be decoded before a {@link #reset}.
     *
     * @return the number
     */
    public long limit() {
        return limit;
    }

    /** Forgets all positions, and keeps the memory. */
    public void reset() {
        layers.forEach(KvCache::reset);
    }

    /**
     * Forgets the positions from a given one on, in the layers that have them.
     *
     * @param to how many to keep
     */
    public void truncate(long to) {
        for (KvCache layer : layers) {
            layer.truncate(Math.min(to, layer.length()));
        }
    }

    /** Forgets all positions and gives the memory back; the caches may be used again. */
    @Override
    public void close() {
        layers.forEach(KvCache::close);
    }

    @Override
    public String toString() {
        return "KvCaches[" + layers.size() + " layers, " + length() + " of " + limit + " positions]";
    }
}
