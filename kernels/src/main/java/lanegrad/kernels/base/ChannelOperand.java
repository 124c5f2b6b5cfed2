package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import lanegrad.array.DType;
import lanegrad.array.NdArray;

/**
 * One operand of a call over channels: an array [samples, channels, ...] whose planes are runs in memory, or a number
 * for each channel, or for each group of channels in each sample.
 */
final class ChannelOperand extends LocalOperand {

    private boolean single;
    private long start;
    private long outer;
    private long inner;

    /** Gives an input, or null for none. */
    void reads(String name, NdArray array) {
        give(name, array, false);
    }

    /** Gives an output, or null for none. */
    void writes(String name, NdArray array) {
        give(name, array, true);
    }

    /** The byte at which the plane of a channel of a sample begins, or a number lies. */
    long at(long sample, long channel) {
        return (start + sample * outer + channel * inner) * (single ? 4 : 8);
    }

    /** The byte of an element, so many planes and elements after the one at the origin. */
    long at(long origin, long planes, long elements) {
        return origin + (planes * outer + elements) * (single ? 4 : 8);
    }

    /** A number. */
    double get(long sample, long channel) {
        long at = at(sample, channel);
        return single ? segment().get(JAVA_FLOAT, at) : segment().get(JAVA_DOUBLE, at);
    }

    /** Sets a number. */
    void set(long sample, long channel, double value) {
        long at = at(sample, channel);
        if (single) {
            segment().set(JAVA_FLOAT, at, (float) value);
        } else {
            segment().set(JAVA_DOUBLE, at, value);
        }
    }

    /** A number as the type holds it. */
    double rounded(double value) {
        return single ? (float) value : value;
    }

    /** Whether planes are runs in memory, and those of a sample follow each other if they have to. */
    boolean hasPlanes(boolean joined) {
        NdArray given = given();
        if (given == null) {
            return true;
        }
        long run = 1;
        boolean dense = Local.isHere(given);
        for (int axis = given.rank() - 1; axis >= (joined ? 1 : 2); axis--) {
            long dim = given.dim(axis);
            dense &= dim == 1 || given.stride(axis) == run;
            run *= dim;
        }
        return dense;
    }

    /** Points at planes, or at what stands for them, which belongs to the current scope. */
    void bindPlanes(boolean joined) {
        if (given() != null) {
            NdArray local = point(given(), hasPlanes(joined));
            lie(local, local.stride(0), local.stride(1));
        }
    }

    /** Points at a number for each channel, the same in all samples, or for each group of channels in each sample. */
    void bindNumbers() {
        if (given() == null) {
            return;
        }
        NdArray local = point(given(), Local.isHere(given()));
        boolean everywhere = local.rank() == 1;
        lie(local, everywhere ? 0 : local.stride(0), local.stride(everywhere ? 0 : 1));
    }

    private void lie(NdArray local, long outer, long inner) {
        single = local.dtype() == DType.F32;
        start = local.offset();
        this.outer = outer;
        this.inner = inner;
    }
}
