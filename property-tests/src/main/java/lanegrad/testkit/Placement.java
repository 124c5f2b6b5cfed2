package lanegrad.testkit;

import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * How the elements of an input lie in memory. What lies between them is NaN (or the least integer, or true), so that a
 * kernel that strays is seen.
 */
public enum Placement {
    /** Row-major from the storage's start. */
    CONTIGUOUS,
    /** The axes in reverse order. */
    TRANSPOSED,
    /** Every second element of every axis of something larger. */
    SLICED,
    /** Row-major, some way into the storage. */
    OFFSET,
    /** Backwards along the last axis. */
    REVERSED,
    /** The first axis longer than 1 repeated, with stride 0: its elements become equal. */
    EXPANDED_FIRST,
    /** The last axis longer than 1 repeated, with stride 0: its elements become equal. */
    EXPANDED_LAST;

    /** Not a multiple of any vector's length. */
    private static final int SHIFT = 5;

    /**
     * An input in memory.
     *
     * @param view what is handed to the op
     * @param base all of its storage
     */
    public record Placed(NdArray view, NdArray base) {

        /**
         * The bytes of the whole storage.
         *
         * @return a copy
         */
        public byte[] bytes() {
            long size = base.size() * base.dtype().bytes();
            return base.segment().asSlice(base.byteOffset(), size).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        }
    }

    /**
     * The elements that an input has when it lies like this.
     *
     * @param drawn the elements that were drawn
     * @return the same, but for the expanded placements
     */
    public Plain effective(Plain drawn) {
        int axis = expandedAxis(drawn);
        if (axis < 0) {
            return drawn;
        }
        long[] dims = drawn.dims();
        return Plain.build(dims, index -> {
            long[] first = index.clone();
            first[axis] = 0;
            return drawn.at(first);
        });
    }

    private int expandedAxis(Plain drawn) {
        if (this != EXPANDED_FIRST && this != EXPANDED_LAST || drawn.isEmpty()) {
            return -1;
        }
        int found = -1;
        for (int i = 0; i < drawn.rank(); i++) {
            if (drawn.dim(i) > 1 && (found < 0 || this == EXPANDED_LAST)) {
                found = i;
            }
        }
        return found;
    }

    /**
     * Puts elements into memory.
     *
     * @param elements what {@link #effective} gave
     * @param dtype their type
     * @return an array of the current scope
     */
    public Placed place(Plain elements, DType dtype) {
        int rank = elements.rank();
        switch (this) {
            case TRANSPOSED -> {
                int[] reverse = new int[rank];
                Arrays.setAll(reverse, i -> rank - 1 - i);
                NdArray base = array(elements.permute(reverse), dtype);
                return new Placed(base.permute(reverse), base);
            }
            case SLICED -> {
                long[] wide = new long[rank];
                Arrays.setAll(wide, i -> 2 * elements.dim(i) + 1);
                double between = filler(dtype);
                NdArray base = array(Plain.build(wide, index -> {
                    long[] inner = new long[rank];
                    for (int i = 0; i < rank; i++) {
                        if (index[i] % 2 == 0) {
                            return between;
                        }
                        inner[i] = index[i] / 2;
                    }
                    return elements.at(inner);
                }), dtype);
                NdArray view = base;
                for (int i = 0; i < rank; i++) {
                    view = view.slice(i, 1, 2 * elements.dim(i) + 1, 2);
                }
                return new Placed(view, base);
            }
            case OFFSET -> {
                int size = elements.data().length;
                double[] data = new double[size + 2 * SHIFT];
                Arrays.fill(data, filler(dtype));
                System.arraycopy(elements.data(), 0, data, SHIFT, size);
                NdArray base = array(Plain.of(data, data.length), dtype);
                return new Placed(base.slice(0, SHIFT, SHIFT + size, 1).reshape(elements.dims()), base);
            }
            case REVERSED -> {
                if (rank == 0 || elements.dim(-1) == 0) {
                    break;
                }
                long last = elements.dim(-1) - 1;
                NdArray base = array(Plain.build(elements.dims(), index -> {
                    long[] mirrored = index.clone();
                    mirrored[rank - 1] = last - index[rank - 1];
                    return elements.at(mirrored);
                }), dtype);
                return new Placed(base.slice(rank - 1, last, -1, -1), base);
            }
            case EXPANDED_FIRST, EXPANDED_LAST -> {
                int axis = expandedAxis(elements);
                if (axis < 0) {
                    break;
                }
                long[] narrow = elements.dims();
                narrow[axis] = 1;
                NdArray base = array(Plain.build(narrow, elements::at), dtype);
                return new Placed(base.expand(Shape.of(elements.dims())), base);
            }
            case CONTIGUOUS -> {
                // below
            }
        }
        NdArray array = array(elements, dtype);
        return new Placed(array, array);
    }

    private static double filler(DType dtype) {
        return switch (dtype) {
            case BOOL -> 1;
            case I32 -> Integer.MIN_VALUE;
            case I64 -> Long.MIN_VALUE;
            case I8 -> Byte.MIN_VALUE;
            case F32, F64, F16, BF16 -> Double.NaN;
        };
    }

    /** A row-major array, made without any kernel. */
    private static NdArray array(Plain elements, DType dtype) {
        double[] data = elements.data();
        long[] dims = elements.dims();
        if (dims.length == 0) {
            return NdArray.full(dtype, Shape.SCALAR, data[0]);
        }
        switch (dtype) {
            case F64 -> {
                return NdArray.of(data, dims);
            }
            case F32 -> {
                float[] values = new float[data.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) data[i];
                }
                return NdArray.of(values, dims);
            }
            case I32 -> {
                return NdArray.of(Arrays.stream(data).mapToInt(x -> (int) x).toArray(), dims);
            }
            case I64 -> {
                return NdArray.of(Arrays.stream(data).mapToLong(x -> (long) x).toArray(), dims);
            }
            case BOOL -> {
                boolean[] values = new boolean[data.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = data[i] != 0;
                }
                return NdArray.of(values, dims);
            }
            case BF16, F16, I8 -> {
                NdArray array = NdArray.empty(dtype, Shape.of(dims));
                int[] at = {0};
                Plain.forEach(dims, index -> array.set(data[at[0]++], index));
                return array;
            }
        }
        throw new AssertionError(dtype);
    }
}
