package lanegrad.kernels.base;

import lanegrad.array.DType;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * One call of attention: its operands, checked, and how it is cut into pieces. The cut depends on shapes alone. Used
 * again and again.
 */
public final class AttentionCall extends Task {

    /** Queries of a piece of the forward pass: enough to pay for packing keys and values, few enough to balance. */
    static final int QUERIES = 256;

    /** Multiply-adds below which all is done by the caller. */
    static final long SMALL = 1 << 20;

    /** With fewer heads than this the backward pass divides each by its keys. */
    static final int HEADS = 24;

    /** The most elements that parts of the queries' gradient may take together. */
    private static final long PARTS_LENGTH = 1 << 24;

    public final Heads q = new Heads();
    public final Heads k = new Heads();
    public final Heads v = new Heads();
    public final Heads mask = new Heads();
    public final Heads out = new Heads();
    public final Heads lse = new Heads();
    public final Heads g = new Heads();
    public final Heads dq = new Heads();
    public final Heads dk = new Heads();
    public final Heads dv = new Heads();

    public DType dtype;
    public int batch;
    public int heads;
    public int queries;
    public int keys;
    /** Columns of q and k. */
    public int width;
    /** Columns of v. */
    public int valueWidth;
    public boolean causal;
    public double scale;

    private enum Kind {
        FORWARD, BACKWARD, BACKWARD_PART, MERGE
    }

    private AttentionLeaf leaf;
    private Kind kind;
    private Scratch parts;
    private int partLength;
    private int partKeys;
    private int partCount;

    /** How many keys, from the first on, a query may see as far as causality goes: from 0 to {@link #keys}. */
    public int visible(int query) {
        return causal ? Math.max(0, Math.min(keys, query + 1 + keys - queries)) : keys;
    }

    void forward(AttentionLeaf of) {
        leaf = of;
        kind = Kind.FORWARD;
        start(Math.multiplyExact(Math.multiplyExact(batch, heads), Math.ceilDiv(queries, QUERIES)));
    }

    private void start(int pieces) {
        if ((double) batch * heads * queries * keys * (width + valueWidth) >= SMALL) {
            Workers.run(this, pieces);
            return;
        }
        for (int piece = 0; piece < pieces; piece++) {
            run(piece);
        }
    }

    /**
     * Gradients. A head is a piece; where there are few, so is a range of its keys, and what these ranges give to the
     * queries' gradient is added up afterwards in order.
     */
    void backward(AttentionLeaf of) {
        leaf = of;
        int all = Math.multiplyExact(batch, heads);
        partCount = all == 0 ? 1 : parts(all);
        if (partCount == 1) {
            kind = Kind.BACKWARD;
            start(all);
            return;
        }
        parts = Scratch.take();
        try {
            of.reserve(parts, all * partCount * partLength);
            kind = Kind.BACKWARD_PART;
            Workers.run(this, all * partCount);
            kind = Kind.MERGE;
            Workers.run(this, all);
        } finally {
            parts.give();
            parts = null;
        }
    }

    private int parts(int all) {
        long length = leaf.partLength(this);
        if (length == 0 || all >= HEADS) {
            return 1;
        }
        long wanted = Math.min(Math.ceilDiv(HEADS, all), PARTS_LENGTH / Math.max(1, all * length));
        int unit = leaf.partKeys();
        long units = Math.ceilDiv(keys, unit);
        if (wanted <= 1 || units <= 1) {
            return 1;
        }
        partLength = (int) length;
        partKeys = (int) Math.ceilDiv(units, wanted) * unit;
        return Math.ceilDiv(keys, partKeys);
    }

    @Override
    protected void run(int piece) {
        switch (kind) {
            case FORWARD -> {
                int chunks = Math.ceilDiv(queries, QUERIES);
                int head = piece / chunks;
                int from = piece % chunks * QUERIES;
                leaf.forward(this, head / heads, head % heads, from, Math.min(queries, from + QUERIES));
            }
            case BACKWARD -> leaf.backward(this, piece / heads, piece % heads);
            case BACKWARD_PART -> {
                int head = piece / partCount;
                int from = piece % partCount * partKeys;
                leaf.backward(this, head / heads, head % heads, from, Math.min(keys, from + partKeys), parts,
                        piece * partLength);
            }
            case MERGE ->
                    leaf.merge(this, piece / heads, piece % heads, parts, piece * partCount * partLength, partCount);
        }
    }

    /** Lets go of all operands. */
    void clear() {
        q.clear();
        k.clear();
        v.clear();
        mask.clear();
        out.clear();
        lse.clear();
        g.clear();
        dq.clear();
        dk.clear();
        dv.clear();
        leaf = null;
    }
}
