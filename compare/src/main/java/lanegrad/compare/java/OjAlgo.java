package lanegrad.compare.java;

import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Contestant;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R032Store;

/** ojAlgo's F32 matrices, which it stores by columns. */
public final class OjAlgo extends Contestant {

    /** Limits its threads. */
    public OjAlgo(int threads) {
        OjAlgoUtils.limitThreadsTo(threads);
        offer(Gemm.class, Product::new);
    }

    @Override
    public int threads() {
        return OjAlgoUtils.ENVIRONMENT.threads;
    }

    private static final class Product implements Job {

        private final R032Store a;
        private final MatrixStore<Double> b;
        private final R032Store c;

        Product(Gemm gemm) {
            float[] second = Inputs.uniform(gemm.k() * gemm.n(), 2);
            a = matrix(Inputs.uniform(gemm.m() * gemm.k(), 1), gemm.m(), gemm.k());
            b = gemm.transposed()
                    ? matrix(second, gemm.n(), gemm.k()).transpose()
                    : matrix(second, gemm.k(), gemm.n());
            c = R032Store.FACTORY.make(gemm.m(), gemm.n());
        }

        private static R032Store matrix(float[] rows, int height, int width) {
            R032Store matrix = R032Store.FACTORY.make(height, width);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    matrix.set(i, j, rows[i * width + j]);
                }
            }
            return matrix;
        }

        @Override
        public void run() {
            c.fillByMultiplying(a, b);
        }

        @Override
        public float[] result() {
            int height = c.getRowDim();
            int width = c.getColDim();
            float[] rows = new float[height * width];
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    rows[i * width + j] = c.floatValue(i, j);
                }
            }
            return rows;
        }
    }
}
