package lanegrad.autograd;

import lanegrad.autograd.ops.BinaryFunctions;
import lanegrad.autograd.ops.Comparisons;
import lanegrad.autograd.ops.Elementwise;
import lanegrad.autograd.ops.Indexing;

/**
 * Arithmetic and comparisons of a tensor with another one or a number: the common ones of {@link Elementwise}, {@link
 * BinaryFunctions} and {@link Comparisons}, where integers, edge cases and gradients are described. Kotlin's operators
 * find their methods here.
 */
public sealed interface ArithmeticMethods permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * {@code this + other}, broadcast.
     *
     * @param other the other
     * @return the sum
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor plus(Tensor other) {
        return Elementwise.add(self(), other);
    }

    /**
     * {@code this + other}.
     *
     * @param other a number
     * @return the sum
     */
    default Tensor plus(double other) {
        return Elementwise.add(self(), other);
    }

    /**
     * {@code this - other}, broadcast.
     *
     * @param other the other
     * @return the difference
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor minus(Tensor other) {
        return Elementwise.sub(self(), other);
    }

    /**
     * {@code this - other}.
     *
     * @param other a number
     * @return the difference
     */
    default Tensor minus(double other) {
        return Elementwise.add(self(), -other);
    }

    /**
     * {@code this * other}, elementwise, broadcast.
     *
     * @param other the other
     * @return the product
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor times(Tensor other) {
        return Elementwise.mul(self(), other);
    }

    /**
     * {@code this * other}.
     *
     * @param other a number
     * @return the product
     */
    default Tensor times(double other) {
        return Elementwise.mul(self(), other);
    }

    /**
     * {@code this / other}, elementwise, broadcast.
     *
     * @param other the other
     * @return the quotient
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor div(Tensor other) {
        return Elementwise.div(self(), other);
    }

    /**
     * {@code this / other}.
     *
     * @param other a number
     * @return the quotient
     */
    default Tensor div(double other) {
        return Elementwise.div(self(), other);
    }

    /**
     * {@code -this}.
     *
     * @return the negative
     */
    default Tensor unaryMinus() {
        return Elementwise.neg(self());
    }

    /**
     * {@code -this}.
     *
     * @return the negative
     */
    default Tensor neg() {
        return Elementwise.neg(self());
    }

    /**
     * {@code this} to a power.
     *
     * @param exponent the power
     * @return the result
     */
    default Tensor pow(double exponent) {
        return Elementwise.pow(self(), exponent);
    }

    /**
     * {@code this} to the power {@code exponent}, broadcast.
     *
     * @param exponent the exponents
     * @return the powers
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor pow(Tensor exponent) {
        return Elementwise.pow(self(), exponent);
    }

    /**
     * What division leaves, of the sign of the divisor: {@code this - other floor(this / other)}.
     *
     * @param other the divisor
     * @return the remainders
     */
    default Tensor rem(Tensor other) {
        return BinaryFunctions.remainder(self(), other);
    }

    /**
     * What division leaves, of the sign of the divisor: {@code this - other floor(this / other)}.
     *
     * @param other the divisor
     * @return the remainders
     */
    default Tensor rem(double other) {
        return BinaryFunctions.remainder(self(), other);
    }

    /**
     * {@code this == other}, broadcast.
     *
     * @param other the other
     * @return BOOL
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor eq(Tensor other) {
        return Comparisons.eq(self(), other);
    }

    /**
     * {@code this == other}.
     *
     * @param other a number
     * @return BOOL
     */
    default Tensor eq(double other) {
        return Comparisons.eq(self(), other);
    }

    /**
     * {@code this != other}, broadcast.
     *
     * @param other the other
     * @return BOOL
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor ne(Tensor other) {
        return Comparisons.ne(self(), other);
    }

    /**
     * {@code this != other}.
     *
     * @param other a number
     * @return BOOL
     */
    default Tensor ne(double other) {
        return Comparisons.ne(self(), other);
    }

    /**
     * {@code this < other}, broadcast.
     *
     * @param other the other
     * @return BOOL
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor lt(Tensor other) {
        return Comparisons.lt(self(), other);
    }

    /**
     * {@code this < other}.
     *
     * @param other a number
     * @return BOOL
     */
    default Tensor lt(double other) {
        return Comparisons.lt(self(), other);
    }

    /**
     * {@code this <= other}, broadcast.
     *
     * @param other the other
     * @return BOOL
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor le(Tensor other) {
        return Comparisons.le(self(), other);
    }

    /**
     * {@code this <= other}.
     *
     * @param other a number
     * @return BOOL
     */
    default Tensor le(double other) {
        return Comparisons.le(self(), other);
    }

    /**
     * {@code this > other}, broadcast.
     *
     * @param other the other
     * @return BOOL
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor gt(Tensor other) {
        return Comparisons.gt(self(), other);
    }

    /**
     * {@code this > other}.
     *
     * @param other a number
     * @return BOOL
     */
    default Tensor gt(double other) {
        return Comparisons.gt(self(), other);
    }

    /**
     * {@code this >= other}, broadcast.
     *
     * @param other the other
     * @return BOOL
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    default Tensor ge(Tensor other) {
        return Comparisons.ge(self(), other);
    }

    /**
     * {@code this >= other}.
     *
     * @param other a number
     * @return BOOL
     */
    default Tensor ge(double other) {
        return Comparisons.ge(self(), other);
    }

    /**
     * A value where a mask holds, broadcast. No gradient flows to what is filled.
     *
     * @param mask BOOL
     * @param value the value
     * @return the result
     * @throws IllegalArgumentException if the mask is not BOOL, or the shapes do not broadcast
     */
    default Tensor maskedFill(Tensor mask, double value) {
        return Indexing.maskedFill(self(), mask, value);
    }
}
