package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** The example of the package page. */
class ExampleTest {

    @Test
    void ofThePackage() {
        double[] first;
        double[] third;
        double[] product;
        // @start region="example"
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 2, 3}).requiresGrad();
            x.pow(4).sum().backward();                                 // adds to x.grad()
            first = x.grad().toDoubleArray();                          // 4 32 108
            Tensor g = Autograd.grad(x.pow(4).sum(), true, x)[0];      // on the tape itself
            Tensor h = Autograd.grad(g.sum(), true, x)[0];
            third = Autograd.grad(h.sum(), false, x)[0].toDoubleArray();   // 24 48 72
            Tensor v = Tensor.of(new double[] {1, 0, 1});
            product = Autograd.hvp(t -> t.pow(4).sum(), x, v).toDoubleArray();   // 12 0 108
        }
        // @end
        assertArrayEquals(new double[] {4, 32, 108}, first, 1e-12);
        assertArrayEquals(new double[] {24, 48, 72}, third, 1e-12);
        assertArrayEquals(new double[] {12, 0, 108}, product, 1e-12);
        assertEquals(null, Scope.current());
    }
}
