package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.Example;

/** Recurrent kernels against plain loops in F64, written from the formulas, and against each other. */
class RecurrentKernelsTest {

    private static final List<Kernels> SETS = KernelSets.all();

    /** Steps, batch, width: small, on each side of a vector, of a piece, of a block of depth. */
    private static final int[][] SIZES = {{1, 1, 1}, {3, 2, 5}, {2, 15, 16}, {2, 16, 17}, {3, 17, 31}, {1, 33, 33},
        {2, 5, 64}, {2, 3, 129}, {1, 2, 513}, {0, 3, 4}, {2, 0, 4}, {2, 3, 0}};

    /** A call of both passes of a layer: its operands, drawn once, and its results. */
    private static final class Layer {

        final boolean lstm;
        final int steps;
        final int batch;
        final int width;
        final double[][][] inputs;
        final double[][] weight;
        final double[] bias;
        final double[][][] states;
        final double[][][] cells;
        final double[][][] g;
        final double[][] dcell;

        Layer(boolean lstm, int steps, int batch, int width, long seed) {
            this.lstm = lstm;
            this.steps = steps;
            this.batch = batch;
            this.width = width;
            Random random = new Random(seed);
            inputs = numbers(random, 1, steps, batch, 4 * width);
            weight = numbers(random, 1 / Math.sqrt(Math.max(1, width)), 1, (lstm ? 4 : 3) * width, width)[0];
            bias = numbers(random, 1, 1, 1, 4 * width)[0][0];
            states = numbers(random, 1, steps + 1, batch, width);
            cells = numbers(random, 1, steps + 1, batch, width);
            g = numbers(random, 1, steps + 1, batch, width);
            dcell = numbers(random, 1, 1, batch, width)[0];
        }

        private static double[][][] numbers(Random random, double scale, int a, int b, int c) {
            double[][][] numbers = new double[a][b][c];
            for (double[][] plane : numbers) {
                for (double[] row : plane) {
                    for (int i = 0; i < c; i++) {
                        row[i] = (float) (scale * random.nextGaussian()); // the same in both types
                    }
                }
            }
            return numbers;
        }

        /** Row j of the weight times a state. */
        double product(int j, double[] state) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += weight[j][i] * state[i];
            }
            return sum;
        }
    }

    /** The results of both passes, flat: gates, states, cells, and the gradients of gates, first state, first cell. */
    private record Results(double[] gates, double[] states, double[] cells, double[] dgates, double[] dstate,
            double[] dcell) {
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[] flat(double[][][] cube) {
        List<Double> all = new ArrayList<>();
        for (double[][] plane : cube) {
            for (double[] row : plane) {
                for (double value : row) {
                    all.add(value);
                }
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** What both passes give, one number at a time. */
    private static Results expected(Layer of) {
        int w = of.width;
        double[][][] gates = new double[of.steps][of.batch][4 * w];
        double[][][] states = new double[of.steps + 1][of.batch][w];
        double[][][] cells = new double[of.steps + 1][of.batch][w];
        double[][][] dgates = new double[of.steps][of.batch][4 * w];
        double[][] dstate = new double[of.batch][w];
        double[][] dcell = new double[of.batch][w];
        for (int b = 0; b < of.batch; b++) {
            states[0][b] = of.states[0][b].clone();
            cells[0][b] = of.cells[0][b].clone();
            for (int t = 0; t < of.steps; t++) {
                for (int j = 0; j < w; j++) {
                    if (of.lstm) {
                        lstm(of, t, b, j, gates[t][b], states, cells);
                    } else {
                        gru(of, t, b, j, gates[t][b], states);
                    }
                }
            }
            dstate[b] = of.g[of.steps][b].clone();
            dcell[b] = of.dcell[b].clone();
            for (int t = of.steps - 1; t >= 0; t--) {
                double[] before = of.g[t][b].clone();
                for (int j = 0; j < w; j++) {
                    if (of.lstm) {
                        lstmBackward(w, j, gates[t][b], cells[t][b], cells[t + 1][b], dgates[t][b], dstate[b],
                                dcell[b]);
                    } else {
                        before[j] += dstate[b][j] * gates[t][b][w + j];
                        gruBackward(w, j, gates[t][b], states[t][b], dgates[t][b], dstate[b]);
                    }
                }
                for (int k = 0; k < of.weight.length; k++) {
                    double slope = dgates[t][b][of.lstm || k < 2 * w ? k : k + w];
                    for (int i = 0; i < w; i++) {
                        before[i] += of.weight[k][i] * slope;
                    }
                }
                dstate[b] = before;
            }
        }
        return new Results(flat(gates), flat(states), flat(cells), flat(dgates), flat(new double[][][] {dstate}),
                flat(new double[][][] {dcell}));
    }

    private static void lstm(Layer of, int t, int b, int j, double[] gates, double[][][] states, double[][][] cells) {
        int w = of.width;
        double[] p = new double[4];
        for (int gate = 0; gate < 4; gate++) {
            int k = gate * w + j;
            p[gate] = of.inputs[t][b][k] + of.bias[k] + of.product(k, states[t][b]);
            gates[k] = gate == 2 ? Math.tanh(p[gate]) : sigmoid(p[gate]);
        }
        cells[t + 1][b][j] = gates[w + j] * cells[t][b][j] + gates[j] * gates[2 * w + j];
        states[t + 1][b][j] = gates[3 * w + j] * Math.tanh(cells[t + 1][b][j]);
    }

    private static void lstmBackward(int w, int j, double[] gates, double[] before, double[] after, double[] dgates,
            double[] dstate, double[] dcell) {
        double i = gates[j];
        double f = gates[w + j];
        double g = gates[2 * w + j];
        double o = gates[3 * w + j];
        double c = Math.tanh(after[j]);
        double dc = dcell[j] + dstate[j] * o * (1 - c * c);
        dgates[j] = dc * g * i * (1 - i);
        dgates[w + j] = dc * before[j] * f * (1 - f);
        dgates[2 * w + j] = dc * i * (1 - g * g);
        dgates[3 * w + j] = dstate[j] * c * o * (1 - o);
        dcell[j] = dc * f;
    }

    private static void gru(Layer of, int t, int b, int j, double[] gates, double[][][] states) {
        int w = of.width;
        double[] h = states[t][b];
        double[] x = of.inputs[t][b];
        gates[j] = sigmoid(x[j] + of.bias[j] + of.product(j, h));
        gates[w + j] = sigmoid(x[w + j] + of.bias[w + j] + of.product(w + j, h));
        gates[3 * w + j] = of.bias[3 * w + j] + of.product(2 * w + j, h);
        gates[2 * w + j] = Math.tanh(x[2 * w + j] + of.bias[2 * w + j] + gates[j] * gates[3 * w + j]);
        states[t + 1][b][j] = (1 - gates[w + j]) * gates[2 * w + j] + gates[w + j] * h[j];
    }

    private static void gruBackward(int w, int j, double[] gates, double[] before, double[] dgates, double[] dstate) {
        double r = gates[j];
        double z = gates[w + j];
        double n = gates[2 * w + j];
        double dn = dstate[j] * (1 - z) * (1 - n * n);
        dgates[j] = dn * gates[3 * w + j] * r * (1 - r);
        dgates[w + j] = dstate[j] * (before[j] - n) * z * (1 - z);
        dgates[2 * w + j] = dn;
        dgates[3 * w + j] = dn * r;
    }

    private static NdArray array(DType dtype, double[][][] values, int a, int b, int c) {
        NdArray array = NdArray.empty(dtype, Shape.of(a, b, c));
        for (int i = 0; i < a; i++) {
            for (int j = 0; j < b; j++) {
                for (int k = 0; k < c; k++) {
                    array.set(values[i][j][k], i, j, k);
                }
            }
        }
        return array;
    }

    /** The same elements, every other one of a larger array along each axis but the last. */
    private static NdArray apart(NdArray x) {
        long[] dims = x.shape().toArray();
        NdArray wide = NdArray.full(x.dtype(), Shape.of(2 * dims[0], 2 * dims[1], dims[2] + 3), Double.NaN);
        NdArray view = wide.slice(0, 0, 2 * dims[0], 2).slice(1, 0, 2 * dims[1], 2).slice(2, 2, dims[2] + 2, 1);
        Kernels.scalar().copy().copy(x, view);
        return view;
    }

    /** Runs both passes; lie changes how operands lie, read those that are only read. */
    private static Results run(Kernels kernels, DType dtype, Layer of, UnaryOperator<NdArray> lie,
            UnaryOperator<NdArray> read) {
        int t = of.steps;
        int b = of.batch;
        int w = of.width;
        NdArray gates = lie.apply(array(dtype, of.inputs, t, b, 4 * w));
        NdArray weight = read.apply(array(dtype, new double[][][] {of.weight}, 1, of.weight.length, w)).select(0, 0);
        NdArray bias = read.apply(array(dtype, new double[][][] {{of.bias}}, 1, 1, 4 * w)).select(0, 0).select(0, 0);
        NdArray states = lie.apply(array(dtype, of.states, t + 1, b, w));
        NdArray cells = lie.apply(array(dtype, of.cells, t + 1, b, w));
        NdArray g = read.apply(array(dtype, of.g, t + 1, b, w));
        NdArray dgates = lie.apply(NdArray.full(dtype, Shape.of(t, b, 4 * w), Double.NaN));
        NdArray dstate = lie.apply(NdArray.full(dtype, Shape.of(1, b, w), Double.NaN)).select(0, 0);
        NdArray dcell = lie.apply(array(dtype, new double[][][] {of.dcell}, 1, b, w)).select(0, 0);
        if (of.lstm) {
            kernels.recurrent().lstm(gates, weight, bias, states, cells);
            kernels.recurrent().lstmBackward(gates, weight, cells, g, dgates, dstate, dcell);
        } else {
            kernels.recurrent().gru(gates, weight, bias, states);
            kernels.recurrent().gruBackward(gates, weight, states, g, dgates, dstate);
        }
        return new Results(gates.toDoubleArray(), states.toDoubleArray(), cells.toDoubleArray(),
                dgates.toDoubleArray(), dstate.toDoubleArray(), dcell.toDoubleArray());
    }

    private static Results run(Kernels kernels, DType dtype, Layer of) {
        return run(kernels, dtype, of, x -> x, x -> x);
    }

    private static void assertNear(String what, Layer of, Results expected, Results found, double tolerance) {
        assertArrayEquals(expected.gates, found.gates, tolerance, what + " gates");
        assertArrayEquals(expected.states, found.states, tolerance, what + " states");
        assertArrayEquals(expected.dgates, found.dgates, tolerance, what + " dgates");
        assertArrayEquals(expected.dstate, found.dstate, tolerance, what + " dstate");
        if (of.lstm) {
            assertArrayEquals(expected.cells, found.cells, tolerance, what + " cells");
            assertArrayEquals(expected.dcell, found.dcell, tolerance, what + " dcell");
        }
    }

    private static void assertSame(String what, Results expected, Results found) {
        assertArrayEquals(expected.gates, found.gates, what + " gates");
        assertArrayEquals(expected.states, found.states, what + " states");
        assertArrayEquals(expected.cells, found.cells, what + " cells");
        assertArrayEquals(expected.dgates, found.dgates, what + " dgates");
        assertArrayEquals(expected.dstate, found.dstate, what + " dstate");
        assertArrayEquals(expected.dcell, found.dcell, what + " dcell");
    }

    private static void forLayers(BiConsumer<String, Layer> action) {
        for (boolean lstm : new boolean[] {true, false}) {
            for (int[] size : SIZES) {
                try (Scope _ = Scope.open()) {
                    action.accept((lstm ? "lstm " : "gru ") + List.of(size[0], size[1], size[2]),
                            new Layer(lstm, size[0], size[1], size[2], 7));
                }
            }
        }
    }

    @Example
    void bothPassesAreTheirFormulas() {
        forLayers((what, of) -> {
            Results expected = expected(of);
            for (Kernels kernels : SETS) {
                assertNear(what + " " + kernels.name(), of, expected, run(kernels, DType.F64, of), 1e-13);
                assertNear(what + " " + kernels.name(), of, expected, run(kernels, DType.F32, of), 3e-5);
            }
        });
    }

    @Example
    void operandsMayLieApart() {
        UnaryOperator<NdArray> turned = x -> x.dim(0) * x.dim(2) == 0 ? x : turned(x);
        forLayers((what, of) -> {
            for (Kernels kernels : SETS) {
                for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                    Results expected = run(kernels, dtype, of);
                    assertSame(what, expected, run(kernels, dtype, of, RecurrentKernelsTest::apart, x -> x));
                    assertSame(what, expected, run(kernels, dtype, of, RecurrentKernelsTest::apart, turned));
                }
            }
        });
    }

    /** The same elements with neighbours far apart. */
    private static NdArray turned(NdArray x) {
        NdArray other = NdArray.empty(x.dtype(), Shape.of(x.dim(2), x.dim(1), x.dim(0)));
        NdArray view = other.transpose(0, 2);
        Kernels.scalar().copy().copy(x, view);
        return view;
    }

    @Example
    void whatIsReadMayBeWrappedMemory() {
        Layer of = new Layer(true, 2, 3, 5, 3);
        Layer other = new Layer(false, 2, 3, 5, 3);
        try (Scope _ = Scope.open(); Arena arena = Arena.ofConfined()) {
            UnaryOperator<NdArray> wrapped = x -> {
                MemorySegment memory = arena.allocate(x.size() * x.dtype().bytes(), 8);
                NdArray view = NdArray.wrap(memory, x.dtype(), x.shape());
                Kernels.scalar().copy().copy(x, view);
                return view;
            };
            for (Kernels kernels : SETS) {
                for (Layer layer : List.of(of, other)) {
                    assertSame("wrapped", run(kernels, DType.F32, layer),
                            run(kernels, DType.F32, layer, x -> x, wrapped));
                }
            }
        }
    }

    /** Without a product a gate is the elementwise function of the sum, bit for bit, in vectors and out. */
    @Example
    void gatesHaveTheBitsOfTheElementwiseFunctions() {
        int width = 37;
        for (Kernels kernels : SETS) {
            for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                try (Scope _ = Scope.open()) {
                    Layer of = new Layer(true, 1, 3, width, 5);
                    NdArray gates = array(dtype, of.inputs, 1, 3, 4 * width);
                    NdArray bias = array(dtype, new double[][][] {{of.bias}}, 1, 1, 4 * width).select(0, 0).select(0,
                            0);
                    NdArray sums = NdArray.empty(dtype, gates.shape());
                    kernels.map().binary(BinaryOp.ADD, gates, bias, sums);
                    NdArray states = NdArray.zeros(dtype, Shape.of(2, 3, width));
                    NdArray cells = NdArray.zeros(dtype, Shape.of(2, 3, width));
                    kernels.recurrent().lstm(gates, NdArray.zeros(dtype, Shape.of(4 * width, width)), bias, states,
                            cells);
                    for (int gate = 0; gate < 4; gate++) {
                        NdArray expected = sums.slice(2, gate * width, (gate + 1) * width, 1);
                        NdArray found = gates.slice(2, gate * width, (gate + 1) * width, 1);
                        NdArray out = NdArray.empty(dtype, expected.shape());
                        kernels.map().unary(gate == 2 ? UnaryOp.TANH : UnaryOp.SIGMOID, expected, out);
                        assertArrayEquals(out.toDoubleArray(), found.toDoubleArray(), kernels.name() + " gate " + gate);
                    }
                }
            }
        }
    }

    @Example
    void bitsDoNotDependOnThreadsOrOnTheOtherSequences() {
        for (boolean lstm : new boolean[] {true, false}) {
            for (Kernels kernels : SETS) {
                try (Scope _ = Scope.open()) {
                    Layer of = new Layer(lstm, 5, 67, 48, 11);
                    Results all = run(kernels, DType.F32, of);
                    for (int threads = 1; threads <= 3; threads++) {
                        try (Parallelism _ = Parallelism.cap(threads)) {
                            assertSame(threads + " threads", all, run(kernels, DType.F32, of));
                        }
                    }
                    assertSame(kernels.name() + " alone", last(of, all), run(kernels, DType.F32, last(of)));
                }
            }
        }
    }

    /** The last sequence alone. */
    private static Layer last(Layer of) {
        Layer last = new Layer(of.lstm, of.steps, 1, of.width, 0);
        int b = of.batch - 1;
        for (int t = 0; t <= of.steps; t++) {
            last.states[t][0] = of.states[t][b];
            last.cells[t][0] = of.cells[t][b];
            last.g[t][0] = of.g[t][b];
            if (t < of.steps) {
                last.inputs[t][0] = of.inputs[t][b];
            }
        }
        System.arraycopy(of.weight, 0, last.weight, 0, of.weight.length);
        System.arraycopy(of.bias, 0, last.bias, 0, of.bias.length);
        last.dcell[0] = of.dcell[b];
        return last;
    }

    private static Results last(Layer of, Results all) {
        return new Results(last(of, all.gates, of.steps, 4), last(of, all.states, of.steps + 1, 1),
                last(of, all.cells, of.steps + 1, 1), last(of, all.dgates, of.steps, 4), last(of, all.dstate, 1, 1),
                last(of, all.dcell, 1, 1));
    }

    private static double[] last(Layer of, double[] all, int steps, int parts) {
        int width = parts * of.width;
        double[] rows = new double[steps * width];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(all, (t * of.batch + of.batch - 1) * width, rows, t * width, width);
        }
        return rows;
    }

    /** Far outside, gates are 0 or 1 and nothing is NaN. */
    @Example
    void saturatedGatesAreFinite() {
        for (Kernels kernels : SETS) {
            for (boolean lstm : new boolean[] {true, false}) {
                try (Scope _ = Scope.open()) {
                    Layer of = new Layer(lstm, 3, 2, 19, 13);
                    for (double[][] step : of.inputs) {
                        for (double[] row : step) {
                            for (int i = 0; i < row.length; i++) {
                                row[i] *= 1e30;
                            }
                        }
                    }
                    Results found = run(kernels, DType.F32, of);
                    for (double[] values : List.of(found.gates, found.states, found.dgates, found.dstate)) {
                        for (double value : values) {
                            assertTrue(Double.isFinite(value));
                        }
                    }
                }
            }
        }
    }

    @Example
    void refusesWhatDoesNotFit() {
        try (Scope _ = Scope.open()) {
            NdArray gates = NdArray.zeros(DType.F32, Shape.of(2, 3, 20));
            NdArray weight = NdArray.zeros(DType.F32, Shape.of(20, 5));
            NdArray bias = NdArray.zeros(DType.F32, Shape.of(20));
            NdArray states = NdArray.zeros(DType.F32, Shape.of(3, 3, 5));
            NdArray cells = NdArray.zeros(DType.F32, Shape.of(3, 3, 5));
            RecurrentKernels kernels = Kernels.best().recurrent();
            assertRefused("lstm: weight has shape [15, 5], expected [4 width, width], at most 536870912 elements",
                    () -> kernels.lstm(gates, NdArray.zeros(DType.F32, Shape.of(15, 5)), bias, states, cells));
            assertRefused("gru: weight has shape [20, 5], expected [3 width, width], at most 536870912 elements",
                    () -> kernels.gru(gates, weight, bias, states));
            assertRefused("lstm: gates has shape [2, 3, 19], expected [2, 3, 20]", () -> kernels
                    .lstm(NdArray.zeros(DType.F32, Shape.of(2, 3, 19)), weight, bias, states, cells));
            assertRefused("lstm: gates has shape [3, 20], expected [steps, batch, 20], at most 536870912 steps and "
                    + "sequences", () -> kernels.lstm(gates.select(0, 0), weight, bias, states, cells));
            assertRefused("lstm: bias has shape [5], expected [20]",
                    () -> kernels.lstm(gates, weight, bias.slice(0, 0, 5, 1), states, cells));
            assertRefused("lstm: states has shape [2, 3, 5], expected [3, 3, 5]",
                    () -> kernels.lstm(gates, weight, bias, states.slice(0, 0, 2, 1), cells));
            assertRefused("lstm: cells is F64, expected F32",
                    () -> kernels.lstm(gates, weight, bias, states, NdArray.zeros(DType.F64, states.shape())));
            assertRefused("lstmBackward: dcell has shape [3, 4], expected [3, 5]",
                    () -> kernels.lstmBackward(gates, weight, cells, states, gates, states.select(0, 0),
                            NdArray.zeros(DType.F32, Shape.of(3, 4))));
            NdArray turned = NdArray.zeros(DType.F32, Shape.of(5, 3, 3)).transpose(0, 2);
            assertRefused("lstm: the last axis of states does not lie in one run: " + turned.layout(),
                    () -> kernels.lstm(gates, weight, bias, turned, cells));
            NdArray same = NdArray.zeros(DType.F32, Shape.of(1, 3, 5)).expand(states.shape());
            assertRefused("lstm: elements of cells share their places: " + same.layout(),
                    () -> kernels.lstm(gates, weight, bias, states, same));
            assertRefused("lstm: weight is I32, expected F32 or F64",
                    () -> kernels.lstm(gates, NdArray.zeros(DType.I32, weight.shape()), bias, states, cells));
        }
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
