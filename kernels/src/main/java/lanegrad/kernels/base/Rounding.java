package lanegrad.kernels.base;

/** The F32 neighbours of a double. */
final class Rounding {

    private Rounding() {
    }

    /** The least float that is greater. */
    static float floatAbove(double value) {
        float nearest = (float) value;
        return nearest > value ? nearest : Math.nextUp(nearest);
    }

    /** The greatest float that is less. */
    static float floatBelow(double value) {
        float nearest = (float) value;
        return nearest < value ? nearest : Math.nextDown(nearest);
    }
}
