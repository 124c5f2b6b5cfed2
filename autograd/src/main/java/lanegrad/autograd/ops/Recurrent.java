package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.OUTPUT;

import java.util.Arrays;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.ReduceOp;
import lanegrad.memory.Scope;

/**
 * Recurrent layers as one op each, over a whole sequence, with PyTorch's gates, weights and biases.
 *
 * <p>Each op gives one array: all states, the first included, so that what weights are multiplied with in the backward
 * pass is one matrix; behind them, for LSTM, the last cell.
 */
public final class Recurrent {

    /** Which biases there are, behind the inputs that there always are. */
    private record Biases(boolean ofInput, boolean ofState) {

        NdArray input(Call call, int first) {
            return ofInput ? call.array(first) : null;
        }

        NdArray state(Call call, int first) {
            return ofState ? call.array(ofInput ? first + 1 : first) : null;
        }
    }

    /** The inputs of each op, in order. */
    private static final int LSTM_INPUTS = 5;
    private static final int GRU_INPUTS = 4;

    /** Inputs: the sequence, the first state, the first cell, the weights of inputs and of states, biases. */
    static final Op LSTM = Op.named("lstm").forward(call -> {
        Biases biases = call.attributes(Biases.class);
        NdArray x = call.array(0);
        long steps = x.dim(0);
        long width = call.shape(4).dim(1);
        NdArray out = NdArray.empty(x.dtype(), Shape.of(steps + 2, x.dim(1), width));
        try (Scope _ = Scope.open("lstm")) {
            NdArray states = states(out, steps);
            NdArray cells = NdArray.empty(x.dtype(), states.shape());
            copy(call.array(1), states.select(0, 0));
            copy(call.array(2), cells.select(0, 0));
            NdArray gates = NdArray.empty(x.dtype(), Shape.of(steps, x.dim(1), 4 * width));
            multiply(rows(x), call.array(3).transpose(0, 1), rows(gates));
            NdArray bias = NdArray.zeros(x.dtype(), Shape.of(4 * width));
            add(bias, biases.input(call, LSTM_INPUTS));
            add(bias, biases.state(call, LSTM_INPUTS));
            Autograd.kernels().recurrent().lstm(gates, call.array(4), bias, states, cells);
            copy(cells.select(0, steps), out.select(0, steps + 1));
            call.stash(gates);
            call.stash(cells);
        }
        return out;
    }).fused(OUTPUT, (call, g, into) -> {
        Biases biases = call.attributes(Biases.class);
        NdArray gates = call.stashed(0);
        long steps = gates.dim(0);
        NdArray dgates = NdArray.empty(g.dtype(), gates.shape());
        into[1] = NdArray.empty(g.dtype(), call.shape(1));
        into[2] = NdArray.empty(g.dtype(), call.shape(2));
        copy(g.select(0, steps + 1), into[2]);
        Autograd.kernels().recurrent().lstmBackward(gates, call.array(4), call.stashed(1), states(g, steps), dgates,
                into[1], into[2]);
        NdArray slopes = rows(dgates);
        if (call.wants(0)) {
            into[0] = NdArray.empty(g.dtype(), call.shape(0));
            multiply(slopes, call.array(3), rows(into[0]));
        }
        if (call.wants(3)) {
            into[3] = NdArray.empty(g.dtype(), call.shape(3));
            multiply(slopes.transpose(0, 1), rows(call.array(0)), into[3]);
        }
        if (call.wants(4)) {
            into[4] = NdArray.empty(g.dtype(), call.shape(4));
            multiply(slopes.transpose(0, 1), before(call.outputArray(), steps), into[4]);
        }
        for (int i = LSTM_INPUTS; i < into.length; i++) {
            into[i] = NdArray.empty(g.dtype(), call.shape(i));
            sum(slopes, into[i]);
        }
    }, call -> {
        Biases biases = call.attributes(Biases.class);
        long width = call.shape(4).dim(1);
        Tensor h = call.input(1);
        Tensor c = call.input(2);
        Tensor[] behind = new Tensor[Math.toIntExact(call.shape(0).dim(0))];
        Tensor inputs = LinearAlgebra.linear(call.input(0), call.input(3), input(call, biases, LSTM_INPUTS));
        for (int t = 0; t < behind.length; t++) {
            Tensor p = Shapes.select(inputs, 0, t)
                    .plus(LinearAlgebra.linear(h, call.input(4), state(call, biases, LSTM_INPUTS)));
            Tensor i = gate(p, 0, width).sigmoid();
            Tensor f = gate(p, 1, width).sigmoid();
            Tensor candidate = gate(p, 2, width).tanh();
            Tensor o = gate(p, 3, width).sigmoid();
            c = f.times(c).plus(i.times(candidate));
            h = o.times(c.tanh());
            behind[t] = h;
        }
        Tensor states = behind.length > 0 ? Parts.stack(0, behind)
                : none(inputs, call.input(4), state(call, biases, LSTM_INPUTS));
        return Parts.concat(0, Shapes.unsqueeze(call.input(1), 0), states, Shapes.unsqueeze(c, 0));
    });

    /** Inputs: the sequence, the first state, the weights of inputs and of states, biases. */
    static final Op GRU = Op.named("gru").forward(call -> {
        Biases biases = call.attributes(Biases.class);
        NdArray x = call.array(0);
        long steps = x.dim(0);
        long width = call.shape(3).dim(1);
        NdArray out = NdArray.empty(x.dtype(), Shape.of(steps + 1, x.dim(1), width));
        try (Scope _ = Scope.open("gru")) {
            copy(call.array(1), out.select(0, 0));
            NdArray gates = NdArray.empty(x.dtype(), Shape.of(steps, x.dim(1), 4 * width));
            multiply(rows(x), call.array(2).transpose(0, 1), rows(gates).slice(1, 0, 3 * width, 1));
            NdArray bias = NdArray.zeros(x.dtype(), Shape.of(4 * width));
            add(bias.slice(0, 0, 3 * width, 1), biases.input(call, GRU_INPUTS));
            NdArray ofState = biases.state(call, GRU_INPUTS);
            if (ofState != null) {
                add(bias.slice(0, 0, 2 * width, 1), ofState.slice(0, 0, 2 * width, 1));
                copy(ofState.slice(0, 2 * width, 3 * width, 1), bias.slice(0, 3 * width, 4 * width, 1));
            }
            Autograd.kernels().recurrent().gru(gates, call.array(3), bias, out);
            call.stash(gates);
        }
        return out;
    }).fused(OUTPUT, (call, g, into) -> {
        Biases biases = call.attributes(Biases.class);
        NdArray gates = call.stashed(0);
        long steps = gates.dim(0);
        long width = g.dim(2);
        NdArray dgates = NdArray.empty(g.dtype(), gates.shape());
        into[1] = NdArray.empty(g.dtype(), call.shape(1));
        Autograd.kernels().recurrent().gruBackward(gates, call.array(3), call.outputArray(), g, dgates, into[1]);
        // Of the four parts the first three are slopes of the input's share; the first two and the last the state's.
        NdArray all = rows(dgates);
        NdArray inputs = all.slice(1, 0, 3 * width, 1);
        NdArray shared = all.slice(1, 0, 2 * width, 1);
        NdArray last = all.slice(1, 3 * width, 4 * width, 1);
        if (call.wants(0)) {
            into[0] = NdArray.empty(g.dtype(), call.shape(0));
            multiply(inputs, call.array(2), rows(into[0]));
        }
        if (call.wants(2)) {
            into[2] = NdArray.empty(g.dtype(), call.shape(2));
            multiply(inputs.transpose(0, 1), rows(call.array(0)), into[2]);
        }
        if (call.wants(3)) {
            into[3] = NdArray.empty(g.dtype(), call.shape(3));
            NdArray before = before(call.outputArray(), steps);
            multiply(shared.transpose(0, 1), before, into[3].slice(0, 0, 2 * width, 1));
            multiply(last.transpose(0, 1), before, into[3].slice(0, 2 * width, 3 * width, 1));
        }
        for (int i = GRU_INPUTS; i < into.length; i++) {
            into[i] = NdArray.empty(g.dtype(), call.shape(i));
        }
        if (biases.ofInput) {
            sum(inputs, into[GRU_INPUTS]);
        }
        if (biases.ofState) {
            NdArray slopes = into[into.length - 1];
            sum(shared, slopes.slice(0, 0, 2 * width, 1));
            sum(last, slopes.slice(0, 2 * width, 3 * width, 1));
        }
    }, call -> {
        Biases biases = call.attributes(Biases.class);
        long width = call.shape(3).dim(1);
        Tensor h = call.input(1);
        Tensor[] behind = new Tensor[Math.toIntExact(call.shape(0).dim(0))];
        Tensor inputs = LinearAlgebra.linear(call.input(0), call.input(2), input(call, biases, GRU_INPUTS));
        for (int t = 0; t < behind.length; t++) {
            Tensor p = Shapes.select(inputs, 0, t);
            Tensor q = LinearAlgebra.linear(h, call.input(3), state(call, biases, GRU_INPUTS));
            Tensor r = gate(p, 0, width).plus(gate(q, 0, width)).sigmoid();
            Tensor z = gate(p, 1, width).plus(gate(q, 1, width)).sigmoid();
            Tensor n = gate(p, 2, width).plus(r.times(gate(q, 2, width))).tanh();
            h = z.times(h).plus(Elementwise.sub(1, z).times(n));
            behind[t] = h;
        }
        Tensor states = behind.length > 0 ? Parts.stack(0, behind)
                : none(inputs, call.input(3), state(call, biases, GRU_INPUTS));
        return Parts.concat(0, Shapes.unsqueeze(call.input(1), 0), states);
    });

    static final List<Op> OPS = List.of(LSTM, GRU);

    /**
     * What an LSTM gives.
     *
     * @param output the state behind each step, [steps, batch, width]
     * @param state the last of them, or the first state if there is no step, [batch, width]
     * @param cell the cell that goes with it
     */
    public record Lstm(Tensor output, Tensor state, Tensor cell) {
    }

    /**
     * What a GRU gives.
     *
     * @param output the state behind each step, [steps, batch, width]
     * @param state the last of them, or the first state if there is no step, [batch, width]
     */
    public record Gru(Tensor output, Tensor state) {
    }

    private Recurrent() {
    }

    /** The first state and those behind each step. */
    private static NdArray states(NdArray out, long steps) {
        return out.slice(0, 0, steps + 1, 1);
    }

    /** The states before each step, as rows. */
    private static NdArray before(NdArray out, long steps) {
        return rows(out.slice(0, 0, steps, 1));
    }

    /** [steps, batch, n] as a row for each step and sequence; a sequence that lies batch first is copied. */
    private static NdArray rows(NdArray x) {
        return Shapes.reshaped(x, Shape.of(x.dim(0) * x.dim(1), x.dim(2)));
    }

    private static void copy(NdArray from, NdArray to) {
        Autograd.kernels().copy().copy(from, to);
    }

    private static void multiply(NdArray a, NdArray b, NdArray c) {
        Autograd.kernels().gemm().matmul(a, b, c, false);
    }

    private static void add(NdArray sum, NdArray bias) {
        if (bias != null) {
            Autograd.kernels().map().binary(BinaryOp.ADD, sum, bias, sum);
        }
    }

    private static void sum(NdArray rows, NdArray into) {
        Autograd.kernels().reduce().reduce(ReduceOp.SUM, rows, 1, into.unsqueeze(0));
    }

    private static Tensor input(Call call, Biases biases, int first) {
        return biases.ofInput ? call.input(first) : null;
    }

    private static Tensor state(Call call, Biases biases, int first) {
        return biases.ofState ? call.input(biases.ofInput ? first + 1 : first) : null;
    }

    /** The states behind no step: nothing, of which inputs and weights have a part all the same. */
    private static Tensor none(Tensor inputs, Tensor weight, Tensor bias) {
        long width = weight.dim(1);
        Tensor empty = LinearAlgebra.linear(Shapes.part(inputs, 2, 0, width, 1), weight, bias);
        return Shapes.part(empty, 2, 0, width, 1);
    }

    /** One gate of [batch, gates width]. */
    private static Tensor gate(Tensor p, int which, long width) {
        return Shapes.part(p, 1, which * width, (which + 1) * width, 1);
    }

    /**
     * A long short-term memory over a sequence (Hochreiter and Schmidhuber 1997), as PyTorch's {@code nn.LSTM} of one
     * layer and direction: with {@code p = x_t wIh^T + bIh + h wHh^T + bHh} in four parts of the width, {@code i =
     * s(p1), f = s(p2), g = tanh(p3), o = s(p4)}, where s is the sigmoid, the cell becomes {@code c = f c + i g} and
     * the state {@code h = o tanh(c)}.
     *
     * @param x [steps, batch, in]; of a sequence that lies batch first, the view with these axes
     * @param h0 the first state, [batch, width], or null for zeros
     * @param c0 the first cell, [batch, width], or null for zeros
     * @param wIh the weight of inputs, [4 width, in]
     * @param wHh the weight of states, [4 width, width]
     * @param bIh a bias, [4 width], or null
     * @param bHh another, or null
     * @return states, the last one, and the last cell: views of one tensor
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Lstm lstm(Tensor x, Tensor h0, Tensor c0, Tensor wIh, Tensor wHh, Tensor bIh, Tensor bHh) {
        requireFitting("lstm", 4, x, wIh, wHh, bIh, bHh);
        Tensor h = state("lstm", "h0", h0, x, wHh);
        Tensor c = state("lstm", "c0", c0, x, wHh);
        Tensor all = apply(LSTM, bIh, bHh, x, h, c, wIh, wHh);
        long steps = x.dim(0);
        return new Lstm(Shapes.part(all, 0, 1, steps + 1, 1), Shapes.select(all, 0, steps),
                Shapes.select(all, 0, steps + 1));
    }

    /**
     * A gated recurrent unit over a sequence (Cho et al., 1406.1078), as PyTorch's {@code nn.GRU} of one layer and
     * direction, whose reset gate works after the product: with {@code p = x_t wIh^T + bIh} and {@code q = h wHh^T +
     * bHh} in three parts of the width, {@code r = s(p1 + q1), z = s(p2 + q2), n = tanh(p3 + r q3)}, where s is the
     * sigmoid, the state becomes {@code h = (1 - z) n + z h}.
     *
     * @param x [steps, batch, in]; of a sequence that lies batch first, the view with these axes
     * @param h0 the first state, [batch, width], or null for zeros
     * @param wIh the weight of inputs, [3 width, in]
     * @param wHh the weight of states, [3 width, width]
     * @param bIh the bias of inputs, [3 width], or null
     * @param bHh the bias of states, [3 width], or null
     * @return states, and the last one: views of one tensor
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Gru gru(Tensor x, Tensor h0, Tensor wIh, Tensor wHh, Tensor bIh, Tensor bHh) {
        requireFitting("gru", 3, x, wIh, wHh, bIh, bHh);
        Tensor all = apply(GRU, bIh, bHh, x, state("gru", "h0", h0, x, wHh), wIh, wHh);
        long steps = x.dim(0);
        return new Gru(Shapes.part(all, 0, 1, steps + 1, 1), Shapes.select(all, 0, steps));
    }

    private static Tensor apply(Op op, Tensor bIh, Tensor bHh, Tensor... inputs) {
        int count = inputs.length;
        Tensor[] all = Arrays.copyOf(inputs, count + (bIh == null ? 0 : 1) + (bHh == null ? 0 : 1));
        if (bIh != null) {
            all[count] = bIh;
        }
        if (bHh != null) {
            all[all.length - 1] = bHh;
        }
        return op.apply(new Biases(bIh != null, bHh != null), all);
    }

    /** Zeros if there is none. */
    private static Tensor state(String op, String name, Tensor given, Tensor x, Tensor wHh) {
        if (given == null) {
            return Tensor.zeros(x.dtype(), x.dim(1), wHh.dim(1));
        }
        boolean fits = given.dtype() == x.dtype() && given.rank() == 2 && given.dim(0) == x.dim(1)
                && given.dim(1) == wHh.dim(1);
        if (!fits) {
            throw new IllegalArgumentException(op + ": " + name + " is " + described(given) + ", expected " + x.dtype()
                    + " [" + x.dim(1) + ", " + wHh.dim(1) + "]");
        }
        return given;
    }

    private static void requireFitting(String op, int parts, Tensor x, Tensor wIh, Tensor wHh, Tensor bIh,
            Tensor bHh) {
        boolean fit = x.rank() == 3 && x.dtype().isDifferentiable() && wIh.rank() == 2 && wHh.rank() == 2
                && wHh.dim(0) == parts * wHh.dim(1) && wIh.dim(0) == wHh.dim(0) && wIh.dim(1) == x.dim(2)
                && wIh.dtype() == x.dtype() && wHh.dtype() == x.dtype();
        if (!fit || !isRow(bIh, wHh) || !isRow(bHh, wHh)) {
            throw new IllegalArgumentException(op + ": x " + described(x) + ", wIh " + described(wIh) + ", wHh "
                    + described(wHh) + ", bIh " + described(bIh) + ", bHh " + described(bHh)
                    + ": [steps, batch, in], [" + parts + " width, in], [" + parts + " width, width] and biases ["
                    + parts + " width], of F32 or F64 alike, expected");
        }
    }

    private static boolean isRow(Tensor bias, Tensor weight) {
        return bias == null
                || bias.rank() == 1 && bias.dim(0) == weight.dim(0) && bias.dtype() == weight.dtype();
    }

    private static String described(Tensor tensor) {
        return tensor == null ? "none" : tensor.dtype() + " " + tensor.shape();
    }
}
