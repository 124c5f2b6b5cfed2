package lanegrad.compare.own;

import lanegrad.compare.cases.Attention;
import lanegrad.compare.cases.BertForward;
import lanegrad.compare.cases.Convolution;
import lanegrad.compare.cases.Elementwise;
import lanegrad.compare.cases.Embedding;
import lanegrad.compare.cases.Gemm;
import lanegrad.compare.cases.GptStep;
import lanegrad.compare.cases.LayerNorm;
import lanegrad.compare.cases.Lstm;
import lanegrad.compare.cases.MlpStep;
import lanegrad.compare.cases.Softmax;
import lanegrad.compare.cases.Sum;
import lanegrad.compare.contestant.Contestant;
import lanegrad.jmh.work.GptTraining;
import lanegrad.jmh.work.MlpTraining;
import lanegrad.kernels.Kernels;
import lanegrad.parallel.Workers;

/** This library. */
public final class Lanegrad extends Contestant {

    /** Starts it; its threads are a property of its JVM. */
    public Lanegrad(int threads) {
        offer(Gemm.class, MatrixProduct::new);
        offer(Elementwise.class, ElementwiseMap::new);
        offer(Sum.class, TotalSum::new);
        offer(Softmax.class, RowSoftmax::new);
        offer(LayerNorm.class, RowNorm::new);
        offer(Attention.class, work -> work.backward() ? new AttentionGradients(work) : new AttentionForward(work));
        offer(Embedding.class, work -> work.backward() ? new EmbeddingGradients(work) : new EmbeddingForward(work));
        offer(Lstm.class, work -> work.backward() ? new LstmGradients() : new LstmForward());
        offer(Convolution.class, work -> work.backward() ? new ConvolutionGradients() : new ConvolutionForward());
        offer(MlpStep.class, work -> new TrainingJob(work, new MlpTraining()));
        offer(GptStep.class, work -> new TrainingJob(work, new GptTraining()));
        offer(BertForward.class, BertStates::new);
    }

    @Override
    public int threads() {
        return Workers.threads();
    }

    @Override
    public String remark() {
        return Kernels.describe();
    }
}
