package lanegrad.autograd.ops;

import static lanegrad.autograd.Rule.NOTHING;
import static lanegrad.autograd.Rule.input;

import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Call;
import lanegrad.autograd.Op;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.ConvOptions;
import lanegrad.kernels.PoolOptions;

/**
 * Convolutions and pooling of images, with PyTorch's layouts.
 *
 * <p>A convolution is linear in its input and in its weight, so its gradients are two more such ops, and the gradients
 * of each of the three are the other two: every order runs on kernels.
 */
public final class Convolutions {

    private record Sized(ConvOptions options, Shape shape) {
    }

    private record Windows(PoolOptions options, Shape shape) {
    }

    static final Op CONV2D = Op.named("conv2d").forward(Convolutions::forward) //
            .gradient(input(1), Convolutions::ofInput) //
            .gradient(input(0), Convolutions::ofWeight).build();

    static final Op CONV2D_WITH_BIAS = Op.named("conv2dWithBias").forward(Convolutions::forward) //
            .gradient(input(1), Convolutions::ofInput) //
            .gradient(input(0), Convolutions::ofWeight) //
            .gradient(NOTHING, (_, g) -> Reductions.sum(g, false, 0, 2, 3)).build();

    static final Op INPUT_GRADIENT = Op.named("conv2dInputGradient").forward(call -> {
        Sized sized = call.attributes(Sized.class);
        NdArray dx = NdArray.empty(call.array(0).dtype(), sized.shape);
        Autograd.kernels().conv().inputGradient(call.array(0), call.array(1), sized.options, dx);
        return dx;
    }).gradient(input(1), (call, h) -> convolve(h, call.input(1), call.attributes(Sized.class).options))
            .gradient(input(0), (call, h) -> weightGradient(call.input(0), h, call.attributes(Sized.class).options,
                    call.shape(1)))
            .build();

    static final Op WEIGHT_GRADIENT = Op.named("conv2dWeightGradient").forward(call -> {
        Sized sized = call.attributes(Sized.class);
        NdArray dweight = NdArray.empty(call.array(0).dtype(), sized.shape);
        Autograd.kernels().conv().weightGradient(call.array(0), call.array(1), sized.options, dweight);
        return dweight;
    }).gradient(input(1), (call, h) -> convolve(call.input(1), h, call.attributes(Sized.class).options))
            .gradient(input(0), (call, h) -> inputGradient(call.input(0), h, call.attributes(Sized.class).options,
                    call.shape(1)))
            .build();

    /** Where the greatest elements are does not change with them, but for ties: so the gradient is a gather's. */
    static final Op MAX_POOL = Op.named("maxPool2d").forward(call -> {
        NdArray x = call.array(0);
        PoolOptions options = call.attributes(PoolOptions.class);
        Shape shape = output(x.shape(), options);
        NdArray out = NdArray.empty(x.dtype(), shape);
        NdArray places = NdArray.empty(DType.I64, shape);
        Autograd.kernels().conv().maxPool(x, options, out, places);
        call.stash(places);
        return out;
    }).fused(NOTHING, (call, g, into) -> {
        into[0] = NdArray.empty(g.dtype(), call.shape(0));
        Autograd.kernels().conv().maxPoolGradient(g, call.stashed(0), into[0]);
    }, call -> {
        Tensor x = call.input(0);
        Tensor places = Convolutions.MAX_POOL_PLACES.apply(call.attributes(PoolOptions.class), x);
        Tensor found = Indexing.gather(Shapes.flatten(x, 2, 3), 2, Shapes.flatten(places, 2, 3));
        return Shapes.reshape(found, places.shape());
    });

    static final Op MAX_POOL_PLACES = Op.named("maxPool2dPlaces").forward(call -> {
        NdArray x = call.array(0);
        PoolOptions options = call.attributes(PoolOptions.class);
        NdArray places = NdArray.empty(DType.I64, output(x.shape(), options));
        Autograd.kernels().conv().maxPool(x, options, null, places);
        return places;
    }).withoutGradient("places are integers");

    static final Op AVG_POOL = Op.named("avgPool2d").forward(call -> {
        NdArray x = call.array(0);
        PoolOptions options = call.attributes(PoolOptions.class);
        NdArray out = NdArray.empty(x.dtype(), output(x.shape(), options));
        Autograd.kernels().conv().avgPool(x, options, out);
        return out;
    }).gradient(NOTHING, (call, g) -> avgPoolGradient(g, call.attributes(PoolOptions.class), call.shape(0))).build();

    static final Op AVG_POOL_GRADIENT = Op.named("avgPool2dGradient").forward(call -> {
        Windows windows = call.attributes(Windows.class);
        NdArray dx = NdArray.empty(call.array(0).dtype(), windows.shape);
        Autograd.kernels().conv().avgPoolGradient(call.array(0), windows.options, dx);
        return dx;
    }).gradient(NOTHING, (call, h) -> average(h, call.attributes(Windows.class).options)).build();

    static final List<Op> OPS = List.of(CONV2D, CONV2D_WITH_BIAS, INPUT_GRADIENT, WEIGHT_GRADIENT, MAX_POOL,
            MAX_POOL_PLACES, AVG_POOL, AVG_POOL_GRADIENT);

    private Convolutions() {
    }

    private static NdArray forward(Call call) {
        NdArray x = call.array(0);
        NdArray weight = call.array(1);
        ConvOptions options = call.attributes(ConvOptions.class);
        NdArray out = NdArray.empty(x.dtype(), output(x.shape(), weight.shape(), options));
        Autograd.kernels().conv().forward(x, weight, call.arity() == 3 ? call.array(2) : null, options, out);
        return out;
    }

    private static Tensor ofInput(Call call, Tensor g) {
        return inputGradient(g, call.input(1), call.attributes(ConvOptions.class), call.shape(0));
    }

    private static Tensor ofWeight(Call call, Tensor g) {
        return weightGradient(g, call.input(0), call.attributes(ConvOptions.class), call.shape(1));
    }

    private static Tensor convolve(Tensor x, Tensor weight, ConvOptions options) {
        return CONV2D.apply(options, x, weight);
    }

    private static Tensor inputGradient(Tensor g, Tensor weight, ConvOptions options, Shape shape) {
        return INPUT_GRADIENT.apply(new Sized(options, shape), g, weight);
    }

    private static Tensor weightGradient(Tensor g, Tensor x, ConvOptions options, Shape shape) {
        return WEIGHT_GRADIENT.apply(new Sized(options, shape), g, x);
    }

    private static Tensor average(Tensor x, PoolOptions options) {
        return AVG_POOL.apply(options, x);
    }

    private static Tensor avgPoolGradient(Tensor g, PoolOptions options, Shape shape) {
        return AVG_POOL_GRADIENT.apply(new Windows(options, shape), g);
    }

    private static Shape output(Shape x, Shape weight, ConvOptions options) {
        return Shape.of(x.dim(0), weight.dim(0), options.outputHeight(x.dim(2), weight.dim(2)),
                options.outputWidth(x.dim(3), weight.dim(3)));
    }

    private static Shape output(Shape x, PoolOptions options) {
        return Shape.of(x.dim(0), x.dim(1), options.outputHeight(x.dim(2)), options.outputWidth(x.dim(3)));
    }

    /**
     * A convolution of images: {@code out[n, o, i, j] = bias[o] + sum over c, k, l of
     * x[n, c, i s - p + k d, j s - p + l d] weight[o, c, k, l]}, with stride s, padding p (of zeros) and dilation d of
     * each axis, and c running over the channels of o's group. As everywhere in the field the kernel is not turned
     * round.
     *
     * @param x [images, channels, height, width]
     * @param weight [outputs, channels / groups, kernel height, kernel width]
     * @param bias [outputs], or null
     * @param options stride, padding, dilation and groups
     * @return [images, outputs, output height, output width], in their common type; an output side is {@code (side + 2
     * p - d (kernel - 1) - 1) / s + 1}, rounded down
     * @throws IllegalArgumentException if shapes do not fit, or the kernel does not fit into the padded input
     */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, ConvOptions options) {
        requireFitting("conv2d", x.shape(), weight.shape(), options);
        if (bias != null && (bias.rank() != 1 || bias.dim(0) != weight.dim(0))) {
            throw new IllegalArgumentException("conv2d: weight " + weight.shape() + " and bias " + bias.shape()
                    + ": one element an output expected");
        }
        DType dtype = Broadcast.commonFloating(x, weight);
        if (bias == null) {
            return convolve(Shapes.cast(x, dtype), Shapes.cast(weight, dtype), options);
        }
        DType all = DType.promote(dtype, bias.dtype());
        return CONV2D_WITH_BIAS.apply(options, Shapes.cast(x, all), Shapes.cast(weight, all), Shapes.cast(bias, all));
    }

    /**
     * A convolution of sequences: {@link #conv2d} of images of one row.
     *
     * @param x [sequences, channels, length]
     * @param weight [outputs, channels / groups, kernel length]
     * @param bias [outputs], or null
     * @param stride from one output to the next, at least 1
     * @param padding zeros at either end
     * @param dilation from one element of the kernel to the next, at least 1
     * @param groups into how many parts channels are divided
     * @return [sequences, outputs, output length], in their common type
     * @throws IllegalArgumentException if shapes do not fit, or the kernel does not fit into the padded input
     */
    public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, int stride, int padding, int dilation,
            int groups) {
        if (x.rank() != 3 || weight.rank() != 3) {
            throw new IllegalArgumentException("conv1d: input " + x.shape() + ", weight " + weight.shape()
                    + ": [sequences, channels, length] and [outputs, channels / groups, length] expected");
        }
        ConvOptions options = new ConvOptions(1, stride, 0, padding, 1, dilation, groups);
        return Shapes.squeeze(conv2d(Shapes.unsqueeze(x, 2), Shapes.unsqueeze(weight, 2), bias, options), 2);
    }

    /**
     * The gradient of {@link #conv2d} for its input: the transposed convolution.
     *
     * @param g the gradient of the output, [images, outputs, output height, output width]
     * @param weight [outputs, channels / groups, kernel height, kernel width]
     * @param options of the convolution
     * @param shape of the input, [images, channels, height, width]
     * @return of that shape, in the common type
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Tensor conv2dInputGradient(Tensor g, Tensor weight, ConvOptions options, Shape shape) {
        requireFitting("conv2dInputGradient", shape, weight.shape(), options);
        requireGradient("conv2dInputGradient", g, output(shape, weight.shape(), options));
        DType dtype = Broadcast.commonFloating(g, weight);
        return inputGradient(Shapes.cast(g, dtype), Shapes.cast(weight, dtype), options, shape);
    }

    /**
     * The gradient of {@link #conv2d} for its weight.
     *
     * @param g the gradient of the output, [images, outputs, output height, output width]
     * @param x [images, channels, height, width]
     * @param options of the convolution
     * @param shape of the weight, [outputs, channels / groups, kernel height, kernel width]
     * @return of that shape, in the common type
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Tensor conv2dWeightGradient(Tensor g, Tensor x, ConvOptions options, Shape shape) {
        requireFitting("conv2dWeightGradient", x.shape(), shape, options);
        requireGradient("conv2dWeightGradient", g, output(x.shape(), shape, options));
        DType dtype = Broadcast.commonFloating(g, x);
        return weightGradient(Shapes.cast(g, dtype), Shapes.cast(x, dtype), options, shape);
    }

    /**
     * The greatest element of each window. Padding never wins; the first of equal elements gets the gradient; a NaN is
     * greater than all.
     *
     * @param x [images, channels, height, width]
     * @param options the windows
     * @return [images, channels, output height, output width]; an output side is {@code (side + 2 padding - kernel) /
     * stride + 1}, rounded down
     * @throws IllegalArgumentException if x has other axes, or a window does not fit into the padded input
     */
    public static Tensor maxPool2d(Tensor x, PoolOptions options) {
        requireWindows("maxPool2d", x.shape(), options);
        return MAX_POOL.apply(options, Broadcast.floating(x));
    }

    /**
     * Where {@link #maxPool2d} finds its elements.
     *
     * @param x [images, channels, height, width]
     * @param options the windows
     * @return I64, of maxPool2d's shape: an element's number in its plane, {@code row * width + column}
     * @throws IllegalArgumentException if x has other axes, or a window does not fit into the padded input
     */
    public static Tensor maxPool2dPlaces(Tensor x, PoolOptions options) {
        requireWindows("maxPool2dPlaces", x.shape(), options);
        return MAX_POOL_PLACES.apply(options, Broadcast.floating(x));
    }

    /**
     * The average of each window; padding counts as zeros unless the options say that it does not count.
     *
     * @param x [images, channels, height, width]
     * @param options the windows
     * @return [images, channels, output height, output width]; an output side is {@code (side + 2 padding - kernel) /
     * stride + 1}, rounded down
     * @throws IllegalArgumentException if x has other axes, or a window does not fit into the padded input
     */
    public static Tensor avgPool2d(Tensor x, PoolOptions options) {
        requireWindows("avgPool2d", x.shape(), options);
        return average(Broadcast.floating(x), options);
    }

    /**
     * The gradient of {@link #avgPool2d}: each element's share of the windows it is in.
     *
     * @param g the gradient of the output, [images, channels, output height, output width]
     * @param options the windows
     * @param shape of the input, [images, channels, height, width]
     * @return of that shape
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Tensor avgPool2dGradient(Tensor g, PoolOptions options, Shape shape) {
        requireWindows("avgPool2dGradient", shape, options);
        requireGradient("avgPool2dGradient", g, output(shape, options));
        return avgPoolGradient(Broadcast.floating(g), options, shape);
    }

    private static void requireFitting(String op, Shape x, Shape weight, ConvOptions options) {
        if (x.rank() != 4 || weight.rank() != 4) {
            throw new IllegalArgumentException(op + ": input " + x + ", weight " + weight
                    + ": [images, channels, height, width] and [outputs, channels / groups, height, width] expected");
        }
        if (x.dim(1) != weight.dim(1) * options.groups() || weight.dim(0) % options.groups() != 0) {
            throw new IllegalArgumentException(op + ": input " + x + ", weight " + weight + " in " + options.groups()
                    + " groups: the input's channels must be groups times the weight's, and outputs divisible by"
                    + " groups");
        }
        if (weight.dim(2) < 1 || weight.dim(3) < 1 || options.outputHeight(x.dim(2), weight.dim(2)) < 1
                || options.outputWidth(x.dim(3), weight.dim(3)) < 1) {
            throw new IllegalArgumentException(op + ": input " + x + ", weight " + weight + ", " + options
                    + ": the kernel must fit into the padded input");
        }
    }

    private static void requireWindows(String op, Shape x, PoolOptions options) {
        if (x.rank() != 4) {
            throw new IllegalArgumentException(op + ": input " + x + ": [images, channels, height, width] expected");
        }
        if (x.dim(2) < 1 || x.dim(3) < 1 || options.outputHeight(x.dim(2)) < 1 || options.outputWidth(x.dim(3)) < 1) {
            throw new IllegalArgumentException(
                    op + ": input " + x + ", " + options + ": a window must fit into the padded input");
        }
    }

    private static void requireGradient(String op, Tensor g, Shape expected) {
        if (!g.shape().equals(expected)) {
            throw new IllegalArgumentException(op + ": gradient " + g.shape() + ", expected " + expected);
        }
    }
}
