package lanegrad.compare.cases;

/**
 * A piece of work that every contestant does on the same inputs. To add one: a record here, its sizes in {@link Cases},
 * and a job for each contestant that can do it.
 */
public interface Case {

    /** What the table and {@code -Dcases} call it: the kind and the sizes. */
    String name();

    /** The least that the machine must do for it. */
    Limit limit();

    /** Whether it is told how much memory it takes, which a process for each contestant finds out. */
    default boolean isWeighed() {
        return false;
    }

    /** How far results may lie apart, as a part of their norm. */
    default double tolerance() {
        return 1e-4;
    }
}
