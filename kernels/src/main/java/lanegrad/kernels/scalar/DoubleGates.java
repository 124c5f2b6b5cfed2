package lanegrad.kernels.scalar;

import static java.lang.Math.fma;
import static java.lang.StrictMath.tanh;
import static lanegrad.kernels.scalar.DoubleMath.sigmoid;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanegrad.kernels.base.GateLeaf;
import lanegrad.kernels.base.RecurrentOperands;

/** Gates in F64, one element at a time. */
public final class DoubleGates implements GateLeaf {

    private static final int BYTES = Double.BYTES;

    @Override
    public void lstm(RecurrentOperands of, long step, long row) {
        MemorySegment gates = of.gates.segment();
        MemorySegment bias = of.bias.segment();
        MemorySegment cells = of.cells.segment();
        long part = (long) of.width * BYTES;
        long at = of.gates.at(step, row);
        long biasAt = of.bias.at(0, 0);
        long before = of.cells.at(step, row);
        long after = of.cells.at(step + 1, row);
        long state = of.states.at(step + 1, row);
        for (long e = 0; e < part; e += BYTES) {
            double i = sigmoid(get(gates, at + e) + get(bias, biasAt + e));
            double f = sigmoid(get(gates, at + part + e) + get(bias, biasAt + part + e));
            double g = tanh(get(gates, at + 2 * part + e) + get(bias, biasAt + 2 * part + e));
            double o = sigmoid(get(gates, at + 3 * part + e) + get(bias, biasAt + 3 * part + e));
            double c = fma(i, g, f * get(cells, before + e));
            set(gates, at + e, i);
            set(gates, at + part + e, f);
            set(gates, at + 2 * part + e, g);
            set(gates, at + 3 * part + e, o);
            set(cells, after + e, c);
            set(of.states.segment(), state + e, o * tanh(c));
        }
    }

    @Override
    public void lstmBackward(RecurrentOperands of, long step, long row) {
        MemorySegment gates = of.gates.segment();
        MemorySegment cells = of.cells.segment();
        MemorySegment dgates = of.dgates.segment();
        MemorySegment dstate = of.dstate.segment();
        MemorySegment dcell = of.dcell.segment();
        long part = (long) of.width * BYTES;
        long at = of.gates.at(step, row);
        long before = of.cells.at(step, row);
        long after = of.cells.at(step + 1, row);
        long slopes = of.dgates.at(step, row);
        long gAt = of.g.at(step, row);
        long stateAt = of.dstate.at(0, row);
        long cellAt = of.dcell.at(0, row);
        for (long e = 0; e < part; e += BYTES) {
            double i = get(gates, at + e);
            double f = get(gates, at + part + e);
            double g = get(gates, at + 2 * part + e);
            double o = get(gates, at + 3 * part + e);
            double c = tanh(get(cells, after + e));
            double dh = get(dstate, stateAt + e);
            double dc = fma(dh * o, fma(-c, c, 1), get(dcell, cellAt + e));
            set(dgates, slopes + e, dc * g * (i * (1 - i)));
            set(dgates, slopes + part + e, dc * get(cells, before + e) * (f * (1 - f)));
            set(dgates, slopes + 2 * part + e, dc * i * fma(-g, g, 1));
            set(dgates, slopes + 3 * part + e, dh * c * (o * (1 - o)));
            set(dcell, cellAt + e, dc * f);
            set(dstate, stateAt + e, get(of.g.segment(), gAt + e));
        }
    }

    @Override
    public void gru(RecurrentOperands of, long step, long row) {
        MemorySegment gates = of.gates.segment();
        MemorySegment bias = of.bias.segment();
        MemorySegment states = of.states.segment();
        long part = (long) of.width * BYTES;
        long at = of.gates.at(step, row);
        long biasAt = of.bias.at(0, 0);
        long before = of.states.at(step, row);
        long after = of.states.at(step + 1, row);
        for (long e = 0; e < part; e += BYTES) {
            double r = sigmoid(get(gates, at + e) + get(bias, biasAt + e));
            double z = sigmoid(get(gates, at + part + e) + get(bias, biasAt + part + e));
            double q = get(gates, at + 3 * part + e) + get(bias, biasAt + 3 * part + e);
            double n = tanh(fma(r, q, get(gates, at + 2 * part + e) + get(bias, biasAt + 2 * part + e)));
            set(gates, at + e, r);
            set(gates, at + part + e, z);
            set(gates, at + 2 * part + e, n);
            set(gates, at + 3 * part + e, q);
            set(states, after + e, fma(z, get(states, before + e), (1 - z) * n));
        }
    }

    @Override
    public void gruBackward(RecurrentOperands of, long step, long row) {
        MemorySegment gates = of.gates.segment();
        MemorySegment dgates = of.dgates.segment();
        MemorySegment dstate = of.dstate.segment();
        long part = (long) of.width * BYTES;
        long at = of.gates.at(step, row);
        long before = of.states.at(step, row);
        long slopes = of.dgates.at(step, row);
        long gAt = of.g.at(step, row);
        long stateAt = of.dstate.at(0, row);
        for (long e = 0; e < part; e += BYTES) {
            double r = get(gates, at + e);
            double z = get(gates, at + part + e);
            double n = get(gates, at + 2 * part + e);
            double q = get(gates, at + 3 * part + e);
            double dh = get(dstate, stateAt + e);
            double dn = dh * (1 - z) * fma(-n, n, 1);
            set(dgates, slopes + e, dn * q * (r * (1 - r)));
            set(dgates, slopes + part + e, dh * (get(of.states.segment(), before + e) - n) * (z * (1 - z)));
            set(dgates, slopes + 2 * part + e, dn);
            set(dgates, slopes + 3 * part + e, dn * r);
            set(dstate, stateAt + e, fma(dh, z, get(of.g.segment(), gAt + e)));
        }
    }

    private static double get(MemorySegment segment, long at) {
        return segment.get(ValueLayout.JAVA_DOUBLE, at);
    }

    private static void set(MemorySegment segment, long at, double value) {
        segment.set(ValueLayout.JAVA_DOUBLE, at, value);
    }
}
