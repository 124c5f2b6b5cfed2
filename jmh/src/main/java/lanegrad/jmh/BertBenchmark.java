package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.jmh.work.Bert;
import lanegrad.jmh.work.Operands;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Inference by BERT-base. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BertBenchmark extends KernelBenchmark {

    /** Sequences and their length. */
    @Param({"1x128", "8x128", "3x77"})
    public String size = "1x128";

    private Bert model;
    private Tensor ids;

    /** Makes the model and its batch. */
    @Setup
    public void makeModel() {
        model = new Bert(new Rng(1));
        model.eval();
        ids = Operands.indices(Bert.VOCABULARY, 2, sizes(size, 2));
    }

    /** The states of the last layer. */
    @Benchmark
    public double forward() {
        try (Scope _ = Scope.open(); Mode _ = Autograd.noGrad(); Mode _ = Autograd.use(set())) {
            return model.forward(ids).size();
        }
    }
}
