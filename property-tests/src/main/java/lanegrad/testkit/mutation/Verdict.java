package lanegrad.testkit.mutation;

/**
 * What became of a planted bug.
 *
 * @param mutant the bug, for people
 * @param fate what became of it
 * @param by the property that noticed it, or the argument why nobody can; null if it survived
 */
public record Verdict(String mutant, Fate fate, String by) {

    /** What can become of a planted bug. */
    public enum Fate {
        /** Some property noticed it. */
        KILLED,
        /** No property noticed it: a hole in the tests. */
        SURVIVED,
        /** Nobody can notice it, for a reason that is given: results are the same. */
        EQUIVALENT
    }
}
