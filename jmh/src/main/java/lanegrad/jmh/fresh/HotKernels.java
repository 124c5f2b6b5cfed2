package lanegrad.jmh.fresh;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import lanegrad.jmh.AttentionBenchmark;
import lanegrad.jmh.ChannelNormBenchmark;
import lanegrad.jmh.ConvBenchmark;
import lanegrad.jmh.ElementwiseBenchmark;
import lanegrad.jmh.GemmBenchmark;
import lanegrad.jmh.IndexBenchmark;
import lanegrad.jmh.NormBenchmark;
import lanegrad.jmh.PoolBenchmark;
import lanegrad.jmh.RandomBenchmark;
import lanegrad.jmh.RecurrentBenchmark;
import lanegrad.jmh.ReduceBenchmark;
import lanegrad.jmh.Traffic;
import lanegrad.jmh.TransposedBenchmark;
import lanegrad.jmh.UpdateBenchmark;

/**
 * The hot kernels, as their benchmarks call them, at sizes that a second-level cache holds: how fast memory is varies
 * from one minute to the next, and is not in question here.
 */
final class HotKernels {

    private static final String[] PRODUCTS = {"64x64x64", "256x256x256", "512x512x512", "512x512x64", "128x768x768",
        "1x1000x300", "127x255x383"};
    private static final String[] FUNCTIONS = {"add", "mul", "div", "max", "exp", "log", "tanh", "sigmoid", "gelu",
        "gelu_backward", "gelu_tanh", "relu_backward", "sqrt", "sin", "erf", "pow"};
    private static final int ELEMENTS = 1 << 16;

    private final Map<String, Runnable> all = new LinkedHashMap<>();

    private HotKernels() {
    }

    /** Their calls by their names. */
    static Map<String, Runnable> all() {
        HotKernels kernels = new HotKernels();
        kernels.products();
        kernels.functions();
        kernels.rows();
        kernels.channels();
        kernels.reductions();
        kernels.attention();
        kernels.recurrent();
        kernels.convolutions();
        kernels.indices();
        kernels.updates();
        return kernels.all;
    }

    private void products() {
        for (String size : PRODUCTS) {
            for (GemmBenchmark.Turned turned : GemmBenchmark.Turned.values()) {
                GemmBenchmark gemm = new GemmBenchmark();
                gemm.size = size;
                gemm.turned = turned;
                gemm.makeOperands();
                GemmBenchmark.Work work = new GemmBenchmark.Work();
                String which = turned == GemmBenchmark.Turned.NEITHER ? ""
                        : ", " + turned.name().toLowerCase(Locale.ROOT) + " turned";
                all.put("product " + size + which, () -> gemm.matmul(work));
            }
        }
    }

    private void functions() {
        Traffic traffic = new Traffic();
        for (String function : FUNCTIONS) {
            ElementwiseBenchmark map = new ElementwiseBenchmark();
            map.op = function;
            map.elements = ELEMENTS;
            map.makeOperands();
            all.put(function, () -> map.map(traffic));
        }
        TransposedBenchmark turned = new TransposedBenchmark();
        turned.makeOperands();
        all.put("add, one turned", () -> turned.add(traffic));
        all.put("copy, turned", () -> turned.copy(traffic));
    }

    private void rows() {
        NormBenchmark norm = new NormBenchmark();
        norm.size = "128x768";
        norm.makeOperands();
        all.put("softmax", norm::softmax);
        all.put("softmax backward", norm::softmaxBackward);
        all.put("logSoftmax", norm::logSoftmax);
        all.put("logSoftmax backward", norm::logSoftmaxBackward);
        all.put("layerNorm", norm::layerNorm);
        all.put("layerNorm backward", norm::layerNormBackward);
        all.put("rmsNorm", norm::rmsNorm);
        all.put("rmsNorm backward", norm::rmsNormBackward);
        all.put("crossEntropy", norm::crossEntropy);
        all.put("crossEntropy backward", norm::crossEntropyBackward);
    }

    private void channels() {
        for (String size : new String[] {"8x16x1024", "8x64x196"}) {
            ChannelNormBenchmark norm = new ChannelNormBenchmark();
            norm.size = size;
            norm.makeOperands();
            all.put("batchNorm " + size, norm::batchNorm);
            all.put("batchNorm backward " + size, norm::batchNormBackward);
            all.put("batchNorm inference " + size, norm::batchNormInference);
            all.put("groupNorm " + size, norm::groupNorm);
            all.put("groupNorm backward " + size, norm::groupNormBackward);
        }
    }

    private void reductions() {
        for (ReduceBenchmark.Over over : ReduceBenchmark.Over.values()) {
            ReduceBenchmark reduce = new ReduceBenchmark();
            reduce.size = "256x256";
            reduce.over = over;
            reduce.makeOperands();
            String which = " over " + over.name().toLowerCase(Locale.ROOT);
            all.put("sum" + which, reduce::sum);
            all.put("max" + which, reduce::max);
            all.put("variance" + which, reduce::variance);
        }
    }

    private void attention() {
        for (boolean causal : new boolean[] {false, true}) {
            AttentionBenchmark attention = new AttentionBenchmark();
            attention.size = "4x128x64";
            attention.causal = causal;
            attention.makeOperands();
            String which = causal ? ", causal" : "";
            all.put("attention" + which, attention::forward);
            all.put("attention backward" + which, attention::backward);
        }
    }

    private void recurrent() {
        for (String cell : new String[] {"lstm", "gru"}) {
            RecurrentBenchmark recurrent = new RecurrentBenchmark();
            recurrent.cell = cell;
            recurrent.size = "16x8x128x128";
            recurrent.makeOperands();
            all.put(cell, recurrent::forward);
            all.put(cell + " forward and backward", recurrent::forwardAndBackward);
        }
    }

    private void convolutions() {
        ConvBenchmark conv = new ConvBenchmark();
        conv.size = "1x32x28x32x3x1";
        conv.makeOperands();
        all.put("conv", conv::forward);
        all.put("conv forward and backward", conv::forwardAndBackward);
        PoolBenchmark pool = new PoolBenchmark();
        pool.size = "1x32x56x2x2x0";
        pool.makeOperands();
        all.put("maxPool", pool::maxPool);
        all.put("maxPool gradient", pool::maxPoolGradient);
        all.put("avgPool", pool::avgPool);
        all.put("avgPool gradient", pool::avgPoolGradient);
    }

    private void indices() {
        IndexBenchmark index = new IndexBenchmark();
        index.size = "512x256x512";
        index.makeOperands();
        all.put("gatherRows", index::gatherRows);
        all.put("scatterAddRows", index::scatterAddRows);
    }

    private void updates() {
        UpdateBenchmark update = new UpdateBenchmark();
        update.elements = ELEMENTS;
        update.makeOperands();
        all.put("adamW", update::adamW);
        all.put("sgd", update::sgd);
        all.put("sumOfSquares", update::sumOfSquares);
        RandomBenchmark random = new RandomBenchmark();
        random.elements = ELEMENTS;
        random.makeOperands();
        all.put("uniform", random::uniform);
        all.put("normal", random::normal);
        all.put("dropout", random::dropout);
    }
}
