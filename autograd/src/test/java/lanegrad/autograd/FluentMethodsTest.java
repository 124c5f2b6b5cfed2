package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Map;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** The methods of a tensor that have no test of their own elsewhere do what they say at [[1, 4], [9, -16]]. */
class FluentMethodsTest {

    private static void assertAll(Map<Tensor, double[]> expected) {
        expected.forEach((tensor, values) -> assertArrayEquals(values, tensor.toDoubleArray(), 1e-14));
    }

    private static double[] d(double... values) {
        return values;
    }

    private static double[] each(java.util.function.DoubleUnaryOperator f) {
        return java.util.stream.DoubleStream.of(1, 4, 9, -16).map(f).toArray();
    }

    @Test
    void arithmeticAndComparisons() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 4, 9, -16}, 2, 2);
            Tensor four = Tensor.of(new double[] {4});
            assertAll(Map.of(x.pow(Tensor.of(new double[] {2, 3})), d(1, 64, 81, -4096), x.eq(4), d(0, 1, 0, 0),
                    x.ne(4), d(1, 0, 1, 1), x.lt(4), d(1, 0, 0, 1), x.le(4), d(1, 1, 0, 1), x.gt(4), d(0, 0, 1, 0),
                    x.ge(4), d(0, 1, 1, 0), x.maskedFill(x.lt(0), 7), d(1, 4, 9, 7)));
            assertAll(Map.of(x.eq(four), d(0, 1, 0, 0), x.ne(four), d(1, 0, 1, 1), x.lt(four), d(1, 0, 0, 1),
                    x.le(four), d(1, 1, 0, 1), x.gt(four), d(0, 0, 1, 0), x.ge(four), d(0, 1, 1, 0)));
            assertEquals(DType.BOOL, x.eq(four).dtype());
        }
    }

    @Test
    void functions() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 4, 9, -16}, 2, 2);
            assertAll(Map.of(x.square(), d(1, 16, 81, 256), x.abs().rsqrt(), d(1, 0.5, 1.0 / 3, 0.25), x.sign(),
                    d(1, 1, 1, -1), x.div(10).ceil(), d(1, 1, 1, -1), x.silu(), each(v -> v / (1 + Math.exp(-v))),
                    x.softplus(), each(v -> Math.log1p(Math.exp(v)))));
            assertEquals(0.8413447460685429, x.gelu().get(0).get(0).item(), 1e-12);
        }
    }

    @Test
    void reductions() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 4, 9, -16}, 2, 2);
            double all = Math.log(Math.exp(1) + Math.exp(4) + Math.exp(9) + Math.exp(-16));
            assertAll(Map.of(x.max(), d(9), x.max(0), d(9, 4), x.min(), d(-16), x.min(1), d(1, -16), x.prod(),
                    d(-576), x.prod(0), d(9, -64), x.norm(), d(Math.sqrt(354)), x.norm(1),
                    d(Math.sqrt(17), Math.sqrt(337)), x.logSumExp(), d(all)));
            double variance = (1 + 16 + 81 + 256 - 4 * 0.25) / 3;
            assertAll(Map.of(x.var(), d(variance), x.var(0), d(32, 200), x.std(), d(Math.sqrt(variance)), x.std(0),
                    d(Math.sqrt(32), Math.sqrt(200)), x.logSumExp(0),
                    d(9 + Math.log1p(Math.exp(-8)), 4 + Math.log1p(Math.exp(-20)))));
            Tensor some = x.gt(4);
            assertAll(Map.of(some.any(), d(1), some.any(1), d(0, 1), some.all(), d(0), some.all(0), d(0, 0),
                    x.argMax(0), d(1, 0), x.argMin(-1), d(0, 1), x.cumSum(1), d(1, 5, 9, -7), x.sort(-1),
                    d(1, 4, -16, 9)));
            double rest = 1 / (1 + Math.exp(3));
            Tensor row = x.get(0);
            assertAll(Map.of(row.softmax(0), d(rest, 1 - rest), row.logSoftmax(0),
                    d(Math.log(rest), Math.log(1 - rest))));
            assertAll(Map.of(x.argMax(), d(2), x.argMin(), d(3)));
            Tensor number = row.get(0);
            assertAll(Map.of(number.max(), d(1), number.norm(), d(1), number.prod(), d(1)));
        }
    }

    @Test
    void shapes() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 4, 9, -16}, 2, 2);
            assertEquals(Shape.of(4), x.flatten().shape());
            assertEquals(Shape.of(1), x.get(0).get(0).flatten().shape());
            assertEquals(Shape.of(2, 1, 2), x.unsqueeze(1).shape());
            assertEquals(Shape.of(2, 2), x.unsqueeze(-1).squeeze(-1).shape());
            assertAll(Map.of(x.select(1, -1), d(4, -16), x.flip(0), d(9, -16, 1, 4),
                    x.gather(1, Tensor.of(new long[] {1, 0}, 2, 1)), d(4, 9)));
            assertSame(x, x.to(DType.F64));
        }
    }
}
