package lanegrad.compare.cases;

/** Sizes as people say them. */
final class Sizes {

    private static final int MEGA = 1 << 20;

    private Sizes() {
    }

    static String text(int size) {
        return size % MEGA == 0 ? size / MEGA + "M" : Integer.toString(size);
    }
}
