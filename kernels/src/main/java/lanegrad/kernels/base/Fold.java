package lanegrad.kernels.base;

import lanegrad.kernels.ReduceOp;

/** What the reductions are, two numbers at a time. */
public final class Fold {

    private Fold() {
    }

    /** What an empty reduction gives, and what changes nothing. */
    public static double identity(ReduceOp op) {
        return switch (op) {
            case SUM, MEAN, SUM_OF_SQUARES, ANY -> 0;
            case PROD, ALL -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    /** Two partial results. */
    static double partials(ReduceOp op, double a, double b) {
        return switch (op) {
            case SUM, MEAN, SUM_OF_SQUARES -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case ANY, ALL -> throw new IllegalArgumentException(op + " of numbers");
        };
    }

    /** Two partial results of integers, which wrap around. */
    static long partials(ReduceOp op, long a, long b) {
        return switch (op) {
            case SUM, MEAN, SUM_OF_SQUARES -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case ANY -> a | b;
            case ALL -> a & b;
        };
    }

    /** What an element adds to an integer reduction. */
    static long element(ReduceOp op, long x) {
        return switch (op) {
            case SUM_OF_SQUARES -> x * x;
            case ANY, ALL -> x == 0 ? 0 : 1;
            default -> x;
        };
    }

    static long integerIdentity(ReduceOp op) {
        return switch (op) {
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
            default -> (long) identity(op);
        };
    }
}
