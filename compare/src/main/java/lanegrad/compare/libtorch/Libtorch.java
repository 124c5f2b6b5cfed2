package lanegrad.compare.libtorch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
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
import lanegrad.jmh.work.Bert;
import lanegrad.jmh.work.GptTraining;
import lanegrad.jmh.work.MlpTraining;

/** PyTorch's C++ library. */
public final class Libtorch extends Contestant {

    private final Engine engine;

    /** Loads the library and tells it how many threads to use. */
    public Libtorch(int threads) {
        engine = Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(threads);
        JniUtils.setGradMode(false);
        // Programs run op by op, as in PyTorch's own eager mode
        JniUtils.setGraphExecutorOptimize(false);
        offer(Gemm.class, MatrixProduct::new);
        offer(Elementwise.class, OutJob::of);
        offer(Sum.class, TotalSum::new);
        offer(Softmax.class, OutJob::of);
        offer(LayerNorm.class, RowNorm::new);
        offer(Attention.class, Libtorch::attention);
        offer(Embedding.class, Libtorch::embedding);
        offer(Lstm.class, Libtorch::lstm);
        offer(Convolution.class, Libtorch::convolution);
        offer(MlpStep.class, work -> TrainingJob.of("mlp-step", work.weights(),
                batch -> batch.uniform(100, MlpTraining.BATCH, MlpTraining.SIZES.getFirst())
                        .indices(MlpTraining.SIZES.getLast(), 101, MlpTraining.BATCH)));
        offer(GptStep.class, work -> TrainingJob.of("gpt-step", work.weights(),
                batch -> batch.indices(GptTraining.VOCABULARY, 100, GptTraining.BATCH, GptTraining.LENGTH)
                        .indices(GptTraining.VOCABULARY, 101, GptTraining.BATCH, GptTraining.LENGTH)));
        offer(BertForward.class, Libtorch::bert);
    }

    private static ScriptJob attention(Attention work) {
        long[] shape = {1, Attention.HEADS, work.length(), Attention.WIDTH};
        ScriptJob job = new ScriptJob(work.backward() ? "attention-gradients" : "attention", work.backward());
        job.variable(1, shape).variable(2, shape).variable(3, shape).flag(work.causal());
        return work.backward() ? job.uniform(4, shape) : job;
    }

    private static ScriptJob embedding(Embedding work) {
        ScriptJob job = new ScriptJob(work.backward() ? "embedding-gradients" : "embedding", work.backward());
        job.variable(1, work.rows(), work.width()).indices(work.rows(), 2, work.tokens());
        return work.backward() ? job.uniform(3, work.tokens(), work.width()) : job;
    }

    private static ScriptJob lstm(Lstm work) {
        ScriptJob job = new ScriptJob(work.backward() ? "lstm-gradients" : "lstm", work.backward());
        job.variable(1, Lstm.STEPS, Lstm.BATCH, Lstm.IN);
        if (work.backward()) {
            job.uniform(2, Lstm.STEPS, Lstm.BATCH, Lstm.WIDTH);
        }
        job.zeros("state", 1, Lstm.BATCH, Lstm.WIDTH).zeros("state", 1, Lstm.BATCH, Lstm.WIDTH);
        return job.parameters("params", Lstm.weights(), 3);
    }

    private static ScriptJob convolution(Convolution work) {
        long[] shape = {Convolution.BATCH, Convolution.CHANNELS, Convolution.SIDE, Convolution.SIDE};
        ScriptJob job = new ScriptJob(work.backward() ? "conv-gradients" : "conv", work.backward());
        job.variable(1, shape);
        if (work.backward()) {
            job.uniform(2, shape);
        }
        return job.parameters("params", Convolution.weights(), 3);
    }

    private static ScriptJob bert(BertForward work) {
        ScriptJob job = new ScriptJob("bert", false);
        job.indices(Bert.VOCABULARY, 1000, work.batch(), BertForward.LENGTH);
        return job.parameters("params", BertForward.weights(), 0);
    }

    @Override
    public int threads() {
        return JniUtils.getNumThreads();
    }

    @Override
    public String remark() {
        return "PyTorch " + engine.getVersion()
                + ", op by op through DJL; attention, embeddings, LSTM, convolution, softmax, "
                + "training steps, BERT and functions of elements by TorchScript";
    }
}
