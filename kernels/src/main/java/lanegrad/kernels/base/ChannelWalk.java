package lanegrad.kernels.base;

import lanegrad.parallel.Scratch;

/** How a norm over channels goes through the elements of a part of a line. */
interface ChannelWalk {

    /** Of each channel, the mean and the sum of the squared differences from it. */
    void moments(ChannelNormCall call, long index, Scratch scratch);

    /** Of each channel, the sums of g and of {@code g (x - mean)}. */
    void gradientSums(ChannelNormCall call, long index, Scratch scratch);

    /** The result. */
    void normalise(ChannelNormCall call, long index, Scratch scratch);

    /** The gradient of x where statistics are given. */
    void scale(ChannelNormCall call, long index, Scratch scratch);

    /** The gradient of x. */
    void gradient(ChannelNormCall call, long index, Scratch scratch);
}
