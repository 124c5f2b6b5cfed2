package lanegrad.jmh;

import lanegrad.array.NdArray;
import lanegrad.kernels.NormKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Softmax, layer norm, RMS norm and cross-entropy of rows in F32, and their gradients. */
public class NormBenchmark extends KernelBenchmark {

    private static final double EPS = 1e-5;

    /** Rows and their length. */
    @Param({"4096x768", "4096x1024", "128x32000", "33x301"})
    public String size = "4096x768";

    private NormKernels family;
    private NdArray x;
    private NdArray g;
    private NdArray gamma;
    private NdArray beta;
    private NdArray targets;
    private NdArray slope;
    private NdArray y;
    private NdArray logs;
    private NdArray mean;
    private NdArray rstd;
    private NdArray loss;
    private NdArray lse;
    private NdArray out;
    private NdArray dgamma;
    private NdArray dbeta;

    /** Makes the operands, and what the gradients start from. */
    @Setup
    public void makeOperands() {
        family = set().norm();
        long[] sizes = sizes(size, 2);
        long rows = sizes[0];
        long width = sizes[1];
        x = uniform(1, rows, width);
        g = uniform(2, rows, width);
        gamma = uniform(3, width);
        beta = uniform(4, width);
        targets = indices(width, 5, rows);
        slope = uniform(6, rows);
        y = empty(rows, width);
        logs = empty(rows, width);
        out = empty(rows, width);
        mean = empty(rows);
        rstd = empty(rows);
        loss = empty(rows);
        lse = empty(rows);
        dgamma = empty(width);
        dbeta = empty(width);
        family.softmax(x, y);
        family.logSoftmax(x, logs);
        layerNorm();
        crossEntropy();
    }

    /** Softmax. */
    @Benchmark
    public NdArray softmax() {
        family.softmax(x, out);
        return out;
    }

    /** The gradient of softmax. */
    @Benchmark
    public NdArray softmaxBackward() {
        family.softmaxBackward(y, g, out);
        return out;
    }

    /** The logarithm of softmax. */
    @Benchmark
    public NdArray logSoftmax() {
        family.logSoftmax(x, out);
        return out;
    }

    /** The gradient of the logarithm of softmax. */
    @Benchmark
    public NdArray logSoftmaxBackward() {
        family.logSoftmaxBackward(logs, g, out);
        return out;
    }

    /** Layer norm with weight and bias. */
    @Benchmark
    public NdArray layerNorm() {
        family.layerNorm(x, gamma, beta, EPS, out, mean, rstd);
        return out;
    }

    /** The gradients of layer norm: of its input, its weight and its bias. */
    @Benchmark
    public NdArray layerNormBackward() {
        family.layerNormBackward(x, gamma, mean, rstd, g, out, dgamma, dbeta);
        return out;
    }

    /** RMS norm with weight. */
    @Benchmark
    public NdArray rmsNorm() {
        family.rmsNorm(x, gamma, EPS, out, rstd);
        return out;
    }

    /** The gradients of RMS norm: of its input and its weight. */
    @Benchmark
    public NdArray rmsNormBackward() {
        family.rmsNormBackward(x, gamma, rstd, g, out, dgamma);
        return out;
    }

    /** The cross-entropy of each row. */
    @Benchmark
    public NdArray crossEntropy() {
        family.crossEntropy(x, targets, -1, loss, lse);
        return loss;
    }

    /** The gradient of cross-entropy. */
    @Benchmark
    public NdArray crossEntropyBackward() {
        family.crossEntropyBackward(x, targets, -1, lse, slope, out);
        return out;
    }
}
