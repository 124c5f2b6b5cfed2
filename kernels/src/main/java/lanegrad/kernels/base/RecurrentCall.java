package lanegrad.kernels.base;

import lanegrad.array.NdArray;
import lanegrad.parallel.Scratch;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * One call of a recurrent kernel. Sequences do not depend on each other, so a piece is a few of them, for all steps:
 * threads meet once a call, not once a step. Used again and again.
 */
final class RecurrentCall<R, C> extends Task {

    /** Sequences of a piece: what fills a panel of rows. */
    static final int ROWS = 16;

    /** Multiply-adds below which all is done by the caller. */
    private static final long SMALL = 1 << 20;

    enum Kind {
        LSTM, LSTM_BACKWARD, GRU, GRU_BACKWARD;

        private boolean isForward() {
            return this == LSTM || this == GRU;
        }
    }

    final RecurrentOperands operands = new RecurrentOperands();
    private final GateLeaf leaf;
    private final RecurrentProduct<R, C> product;
    private Kind kind;
    private int batch;
    private int steps;

    RecurrentCall(GemmLeaf<R, C> gemm, GateLeaf leaf) {
        this.leaf = leaf;
        product = new RecurrentProduct<>(gemm);
    }

    /** Runs on operands that have been set. */
    void run(Kind what, NdArray gates, NdArray weight) {
        kind = what;
        steps = Math.toIntExact(gates.dim(0));
        batch = Math.toIntExact(gates.dim(1));
        operands.width = (int) weight.dim(1);
        if (operands.width == 0) {
            return;
        }
        plan(weight);
        Scratch scratch = Scratch.take();
        try {
            product.pack(weight.segment(), scratch);
            start((double) steps * batch * weight.size());
        } finally {
            product.drop();
            scratch.give();
        }
    }

    /** The blocks of the weight, whose rows are gates, and where they meet states and gates. */
    private void plan(NdArray weight) {
        long row = weight.stride(0);
        long column = weight.stride(1);
        long at = weight.offset();
        int width = operands.width;
        switch (kind) {
            case LSTM -> {
                product.begin(row, column);
                product.plan(at, width, 4 * width, 0, 0, true);
            }
            case LSTM_BACKWARD -> {
                product.begin(column, row);
                product.plan(at, 4 * width, width, 0, 0, true);
            }
            // The third part of the product does not meet the input's share: it is q, behind n.
            case GRU -> {
                product.begin(row, column);
                product.plan(at, width, 2 * width, 0, 0, true);
                product.plan(at + 2 * width * row, width, width, 0, 3 * width, false);
            }
            case GRU_BACKWARD -> {
                product.begin(column, row);
                product.plan(at, 2 * width, width, 0, 0, true);
                product.plan(at + 2 * width * row, width, width, 3 * width, 0, true);
            }
        }
    }

    private void start(double work) {
        int pieces = Math.ceilDiv(batch, ROWS);
        if (work >= SMALL) {
            Workers.run(this, pieces);
            return;
        }
        for (int piece = 0; piece < pieces; piece++) {
            run(piece);
        }
    }

    @Override
    protected void run(int piece) {
        int from = piece * ROWS;
        int to = Math.min(batch, from + ROWS);
        Scratch scratch = Scratch.take();
        try {
            if (kind.isForward()) {
                forward(from, to, scratch);
            } else {
                backward(from, to, scratch);
            }
        } finally {
            scratch.give();
        }
    }

    private void forward(int from, int to, Scratch scratch) {
        for (int step = 0; step < steps; step++) {
            product.multiply(operands.states, step, operands.gates, step, from, to - from, scratch);
            for (int row = from; row < to; row++) {
                if (kind == Kind.LSTM) {
                    leaf.lstm(operands, step, row);
                } else {
                    leaf.gru(operands, step, row);
                }
            }
        }
    }

    private void backward(int from, int to, Scratch scratch) {
        for (int row = from; row < to; row++) {
            operands.g.copyRow(steps, row, operands.dstate, 0, operands.width);
        }
        for (int step = steps - 1; step >= 0; step--) {
            for (int row = from; row < to; row++) {
                if (kind == Kind.LSTM_BACKWARD) {
                    leaf.lstmBackward(operands, step, row);
                } else {
                    leaf.gruBackward(operands, step, row);
                }
            }
            product.multiply(operands.dgates, step, operands.dstate, 0, from, to - from, scratch);
        }
    }
}
