package lanegrad.testkit.catalogue;

import java.util.function.UnaryOperator;
import lanegrad.testkit.Plain;

/** References of ops that turn each line along an axis into another one. */
final class Lines {

    private Lines() {
    }

    /** Each line along an axis by itself; all results must be equally long. */
    static Plain map(Plain x, int axis, UnaryOperator<double[]> line) {
        int along = axis < 0 ? axis + x.rank() : axis;
        int last = x.rank() - 1;
        Plain turned = x.transpose(along, last);
        int n = (int) x.dim(along);
        int longer = line.apply(new double[n]).length;
        long[] dims = turned.dims();
        dims[last] = longer;
        double[] data = new double[Plain.size(dims)];
        for (int i = 0; n > 0 && longer > 0 && i < data.length / longer; i++) {
            double[] result = line.apply(java.util.Arrays.copyOfRange(turned.data(), i * n, i * n + n));
            System.arraycopy(result, 0, data, i * longer, longer);
        }
        return Plain.of(data, dims).transpose(along, last);
    }

    /** The elements in another direction. */
    static double[] reversed(double[] line) {
        double[] result = new double[line.length];
        for (int i = 0; i < line.length; i++) {
            result[i] = line[line.length - 1 - i];
        }
        return result;
    }
}
