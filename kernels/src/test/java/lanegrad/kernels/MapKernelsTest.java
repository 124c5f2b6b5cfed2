package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Elementwise kernels against single elements, over every layout, type and size, and against each other. */
class MapKernelsTest {

    private static final List<Kernels> SETS = KernelSets.all();
    private static final DType[] TYPES = {DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL};

    private static boolean allows(UnaryOp op, DType dtype) {
        return switch (op) {
            case NOT -> dtype == DType.BOOL;
            case NEG, ABS, SQUARE, SIGN, RELU, FLOOR, CEIL, ROUND, TRUNC -> dtype != DType.BOOL;
            default -> dtype.isDifferentiable();
        };
    }

    private static boolean allows(BinaryOp op, DType dtype) {
        return switch (op) {
            case AND, OR, XOR -> dtype == DType.BOOL;
            case ADD, SUB, MUL, MAX, MIN, FLOOR_DIVIDE, REMAINDER, FMOD -> dtype != DType.BOOL;
            default -> dtype.isDifferentiable();
        };
    }

    /** What a function should give; of integers, the quotients by 0 are 0. */
    private static double want(BinaryOp op, DType dtype, double a, double b) {
        boolean quotient = op == BinaryOp.FLOOR_DIVIDE || op == BinaryOp.REMAINDER || op == BinaryOp.FMOD;
        double want = !dtype.isFloating() && quotient && b == 0 ? 0 : Reference.of(op, a, b);
        return dtype.isFloating() || want != 0 ? want : 0; // integers have one zero
    }

    private static double tolerance(DType dtype, double want) {
        double size = Double.isFinite(want) ? Math.abs(want) : 0;
        return dtype == DType.F32 ? 1e-6 * Math.max(size, 1) : dtype == DType.F64 ? 1e-13 * Math.max(size, 1) : 0;
    }

    private static void assertSame(DType dtype, double want, double got, String what) {
        double expected = dtype == DType.F32 ? (float) want : want;
        boolean same = Double.compare(expected, got) == 0 || Math.abs(expected - got) <= tolerance(dtype, want);
        assertTrue(same, () -> what + ": " + expected + " expected, not " + got);
    }

    /** An input that broadcasts to a shape: a view of some layout with some axes of size 1, or fewer axes. */
    private static NdArray input(Random random, DType dtype, Shape shape) {
        long[] dims = shape.toArray();
        int drop = random.nextInt(3) == 0 ? random.nextInt(dims.length + 1) : 0;
        long[] own = Arrays.copyOfRange(dims, drop, dims.length);
        for (int i = 0; i < own.length; i++) {
            own[i] = random.nextInt(4) == 0 ? 1 : own[i];
        }
        NdArray array = RandomViews.output(random, dtype, Shape.of(own));
        RandomViews.fill(random, array);
        return array;
    }

    private static Shape shape(Random random) {
        int rank = random.nextInt(5);
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = switch (random.nextInt(8)) {
                case 0 -> 1;
                case 1 -> random.nextInt(3);
                case 2 -> 60 + random.nextInt(10);
                default -> 1 + random.nextInt(9);
            };
        }
        return Shape.of(dims);
    }

    private static double[] expanded(NdArray x, Shape shape) {
        return x.expand(shape).toDoubleArray();
    }

    @Property(tries = 400)
    void functionsOfOneInput(@ForAll long seed) {
        Random random = new Random(seed);
        DType dtype = TYPES[random.nextInt(TYPES.length)];
        UnaryOp op = UnaryOp.values()[random.nextInt(UnaryOp.values().length)];
        if (!allows(op, dtype)) {
            return;
        }
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                Shape shape = shape(random);
                NdArray x = input(random, dtype, shape);
                NdArray out = RandomViews.output(random, dtype, shape);
                kernels.map().unary(op, x, out);
                double[] in = expanded(x, shape);
                double[] got = out.toDoubleArray();
                for (int i = 0; i < in.length; i++) {
                    assertSame(dtype, Reference.of(op, in[i]), got[i], op + " of " + dtype + " " + in[i]);
                }
            }
        }
    }

    @Property(tries = 600)
    void functionsOfTwoInputs(@ForAll long seed) {
        Random random = new Random(seed);
        DType dtype = TYPES[random.nextInt(TYPES.length)];
        BinaryOp op = BinaryOp.values()[random.nextInt(BinaryOp.values().length)];
        if (!allows(op, dtype)) {
            return;
        }
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                Shape shape = shape(random);
                NdArray a = input(random, dtype, shape);
                NdArray b = input(random, dtype, shape);
                NdArray out = RandomViews.output(random, dtype, shape);
                double[] x = expanded(a, shape);
                double[] y = expanded(b, shape);
                kernels.map().binary(op, a, b, out);
                double[] got = out.toDoubleArray();
                for (int i = 0; i < x.length; i++) {
                    assertSame(dtype, want(op, dtype, x[i], y[i]), got[i], op + " of " + x[i] + ", " + y[i]);
                }
                kernels.map().binary(op, a, 3.0, out);
                got = out.toDoubleArray();
                double three = dtype == DType.BOOL ? 1 : 3;
                for (int i = 0; i < x.length; i++) {
                    assertSame(dtype, want(op, dtype, x[i], three), got[i], op + " of " + x[i] + ", 3");
                }
                kernels.map().binary(op, 3.0, b, out);
                got = out.toDoubleArray();
                for (int i = 0; i < x.length; i++) {
                    assertSame(dtype, want(op, dtype, three, y[i]), got[i], op + " of 3, " + y[i]);
                }
            }
        }
    }

    @Property(tries = 300)
    void comparisonsAndChoices(@ForAll long seed) {
        Random random = new Random(seed);
        DType dtype = TYPES[random.nextInt(TYPES.length)];
        CompareOp op = CompareOp.values()[random.nextInt(CompareOp.values().length)];
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                Shape shape = shape(random);
                NdArray a = input(random, dtype, shape);
                NdArray b = random.nextBoolean() ? a : input(random, dtype, shape);
                if (dtype.isFloating() && a.size() > 0) {
                    a.set(Double.NaN, new long[a.rank()]);
                }
                NdArray out = RandomViews.output(random, DType.BOOL, shape);
                kernels.map().compare(op, a, b, out);
                double[] x = expanded(a, shape);
                double[] y = expanded(b, shape);
                boolean[] got = out.toBooleanArray();
                for (int i = 0; i < x.length; i++) {
                    assertEquals(Reference.of(op, x[i], y[i]), got[i], op + " of " + x[i] + ", " + y[i]);
                }
                NdArray condition = input(random, DType.BOOL, shape);
                NdArray chosen = RandomViews.output(random, dtype, shape);
                kernels.map().where(condition, a, b, chosen);
                boolean[] first = condition.expand(shape).toBooleanArray();
                double[] values = chosen.toDoubleArray();
                for (int i = 0; i < x.length; i++) {
                    assertEquals(first[i] ? x[i] : y[i], values[i]);
                }
            }
        }
    }

    @Property(tries = 100)
    void fillsEveryLayoutAndType(@ForAll long seed) {
        Random random = new Random(seed);
        DType dtype = DType.values()[random.nextInt(8)];
        try (Scope _ = Scope.open()) {
            NdArray out = RandomViews.output(random, dtype, shape(random));
            NdArray one = NdArray.full(dtype, Shape.SCALAR, -3.25);
            Kernels.best().map().fill(out, -3.25);
            for (double value : out.toDoubleArray()) {
                assertEquals(one.item(), value);
            }
        }
    }

    /** Every length: with each implementation the same bits as one element alone, and nothing written beside. */
    @Test
    void anElementsBitsDependOnNothingButItself() {
        Random random = new Random(3);
        for (UnaryOp op : UnaryOp.values()) {
            if (op == UnaryOp.NOT) {
                continue;
            }
            try (Scope _ = Scope.open()) {
                NdArray x = NdArray.empty(DType.F32, Shape.of(1 << 15 | 33));
                RandomViews.fill(random, x);
                NdArray whole = NdArray.empty(DType.F32, x.shape());
                Kernels.scalar().map().unary(op, x, whole);
                float[] want = whole.toFloatArray();
                for (Kernels kernels : SETS) {
                    for (int n : KernelSets.sizes(kernels.map().thresholds())) {
                        int start = random.nextInt(17);
                        int count = Math.min(n, want.length - start - 1);
                        NdArray out = NdArray.full(DType.F32, Shape.of(count + 2), 77);
                        kernels.map().unary(op, x.slice(0, start, start + count, 1), out.slice(0, 1, count + 1, 1));
                        float[] got = out.toFloatArray();
                        assertEquals(77, got[0]);
                        assertEquals(77, got[count + 1]);
                        assertTrue(Arrays.equals(want, start, start + count, got, 1, count + 1),
                                kernels.name() + " " + op + " of " + count);
                    }
                }
            }
        }
    }

    @Test
    void implementationsAgreeToTheBit() {
        Random random = new Random(4);
        for (BinaryOp op : BinaryOp.values()) {
            if (!allows(op, DType.F32)) {
                continue;
            }
            try (Scope _ = Scope.open()) {
                NdArray a = NdArray.empty(DType.F32, Shape.of(37, 129));
                NdArray b = NdArray.empty(DType.F32, Shape.of(37, 129));
                RandomViews.fill(random, a);
                RandomViews.fill(random, b);
                float[] want = null;
                for (Kernels kernels : SETS) {
                    NdArray out = NdArray.empty(DType.F32, a.shape());
                    kernels.map().binary(op, a, b, out);
                    want = want == null ? out.toFloatArray() : want;
                    assertArrayEquals(want, out.toFloatArray(), op.name());
                }
            }
        }
    }

    @Test
    void anOutputMayBeAnInput() {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                NdArray a = NdArray.empty(DType.F32, Shape.of(70, 90));
                RandomViews.fill(new Random(5), a);
                float[] before = a.toFloatArray();
                kernels.map().binary(BinaryOp.ADD, a, a, a);
                kernels.map().binary(BinaryOp.SUB, a, 1, a);
                NdArray turned = a.transpose(0, 1);
                kernels.map().unary(UnaryOp.NEG, turned, turned);
                NdArray gaps = a.slice(1, 0, 90, 3);
                kernels.map().unary(UnaryOp.NEG, gaps, gaps);
                float[] after = a.toFloatArray();
                for (int i = 0; i < before.length; i++) {
                    float value = before[i] + before[i] - 1;
                    assertEquals(i % 90 % 3 == 0 ? value : -value, after[i]);
                }
            }
        }
    }

    @Test
    void bitsAreTheSameForAnyNumberOfThreads() {
        for (Kernels kernels : SETS) {
            try (Scope _ = Scope.open()) {
                NdArray a = NdArray.empty(DType.F32, Shape.of(300, 700));
                RandomViews.fill(new Random(6), a);
                NdArray turned = NdArray.empty(DType.F32, Shape.of(700, 300)).transpose(0, 1);
                RandomViews.fill(new Random(7), turned);
                float[] want = null;
                for (int threads = 1; threads <= 3; threads++) {
                    NdArray out = NdArray.empty(DType.F32, a.shape());
                    try (Parallelism _ = Parallelism.cap(threads)) {
                        kernels.map().binary(BinaryOp.GELU_BACKWARD, a, turned, out);
                    }
                    want = want == null ? out.toFloatArray() : want;
                    assertArrayEquals(want, out.toFloatArray());
                }
            }
        }
    }

    @Test
    void wrappedMemoryIsRead() {
        float[] values = {1, -2, 3};
        NdArray wrapped = NdArray.wrap(MemorySegment.ofArray(values), DType.F32, Shape.of(3));
        byte[] bytes = new byte[13];
        MemorySegment.copy(MemorySegment.ofArray(values), 0, MemorySegment.ofArray(bytes), 1, 12);
        NdArray crooked = NdArray.wrap(MemorySegment.ofArray(bytes).asSlice(1), DType.F32, Shape.of(3));
        NdArray out = NdArray.empty(DType.F32, Shape.of(3));
        NdArray truth = NdArray.empty(DType.BOOL, Shape.of(3));
        for (Kernels kernels : SETS) {
            kernels.map().unary(UnaryOp.NEG, wrapped, out);
            assertArrayEquals(new float[] {-1, 2, -3}, out.toFloatArray());
            kernels.map().binary(BinaryOp.ADD, wrapped, crooked, out);
            assertArrayEquals(new float[] {2, -4, 6}, out.toFloatArray());
            kernels.map().compare(CompareOp.GT, crooked, NdArray.of(new float[] {0}), truth);
            assertArrayEquals(new boolean[] {true, false, true}, truth.toBooleanArray());
            kernels.map().where(truth, wrapped, NdArray.of(new float[] {9}), out);
            assertArrayEquals(new float[] {1, 9, 3}, out.toFloatArray());
        }
    }

    @Test
    void wrongArgumentsAreRefusedBeforeAnythingIsWritten() {
        MapKernels map = Kernels.best().map();
        NdArray a = NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        NdArray four = NdArray.of(new float[4]);
        NdArray whole = NdArray.of(new int[6], 2, 3);
        NdArray out = NdArray.full(DType.F32, Shape.of(2, 3), 7);
        assertMessage("add: b of shape [4] does not broadcast to [2, 3]", () -> map.binary(BinaryOp.ADD, a, four, out));
        assertMessage("add of F32 and I32: one type expected, convert to F64 first",
                () -> map.binary(BinaryOp.ADD, a, whole, out));
        assertMessage("sqrt is not defined for I32 elements", () -> map.unary(UnaryOp.SQRT, whole, whole));
        assertMessage("not is not defined for F32 elements", () -> map.unary(UnaryOp.NOT, a, out));
        assertMessage("neg: the output is I32, expected F32", () -> map.unary(UnaryOp.NEG, a, whole));
        assertMessage("lt: the output is F32, expected BOOL", () -> map.compare(CompareOp.LT, a, a, out));
        assertMessage("where: condition is F32, expected BOOL", () -> map.where(a, a, a, out));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> map.unary(UnaryOp.NEG, a, NdArray.of(new float[1]).expand(Shape.of(2, 3)))).getMessage()
                .startsWith("neg: elements of the output share their places"));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> map.unary(UnaryOp.NEG, a.slice(1, 0, 2, 1), a.slice(1, 1, 3, 1))).getMessage()
                .startsWith("neg: the output overlaps x without being it"));
        NdArray line = NdArray.zeros(DType.F32, Shape.of(6));
        assertTrue(assertThrows(IllegalArgumentException.class, // from element 5 down to 2
                () -> map.unary(UnaryOp.NEG, line.slice(0, 5, 1, -1), line.slice(0, 0, 4, 1))).getMessage()
                .startsWith("neg: the output overlaps x without being it"));
        map.unary(UnaryOp.NEG, line.slice(0, 5, 2, -1), line.slice(0, 0, 3, 1));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> map.fill(
                NdArray.wrap(Arena.ofAuto().allocate(8), DType.F32, Shape.of(2)), 1)).getMessage().startsWith("fill"));
        assertArrayEquals(new float[] {7, 7, 7, 7, 7, 7}, out.toFloatArray());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, a.toFloatArray());
        NdArray closed;
        try (Scope _ = Scope.open()) {
            closed = NdArray.full(DType.F32, Shape.of(2, 3), 1);
        }
        assertThrows(IllegalStateException.class, () -> map.unary(UnaryOp.NEG, closed, out));
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    /** Blocks of operands that lie the other way round, of each width, alone and beside one with gaps. */
    @Test
    void turnedOperandsOnBothSidesOfEveryBlock() {
        Random random = new Random(12);
        for (DType dtype : TYPES) {
            for (int rows : new int[] {2, 15, 16, 17, 33}) {
                for (int columns : new int[] {63, 64, 65, 257, 513, 1030, 2065}) {
                    try (Scope _ = Scope.open()) {
                        NdArray turned = NdArray.empty(dtype, Shape.of(columns, rows)).transpose(0, 1);
                        NdArray gaps = NdArray.empty(dtype, Shape.of(rows, 2 * columns)).slice(1, 1, 2 * columns, 2);
                        NdArray truth = NdArray.empty(DType.BOOL, Shape.of(columns, rows)).transpose(0, 1);
                        for (NdArray array : List.of(turned, gaps, truth)) {
                            for (long i = 0; i < array.size(); i++) {
                                array.set(random.nextInt(2) + (array == truth ? 0 : i % 90), i / columns, i % columns);
                            }
                        }
                        double[] a = turned.toDoubleArray();
                        double[] b = gaps.toDoubleArray();
                        double[] c = truth.toDoubleArray();
                        double[] equal = new double[a.length];
                        double[] chosen = new double[a.length];
                        double[] chosenByRow = new double[a.length];
                        for (int i = 0; i < a.length; i++) {
                            equal[i] = a[i] == b[i] ? 1 : 0;
                            chosen[i] = c[i] != 0 ? a[i] : b[i];
                            chosenByRow[i] = c[i / columns * columns] != 0 ? a[i] : b[i];
                        }
                        NdArray same = NdArray.empty(DType.BOOL, turned.shape());
                        NdArray all = NdArray.full(DType.BOOL, turned.shape(), 1);
                        NdArray out = NdArray.empty(dtype, turned.shape());
                        NdArray rowMajor = NdArray.empty(dtype, turned.shape());
                        Kernels.best().copy().copy(gaps, rowMajor);
                        for (Kernels kernels : SETS) {
                            kernels.map().compare(CompareOp.EQ, turned, rowMajor, same);
                            assertArrayEquals(equal, same.toDoubleArray());
                            kernels.map().where(truth, turned, gaps, out);
                            assertArrayEquals(chosen, out.toDoubleArray());
                            kernels.map().where(truth, turned, rowMajor, out);
                            assertArrayEquals(chosen, out.toDoubleArray());
                            kernels.map().where(all, turned, rowMajor, out);
                            assertArrayEquals(a, out.toDoubleArray());
                            kernels.map().where(truth.slice(1, 0, 1, 1), turned, rowMajor, out);
                            assertArrayEquals(chosenByRow, out.toDoubleArray());
                        }
                    }
                }
            }
        }
    }

    @Tag("heap")
    @Test
    void callsAllocateNothing() {
        for (Kernels kernels : SETS) {
            MapKernels map = kernels.map();
            NdArray a = NdArray.full(DType.F32, Shape.of(70, 300), 0.5);
            NdArray column = NdArray.full(DType.F32, Shape.of(70, 1), 2);
            NdArray turned = NdArray.full(DType.F32, Shape.of(300, 70), 3).transpose(0, 1);
            NdArray truth = NdArray.empty(DType.BOOL, a.shape());
            NdArray out = NdArray.empty(DType.F32, a.shape());
            try (Parallelism _ = Parallelism.cap(1)) {
                for (UnaryOp op : UnaryOp.values()) {
                    if (allows(op, DType.F32)) {
                        check(kernels, op, () -> map.unary(op, a, out));
                        check(kernels, op, () -> map.unary(op, turned, out));
                    }
                }
                for (BinaryOp op : BinaryOp.values()) {
                    if (allows(op, DType.F32)) {
                        check(kernels, op, () -> map.binary(op, a, turned, out));
                        check(kernels, op, () -> map.binary(op, a, column, out));
                        check(kernels, op, () -> map.binary(op, 2, a, out));
                    }
                }
                check(kernels, CompareOp.LT, () -> map.compare(CompareOp.LT, a, column, truth));
                check(kernels, "where", () -> map.where(truth, a, column, out));
                check(kernels, "fill", () -> map.fill(out, 1));
            }
        }
    }

    private static void check(Kernels kernels, Object op, Runnable call) {
        KernelSets.assertAllocatesNothing(kernels.name() + " " + op, call);
    }
}
