package lanegrad.compare.cases;

/** The sum of all elements of contiguous F32. */
public record Sum(int size) implements Case {

    @Override
    public String name() {
        return "sum " + Sizes.text(size);
    }

    @Override
    public Limit limit() {
        return Limit.read((double) Float.BYTES * size);
    }

    /** What is left of a sum of numbers of either sign is small beside them, and rounding is not. */
    @Override
    public double tolerance() {
        return 1e-2;
    }
}
