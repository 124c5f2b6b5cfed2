package lanegrad.autograd;

import java.util.Arrays;
import lanegrad.autograd.ops.Fused;
import lanegrad.autograd.ops.Norms;
import lanegrad.autograd.ops.Reductions;
import lanegrad.autograd.ops.Scans;
import lanegrad.autograd.ops.Sorting;

/**
 * What a tensor can be asked for along its axes: the common ones of {@link Reductions}, {@link Norms}, {@link Scans},
 * {@link Sorting} and {@link Fused}, where empty axes, integers and gradients are described, and where reduced axes can
 * be kept.
 */
public sealed interface ReductionMethods permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    private int[] axes() {
        int[] axes = new int[self().rank()];
        Arrays.setAll(axes, i -> i);
        return axes;
    }

    /**
     * The sum of all elements.
     *
     * @return a tensor of rank 0
     */
    default Tensor sum() {
        return Reductions.sum(self());
    }

    /**
     * The sum over axes, which go away.
     *
     * @param axes which; negative count from the end
     * @return the sums
     */
    default Tensor sum(int... axes) {
        return Reductions.sum(self(), false, axes);
    }

    /**
     * The mean of all elements.
     *
     * @return a tensor of rank 0
     */
    default Tensor mean() {
        return Reductions.mean(self());
    }

    /**
     * The mean over axes, which go away.
     *
     * @param axes which; negative count from the end
     * @return the means
     */
    default Tensor mean(int... axes) {
        return Reductions.mean(self(), false, axes);
    }

    /**
     * The greatest element; NaN if there is one. The gradient is shared evenly between equals.
     *
     * @return a tensor of rank 0
     * @throws IllegalArgumentException if there is no element
     */
    default Tensor max() {
        return Reductions.max(self());
    }

    /**
     * The greatest element over axes, which go away.
     *
     * @param axes which; negative count from the end
     * @return the greatest elements
     * @throws IllegalArgumentException if there is no element along the axes
     */
    default Tensor max(int... axes) {
        return Reductions.max(self(), false, axes);
    }

    /**
     * The least element; NaN if there is one. The gradient is shared evenly between equals.
     *
     * @return a tensor of rank 0
     * @throws IllegalArgumentException if there is no element
     */
    default Tensor min() {
        return Reductions.min(self());
    }

    /**
     * The least element over axes, which go away.
     *
     * @param axes which; negative count from the end
     * @return the least elements
     * @throws IllegalArgumentException if there is no element along the axes
     */
    default Tensor min(int... axes) {
        return Reductions.min(self(), false, axes);
    }

    /**
     * The product of all elements.
     *
     * @return a tensor of rank 0
     */
    default Tensor prod() {
        return Reductions.prod(self(), false, axes());
    }

    /**
     * The product over axes, which go away.
     *
     * @param axes which; negative count from the end
     * @return the products
     */
    default Tensor prod(int... axes) {
        return Reductions.prod(self(), false, axes);
    }

    /**
     * The unbiased variance of all elements.
     *
     * @return a tensor of rank 0
     */
    default Tensor var() {
        return Reductions.var(self(), 1, false, axes());
    }

    /**
     * The unbiased variance over axes, which go away.
     *
     * @param axes which; negative count from the end
     * @return the variances
     */
    default Tensor var(int... axes) {
        return Reductions.var(self(), 1, false, axes);
    }

    /**
     * The root of the unbiased variance of all elements.
     *
     * @return a tensor of rank 0
     */
    default Tensor std() {
        return Reductions.std(self(), 1, false, axes());
    }

    /**
     * The root of the unbiased variance over axes, which go away.
     *
     * @param axes which; negative count from the end
     * @return the deviations
     */
    default Tensor std(int... axes) {
        return Reductions.std(self(), 1, false, axes);
    }

    /**
     * The Euclidean norm of all elements.
     *
     * @return a tensor of rank 0
     */
    default Tensor norm() {
        return Norms.norm(self(), false, axes());
    }

    /**
     * The Euclidean norm over axes, which go away.
     *
     * @param axes which; negative count from the end
     * @return the norms
     */
    default Tensor norm(int... axes) {
        return Norms.norm(self(), false, axes);
    }

    /**
     * {@code log(sum(exp(this)))} of all elements, without overflow.
     *
     * @return a tensor of rank 0
     */
    default Tensor logSumExp() {
        return Reductions.logSumExp(self(), false, axes());
    }

    /**
     * {@code log(sum(exp(this)))} over axes, which go away, without overflow.
     *
     * @param axes which; negative count from the end
     * @return the logarithms
     */
    default Tensor logSumExp(int... axes) {
        return Reductions.logSumExp(self(), false, axes);
    }

    /**
     * Where the greatest element lies, in row-major order: the first of equals.
     *
     * @return I64, of rank 0
     */
    default Tensor argMax() {
        return Reductions.argMax(self());
    }

    /**
     * Where the least element lies, in row-major order: the first of equals.
     *
     * @return I64, of rank 0
     */
    default Tensor argMin() {
        return Reductions.argMin(self());
    }

    /**
     * Where the greatest element along an axis, which goes away, lies: the first of equals.
     *
     * @param axis the axis; negative counts from the end
     * @return I64
     */
    default Tensor argMax(int axis) {
        return Reductions.argMax(self(), axis, false);
    }

    /**
     * Where the least element along an axis, which goes away, lies: the first of equals.
     *
     * @param axis the axis; negative counts from the end
     * @return I64
     */
    default Tensor argMin(int axis) {
        return Reductions.argMin(self(), axis, false);
    }

    /**
     * Whether any element is not 0.
     *
     * @return BOOL, of rank 0
     */
    default Tensor any() {
        return Reductions.any(self(), false, axes());
    }

    /**
     * Whether any element over axes, which go away, is not 0.
     *
     * @param axes which; negative count from the end
     * @return BOOL
     */
    default Tensor any(int... axes) {
        return Reductions.any(self(), false, axes);
    }

    /**
     * Whether no element is 0.
     *
     * @return BOOL, of rank 0
     */
    default Tensor all() {
        return Reductions.all(self(), false, axes());
    }

    /**
     * Whether no element over axes, which go away, is 0.
     *
     * @param axes which; negative count from the end
     * @return BOOL
     */
    default Tensor all(int... axes) {
        return Reductions.all(self(), false, axes);
    }

    /**
     * The exponentials along an axis, divided by their sum.
     *
     * @param axis the axis; negative counts from the end
     * @return the same shape
     */
    default Tensor softmax(int axis) {
        return Fused.softmax(self(), axis);
    }

    /**
     * The logarithms of {@link #softmax}.
     *
     * @param axis the axis; negative counts from the end
     * @return the same shape
     */
    default Tensor logSoftmax(int axis) {
        return Fused.logSoftmax(self(), axis);
    }

    /**
     * The sums so far along an axis.
     *
     * @param axis the axis; negative counts from the end
     * @return the same shape
     */
    default Tensor cumSum(int axis) {
        return Scans.cumSum(self(), axis);
    }

    /**
     * The elements of each line along an axis in ascending order.
     *
     * @param axis the axis; negative counts from the end
     * @return the same shape
     */
    default Tensor sort(int axis) {
        return Sorting.sort(self(), axis, false);
    }
}
