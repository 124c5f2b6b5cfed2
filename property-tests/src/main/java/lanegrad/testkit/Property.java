package lanegrad.testkit;

/** Something that must hold for every op, given its record. */
public interface Property {

    /**
     * What holds.
     *
     * @return a few words for reports
     */
    String name();

    /**
     * Whether there is anything to check for an op.
     *
     * @param info its record
     * @return false if the property says nothing about it
     */
    boolean appliesTo(OpInfo info);

    /**
     * Checks it.
     *
     * @param page receives counts and errors, and holds the record
     * @throws AssertionError if it does not hold, with the counterexample
     */
    void check(Ledger.Page page);
}
