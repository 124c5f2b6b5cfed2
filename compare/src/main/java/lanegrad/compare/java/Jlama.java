package lanegrad.compare.java;

import com.github.tjake.jlama.math.VectorMath;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.operations.TensorOperations;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import com.github.tjake.jlama.util.PhysicalCoreExecutor;
import lanegrad.compare.cases.Gemm;
import lanegrad.compare.contestant.Contestant;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.Inputs;

/** Jlama's tensor operations. Its models keep weights as [out, in], so it multiplies by transposes alone. */
public final class Jlama extends Contestant {

    private final TensorOperations operations;

    /** Sets the size of its pool. */
    public Jlama(int threads) {
        PhysicalCoreExecutor.overrideThreadCount(threads);
        operations = TensorOperationsProvider.get();
        offer(Gemm.class, gemm -> gemm.transposed() ? new Product(gemm, operations) : null);
    }

    @Override
    public int threads() {
        return PhysicalCoreExecutor.instance.get().getCoreCount();
    }

    @Override
    public String remark() {
        return operations.name();
    }

    /** Cut into chunks of columns, as its models do. */
    private static final class Product implements Job {

        private final Gemm gemm;
        private final TensorOperations operations;
        private final FloatBufferTensor a;
        private final FloatBufferTensor b;
        private final FloatBufferTensor c;

        Product(Gemm gemm, TensorOperations operations) {
            this.gemm = gemm;
            this.operations = operations;
            a = tensor(Inputs.uniform(gemm.m() * gemm.k(), 1), gemm.m(), gemm.k());
            b = tensor(Inputs.uniform(gemm.k() * gemm.n(), 2), gemm.n(), gemm.k());
            c = new FloatBufferTensor(gemm.m(), gemm.n());
        }

        private static FloatBufferTensor tensor(float[] rows, int height, int width) {
            FloatBufferTensor tensor = new FloatBufferTensor(height, width);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    tensor.set(rows[i * width + j], i, j);
                }
            }
            return tensor;
        }

        @Override
        public void run() {
            VectorMath.pchunk(0, gemm.n(),
                    (from, count) -> operations.dotProductChunk(c, a, b, 0, gemm.k(), from, count));
        }

        @Override
        public float[] result() {
            float[] rows = new float[gemm.m() * gemm.n()];
            for (int i = 0; i < gemm.m(); i++) {
                for (int j = 0; j < gemm.n(); j++) {
                    rows[i * gemm.n() + j] = c.get(i, j);
                }
            }
            return rows;
        }
    }
}
