package lanegrad.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Shapes;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.ReduceOp;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Tensors with more elements than an int counts; two and a half GiB, so in the deep runs only. */
@EnabledIfSystemProperty(named = "lanegrad.deep", matches = "true")
class LargeTensorTest {

    private static final long BEYOND = 1L << 31;
    private static final long SIZE = BEYOND + 5;

    @Test
    void aLineIsIndexedAndSliced() {
        try (Scope _ = Scope.open("large")) {
            NdArray array = NdArray.zeros(DType.BOOL, Shape.of(SIZE));
            array.set(1, BEYOND + 2);
            Tensor x = Tensor.of(array);
            assertEquals(SIZE, x.size());
            assertEquals(1, x.get(BEYOND + 2).to(DType.I64).item());
            assertEquals(0, x.get(BEYOND + 1).to(DType.I64).item());
            Tensor end = x.slice(0, BEYOND - 1, SIZE);
            assertArrayEquals(new double[] {0, 0, 0, 1, 0, 0}, end.toDoubleArray());
            assertEquals(1, end.sum().item());
            assertArrayEquals(new double[] {0, 1},
                    Shapes.slice(x, 0, 2, SIZE - 2, BEYOND).toDoubleArray());
            for (Kernels kernels : KernelSets.all()) {
                NdArray any = NdArray.zeros(DType.BOOL, Shape.of(1));
                kernels.reduce().reduce(ReduceOp.ANY, array, 1, any);
                assertEquals(1, any.getLong(0), kernels.name());
                array.set(0, BEYOND + 2);
                kernels.reduce().reduce(ReduceOp.ANY, array, 1, any);
                assertEquals(0, any.getLong(0), kernels.name());
                array.set(1, BEYOND + 2);
            }
        }
    }

    @Test
    void aPlaneIsSliced() {
        try (Scope _ = Scope.open("large")) {
            NdArray array = NdArray.zeros(DType.BOOL, Shape.of(3, 1L << 30));
            array.set(1, 2, 7);
            Tensor x = Tensor.of(array);
            assertEquals(1, x.slice(1, 0, 16).sum().item());
            assertEquals(1, x.get(2).slice(0, 7, 8).sum().item());
        }
    }

    @Test
    void aViewSumsAndHasAGradient() {
        long rows = (1L << 15) + 1;
        int columns = (1 << 16) + 1;
        try (Scope _ = Scope.open("large")) {
            Tensor row = Tensor.ones(DType.F32, columns).requiresGrad();
            Tensor x = row.expand(rows, columns);
            Tensor sum = x.sum();
            assertEquals(rows * columns, sum.item(), Math.ulp((float) rows * columns));
            sum.backward();
            assertEquals(rows, row.grad().get(columns - 1).item());
        }
    }
}
