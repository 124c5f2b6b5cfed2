package lanegrad.compare.contestant;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import lanegrad.compare.cases.Case;

/** A library that does cases. It lives in a process of its own, told beforehand how many threads it may use. */
public abstract class Contestant {

    private final Map<Class<? extends Case>, Function<Case, Job>> makers = new HashMap<>();

    /** How many threads the library itself says it uses. */
    public abstract int threads();

    /** Something about the library that the table should tell, or an empty text. */
    public String remark() {
        return "";
    }

    /** Makes the operands of a case, or returns null if the library has no call for it. */
    public Job prepare(Case work) {
        Function<Case, Job> maker = makers.get(work.getClass());
        return maker == null ? null : maker.apply(work);
    }

    /**
     * Says how to do a kind of case.
     *
     * @param maker makes the operands of a case, or returns null for one that the library has no call for
     */
    protected final <C extends Case> void offer(Class<C> kind, Function<C, Job> maker) {
        makers.put(kind, work -> maker.apply(kind.cast(work)));
    }
}
