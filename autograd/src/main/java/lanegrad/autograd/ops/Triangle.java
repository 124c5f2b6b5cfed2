package lanegrad.autograd.ops;

/**
 * What {@link Decompositions#triangularSolve} takes a matrix for.
 *
 * @param upper whether its upper triangle counts, and not the lower one; the other is not looked at
 * @param transposed whether it is transposed before it is solved for
 * @param unitDiagonal whether its diagonal is taken for ones, and not looked at
 * @param left whether it stands left of the unknowns, {@code a x = b}, and not right, {@code x a = b}
 */
public record Triangle(boolean upper, boolean transposed, boolean unitDiagonal, boolean left) {

    /** A lower triangle, left of the unknowns. */
    public static final Triangle LOWER = new Triangle(false, false, false, true);

    /** An upper triangle, left of the unknowns. */
    public static final Triangle UPPER = new Triangle(true, false, false, true);

    /**
     * Transposed before it is solved for.
     *
     * @return such a triangle
     */
    public Triangle transpose() {
        return new Triangle(upper, true, unitDiagonal, left);
    }

    /**
     * With ones for a diagonal, which is not looked at.
     *
     * @return such a triangle
     */
    public Triangle unit() {
        return new Triangle(upper, transposed, true, left);
    }

    /**
     * Right of the unknowns.
     *
     * @return such a triangle
     */
    public Triangle right() {
        return new Triangle(upper, transposed, unitDiagonal, false);
    }
}
