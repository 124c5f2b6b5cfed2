package lanegrad.testkit;

/** Failing with a message that is only made when it is needed. */
final class Failure {

    private Failure() {
    }

    /** Throws an {@link AssertionError} unless a condition holds. */
    static void unless(boolean holds, String format, Object... values) {
        if (!holds) {
            throw new AssertionError(String.format(java.util.Locale.ROOT, format, values));
        }
    }
}
