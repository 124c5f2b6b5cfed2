package lanegrad.autograd.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;

/** Elements that several index tensors and masks name together. */
public final class AdvancedIndexing {

    private AdvancedIndexing() {
    }

    /**
     * Elements of which index tensors name the places, as NumPy's {@code x[i, :, j]}: they broadcast to one shape,
     * which takes the place of the axes that they index if those are neighbours, and comes first otherwise. What
     * is named more than once adds its gradients up, in row-major order of the indices.
     *
     * <p>A mask stands for the indices of the places where it holds, one for each of its axes, as if {@link
     * Selection#nonZero} had found them; one without axes indexes a new axis of size 1.
     *
     * @param x a tensor
     * @param given of the first axes, one each: I32 or I64, negative ones count from the end, or null for a whole axis;
     * or BOOL, of as many axes as it has itself and of their sizes; axes without one stay whole
     * @return a copy, or x itself if nothing is indexed
     * @throws IllegalArgumentException if a mask has other sizes than its axes, or there are more indices than axes
     * @throws IndexOutOfBoundsException if an index is outside its axis
     */
    public static Tensor index(Tensor x, Tensor... given) {
        List<Tensor> each = new ArrayList<>();
        Tensor source = x;
        for (Tensor index : given) {
            if (index == null || index.dtype() != DType.BOOL) {
                each.add(index);
                continue;
            }
            boolean number = index.rank() == 0;
            source = number && each.size() <= source.rank() ? Shapes.unsqueeze(source, each.size()) : source;
            addPlaces(source, number ? Shapes.reshape(index, 1) : index, each);
        }
        return chosen(source, each.toArray(Tensor[]::new));
    }

    /** Adds what a mask stands for behind the indices of the axes before it. */
    private static void addPlaces(Tensor x, Tensor mask, List<Tensor> indices) {
        int from = indices.size();
        boolean fits = from + mask.rank() <= x.rank();
        for (int i = 0; fits && i < mask.rank(); i++) {
            fits = mask.dim(i) == x.dim(from + i);
        }
        if (!fits) {
            throw new IllegalArgumentException("index of " + x.shape() + " by a mask " + mask.shape()
                    + " from axis " + from + " on: the sizes of the axes expected");
        }
        Tensor places = Selection.nonZero(mask);
        for (int i = 0; i < mask.rank(); i++) {
            indices.add(Shapes.select(places, 1, i));
        }
    }

    private static Tensor chosen(Tensor x, Tensor[] indices) {
        int[] axes = indexed(x, indices);
        if (axes.length == 0) {
            return x;
        }
        Shape chosen = Shape.SCALAR;
        long[] rows = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            chosen = Shape.broadcast("index", chosen, indices[axes[i]].shape());
            rows[i] = x.dim(axes[i]);
        }
        Tensor places = Tensor.of(places(x, axes, indices, chosen), Math.toIntExact(chosen.size()));
        int[] front = axesFirst(x.rank(), axes);
        long[] whole = new long[x.rank() - axes.length];
        Arrays.setAll(whole, i -> x.dim(front[axes.length + i]));
        Tensor table = Shapes.reshape(Shapes.permute(x, front), Shape.of(size(rows), size(whole)));
        long[] dims = Arrays.copyOf(chosen.toArray(), chosen.rank() + whole.length);
        System.arraycopy(whole, 0, dims, chosen.rank(), whole.length);
        Tensor found = Shapes.reshape(Indexing.embedding(table, places), Shape.of(dims));
        boolean neighbours = axes[axes.length - 1] - axes[0] == axes.length - 1;
        return neighbours && axes[0] > 0 ? Shapes.permute(found, back(axes[0], chosen.rank(), dims.length)) : found;
    }

    private static long size(long[] dims) {
        return Shape.of(dims).size();
    }

    /** The axes that have an index tensor. */
    private static int[] indexed(Tensor x, Tensor[] indices) {
        if (indices.length > x.rank()) {
            throw new IllegalArgumentException(
                    "index of " + x.shape() + " by " + indices.length + " tensors: at most one for each axis expected");
        }
        int[] axes = new int[indices.length];
        int count = 0;
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] == null) {
                continue;
            }
            DType dtype = indices[i].dtype();
            if (dtype != DType.I32 && dtype != DType.I64) {
                throw new IllegalArgumentException("index of axis " + i + " of " + x.shape() + ": the indices are "
                        + dtype + " " + indices[i].shape() + ", I32, I64 or BOOL expected");
            }
            axes[count++] = i;
        }
        return Arrays.copyOf(axes, count);
    }

    /** For each tuple of indices, the row of the table of all elements that the indexed axes name. */
    private static long[] places(Tensor x, int[] axes, Tensor[] indices, Shape chosen) {
        long[] places = new long[Math.toIntExact(chosen.size())];
        for (int axis : axes) {
            long[] named = Shapes.expand(indices[axis], chosen).toLongArray();
            long dim = x.dim(axis);
            for (int i = 0; i < places.length; i++) {
                if (named[i] < -dim || named[i] >= dim) {
                    throw new IndexOutOfBoundsException("index " + named[i] + " of axis " + axis + " of " + x.shape()
                            + ": expected from " + -dim + " to " + (dim - 1));
                }
                places[i] = places[i] * dim + (named[i] < 0 ? named[i] + dim : named[i]);
            }
        }
        return places;
    }

    private static int[] axesFirst(int rank, int[] axes) {
        int[] order = Arrays.copyOf(axes, rank);
        int at = axes.length;
        for (int i = 0; i < rank; i++) {
            if (Arrays.binarySearch(axes, i) < 0) {
                order[at++] = i;
            }
        }
        return order;
    }

    /** The order that moves the first axes behind some that follow them. */
    private static int[] back(int behind, int first, int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i < behind ? first + i : i < behind + first ? i - behind : i);
        return order;
    }
}
