package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.LanePolynomials.ONE;
import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.FLOATS;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import lanegrad.kernels.UnaryOp;
import lanegrad.kernels.base.GateLeaf;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.RecurrentOperands;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;
import lanegrad.kernels.scalar.FloatGates;

/**
 * Gates in F32, a vector at a time. The operations and their order are the scalar loops', so what does not fill a
 * vector is left to those. A row stays in the L1 cache from one loop to the next. Functions are the loops of
 * elementwise kernels: called here, one could be left out of line by the compiler, and its vectors in memory.
 */
final class LaneGates implements GateLeaf {

    private static final int SIGMOID = 0;
    private static final int OTHER_SIGMOID = 1;
    private static final int TANH = 2;
    private static final int OTHER_TANH = 3;

    private final FloatGates scalar;

    /**
     * Two loops of each function, since the compiler inlines a call that has met one or two classes, and of several
     * loops in one method it leaves the functions of the later ones out of line.
     */
    private final UnaryLoop[] functions = {loop(UnaryOp.SIGMOID), loop(UnaryOp.SIGMOID), loop(UnaryOp.TANH),
        loop(UnaryOp.TANH)};

    LaneGates(FloatGates scalar) {
        this.scalar = scalar;
    }

    private static UnaryLoop loop(UnaryOp op) {
        return Template.specialise(MethodHandles.lookup(), LaneUnaryLoop.class, LaneFunctions.of(op));
    }

    /** The elements of a row that fill vectors. */
    private static int whole(RecurrentOperands of) {
        return of.width & -N;
    }

    @Override
    public void lstm(RecurrentOperands of, long step, long row) {
        MemorySegment gates = of.gates.segment();
        MemorySegment bias = of.bias.segment();
        MemorySegment cells = of.cells.segment();
        int whole = whole(of);
        long size = 4L * whole;
        long part = 4L * of.width;
        long at = of.gates.at(step, row);
        long biasAt = of.bias.at(0, 0);
        long after = of.cells.at(step + 1, row);
        biased(gates, at, bias, biasAt, size);
        biased(gates, at + part, bias, biasAt + part, size);
        biased(gates, at + 2 * part, bias, biasAt + 2 * part, size);
        biased(gates, at + 3 * part, bias, biasAt + 3 * part, size);
        run(SIGMOID, gates, at, gates, at, whole);
        run(OTHER_SIGMOID, gates, at + part, gates, at + part, whole);
        run(TANH, gates, at + 2 * part, gates, at + 2 * part, whole);
        run(SIGMOID, gates, at + 3 * part, gates, at + 3 * part, whole);
        newCells(gates, at, part, cells, of.cells.at(step, row), after, size);
        MemorySegment states = of.states.segment();
        long stateAt = of.states.at(step + 1, row);
        run(OTHER_TANH, cells, after, states, stateAt, whole);
        scaled(states, stateAt, gates, at + 3 * part, size);
        if (whole < of.width) {
            scalar.lstm(of, step, row, whole);
        }
    }

    /** {@code out = function(x)}, in a loop that is compiled for itself. */
    private void run(int function, MemorySegment x, long at, MemorySegment out, long outAt, int n) {
        functions[function].run(x, at, out, outAt, n);
    }

    /** {@code gates += bias}. */
    private static void biased(MemorySegment gates, long at, MemorySegment bias, long biasAt, long size) {
        MemorySegment x = Native.of(gates);
        MemorySegment b = Native.of(bias);
        for (long e = 0; e < size; e += BYTES) {
            FLOATS.cast(FloatVector.fromMemorySegment(F, x, at + e, ORDER))
                    .add(FloatVector.fromMemorySegment(F, b, biasAt + e, ORDER)).intoMemorySegment(x, at + e, ORDER);
        }
    }

    /** {@code states *= gates}. */
    private static void scaled(MemorySegment states, long at, MemorySegment gates, long gatesAt, long size) {
        MemorySegment h = Native.of(states);
        MemorySegment x = Native.of(gates);
        for (long e = 0; e < size; e += BYTES) {
            FLOATS.cast(FloatVector.fromMemorySegment(F, x, gatesAt + e, ORDER))
                    .mul(FloatVector.fromMemorySegment(F, h, at + e, ORDER)).intoMemorySegment(h, at + e, ORDER);
        }
    }

    private static void newCells(MemorySegment gates, long at, long part, MemorySegment cells, long before, long after,
            long size) {
        MemorySegment x = Native.of(gates);
        MemorySegment c = Native.of(cells);
        for (long e = 0; e < size; e += BYTES) {
            FloatVector i = FLOATS.cast(FloatVector.fromMemorySegment(F, x, at + e, ORDER));
            FloatVector f = FLOATS.cast(FloatVector.fromMemorySegment(F, x, at + part + e, ORDER));
            FloatVector g = FLOATS.cast(FloatVector.fromMemorySegment(F, x, at + 2 * part + e, ORDER));
            i.fma(g, f.mul(FloatVector.fromMemorySegment(F, c, before + e, ORDER))).intoMemorySegment(c, after + e,
                    ORDER);
        }
    }

    @Override
    public void lstmBackward(RecurrentOperands of, long step, long row) {
        int whole = whole(of);
        // tanh(c) of the cell behind the step, to where the output gate's gradient will be
        run(TANH, of.cells.segment(), of.cells.at(step + 1, row), of.dgates.segment(),
                of.dgates.at(step, row) + 12L * of.width, whole);
        outputSlopes(of, step, row, 4L * whole);
        cellSlopes(of, step, row, 4L * whole);
        if (whole < of.width) {
            scalar.lstmBackward(of, step, row, whole);
        }
    }

    /** From the state's gradient to that of the output gate and the whole one of the cell behind the step. */
    private static void outputSlopes(RecurrentOperands of, long step, long row, long size) {
        MemorySegment gates = Native.of(of.gates.segment());
        MemorySegment dgates = Native.of(of.dgates.segment());
        MemorySegment dstate = Native.of(of.dstate.segment());
        MemorySegment dcell = Native.of(of.dcell.segment());
        MemorySegment before = Native.of(of.g.segment());
        long part = 4L * of.width;
        long outputs = of.gates.at(step, row) + 3 * part;
        long slopes = of.dgates.at(step, row) + 3 * part;
        long gAt = of.g.at(step, row);
        long stateAt = of.dstate.at(0, row);
        long cellAt = of.dcell.at(0, row);
        for (long e = 0; e < size; e += BYTES) {
            FloatVector c = FLOATS.cast(FloatVector.fromMemorySegment(F, dgates, slopes + e, ORDER));
            FloatVector o = FLOATS.cast(FloatVector.fromMemorySegment(F, gates, outputs + e, ORDER));
            FloatVector dh = FLOATS.cast(FloatVector.fromMemorySegment(F, dstate, stateAt + e, ORDER));
            FloatVector rest = FloatVector.fromMemorySegment(F, dcell, cellAt + e, ORDER);
            dh.mul(o).fma(c.neg().fma(c, ONE), rest).intoMemorySegment(dcell, cellAt + e, ORDER);
            dh.mul(c).mul(o.mul(ONE.sub(o))).intoMemorySegment(dgates, slopes + e, ORDER);
            FLOATS.cast(FloatVector.fromMemorySegment(F, before, gAt + e, ORDER)).intoMemorySegment(dstate,
                    stateAt + e, ORDER);
        }
    }

    /** From the cell's gradient to those of the other gates and of the cell before the step. */
    private static void cellSlopes(RecurrentOperands of, long step, long row, long size) {
        MemorySegment gates = Native.of(of.gates.segment());
        MemorySegment cells = Native.of(of.cells.segment());
        MemorySegment dgates = Native.of(of.dgates.segment());
        MemorySegment dcell = Native.of(of.dcell.segment());
        long part = 4L * of.width;
        long at = of.gates.at(step, row);
        long slopes = of.dgates.at(step, row);
        long before = of.cells.at(step, row);
        long cellAt = of.dcell.at(0, row);
        for (long e = 0; e < size; e += BYTES) {
            FloatVector i = FLOATS.cast(FloatVector.fromMemorySegment(F, gates, at + e, ORDER));
            FloatVector f = FLOATS.cast(FloatVector.fromMemorySegment(F, gates, at + part + e, ORDER));
            FloatVector g = FLOATS.cast(FloatVector.fromMemorySegment(F, gates, at + 2 * part + e, ORDER));
            FloatVector dc = FLOATS.cast(FloatVector.fromMemorySegment(F, dcell, cellAt + e, ORDER));
            dc.mul(g).mul(i.mul(ONE.sub(i))).intoMemorySegment(dgates, slopes + e, ORDER);
            dc.mul(FloatVector.fromMemorySegment(F, cells, before + e, ORDER)).mul(f.mul(ONE.sub(f)))
                    .intoMemorySegment(dgates, slopes + part + e, ORDER);
            dc.mul(i).mul(g.neg().fma(g, ONE)).intoMemorySegment(dgates, slopes + 2 * part + e, ORDER);
            dc.mul(f).intoMemorySegment(dcell, cellAt + e, ORDER);
        }
    }

    @Override
    public void gru(RecurrentOperands of, long step, long row) {
        MemorySegment gates = of.gates.segment();
        MemorySegment bias = of.bias.segment();
        int whole = whole(of);
        long size = 4L * whole;
        long part = 4L * of.width;
        long at = of.gates.at(step, row);
        long biasAt = of.bias.at(0, 0);
        biased(gates, at, bias, biasAt, size);
        biased(gates, at + part, bias, biasAt + part, size);
        biased(gates, at + 2 * part, bias, biasAt + 2 * part, size);
        biased(gates, at + 3 * part, bias, biasAt + 3 * part, size);
        run(SIGMOID, gates, at, gates, at, whole);
        run(OTHER_SIGMOID, gates, at + part, gates, at + part, whole);
        candidates(gates, at, part, size);
        run(TANH, gates, at + 2 * part, gates, at + 2 * part, whole);
        mixed(gates, at + part, part, of.states.segment(), of.states.at(step, row), of.states.at(step + 1, row), size);
        if (whole < of.width) {
            scalar.gru(of, step, row, whole);
        }
    }

    /** What tanh makes the candidate of: {@code n += r q}. */
    private static void candidates(MemorySegment gates, long at, long part, long size) {
        MemorySegment x = Native.of(gates);
        for (long e = 0; e < size; e += BYTES) {
            FLOATS.cast(FloatVector.fromMemorySegment(F, x, at + e, ORDER))
                    .fma(FloatVector.fromMemorySegment(F, x, at + 3 * part + e, ORDER),
                            FloatVector.fromMemorySegment(F, x, at + 2 * part + e, ORDER))
                    .intoMemorySegment(x, at + 2 * part + e, ORDER);
        }
    }

    /** Between the state before the step and the candidate, which lies behind z. */
    private static void mixed(MemorySegment gates, long at, long part, MemorySegment states, long before, long after,
            long size) {
        MemorySegment x = Native.of(gates);
        MemorySegment h = Native.of(states);
        for (long e = 0; e < size; e += BYTES) {
            FloatVector z = FLOATS.cast(FloatVector.fromMemorySegment(F, x, at + e, ORDER));
            z.fma(FloatVector.fromMemorySegment(F, h, before + e, ORDER),
                    ONE.sub(z).mul(FloatVector.fromMemorySegment(F, x, at + part + e, ORDER)))
                    .intoMemorySegment(h, after + e, ORDER);
        }
    }

    @Override
    public void gruBackward(RecurrentOperands of, long step, long row) {
        int whole = whole(of);
        slopes(of, step, row, 4L * whole);
        if (whole < of.width) {
            scalar.gruBackward(of, step, row, whole);
        }
    }

    private static void slopes(RecurrentOperands of, long step, long row, long size) {
        MemorySegment gates = Native.of(of.gates.segment());
        MemorySegment states = Native.of(of.states.segment());
        MemorySegment dgates = Native.of(of.dgates.segment());
        MemorySegment dstate = Native.of(of.dstate.segment());
        MemorySegment other = Native.of(of.g.segment());
        long part = 4L * of.width;
        long at = of.gates.at(step, row);
        long before = of.states.at(step, row);
        long slopes = of.dgates.at(step, row);
        long gAt = of.g.at(step, row);
        long stateAt = of.dstate.at(0, row);
        for (long e = 0; e < size; e += BYTES) {
            FloatVector r = FLOATS.cast(FloatVector.fromMemorySegment(F, gates, at + e, ORDER));
            FloatVector z = FLOATS.cast(FloatVector.fromMemorySegment(F, gates, at + part + e, ORDER));
            FloatVector n = FLOATS.cast(FloatVector.fromMemorySegment(F, gates, at + 2 * part + e, ORDER));
            FloatVector dh = FLOATS.cast(FloatVector.fromMemorySegment(F, dstate, stateAt + e, ORDER));
            FloatVector dn = dh.mul(ONE.sub(z)).mul(n.neg().fma(n, ONE));
            dn.mul(FloatVector.fromMemorySegment(F, gates, at + 3 * part + e, ORDER)).mul(r.mul(ONE.sub(r)))
                    .intoMemorySegment(dgates, slopes + e, ORDER);
            FloatVector old = FLOATS.cast(FloatVector.fromMemorySegment(F, states, before + e, ORDER));
            dh.mul(old.sub(n)).mul(z.mul(ONE.sub(z)))
                    .intoMemorySegment(dgates, slopes + part + e,
                            ORDER);
            dn.intoMemorySegment(dgates, slopes + 2 * part + e, ORDER);
            dn.mul(r).intoMemorySegment(dgates, slopes + 3 * part + e, ORDER);
            dh.fma(z, FloatVector.fromMemorySegment(F, other, gAt + e, ORDER)).intoMemorySegment(dstate, stateAt + e,
                    ORDER);
        }
    }
}
