package lanegrad.kernels;

import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/** Arrays of random shapes, values and layouts: contiguous, permuted, sliced with steps, flipped, expanded. */
final class RandomViews {

    private RandomViews() {
    }

    static NdArray view(Random random, DType dtype, int longest) {
        int rank = random.nextInt(5);
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = switch (random.nextInt(6)) {
                case 0 -> 1;
                case 1 -> random.nextInt(3);
                default -> 1 + random.nextInt(longest);
            };
        }
        NdArray array = NdArray.empty(dtype, Shape.of(dims));
        fill(random, array);
        for (int change = random.nextInt(4); change > 0 && rank > 0; change--) {
            int axis = random.nextInt(array.rank());
            long size = array.dim(axis);
            array = switch (random.nextInt(4)) {
                case 0 -> array.transpose(axis, random.nextInt(array.rank()));
                case 1 -> array.slice(axis, size / 4, size, 1 + random.nextInt(2));
                case 2 -> size > 0 ? array.slice(axis, size - 1, -1, -1) : array;
                default -> size == 1 ? array.expand(array.shape().with(axis, 3)) : array;
            };
        }
        return array;
    }

    /** An output of a shape: row-major, turned, with gaps, or backwards. */
    static NdArray output(Random random, DType dtype, Shape shape) {
        long[] dims = shape.toArray();
        int rank = dims.length;
        if (rank == 0) {
            return NdArray.empty(dtype, shape);
        }
        int axis = random.nextInt(rank);
        return switch (random.nextInt(4)) {
            case 0 -> NdArray.empty(dtype, shape);
            case 1 -> {
                long last = dims[rank - 1];
                dims[rank - 1] = dims[axis];
                dims[axis] = last;
                yield NdArray.empty(dtype, Shape.of(dims)).transpose(axis, rank - 1);
            }
            case 2 -> NdArray.empty(dtype, shape.with(axis, 2 * dims[axis] + 1)).slice(axis, 1, 2 * dims[axis] + 1, 2);
            default -> NdArray.empty(dtype, shape).slice(axis, dims[axis] - 1, -1, -1);
        };
    }

    static void fill(Random random, NdArray array) {
        for (long i = 0; i < array.size(); i++) {
            long[] index = new long[array.rank()];
            long rest = i;
            for (int axis = array.rank() - 1; axis >= 0; axis--) {
                index[axis] = rest % array.dim(axis);
                rest /= array.dim(axis);
            }
            double value = switch (array.dtype()) {
                case F32 -> (float) random.nextGaussian();
                case F64, F16, BF16 -> random.nextGaussian();
                case BOOL -> random.nextInt(2);
                default -> random.nextInt(200) - 100;
            };
            array.set(value, index);
        }
    }
}
