package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import lanegrad.array.DType;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Parts;
import lanegrad.autograd.ops.Recurrent;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;
import lanegrad.testkit.Tolerances;
import lanegrad.testkit.Values;

/** Records of recurrent layers. */
final class RecurrentOps {

    /** What a layer is called with besides its kind. */
    private record Shape(long steps, long batch, long in, long width, boolean stateful, boolean inputBias,
            boolean stateBias, boolean batchFirst) {

        static Shape of(long steps, long batch, long in, long width) {
            return new Shape(steps, batch, in, width, true, true, true, false);
        }

        Shape without(boolean state, boolean input, boolean hidden) {
            return new Shape(steps, batch, in, width, !state, !input, !hidden, batchFirst);
        }

        Shape turned() {
            return new Shape(steps, batch, in, width, stateful, inputBias, stateBias, true);
        }
    }

    /** The inputs of a call by their names; null for those that it goes without. */
    private record Inputs<T>(T x, T h, T c, T wIh, T wHh, T bIh, T bHh) {

        static <T> Inputs<T> of(Shape shape, boolean cells, T[] in) {
            int at = 1;
            T h = shape.stateful ? in[at++] : null;
            T c = shape.stateful && cells ? in[at++] : null;
            T wIh = in[at++];
            T wHh = in[at++];
            T bIh = shape.inputBias ? in[at++] : null;
            return new Inputs<>(in[0], h, c, wIh, wHh, bIh, shape.stateBias ? in[at] : null);
        }
    }

    /**
     * A number and how far rounding may have led it astray, counted in roundings of numbers of size 1: what an op adds
     * to what its operands bring with them.
     */
    private record Rounded(double value, double error) {

        static final Rounded ZERO = new Rounded(0, 0);

        static Rounded exact(double value) {
            return new Rounded(value, 0);
        }

        Rounded plus(Rounded other) {
            double sum = value + other.value;
            return new Rounded(sum, error + other.error + Math.abs(sum));
        }

        Rounded times(Rounded other) {
            double product = value * other.value;
            return new Rounded(product,
                    Math.abs(value) * other.error + Math.abs(other.value) * error + Math.abs(product));
        }

        Rounded sigmoid() {
            double y = 1 / (1 + Math.exp(-value));
            return new Rounded(y, y * (1 - y) * error + 2 * y);
        }

        Rounded tanh() {
            double y = Math.tanh(value);
            return new Rounded(y, (1 - y * y) * error + 2 * Math.abs(y));
        }

        Rounded rest() {
            return new Rounded(1 - value, error + Math.abs(1 - value));
        }
    }

    private RecurrentOps() {
    }

    static List<OpInfo> all() {
        return List.of(lstm(), gru());
    }

    /** A row of a weight times numbers, and a bias. */
    private static Rounded product(Plain weight, int row, Rounded[] numbers, Plain bias) {
        Rounded sum = bias == null ? Rounded.ZERO : Rounded.exact(bias.at(row));
        for (int i = 0; i < numbers.length; i++) {
            sum = sum.plus(Rounded.exact(weight.at(row, i)).times(numbers[i]));
        }
        return sum;
    }

    private static Rounded[] row(Plain array, long... at) {
        Rounded[] row = new Rounded[(int) array.dim(-1)];
        for (int i = 0; i < row.length; i++) {
            row[i] = Rounded.exact(at.length == 1 ? array.at(at[0], i) : array.at(at[0], at[1], i));
        }
        return row;
    }

    private static Rounded[] first(Plain states, long sequence, int width) {
        if (states != null) {
            return row(states, sequence);
        }
        Rounded[] zeros = new Rounded[width];
        Arrays.fill(zeros, Rounded.ZERO);
        return zeros;
    }

    /** States behind each step, then the last one, then, of an LSTM, the last cell: [steps + 1 or 2, batch, width]. */
    private static Plain layer(Shape shape, boolean cells, Plain[] all) {
        Inputs<Plain> in = Inputs.of(shape, cells, all);
        int steps = (int) shape.steps;
        int width = (int) shape.width;
        long[] dims = {steps + (cells ? 2 : 1), shape.batch, width};
        double[] values = new double[Plain.size(dims)];
        double[] errors = new double[values.length];
        for (int b = 0; b < shape.batch; b++) {
            Rounded[] h = first(in.h, b, width);
            Rounded[] c = first(in.c, b, width);
            for (int t = 0; t < steps; t++) {
                Rounded[] x = shape.batchFirst ? row(in.x, b, t) : row(in.x, t, b);
                Rounded[] before = h.clone();
                for (int j = 0; j < width; j++) {
                    if (cells) {
                        lstm(in, x, before, h, c, j);
                    } else {
                        h[j] = gru(in, x, before, j);
                    }
                }
                put(h, t, b, dims, values, errors);
            }
            put(h, steps, b, dims, values, errors);
            if (cells) {
                put(c, steps + 1, b, dims, values, errors);
            }
        }
        return Plain.of(values, dims).withScale(Plain.of(errors, dims));
    }

    private static void put(Rounded[] row, int t, int b, long[] dims, double[] values, double[] errors) {
        for (int j = 0; j < row.length; j++) {
            int at = (int) ((t * dims[1] + b) * dims[2] + j);
            values[at] = row[j].value;
            errors[at] = row[j].error;
        }
    }

    private static void lstm(Inputs<Plain> in, Rounded[] x, Rounded[] before, Rounded[] h, Rounded[] c, int j) {
        int width = h.length;
        Rounded[] p = new Rounded[4];
        for (int gate = 0; gate < 4; gate++) {
            p[gate] = product(in.wIh, gate * width + j, x, in.bIh)
                    .plus(product(in.wHh, gate * width + j, before, in.bHh));
        }
        c[j] = p[1].sigmoid().times(c[j]).plus(p[0].sigmoid().times(p[2].tanh()));
        h[j] = p[3].sigmoid().times(c[j].tanh());
    }

    private static Rounded gru(Inputs<Plain> in, Rounded[] x, Rounded[] before, int j) {
        int width = before.length;
        Rounded[] p = new Rounded[3];
        Rounded[] q = new Rounded[3];
        for (int gate = 0; gate < 3; gate++) {
            p[gate] = product(in.wIh, gate * width + j, x, in.bIh);
            q[gate] = product(in.wHh, gate * width + j, before, in.bHh);
        }
        Rounded r = p[0].plus(q[0]).sigmoid();
        Rounded z = p[1].plus(q[1]).sigmoid();
        Rounded n = p[2].plus(r.times(q[2])).tanh();
        return z.rest().times(n).plus(z.times(before[j]));
    }

    private static Sample sample(String label, Shape shape, boolean cells) {
        long gates = (cells ? 4 : 3) * shape.width;
        List<Arg> args = new ArrayList<>();
        args.add(shape.batchFirst ? Arg.of(shape.batch, shape.steps, shape.in)
                : Arg.of(shape.steps, shape.batch, shape.in));
        for (int i = 0; shape.stateful && i < (cells ? 2 : 1); i++) {
            args.add(Arg.of(shape.batch, shape.width));
        }
        args.add(Arg.of(Values.normal(1 / Math.sqrt(Math.max(1, shape.in))), gates, shape.in));
        args.add(Arg.of(Values.normal(1 / Math.sqrt(Math.max(1, shape.width))), gates, shape.width));
        for (int i = (shape.inputBias ? 1 : 0) + (shape.stateBias ? 1 : 0); i > 0; i--) {
            args.add(Arg.of(gates));
        }
        return Sample.of(label, args, in -> cells ? lstm(shape, in) : gru(shape, in), in -> layer(shape, cells, in));
    }

    private static Tensor sequence(Shape shape, Tensor x) {
        return shape.batchFirst ? x.transpose(0, 1) : x;
    }

    private static Tensor lstm(Shape shape, Tensor[] all) {
        Inputs<Tensor> in = Inputs.of(shape, true, all);
        Recurrent.Lstm result = Recurrent.lstm(sequence(shape, in.x), in.h, in.c, in.wIh, in.wHh, in.bIh, in.bHh);
        return Parts.concat(0, result.output(), result.state().unsqueeze(0), result.cell().unsqueeze(0));
    }

    private static Tensor gru(Shape shape, Tensor[] all) {
        Inputs<Tensor> in = Inputs.of(shape, false, all);
        Recurrent.Gru result = Recurrent.gru(sequence(shape, in.x), in.h, in.wIh, in.wHh, in.bIh, in.bHh);
        return Parts.concat(0, result.output(), result.state().unsqueeze(0));
    }

    private static OpInfo.Builder samples(String name, boolean cells) {
        OpInfo.Builder builder = OpInfo.of(name).thresholds(kernels -> Stream.of(kernels.recurrent().thresholds(),
                kernels.gemm().thresholds()).flatMap(List::stream).toList());
        builder.sample(sample("some steps", Shape.of(3, 2, 4, 3), cells));
        builder.sample(sample("one step", Shape.of(1, 3, 2, 4), cells));
        builder.sample(sample("one sequence", Shape.of(4, 1, 3, 2), cells));
        builder.sample(sample("one of each", Shape.of(1, 1, 1, 1), cells));
        builder.sample(sample("a width that fills no vector", Shape.of(2, 3, 2, 7), cells));
        builder.sample(sample("a vector and one more", Shape.of(2, 2, 3, 17), cells));
        builder.sample(sample("no states", Shape.of(3, 2, 3, 3).without(true, false, false), cells));
        builder.sample(sample("no biases", Shape.of(3, 2, 3, 3).without(false, true, true), cells));
        builder.sample(sample("a bias of inputs alone", Shape.of(2, 2, 3, 3).without(false, false, true), cells));
        builder.sample(sample("a bias of states alone", Shape.of(2, 2, 3, 3).without(false, true, false), cells));
        builder.sample(sample("batch first", Shape.of(3, 4, 2, 3).turned(), cells));
        builder.sample(sample("no steps", Shape.of(0, 2, 3, 3), cells));
        builder.sample(sample("no batch", Shape.of(3, 0, 2, 3), cells));
        builder.sample(sample("no inputs", Shape.of(2, 2, 0, 3), cells));
        builder.sample(sample("no width", Shape.of(2, 2, 3, 0), cells));
        sizer(builder, "sequences", 2 * 12 * 8, cells, n -> Shape.of(2, n, 5, 3));
        sizer(builder, "width", 16 * 40, cells, n -> Shape.of(2, 3, 2, n));
        sizer(builder, "inputs", 2 * 3 * 12, cells, n -> Shape.of(2, 3, n, 3));
        sizer(builder, "steps", 2 * 12 * 8, cells, n -> Shape.of(n, 2, 3, 3));
        return builder
                .tolerance(DType.F32, Tolerances.Measure.GRADIENT, 1e-4,
                        "the slope of a gate is taken where a sum over thousands of inputs has been rounded to")
                .without("rank 0", "it needs three axes")
                .without("heap", "it takes a dozen views of its arrays, once for all steps");
    }

    private static void sizer(OpInfo.Builder builder, String axis, double steps, boolean cells,
            LongFunction<Shape> shapes) {
        builder.sizer(Sizer.of(axis, steps, n -> sample(axis, shapes.apply(n), cells)));
    }

    private static OpInfo lstm() {
        OpInfo.Builder builder = samples("lstm", true);
        List<Arg> fitting = List.of(Arg.of(3, 2, 4), Arg.of(2, 5), Arg.of(20, 4), Arg.of(20, 5), Arg.of(20));
        builder.error("two axes", IllegalArgumentException.class, "lstm: x F32 \\[2, 4\\].*\\[steps, batch, in\\]",
                List.of(Arg.of(2, 4), fitting.get(2), fitting.get(3)),
                in -> Recurrent.lstm(in[0], null, null, in[1], in[2], null, null).output());
        builder.error("inputs", IllegalArgumentException.class, "wIh F32 \\[20, 3\\]",
                List.of(fitting.get(0), Arg.of(20, 3), fitting.get(3)),
                in -> Recurrent.lstm(in[0], null, null, in[1], in[2], null, null).output());
        builder.error("three gates", IllegalArgumentException.class, "wHh F32 \\[15, 5\\].*\\[4 width, width\\]",
                List.of(fitting.get(0), Arg.of(15, 4), Arg.of(15, 5)),
                in -> Recurrent.lstm(in[0], null, null, in[1], in[2], null, null).output());
        builder.error("a bias", IllegalArgumentException.class, "bHh F32 \\[5\\].*\\[4 width\\]",
                List.of(fitting.get(0), fitting.get(2), fitting.get(3), fitting.get(4), Arg.of(5)),
                in -> Recurrent.lstm(in[0], null, null, in[1], in[2], in[3], in[4]).output());
        builder.error("a state", IllegalArgumentException.class, "lstm: h0 is F32 \\[3, 5\\], expected F32 \\[2, 5\\]",
                List.of(fitting.get(0), Arg.of(3, 5), fitting.get(2), fitting.get(3)),
                in -> Recurrent.lstm(in[0], in[1], null, in[2], in[3], null, null).output());
        builder.error("a cell", IllegalArgumentException.class, "lstm: c0 is F64 \\[2, 5\\], expected F32",
                List.of(fitting.get(0), fitting.get(1), fitting.get(1).as(DType.F64), fitting.get(2), fitting.get(3)),
                in -> Recurrent.lstm(in[0], in[1], in[2], in[3], in[4], null, null).output());
        builder.error("integers", IllegalArgumentException.class, "lstm: x I64",
                List.of(Arg.indices(5, 3, 2, 4), Arg.indices(5, 20, 4), Arg.indices(5, 20, 5)),
                in -> Recurrent.lstm(in[0], null, null, in[1], in[2], null, null).output());
        return Recipes.refusesClosed(builder, x -> Recurrent.lstm(x.reshape(2, 3, 1), null, null,
                Tensor.ones(x.dtype(), 4, 1), Tensor.ones(x.dtype(), 4, 1), null, null).output()).build();
    }

    private static OpInfo gru() {
        OpInfo.Builder builder = samples("gru", false);
        List<Arg> fitting = List.of(Arg.of(3, 2, 4), Arg.of(15, 4), Arg.of(15, 5));
        builder.error("four gates", IllegalArgumentException.class, "gru: .*wHh F32 \\[20, 5\\].*\\[3 width, width\\]",
                List.of(fitting.get(0), Arg.of(20, 4), Arg.of(20, 5)),
                in -> Recurrent.gru(in[0], null, in[1], in[2], null, null).output());
        builder.error("types differ", IllegalArgumentException.class, "wHh F64",
                List.of(fitting.get(0), fitting.get(1), fitting.get(2).as(DType.F64)),
                in -> Recurrent.gru(in[0], null, in[1], in[2], null, null).output());
        builder.error("a bias", IllegalArgumentException.class, "bIh F32 \\[20\\]",
                List.of(fitting.get(0), fitting.get(1), fitting.get(2), Arg.of(20)),
                in -> Recurrent.gru(in[0], null, in[1], in[2], in[3], null).output());
        builder.error("a state", IllegalArgumentException.class, "gru: h0 is F32 \\[2, 4\\], expected F32 \\[2, 5\\]",
                List.of(fitting.get(0), Arg.of(2, 4), fitting.get(1), fitting.get(2)),
                in -> Recurrent.gru(in[0], in[1], in[2], in[3], null, null).output());
        return Recipes.refusesClosed(builder, x -> Recurrent.gru(x.reshape(2, 3, 1), null,
                Tensor.ones(x.dtype(), 3, 1), Tensor.ones(x.dtype(), 3, 1), null, null).output()).build();
    }
}
