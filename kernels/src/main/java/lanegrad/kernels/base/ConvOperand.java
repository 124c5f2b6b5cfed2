package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.NdArray;

/**
 * Where an operand of convolution lies: four axes with any strides, counted in elements. Reused from call to call, so
 * that a call makes no object.
 */
final class ConvOperand {

    MemorySegment segment;
    long at;
    /** Of images; of outputs in a weight. */
    long outer;
    /** Of channels. */
    long channel;
    long row;
    long column;
    int outers;
    int channels;
    int rows;
    int columns;

    void set(NdArray array, boolean write) {
        segment = write ? array.writableSegment() : array.segment();
        at = array.offset();
        outer = array.stride(0);
        channel = array.stride(1);
        row = array.stride(2);
        column = array.stride(3);
        outers = (int) array.dim(0);
        channels = (int) array.dim(1);
        rows = (int) array.dim(2);
        columns = (int) array.dim(3);
    }

    /** One axis. */
    void setLine(NdArray array) {
        segment = array.segment();
        at = array.offset();
        outer = array.stride(0);
        outers = (int) array.dim(0);
    }

    void clear() {
        segment = null;
    }
}
