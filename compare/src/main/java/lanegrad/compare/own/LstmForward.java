package lanegrad.compare.own;

import static lanegrad.compare.cases.Lstm.BATCH;
import static lanegrad.compare.cases.Lstm.IN;
import static lanegrad.compare.cases.Lstm.STEPS;

import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Recurrent;
import lanegrad.compare.cases.Lstm;
import lanegrad.jmh.work.Operands;

/** A long short-term memory. */
final class LstmForward extends TensorJob {

    private final Tensor[] operands = operands();

    @Override
    Tensor compute() {
        return states(operands);
    }

    static Tensor[] operands() {
        return layer(Operands.uniform(1, STEPS, BATCH, IN), Lstm.weights(), 3);
    }

    static Tensor states(Tensor[] operands) {
        return Recurrent.lstm(operands[0], null, null, operands[1], operands[2], operands[3], operands[4]).output();
    }
}
