package lanegrad.kernels;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.kernels.AttentionCase.Lie;
import lanegrad.kernels.AttentionCase.Result;
import lanegrad.parallel.Parallelism;

/** Calls of every kernel family, over sizes and layouts that take each of its paths. */
final class KernelWorkouts {

    /** One kernel on operands of its own. */
    record Workout(String name, Runnable call) {
    }

    private static final int[][] PLANES = {{1, 5}, {3, 17}, {9, 100}, {64, 64}, {33, 301}};

    private final Random random = new Random(41);
    private final List<Workout> all = new ArrayList<>();
    private final Kernels kernels;

    private KernelWorkouts(Kernels kernels) {
        this.kernels = kernels;
    }

    /** The workouts of an implementation; their operands belong to the current scope. */
    static List<Workout> of(Kernels kernels) {
        KernelWorkouts workouts = new KernelWorkouts(kernels);
        for (int[] plane : PLANES) {
            workouts.maps(plane[0], plane[1]);
            workouts.reductions(plane[0], plane[1]);
            workouts.norms(plane[0], plane[1]);
            workouts.channelNorms(2, plane[0], plane[1]);
            workouts.channelNorms(2, 3, plane[0] * plane[1]);
            workouts.indices(plane[0], plane[1]);
            workouts.updates(plane[0] * plane[1]);
            workouts.copies(plane[0], plane[1]);
        }
        workouts.products();
        workouts.attentions();
        workouts.recurrences();
        workouts.convolutions();
        return workouts.all;
    }

    /** Calls each of them some dozens of times, round after round, each in an order of its own. */
    static void warmUp(List<Workout> workouts, long... seeds) {
        for (long seed : seeds) {
            List<Workout> order = new ArrayList<>(workouts);
            Collections.shuffle(order, new Random(seed));
            for (Workout workout : order) {
                for (int i = 0; i < 60; i++) {
                    workout.call.run();
                }
            }
        }
    }

    /** Calls until each has allocated nothing for a hundred calls, or time is up; says which never came that far. */
    static List<String> stillAllocating(List<Workout> workouts) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long deadline = KernelSets.processorTime() + 90_000_000_000L;
        List<Workout> left = new ArrayList<>(workouts);
        List<String> still = List.of();
        while (!left.isEmpty() && KernelSets.processorTime() < deadline) {
            still = new ArrayList<>();
            for (Workout workout : List.copyOf(left)) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 100; i++) {
                    workout.call.run();
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                if (allocated == 0) {
                    left.remove(workout);
                } else {
                    still.add(workout.name + ": " + allocated / 100 + " bytes a call");
                }
            }
        }
        return left.isEmpty() ? List.of() : still;
    }

    /** Works until everything is compiled, for a JVM that keeps a log of that. */
    public static void main(String[] seeds) {
        long[] numbers = new long[seeds.length];
        for (int i = 0; i < seeds.length; i++) {
            numbers[i] = Long.parseLong(seeds[i]);
        }
        try (Parallelism _ = Parallelism.cap(1)) {
            OtherVectors.use();
            List<Workout> workouts = of(Kernels.simd());
            warmUp(workouts, numbers);
            List<String> still = stillAllocating(workouts);
            if (!still.isEmpty()) {
                throw new AssertionError(still);
            }
        }
    }

    private void add(String name, long rows, long columns, Runnable call) {
        all.add(new Workout(kernels.name() + " " + name + " [" + rows + ", " + columns + "]", call));
    }

    private NdArray f32(long... dims) {
        NdArray array = NdArray.empty(DType.F32, Shape.of(dims));
        RandomViews.fill(random, array);
        return array;
    }

    private NdArray turned(long rows, long columns) {
        return f32(columns, rows).transpose(0, 1);
    }

    private NdArray whole(DType dtype, long below, long... dims) {
        NdArray array = NdArray.empty(dtype, Shape.of(dims));
        NdArray flat = array.reshape(array.size());
        for (long i = 0; i < array.size(); i++) {
            flat.set(random.nextInt((int) below), i);
        }
        return array;
    }

    private void maps(long rows, long columns) {
        MapKernels map = kernels.map();
        NdArray a = f32(rows, columns);
        NdArray b = f32(rows, columns);
        NdArray turned = turned(rows, columns);
        NdArray column = f32(rows, 1);
        NdArray row = f32(1, columns);
        NdArray apart = f32(rows, 2 * columns).slice(1, 0, 2 * columns, 2);
        NdArray truth = whole(DType.BOOL, 2, rows, columns);
        NdArray tested = NdArray.empty(DType.BOOL, a.shape());
        NdArray out = f32(rows, columns);
        for (UnaryOp op : UnaryOp.values()) {
            if (op != UnaryOp.NOT) {
                add(op.name(), rows, columns, () -> map.unary(op, a, out));
            }
        }
        for (BinaryOp op : BinaryOp.values()) {
            if (op != BinaryOp.AND && op != BinaryOp.OR && op != BinaryOp.XOR) {
                add(op.name(), rows, columns, () -> map.binary(op, a, b, out));
            }
        }
        for (CompareOp op : CompareOp.values()) {
            add(op.name(), rows, columns, () -> map.compare(op, a, b, tested));
        }
        add("ADD of a turned one", rows, columns, () -> map.binary(BinaryOp.ADD, a, turned, out));
        add("ADD of a column", rows, columns, () -> map.binary(BinaryOp.ADD, a, column, out));
        add("ADD of a row", rows, columns, () -> map.binary(BinaryOp.ADD, a, row, out));
        add("ADD of elements apart", rows, columns, () -> map.binary(BinaryOp.ADD, a, apart, out));
        add("ADD of a number", rows, columns, () -> map.binary(BinaryOp.ADD, a, 2, out));
        add("SUB from a number", rows, columns, () -> map.binary(BinaryOp.SUB, 2, a, out));
        add("EXP of elements apart", rows, columns, () -> map.unary(UnaryOp.EXP, apart, out));
        add("NEG to elements apart", rows, columns, () -> map.unary(UnaryOp.NEG, a, apart));
        add("where", rows, columns, () -> map.where(truth, a, column, out));
        add("fill", rows, columns, () -> map.fill(out, 1));
    }

    private void reductions(long rows, long columns) {
        ReduceKernels reduce = kernels.reduce();
        NdArray x = f32(rows, columns);
        NdArray turned = turned(rows, columns);
        NdArray down = f32(1, columns);
        NdArray across = f32(rows, 1);
        NdArray one = f32(1, 1);
        NdArray truths = whole(DType.BOOL, 2, rows, columns);
        NdArray truth = NdArray.empty(DType.BOOL, down.shape());
        NdArray where = NdArray.empty(DType.I64, Shape.of(rows, 1));
        for (ReduceOp op : ReduceOp.values()) {
            boolean logical = op == ReduceOp.ANY || op == ReduceOp.ALL;
            add(op + " of columns", rows, columns,
                    () -> reduce.reduce(op, logical ? truths : x, 1, logical ? truth : down));
            if (!logical) {
                add(op + " of rows", rows, columns, () -> reduce.reduce(op, x, 2, across));
                add(op + " of turned rows", rows, columns, () -> reduce.reduce(op, turned, 2, across));
                add(op.name(), rows, columns, () -> reduce.reduce(op, x, 3, one));
            }
        }
        add("variance of rows", rows, columns, () -> reduce.variance(x, 2, 0, across));
        add("variance of columns", rows, columns, () -> reduce.variance(x, 1, 0, down));
        add("argMax", rows, columns, () -> reduce.argMax(x, 1, where));
        add("argMin", rows, columns, () -> reduce.argMin(turned, 1, where));
    }

    private void norms(long rows, long columns) {
        NormKernels norm = kernels.norm();
        NdArray x = f32(rows, columns);
        NdArray g = f32(rows, columns);
        NdArray out = f32(rows, columns);
        NdArray gamma = f32(columns);
        NdArray dgamma = f32(columns);
        NdArray dbeta = f32(columns);
        NdArray mean = f32(rows);
        NdArray rstd = f32(rows);
        NdArray targets = whole(DType.I64, columns, rows);
        add("softmax", rows, columns, () -> norm.softmax(x, out));
        add("softmaxBackward", rows, columns, () -> norm.softmaxBackward(x, g, out));
        add("logSoftmax", rows, columns, () -> norm.logSoftmax(x, out));
        add("logSoftmaxBackward", rows, columns, () -> norm.logSoftmaxBackward(x, g, out));
        add("layerNorm", rows, columns, () -> norm.layerNorm(x, gamma, gamma, 1e-5, out, mean, rstd));
        add("plain layerNorm", rows, columns, () -> norm.layerNorm(x, null, null, 1e-5, out, mean, rstd));
        add("layerNormBackward", rows, columns,
                () -> norm.layerNormBackward(x, gamma, mean, rstd, g, out, dgamma, dbeta));
        add("plain layerNormBackward", rows, columns,
                () -> norm.layerNormBackward(x, null, mean, rstd, g, out, null, null));
        add("rmsNorm", rows, columns, () -> norm.rmsNorm(x, gamma, 1e-5, out, rstd));
        add("rmsNormBackward", rows, columns, () -> norm.rmsNormBackward(x, gamma, rstd, g, out, dgamma));
        add("crossEntropy", rows, columns, () -> norm.crossEntropy(x, targets, -1, mean, rstd));
        add("crossEntropyBackward", rows, columns, () -> norm.crossEntropyBackward(x, targets, -1, rstd, mean, out));
    }

    private void channelNorms(long samples, long channels, long plane) {
        ChannelNormKernels norm = kernels.channelNorm();
        NdArray x = f32(samples, channels, plane);
        NdArray g = f32(samples, channels, plane);
        NdArray out = f32(samples, channels, plane);
        NdArray gamma = f32(channels);
        NdArray dgamma = f32(channels);
        NdArray dbeta = f32(channels);
        NdArray mean = NdArray.zeros(DType.F32, Shape.of(channels));
        NdArray variance = NdArray.full(DType.F32, Shape.of(channels), 1);
        NdArray means = NdArray.zeros(DType.F32, Shape.of(samples, 1));
        NdArray variances = NdArray.full(DType.F32, Shape.of(samples, 1), 1);
        add("batchNorm", channels, plane, () -> norm.batchNorm(x, gamma, gamma, 1e-5, out, mean, variance));
        add("batchNormInference", channels, plane,
                () -> norm.batchNormInference(x, mean, variance, gamma, gamma, 1e-5, out));
        add("groupNorm", channels, plane, () -> norm.groupNorm(x, gamma, gamma, 1e-5, out, means, variances));
        add("batchNormBackward", channels, plane,
                () -> norm.batchNormBackward(x, gamma, mean, variance, 1e-5, g, out, dgamma, dbeta));
        add("batchNormInferenceBackward", channels, plane,
                () -> norm.batchNormInferenceBackward(x, gamma, mean, variance, 1e-5, g, out, dgamma, dbeta));
        add("groupNormBackward", channels, plane,
                () -> norm.groupNormBackward(x, gamma, means, variances, 1e-5, g, out, dgamma, dbeta));
    }

    private void indices(long rows, long columns) {
        IndexKernels index = kernels.index();
        NdArray table = f32(rows, columns);
        NdArray some = whole(DType.I64, rows, 20);
        NdArray along = whole(DType.I32, rows, 20, columns);
        NdArray out = f32(20, columns);
        add("gatherRows", rows, columns, () -> index.gatherRows(table, some, out));
        add("scatterAddRows", rows, columns, () -> index.scatterAddRows(table, some, out));
        add("gather", rows, columns, () -> index.gather(table, 0, along, out));
        add("scatterAdd", rows, columns, () -> index.scatterAdd(table, 0, along, out));
        add("scatterExtremum", rows, columns, () -> index.scatterExtremum(table, 0, along, out, true));
    }

    private void updates(long count) {
        UpdateKernels update = kernels.update();
        RandomKernels draw = kernels.random();
        NdArray p = f32(count);
        NdArray g = f32(count);
        NdArray m = NdArray.zeros(DType.F32, Shape.of(count));
        NdArray v = NdArray.zeros(DType.F32, Shape.of(count));
        NdArray out = f32(count);
        add("adamW", 1, count, () -> update.adamW(p, g, m, v, 0.1, 0.9, 0.9, 0.1, 0, 1, 1));
        add("sgd", 1, count, () -> update.sgd(p, g, null, 0.1, 0, 0, false, 0, 1));
        add("sgd with momentum", 1, count, () -> update.sgd(p, g, m, 0.1, 0.9, 0, true, 0, 1));
        add("sumOfSquares", 1, count, () -> update.sumOfSquares(g));
        add("uniform", 1, count, () -> draw.uniform(1, 2, 0, 1, out));
        add("normal", 1, count, () -> draw.normal(1, 2, 0, 1, out));
        add("dropout", 1, count, () -> draw.dropout(1, 2, 0.1, g, out));
    }

    private void copies(long rows, long columns) {
        CopyKernels copy = kernels.copy();
        for (DType dtype : new DType[] {DType.BOOL, DType.F16, DType.F32, DType.F64}) {
            NdArray from = NdArray.zeros(dtype, Shape.of(rows, columns));
            NdArray turned = NdArray.zeros(dtype, Shape.of(columns, rows)).transpose(0, 1);
            NdArray to = NdArray.zeros(dtype, from.shape());
            NdArray floats = f32(rows, columns);
            add("copy of " + dtype, rows, columns, () -> copy.copy(from, to));
            add("copy of turned " + dtype, rows, columns, () -> copy.copy(turned, to));
            add("copy of F32 to " + dtype, rows, columns, () -> copy.copy(floats, to));
        }
    }

    private void products() {
        GemmKernels gemm = kernels.gemm();
        for (int[] size : new int[][] {{1, 40, 30}, {1, 1000, 300}, {1, 70, 64}, {70, 1, 64}, {4, 9, 30}, {64, 64, 64},
            {130, 150, 140}, {17, 33, 65}}) {
            int m = size[0];
            int n = size[1];
            NdArray[] left = {f32(m, size[2]), turned(m, size[2])};
            NdArray[] right = {f32(size[2], n), turned(size[2], n)};
            NdArray[] result = {f32(m, n), turned(m, n)};
            for (int way = 0; way < 8; way++) {
                NdArray a = left[way & 1];
                NdArray b = right[way >> 1 & 1];
                NdArray c = result[way >> 2];
                add("matmul " + way + " over " + size[2], m, n, () -> gemm.matmul(a, b, c, false));
            }
            add("matmul onto, over " + size[2], m, n, () -> gemm.matmul(left[0], right[0], result[0], true));
        }
        NdArray a = f32(40, 24, 33);
        NdArray b = f32(40, 33, 24);
        NdArray c = f32(40, 24, 24);
        add("matmul of many", 24, 24, () -> gemm.matmul(a, b, c, false));
    }

    private void attentions() {
        for (int[] sizes : new int[][] {{1, 2, 40, 50, 16, 16}, {2, 1, 1, 50, 16, 20}, {1, 1, 3, 33, 5, 9},
            {1, 1, 70, 130, 33, 8}}) {
            for (Lie lie : Lie.values()) {
                for (int kind = 0; kind < 3; kind++) {
                    NdArray mask = kind == 0 ? null
                            : NdArray.full(DType.BOOL, Shape.of(sizes[0], 1, kind == 1 ? 1 : sizes[2], sizes[3]), 1);
                    AttentionCase some = new AttentionCase(random, DType.F32, sizes, lie, mask, kind == 1);
                    Result result = some.run(kernels, lie);
                    all.add(new Workout(kernels.name() + " " + some, () -> some.run(kernels, result)));
                }
            }
        }
    }

    private void recurrences() {
        RecurrentKernels recurrent = kernels.recurrent();
        for (int[] sizes : new int[][] {{1, 1, 5}, {3, 17, 40}, {2, 5, 64}, {2, 16, 150}}) {
            int steps = sizes[0];
            int batch = sizes[1];
            int width = sizes[2];
            NdArray gates = f32(steps, batch, 4 * width);
            NdArray bias = f32(4 * width);
            NdArray states = f32(steps + 1, batch, width);
            NdArray cells = f32(steps + 1, batch, width);
            NdArray g = f32(steps + 1, batch, width);
            NdArray dgates = f32(steps, batch, 4 * width);
            NdArray dstate = f32(batch, width);
            NdArray dcell = f32(batch, width);
            NdArray four = f32(4 * width, width);
            NdArray three = turned(3 * width, width);
            add("lstm of " + steps, batch, width, () -> recurrent.lstm(gates, four, bias, states, cells));
            add("lstmBackward of " + steps, batch, width,
                    () -> recurrent.lstmBackward(gates, four, cells, g, dgates, dstate, dcell));
            add("gru of " + steps, batch, width, () -> recurrent.gru(gates, three, bias, states));
            add("gruBackward of " + steps, batch, width,
                    () -> recurrent.gruBackward(gates, three, states, g, dgates, dstate));
        }
    }

    private void convolutions() {
        ConvOptions padded = ConvOptions.of(1, 1);
        int[][] sizes = {{2, 20, 9, 19, 18, 3, 3}, {1, 20, 7, 7, 40, 3, 3}, {1, 16, 20, 70, 3, 3, 3},
            {2, 17, 6, 18, 33, 1, 1}, {1, 3, 21, 22, 24, 5, 5}};
        for (int[] size : sizes) {
            for (ConvOptions options : List.of(padded, ConvOptions.of(2, 0), padded.withDilation(2))) {
                if (options.outputHeight(size[2], size[5]) < 1) {
                    continue;
                }
                for (boolean anyhow : new boolean[] {false, true}) {
                    convolution(new ConvCase(random, DType.F32, options, anyhow, anyhow, size));
                }
            }
        }
        convolution(new ConvCase(random, DType.F32, padded.withGroups(12), true, false, 2, 12, 15, 70, 24, 3, 3));
        NdArray x = f32(2, 3, 12, 20);
        NdArray out = f32(2, 3, 6, 10);
        NdArray places = NdArray.zeros(DType.I64, out.shape());
        PoolOptions windows = PoolOptions.of(3, 2, 1);
        ConvKernels conv = kernels.conv();
        add("maxPool", 12, 20, () -> conv.maxPool(x, windows, out, places));
        add("maxPoolGradient", 12, 20, () -> conv.maxPoolGradient(out, places, x));
        add("avgPool", 12, 20, () -> conv.avgPool(x, windows, out));
        add("avgPoolGradient", 12, 20, () -> conv.avgPoolGradient(out, windows, x));
    }

    private void convolution(ConvCase some) {
        all.add(new Workout(kernels.name() + " convolution of " + some, () -> some.run(kernels.conv())));
    }
}
