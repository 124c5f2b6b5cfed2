package lanegrad.jmh;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.jmh.work.ConvTraining;
import lanegrad.jmh.work.GptTraining;
import lanegrad.jmh.work.LstmTraining;
import lanegrad.jmh.work.MlpTraining;
import lanegrad.jmh.work.TrainingStep;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Training steps of whole models: forward, backward, AdamW. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TrainingBenchmark extends KernelBenchmark {

    /** What is trained. */
    public enum Model {
        /** A multilayer perceptron. */
        MLP(MlpTraining::new),
        /** A decoder-only transformer. */
        GPT(GptTraining::new),
        /** A recurrent classifier. */
        LSTM(LstmTraining::new),
        /** A convolutional network. */
        CONVNET(ConvTraining::new);

        private final Supplier<TrainingStep> maker;

        Model(Supplier<TrainingStep> maker) {
            this.maker = maker;
        }
    }

    /** What is trained. */
    @Param
    public Model model = Model.GPT;

    private TrainingStep step;

    /** Makes the model and its batch. */
    @Setup
    public void makeModel() {
        step = model.maker.get();
    }

    /** A step; its loss. */
    @Benchmark
    public double step() {
        try (Mode _ = Autograd.use(set())) {
            return step.run();
        }
    }

    /** Lets the batch go. */
    @TearDown
    public void letGo() {
        step.close();
    }
}
