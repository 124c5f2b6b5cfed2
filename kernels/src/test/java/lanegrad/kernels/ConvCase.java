package lanegrad.kernels;

import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/** One convolution with all its operands, in memory layouts of all kinds, and its definition in plain arrays. */
final class ConvCase {

    final DType dtype;
    final int images;
    final int channels;
    final int height;
    final int width;
    final int outputs;
    final int kernelHeight;
    final int kernelWidth;
    final ConvOptions options;
    final int outHeight;
    final int outWidth;
    final NdArray x;
    final NdArray weight;
    final NdArray bias;
    final NdArray g;
    final NdArray out;
    final NdArray dx;
    final NdArray dweight;

    /**
     * Draws operands.
     *
     * @param sizes images, channels, height, width, outputs, kernel height, kernel width
     * @param anyhow whether operands lie in memory in random ways, instead of row after row
     */
    ConvCase(Random random, DType dtype, ConvOptions options, boolean biased, boolean anyhow, int... sizes) {
        this.dtype = dtype;
        this.options = options;
        images = sizes[0];
        channels = sizes[1];
        height = sizes[2];
        width = sizes[3];
        outputs = sizes[4];
        kernelHeight = sizes[5];
        kernelWidth = sizes[6];
        outHeight = (int) options.outputHeight(height, kernelHeight);
        outWidth = (int) options.outputWidth(width, kernelWidth);
        Shape xShape = Shape.of(images, channels, height, width);
        Shape weightShape = Shape.of(outputs, channels / options.groups(), kernelHeight, kernelWidth);
        Shape outShape = Shape.of(images, outputs, outHeight, outWidth);
        x = array(random, xShape, anyhow);
        weight = array(random, weightShape, anyhow);
        bias = biased ? array(random, Shape.of(outputs), anyhow) : null;
        g = array(random, outShape, anyhow);
        out = array(random, outShape, anyhow);
        dx = array(random, xShape, anyhow);
        dweight = array(random, weightShape, anyhow);
    }

    /** A case of random sizes, small ones more often than large ones. */
    static ConvCase random(Random random, DType dtype) {
        boolean large = random.nextInt(4) == 0;
        int groups = new int[] {1, 1, 2, 3}[random.nextInt(4)];
        ConvOptions options = new ConvOptions(1 + random.nextInt(3), 1 + random.nextInt(3), random.nextInt(4),
                random.nextInt(4), 1 + random.nextInt(3), 1 + random.nextInt(3), groups);
        int channels = groups * (1 + random.nextInt(large ? 40 : 4));
        int outputs = groups * (1 + random.nextInt(large ? 70 : 6));
        int kernelHeight = 1 + random.nextInt(random.nextInt(6) == 0 ? 13 : 4);
        int kernelWidth = 1 + random.nextInt(random.nextInt(6) == 0 ? 13 : 4);
        int least = (kernelHeight - 1) * options.dilationHeight() + 1 - 2 * options.paddingHeight();
        int height = Math.max(1, least) + random.nextInt(large ? 30 : 12);
        least = (kernelWidth - 1) * options.dilationWidth() + 1 - 2 * options.paddingWidth();
        int width = Math.max(1, least) + random.nextInt(random.nextInt(8) == 0 ? 1500 / channels : large ? 40 : 20);
        return new ConvCase(random, dtype, options, random.nextBoolean(), true, random.nextInt(5), channels, height,
                width, outputs, kernelHeight, kernelWidth);
    }

    private NdArray array(Random random, Shape shape, boolean anyhow) {
        NdArray array = NdArray.empty(dtype, shape);
        if (anyhow) {
            array = RandomViews.output(random, dtype, shape);
            array = shape.rank() == 4 && random.nextInt(4) == 0 // channels last, as others keep images
                    ? NdArray.empty(dtype, Shape.of(shape.dim(0), shape.dim(2), shape.dim(3), shape.dim(1)))
                            .permute(0, 3, 1, 2)
                    : array;
        }
        RandomViews.fill(random, array);
        return array;
    }

    /** All three passes. */
    void run(ConvKernels kernels) {
        kernels.forward(x, weight, bias, options, out);
        kernels.inputGradient(g, weight, options, dx);
        kernels.weightGradient(g, x, options, dweight);
    }

    /** What is wrong with the results, compared with the definition, or null. */
    String error() {
        double[] in = x.toDoubleArray();
        double[] w = weight.toDoubleArray();
        double[] grad = g.toDoubleArray();
        double[][] found = {out.toDoubleArray(), dx.toDoubleArray(), dweight.toDoubleArray()};
        double[][] sums = {new double[found[0].length], new double[found[1].length], new double[found[2].length]};
        double[][] magnitudes = {new double[found[0].length], new double[found[1].length], new double[found[2].length]};
        int[] counts = new int[3];
        for (int at = 0; at < sums[0].length; at++) {
            add(sums, magnitudes, 0, at, bias == null ? 0 : bias.getDouble(at / outWidth / outHeight % outputs));
            addWindow(at, in, w, grad, sums, magnitudes);
        }
        counts[0] = (int) weight.size() / Math.max(1, outputs);
        counts[1] = (int) weight.size();
        counts[2] = images * outHeight * outWidth;
        String[] names = {"out", "dx", "dweight"};
        for (int k = 0; k < 3; k++) {
            double unit = (dtype == DType.F32 ? 0x1p-24 : 0x1p-53) * Math.min(64, 4 + counts[k]);
            for (int i = 0; i < sums[k].length; i++) {
                if (!(Math.abs(found[k][i] - sums[k][i]) <= unit * magnitudes[k][i])) {
                    return names[k] + "[" + i + "] is " + found[k][i] + ", expected " + sums[k][i] + ", of " + this;
                }
            }
        }
        return null;
    }

    /** What the products of one output's window add up to. */
    private void addWindow(int at, double[] in, double[] w, double[] grad, double[][] sums, double[][] magnitudes) {
        int j = at % outWidth;
        int i = at / outWidth % outHeight;
        int output = at / outWidth / outHeight % outputs;
        int image = at / outWidth / outHeight / outputs;
        int each = channels / options.groups();
        int first = output / (outputs / options.groups()) * each;
        for (int c = 0; c < each; c++) {
            for (int k = 0; k < kernelHeight; k++) {
                for (int l = 0; l < kernelWidth; l++) {
                    int row = i * options.strideHeight() - options.paddingHeight() + k * options.dilationHeight();
                    int column = j * options.strideWidth() - options.paddingWidth() + l * options.dilationWidth();
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                        int from = ((image * channels + first + c) * height + row) * width + column;
                        int by = ((output * each + c) * kernelHeight + k) * kernelWidth + l;
                        add(sums, magnitudes, 0, at, in[from] * w[by]);
                        add(sums, magnitudes, 1, from, grad[at] * w[by]);
                        add(sums, magnitudes, 2, by, grad[at] * in[from]);
                    }
                }
            }
        }
    }

    private static void add(double[][] sums, double[][] magnitudes, int which, int at, double value) {
        sums[which][at] += value;
        magnitudes[which][at] += Math.abs(value);
    }

    @Override
    public String toString() {
        return dtype + " x " + x.layout() + ", weight " + weight.layout() + (bias == null ? "" : ", bias") + ", "
                + options;
    }
}
