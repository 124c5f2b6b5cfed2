package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.NdArray;
import lanegrad.autograd.ops.Comparisons;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Ops;
import lanegrad.autograd.ops.Shapes;
import lanegrad.array.DType;
import lanegrad.kernels.UnaryOp;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** Ops that users define: their rules, and what is said when a rule is wrong. */
class CustomOpTest {

    private static NdArray square(Call call) {
        NdArray out = NdArray.empty(call.array(0).dtype(), call.shape(0));
        Autograd.kernels().map().unary(UnaryOp.SQUARE, call.array(0), out);
        return out;
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad();
    }

    private static String refused(Class<? extends Exception> type, Runnable action) {
        return assertThrows(type, action::run).getMessage();
    }

    @Test
    void aRuleOfOnesOwn() {
        Op op = Op.named("mySquare").forward(CustomOpTest::square)
                .gradient(Rule.input(0), (call, g) -> g.times(call.input(0)).times(2)).build();
        Tensor x = Tensor.of(new double[] {1, -2, 3});
        GradCheck.check(in -> op.apply(null, in[0]), x);
        GradCheck.checkSecondOrder(in -> op.apply(null, in[0]), x);
    }

    @Test
    void aFusedOpOfOnesOwn() {
        Op op = Op.named("mySquare").forward(CustomOpTest::square).fused(Rule.NOTHING, (call, g, into) -> {
            NdArray twice = NdArray.empty(g.dtype(), g.shape());
            Autograd.kernels().map().binary(lanegrad.kernels.BinaryOp.MUL, call.array(0), 2, twice);
            into[0] = NdArray.empty(g.dtype(), g.shape());
            Autograd.kernels().map().binary(lanegrad.kernels.BinaryOp.MUL, twice, g, into[0]);
        }, call -> call.input(0).times(call.input(0)));
        Tensor x = Tensor.of(new double[] {1, -2, 3});
        GradCheck.check(in -> op.apply(null, in[0]), x);
        GradCheck.checkSecondOrder(in -> op.apply(null, in[0]), x);
    }

    @Test
    void anOpWithoutARuleThrowsWhenItWouldBeRecorded() {
        Op op = Op.named("noRule").forward(CustomOpTest::square).build();
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            String message = refused(IllegalStateException.class, () -> op.apply(null, x));
            assertTrue(message.contains("noRule has no rule"), message);
            assertArrayEquals(new double[] {1, 4}, op.apply(null, x.stopGradient()).toDoubleArray());
            try (Mode _ = Autograd.noGrad()) {
                assertArrayEquals(new double[] {1, 4}, op.apply(null, x).toDoubleArray());
            }
        }
    }

    @Test
    void storageTypesPassNoGradientInSilence() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            refused(IllegalStateException.class, () -> Shapes.cast(x, DType.BF16));
            assertFalse(Shapes.cast(x, DType.I64).isTracked());
            assertTrue(Shapes.cast(x, DType.F32).isTracked());
        }
    }

    @Test
    void truthValuesAreNotRecorded() {
        try (Scope _ = Scope.open()) {
            assertFalse(Comparisons.gt(leaf(1, 2), 1).isTracked());
        }
    }

    @Test
    void valuesThatWereNotDeclaredAreRefused() {
        Op undeclaredInput = Op.named("bad").forward(CustomOpTest::square)
                .gradient(Rule.NOTHING, (call, g) -> g.times(call.input(0))).build();
        Op undeclaredOutput = Op.named("bad").forward(CustomOpTest::square)
                .gradient(Rule.input(0), (call, g) -> g.times(call.output())).build();
        try (Scope _ = Scope.open()) {
            String input = refused(IllegalStateException.class,
                    () -> undeclaredInput.apply(null, leaf(1)).sum().backward());
            assertTrue(input.contains("bad") && input.contains("input 0"), input);
            String output = refused(IllegalStateException.class,
                    () -> undeclaredOutput.apply(null, leaf(1)).sum().backward());
            assertTrue(output.contains("output"), output);
        }
    }

    @Test
    void gradientsOfTheWrongShapeOrTypeAreRefused() {
        Op shape = Op.named("bad").forward(CustomOpTest::square).gradient(Rule.NOTHING, (_, g) -> g.sum()).build();
        Op type = Op.named("bad").forward(CustomOpTest::square)
                .gradient(Rule.NOTHING, (_, g) -> Shapes.cast(g, DType.F32)).build();
        try (Scope _ = Scope.open()) {
            String message = refused(IllegalStateException.class,
                    () -> shape.apply(null, leaf(1, 2)).sum().backward());
            assertTrue(message.contains("'bad'") && message.contains("[2]"), message);
            refused(IllegalStateException.class, () -> type.apply(null, leaf(1, 2)).sum().backward());
        }
    }

    @Test
    void aRuleForAnotherNumberOfInputsIsRefused() {
        long live = Memory.stats().liveBytes();
        Op op = Op.named("bad").forward(CustomOpTest::square).gradient(Rule.OUTPUT, (_, g) -> g).build();
        try (Scope _ = Scope.open()) {
            String message = refused(IllegalArgumentException.class, () -> op.apply(null, leaf(1), leaf(2)));
            assertTrue(message.contains("2 inputs") && message.contains("1"), message);
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }

    @Test
    void aRefusedCallKeepsNothing() {
        long live = Memory.stats().liveBytes();
        Op op = Op.named("bad").forward(call -> {
            call.stash(NdArray.zeros(DType.F64, call.shape(0)));
            call.stash(NdArray.zeros(DType.F64, call.shape(0)));
            call.stash(NdArray.zeros(DType.F64, call.shape(0)));
            throw new IllegalStateException("after it stashed");
        }).fused(Rule.NOTHING, (_, _, _) -> {
        }, call -> call.input(0));
        try (Scope _ = Scope.open()) {
            assertThrows(IllegalStateException.class, () -> op.apply(null, leaf(1, 2)));
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }

    @Test
    void theStashComesBackInOrder() {
        Op op = Op.named("stashing").forward(call -> {
            for (int i = 0; i < 5; i++) {
                call.stash(NdArray.full(DType.F64, call.shape(0), i));
            }
            return call.array(0).alias();
        }).fused(Rule.OUTPUT, (call, g, into) -> {
            into[0] = NdArray.zeros(g.dtype(), g.shape());
            for (int i = 0; i < 5; i++) {
                into[0].set(10 * into[0].getDouble(0) + call.stashed(i).getDouble(0), 0);
            }
            assertEquals(7, call.outputArray().getDouble(0));
        }, call -> call.input(0));
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(7);
            op.apply(null, x).backward();
            assertEquals(1234, x.grad().item());
        }
    }

    @Test
    void inputsCannotBeAskedForBeyondTheThirtyFirst() {
        assertThrows(IllegalArgumentException.class, () -> Rule.input(31));
        assertThrows(IllegalArgumentException.class, () -> Rule.input(-1));
    }

    @Test
    void everyOpIsNamedOnce() {
        assertEquals(Ops.all().size(), Ops.all().stream().map(Op::name).distinct().count());
    }

    @Test
    void gradientReversalReverses() {
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor y = Elementwise.gradientReversal(x, 0.5);
            assertArrayEquals(new double[] {1, 2}, y.toDoubleArray());
            y.times(4).sum().backward();
            assertArrayEquals(new double[] {-2, -2}, x.grad().toDoubleArray());
        }
    }
}
