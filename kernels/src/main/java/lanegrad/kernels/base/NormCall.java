package lanegrad.kernels.base;

import java.lang.foreign.ValueLayout;
import lanegrad.memory.Scope;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * One call of a kernel along the last axis: its operands, and how its rows are cut into pieces. The cut depends on the
 * shape alone. Used again and again.
 */
public final class NormCall extends Task {

    /** Elements that are worth a piece of their own. */
    static final long PIECE = 1 << 14;

    /** The most parts that the gradients of gamma and beta are summed from. */
    static final int PARTS = 32;

    enum Kind {
        SOFTMAX, SOFTMAX_BACKWARD, LOG_SOFTMAX, LOG_SOFTMAX_BACKWARD, LAYER_NORM, LAYER_NORM_BACKWARD, LAYER_NORM_MERGE,
        CROSS_ENTROPY, CROSS_ENTROPY_BACKWARD
    }

    public final RowOperand x = new RowOperand();
    public final RowOperand g = new RowOperand();
    public final RowOperand out = new RowOperand();
    public final RowOperand gamma = new RowOperand();
    public final RowOperand beta = new RowOperand();
    public final RowOperand mean = new RowOperand();
    public final RowOperand rstd = new RowOperand();
    public final RowOperand dgamma = new RowOperand();
    public final RowOperand dbeta = new RowOperand();
    public final RowOperand targets = new RowOperand();
    public final RowOperand loss = new RowOperand();
    public final RowOperand lse = new RowOperand();

    /** Elements of a row. */
    public long n;
    /** Added to a variance. */
    public double eps;
    /** Whether the mean of a row is taken from it, as in layer norm; in RMS norm it is not. */
    public boolean centred;
    /** The target of rows that do not count. */
    public long ignoreIndex;

    long rows;
    private final RowOperand[] operands = {x, g, out, gamma, beta, mean, rstd, dgamma, dbeta, targets, loss, lse};
    private NormLeaf leaf;
    private Kind kind;
    private Scope scope;
    private long size;
    private long rowsAPiece;
    private Scratch parts;
    private int partCount;

    /** The target of a row. */
    public long target(long row) {
        return targets.segment().get(ValueLayout.JAVA_LONG, targets.at(row));
    }

    /**
     * Checks the operands given, which have to go with x, and points at them. What cannot be worked on where it is gets
     * a stand-in. One loop for all, however many there are: what is compiled stays small.
     */
    void bind(String kernel) {
        boolean fitting = true;
        for (RowOperand operand : operands) {
            operand.check(kernel, x.given());
            fitting &= operand.isFitting();
        }
        scope = fitting ? null : Scope.open(kernel);
        for (RowOperand operand : operands) {
            operand.bind();
        }
        n = x.given().dim(-1);
        rows = x.given().shape().remove(-1).size();
    }

    /** Refuses a target that is no class, before anything is written. */
    void checkTargets(String kernel, long ignored) {
        ignoreIndex = ignored;
        for (long row = 0; row < rows; row++) {
            long target = target(row);
            if (target != ignored && (target < 0 || target >= n)) {
                throw new IndexOutOfBoundsException(kernel + ": target " + target + " of row " + row
                        + " is not a class from 0 to " + (n - 1) + " nor the index to ignore, " + ignored);
            }
        }
    }

    /** Brings results to where they belong. */
    void store() {
        for (RowOperand operand : operands) {
            operand.store();
        }
    }

    /** Runs a kernel whose rows do not depend on each other. */
    void rowwise(NormLeaf of, Kind what) {
        leaf = of;
        cut(what, rows, Math.max(1, PIECE / Math.max(1, n)));
    }

    /** Rows divided by their deviation from their mean, or from 0. */
    void layerNorm(NormLeaf of, boolean centring, double added) {
        centred = centring;
        eps = added;
        rowwise(of, Kind.LAYER_NORM);
    }

    /** Gradients of {@link #layerNorm}: those of gamma and beta are sums of parts, which are added up in order. */
    void layerNormBackward(NormLeaf of, boolean centring) {
        centred = centring;
        leaf = of;
        boolean parameters = dgamma.isPresent() || dbeta.isPresent();
        if (!parameters) {
            rowwise(of, Kind.LAYER_NORM_BACKWARD);
            return;
        }
        partCount = Math.clamp(rows * n / PIECE, 1, PARTS);
        parts = Scratch.take();
        try {
            of.reserve(parts, Math.multiplyExact(2 * partCount, Math.toIntExact(n)));
            cut(Kind.LAYER_NORM_BACKWARD, rows, Math.max(1, Math.ceilDiv(rows, partCount)));
            partCount = (int) Math.ceilDiv(rows, rowsAPiece);
            cut(Kind.LAYER_NORM_MERGE, n, PIECE / PARTS);
        } finally {
            parts.give();
            parts = null;
        }
    }

    /** A piece is a range of rows, or of columns when parts are merged. */
    private void cut(Kind what, long length, long each) {
        kind = what;
        size = length;
        rowsAPiece = Math.max(each, Math.ceilDiv(length, Integer.MAX_VALUE));
        Workers.run(this, (int) Math.ceilDiv(length, rowsAPiece));
    }

    @Override
    protected void run(int piece) {
        long from = piece * rowsAPiece;
        long to = Math.min(size, from + rowsAPiece);
        switch (kind) {
            case SOFTMAX -> leaf.softmax(this, from, to);
            case SOFTMAX_BACKWARD -> leaf.softmaxBackward(this, from, to);
            case LOG_SOFTMAX -> leaf.logSoftmax(this, from, to);
            case LOG_SOFTMAX_BACKWARD -> leaf.logSoftmaxBackward(this, from, to);
            case LAYER_NORM -> leaf.layerNorm(this, from, to);
            case LAYER_NORM_BACKWARD -> {
                if (out.isPresent()) {
                    leaf.layerNormInput(this, from, to);
                }
                if (parts != null) {
                    leaf.layerNormParameters(this, from, to, parts, piece);
                }
            }
            case LAYER_NORM_MERGE -> leaf.layerNormMerge(this, from, to, parts, partCount);
            case CROSS_ENTROPY -> leaf.crossEntropy(this, from, to);
            case CROSS_ENTROPY_BACKWARD -> leaf.crossEntropyBackward(this, from, to);
        }
    }

    /** Lets go of all operands and their stand-ins. */
    void clear() {
        for (RowOperand operand : operands) {
            operand.clear();
        }
        leaf = null;
        if (scope != null) {
            scope.close();
            scope = null;
        }
    }
}
