package lanegrad.compare.cases;

import java.util.List;

/**
 * A convolution of images with a bias, whose output is as large as its input.
 *
 * @param backward whether the gradients of the images, the weight and the bias are wanted too
 */
public record Convolution(boolean backward) implements Case {

    /** Images. */
    public static final int BATCH = 8;
    /** Channels, as many in as out. */
    public static final int CHANNELS = 64;
    /** The height and the width of an image. */
    public static final int SIDE = 56;
    /** The height and the width of the kernel. */
    public static final int KERNEL = 3;
    /** Zeros around an image. */
    public static final int PADDING = 1;

    @Override
    public String name() {
        return backward ? "conv-fb" : "conv";
    }

    /** The weight and the bias, drawn as PyTorch does. */
    public static List<Weight> weights() {
        double spread = 1 / Math.sqrt(CHANNELS * KERNEL * KERNEL);
        return List.of(Weight.drawn(spread, CHANNELS, CHANNELS, KERNEL, KERNEL), Weight.drawn(spread, CHANNELS));
    }

    /** A multiply-add for each output and element of the kernel, as the definition has them; backward two more. */
    @Override
    public Limit limit() {
        double forward = 2.0 * BATCH * CHANNELS * SIDE * SIDE * CHANNELS * KERNEL * KERNEL;
        return Limit.fma((backward ? 3 : 1) * forward);
    }
}
