package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.RecurrentKernels;
import lanegrad.kernels.Threshold;
import lanegrad.kernels.base.RecurrentCall.Kind;
import lanegrad.memory.Scope;
import lanegrad.parallel.Pool;

/** Recurrent kernels: checks what they are given, then leaves the steps to a call object of the type. */
public final class RecurrentFront implements RecurrentKernels {

    private final Pool<RecurrentCall<?, ?>> singles;
    private final Pool<RecurrentCall<?, ?>> doubles;

    /**
     * With the inner loops of one implementation.
     *
     * @param singleGemm products of F32
     * @param single gates of F32
     * @param doubleGemm products of F64
     * @param twice gates of F64
     */
    public RecurrentFront(GemmLeaf<?, ?> singleGemm, GateLeaf single, GemmLeaf<?, ?> doubleGemm, GateLeaf twice) {
        singles = new Pool<>(() -> new RecurrentCall<>(singleGemm, single));
        doubles = new Pool<>(() -> new RecurrentCall<>(doubleGemm, twice));
    }

    @Override
    public void lstm(NdArray gates, NdArray weight, NdArray bias, NdArray states, NdArray cells) {
        RecurrentChecks.weight("lstm", weight, 4);
        RecurrentChecks.gates("lstm", "gates", gates, weight, gates);
        RecurrentChecks.bias("lstm", bias, weight);
        RecurrentChecks.states("lstm", "states", states, weight, gates);
        RecurrentChecks.states("lstm", "cells", cells, weight, gates);
        RecurrentChecks.target("lstm", "gates", gates);
        RecurrentChecks.target("lstm", "states", states);
        RecurrentChecks.target("lstm", "cells", cells);
        forward(Kind.LSTM, gates, weight, bias, states, cells);
    }

    @Override
    public void gru(NdArray gates, NdArray weight, NdArray bias, NdArray states) {
        RecurrentChecks.weight("gru", weight, 3);
        RecurrentChecks.gates("gru", "gates", gates, weight, gates);
        RecurrentChecks.bias("gru", bias, weight);
        RecurrentChecks.states("gru", "states", states, weight, gates);
        RecurrentChecks.target("gru", "gates", gates);
        RecurrentChecks.target("gru", "states", states);
        forward(Kind.GRU, gates, weight, bias, states, null);
    }

    private void forward(Kind kind, NdArray gates, NdArray weight, NdArray bias, NdArray states, NdArray cells) {
        Scope scope = Local.isHere(weight) && Local.hasRows(bias) ? null : Scope.open("recurrent");
        RecurrentCall<?, ?> call = take(gates);
        try {
            RecurrentOperands operands = call.operands;
            operands.gates.set(gates, true);
            operands.bias.set(Local.input(bias, Local.hasRows(bias)), false);
            operands.states.set(states, true);
            if (cells != null) {
                operands.cells.set(cells, true);
            }
            call.run(kind, gates, Local.input(weight, Local.isHere(weight)));
        } finally {
            give(call, gates, scope);
            fence(gates, weight, bias, states);
            fence(cells, null, null, null);
        }
    }

    @Override
    public void lstmBackward(NdArray gates, NdArray weight, NdArray cells, NdArray g, NdArray dgates, NdArray dstate,
            NdArray dcell) {
        RecurrentChecks.weight("lstmBackward", weight, 4);
        RecurrentChecks.gates("lstmBackward", "gates", gates, weight, gates);
        RecurrentChecks.states("lstmBackward", "cells", cells, weight, gates);
        RecurrentChecks.states("lstmBackward", "g", g, weight, gates);
        RecurrentChecks.gates("lstmBackward", "dgates", dgates, weight, gates);
        RecurrentChecks.state("lstmBackward", "dstate", dstate, weight, gates);
        RecurrentChecks.state("lstmBackward", "dcell", dcell, weight, gates);
        RecurrentChecks.target("lstmBackward", "dgates", dgates);
        RecurrentChecks.target("lstmBackward", "dstate", dstate);
        RecurrentChecks.target("lstmBackward", "dcell", dcell);
        backward(Kind.LSTM_BACKWARD, gates, weight, cells, g, dgates, dstate, dcell);
    }

    @Override
    public void gruBackward(NdArray gates, NdArray weight, NdArray states, NdArray g, NdArray dgates, NdArray dstate) {
        RecurrentChecks.weight("gruBackward", weight, 3);
        RecurrentChecks.gates("gruBackward", "gates", gates, weight, gates);
        RecurrentChecks.states("gruBackward", "states", states, weight, gates);
        RecurrentChecks.states("gruBackward", "g", g, weight, gates);
        RecurrentChecks.gates("gruBackward", "dgates", dgates, weight, gates);
        RecurrentChecks.state("gruBackward", "dstate", dstate, weight, gates);
        RecurrentChecks.target("gruBackward", "dgates", dgates);
        RecurrentChecks.target("gruBackward", "dstate", dstate);
        backward(Kind.GRU_BACKWARD, gates, weight, states, g, dgates, dstate, null);
    }

    /** Memory is what goes from step to step: the cells of LSTM, the states of GRU. */
    private void backward(Kind kind, NdArray gates, NdArray weight, NdArray memory, NdArray g, NdArray dgates,
            NdArray dstate, NdArray dcell) {
        boolean fits = Local.hasRows(gates) && Local.isHere(weight) && Local.hasRows(memory) && Local.hasRows(g);
        Scope scope = fits ? null : Scope.open("recurrent");
        RecurrentCall<?, ?> call = take(gates);
        try {
            RecurrentOperands operands = call.operands;
            operands.gates.set(Local.input(gates, Local.hasRows(gates)), false);
            StepRows carried = dcell == null ? operands.states : operands.cells;
            carried.set(Local.input(memory, Local.hasRows(memory)), false);
            operands.g.set(Local.input(g, Local.hasRows(g)), false);
            operands.dgates.set(dgates, true);
            operands.dstate.set(dstate, true);
            if (dcell != null) {
                operands.dcell.set(dcell, true);
            }
            call.run(kind, gates, Local.input(weight, Local.isHere(weight)));
        } finally {
            give(call, gates, scope);
            fence(gates, weight, memory, g);
            fence(dgates, dstate, dcell, null);
        }
    }

    private RecurrentCall<?, ?> take(NdArray gates) {
        return (gates.dtype() == DType.F32 ? singles : doubles).take();
    }

    private void give(RecurrentCall<?, ?> call, NdArray gates, Scope scope) {
        call.operands.clear();
        (gates.dtype() == DType.F32 ? singles : doubles).give(call);
        if (scope != null) {
            scope.close();
        }
    }

    /** Arrays of no scope must not be collected, and their storage recycled, while the kernel runs. */
    private static void fence(NdArray a, NdArray b, NdArray c, NdArray d) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
        Reference.reachabilityFence(d);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("recurrent", "sequences of a piece", RecurrentCall.ROWS));
    }
}
