package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.ops.Comparisons;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Parts;
import lanegrad.autograd.ops.Random;
import lanegrad.autograd.ops.Shapes;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;

/** jacobian and hessian against derivatives by hand, and against the products that need no matrix. */
class JacobianTest {

    private static final double CLOSE = 1e-13;

    private static Tensor of(double... values) {
        return Tensor.of(values);
    }

    private static void assertTensor(Shape shape, double[] want, Tensor got) {
        assertEquals(shape, got.shape());
        assertArrayEquals(want, got.toDoubleArray(), CLOSE);
    }

    /** [x0 x1, x1 exp(x2)]. */
    private static Tensor wide(Tensor x) {
        Tensor x1 = x.slice(0, 1, 2);
        return Parts.concat(0, x.slice(0, 0, 1).times(x1), x1.times(x.slice(0, 2, 3).exp()));
    }

    /** The powers of x0 and their products with x1: [[x0, x0 x1], [x0^2, x0^2 x1]]. */
    private static Tensor tall(Tensor x) {
        Tensor x0 = x.slice(0, 0, 1);
        Tensor powers = Parts.stack(0, x0, x0.times(x0));
        return Parts.concat(1, powers, powers.times(x.get(1)));
    }

    @Test
    void fewerOutputsThanInputs() {
        try (Scope _ = Scope.open()) {
            double e = Math.exp(0.5);
            Tensor j = Autograd.jacobian(JacobianTest::wide, of(2, 3, 0.5));
            assertTensor(Shape.of(2, 3), new double[] {3, 2, 0, 0, e, 3 * e}, j);
            assertFalse(j.isTracked());
        }
    }

    @Test
    void moreOutputsThanInputs() {
        try (Scope _ = Scope.open()) {
            Tensor j = Autograd.jacobian(JacobianTest::tall, of(2, 3));
            assertTensor(Shape.of(2, 2, 2), new double[] {1, 0, 3, 2, 4, 0, 12, 4}, j);
            assertFalse(j.isTracked());
        }
    }

    @Test
    void ofMatrices() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
            Tensor b = Tensor.of(new double[] {1, -1, 2, -2, 3, -3}, 3, 2);
            Function<Tensor[], Tensor> product = in -> in[0].matmul(in[1]);
            Tensor[] both = Autograd.jacobian(product, false, a, b);
            assertEquals(Shape.of(2, 2, 2, 3), both[0].shape());
            assertEquals(Shape.of(2, 2, 3, 2), both[1].shape());
            double[] byA = both[0].toDoubleArray();
            double[] byB = both[1].toDoubleArray();
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    for (int k = 0; k < 3; k++) {
                        for (int m = 0; m < 2; m++) {
                            int row = 2 * i + j;
                            assertEquals(i == m ? b.toDoubleArray()[2 * k + j] : 0, byA[row * 6 + 3 * m + k]);
                            assertEquals(j == m ? a.toDoubleArray()[3 * i + k] : 0, byB[row * 6 + 2 * k + m]);
                        }
                    }
                }
            }
        }
    }

    @Test
    void rowsAreProductsFromTheLeftAndColumnsFromTheRight() {
        try (Scope _ = Scope.open()) {
            Tensor w = Random.normal(new Rng(3), DType.F64, 0, 1, 4, 7);
            for (long rows : new long[] {1, 3}) { // of fewer and of more outputs than inputs
                UnaryOperator<Tensor> narrow = x -> Fused.softmax(x.matmul(rows == 1 ? w.transpose(0, 1) : w), -1);
                Tensor x = Random.normal(new Rng(4), DType.F64, 0, 1, rows, rows == 1 ? 7 : 4);
                Tensor j = Autograd.jacobian(narrow, x);
                Tensor y = narrow.apply(x);
                Tensor matrix = j.reshape(y.size(), x.size());
                Tensor u = Random.normal(new Rng(5), DType.F64, 0, 1, y.shape().toArray());
                Tensor v = Random.normal(new Rng(6), DType.F64, 0, 1, x.shape().toArray());
                assertArrayEquals(Autograd.vjp(narrow, x, u).toDoubleArray(),
                        u.reshape(1, -1).matmul(matrix).toDoubleArray(), CLOSE);
                assertArrayEquals(Autograd.jvp(narrow, x, v).toDoubleArray(),
                        matrix.matmul(v.reshape(-1, 1)).toDoubleArray(), CLOSE);
            }
        }
    }

    @Test
    void numbersAndNothing() {
        try (Scope _ = Scope.open()) {
            Tensor number = Tensor.of(new double[] {3}).get(0);
            assertTensor(Shape.SCALAR, new double[] {6}, Autograd.jacobian(x -> x.times(x), number));
            assertTensor(Shape.SCALAR, new double[] {2}, Autograd.hessian(x -> x.times(x), number));
            assertTensor(Shape.of(3), new double[] {1, 3, 2},
                    Autograd.jacobian(x -> x.times(of(1, 3, 2)), number));
            assertTensor(Shape.of(2), new double[] {4, 6}, Autograd.jacobian(x -> x.times(x).sum(), of(2, 3)));
            Tensor nothing = Tensor.zeros(DType.F64, 0, 2);
            assertTensor(Shape.of(0, 2), new double[0], Autograd.jacobian(Tensor::sum, nothing));
            assertTensor(Shape.of(2, 0, 2), new double[0], Autograd.jacobian(x -> x.sum(0), nothing));
            assertTensor(Shape.of(0, 2), new double[0], Autograd.jacobian(x -> x.slice(0, 1, 1), of(1, 2)));
            assertTensor(Shape.of(0, 2, 0, 2), new double[0], Autograd.hessian(Tensor::sum, nothing));
            assertEquals(0, Autograd.jacobian(_ -> of(1), false).length);
        }
    }

    @Test
    void whatDependsOnNothing() {
        try (Scope _ = Scope.open()) {
            Tensor x = of(1, 2);
            assertTensor(Shape.of(3, 2), new double[6], Autograd.jacobian(_ -> of(7, 8, 9), x));
            for (int copies : new int[] {1, 3}) {
                UnaryOperator<Tensor> step = in -> Shapes.expand(in.floor(), Shape.of(copies, 2));
                assertTensor(Shape.of(copies, 2, 2), new double[4 * copies], Autograd.jacobian(step, x));
            }
            assertTensor(Shape.of(2, 2), new double[4], Autograd.hessian(in -> in.times(3).sum(), x));
            assertTensor(Shape.of(2, 2), new double[4], Autograd.hessian(_ -> of(1), x));
            assertTensor(Shape.of(2, 2), new double[4],
                    Autograd.hessian(in -> Comparisons.gt(in, 0).to(DType.F64).sum(), x));
            Tensor[] either = Autograd.jacobian(in -> in[1].times(2), false, x, of(1, 1));
            assertTensor(Shape.of(2, 2), new double[4], either[0]);
            assertTensor(Shape.of(2, 2), new double[] {2, 0, 0, 2}, either[1]);
            Tensor[] columns = Autograd.jacobian(in -> Shapes.expand(in[1].get(0), Shape.of(9)), false, x, of(1));
            assertTensor(Shape.of(9, 2), new double[18], columns[0]);
            assertTensor(Shape.of(9, 1), new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, columns[1]);
        }
    }

    @Test
    void hessianByHand() {
        try (Scope _ = Scope.open()) {
            // x0^2 x1 + x1^3 at (2, 3)
            UnaryOperator<Tensor> f = x -> {
                Tensor x0 = x.get(0);
                Tensor x1 = x.get(1);
                return x0.times(x0).times(x1).plus(x1.pow(3));
            };
            assertTensor(Shape.of(2, 2), new double[] {6, 4, 4, 18}, Autograd.hessian(f, of(2, 3)));
        }
    }

    @Test
    void hessianOfSeveralTensors() {
        try (Scope _ = Scope.open()) {
            // sum(a^2) sum(b) + prod(b)
            Function<Tensor[], Tensor> f = in -> in[0].times(in[0]).sum().times(in[1].sum())
                    .plus(in[1].get(0).times(in[1].get(1)));
            Tensor[][] h = Autograd.hessian(f, false, of(2), of(3, 5));
            assertTensor(Shape.of(1, 1), new double[] {16}, h[0][0]);
            assertTensor(Shape.of(1, 2), new double[] {4, 4}, h[0][1]);
            assertTensor(Shape.of(2, 1), new double[] {4, 4}, h[1][0]);
            assertTensor(Shape.of(2, 2), new double[] {0, 1, 1, 0}, h[1][1]);
        }
    }

    @Test
    void onTheTape() {
        try (Scope _ = Scope.open()) {
            Tensor x = of(2, 3).requiresGrad();
            Tensor scale = of(10).requiresGrad();
            for (UnaryOperator<Tensor> f : java.util.List.<UnaryOperator<Tensor>>of( //
                    in -> in.pow(3).sum().times(scale), // one row
                    in -> Shapes.expand(in.pow(3).sum(), Shape.of(5)).times(scale))) { // two columns
                Tensor j = Autograd.jacobian(in -> f.apply(in[0]), true, x)[0];
                Tensor[] again = Autograd.grad(j.sum(), false, x, scale);
                double times = j.size() / 2.0;
                assertArrayEquals(new double[] {6 * 2 * 10 * times, 6 * 3 * 10 * times}, again[0].toDoubleArray(),
                        1e-10);
                assertEquals((3 * 4 + 3 * 9) * times, again[1].item(), 1e-10);
            }
            Tensor h = Autograd.hessian(in -> in[0].pow(3).sum(), true, x)[0][0];
            assertTensor(Shape.of(2, 2), new double[] {12, 0, 0, 18}, h);
            assertTensor(Shape.of(2), new double[] {6, 6}, Autograd.grad(h.sum(), false, x)[0]);
        }
    }

    @Test
    void anInputMadeOfAnother() {
        try (Scope _ = Scope.open()) {
            Tensor x = of(2).requiresGrad();
            Tensor square = x.times(x);
            Tensor[] j = Autograd.jacobian(in -> in[0].times(in[1]), true, x, square);
            assertEquals(4, j[0].item(), "not by way of the square");
            assertEquals(2, j[1].item());
            assertEquals(4, Autograd.grad(j[0].sum(), false, x)[0].item());
        }
    }

    @Test
    void types() {
        try (Scope _ = Scope.open()) {
            Tensor single = Tensor.of(new float[] {2});
            Tensor[] j = Autograd.jacobian(in -> in[0].times(in[1]), false, single, of(3));
            assertEquals(DType.F32, j[0].dtype());
            assertEquals(DType.F64, j[1].dtype());
            Tensor tall = Autograd.jacobian(in -> in.times(of(1, 2, 3)), single);
            assertEquals(DType.F32, tall.dtype());
            assertTensor(Shape.of(3, 1), new double[] {1, 2, 3}, tall);
        }
    }

    @Test
    void whereNothingIsRecorded() {
        try (Scope _ = Scope.open(); Mode _ = Autograd.noGrad()) {
            Tensor x = of(2);
            UnaryOperator<Tensor> f = in -> in.pow(3).sum();
            assertEquals(12, Autograd.jacobian(f, x).item());
            assertEquals(12, Autograd.hessian(f, x).item());
            assertEquals(12, Autograd.vjp(in -> in.pow(3), x, of(1)).item());
            assertEquals(12, Autograd.jvp(in -> in.pow(3), x, of(1)).item());
            assertEquals(12, Autograd.hvp(f, x, of(1)).item());
            assertEquals(12, Autograd.valueAndGrad(f, x).gradient().item());
            assertFalse(Autograd.isRecording());
        }
    }

    @Test
    void errors() {
        try (Scope _ = Scope.open()) {
            String numbers = assertThrows(IllegalArgumentException.class,
                    () -> Autograd.jacobian(x -> x, Tensor.of(new long[] {1}))).getMessage();
            assertEquals("a gradient with respect to I64 elements: F32 or F64 expected", numbers);
            String two = assertThrows(IllegalStateException.class, () -> Autograd.hessian(x -> x, of(1, 2)))
                    .getMessage();
            assertEquals("the Hessian of a function of shape [2]: one element expected", two);
        }
    }

    @Test
    void nothingIsLeftBehind() {
        long live = Memory.stats().liveBytes();
        try (Scope _ = Scope.open()) {
            Tensor x = of(0.2, -0.4, 1.1);
            long start = Memory.stats().liveStorages();
            Autograd.jacobian(y -> Fused.softmax(y, -1), x);
            Autograd.jacobian(y -> Shapes.expand(Fused.softmax(y, -1), Shape.of(2, 3)).exp(), x);
            Autograd.hessian(y -> Fused.softmax(y, -1).times(y).sum(), x);
            assertEquals(start + 3, Memory.stats().liveStorages(), "the three results");
        }
        assertTrue(Memory.stats().liveBytes() <= live, "something is left"); // less: the collector's doing
    }
}
