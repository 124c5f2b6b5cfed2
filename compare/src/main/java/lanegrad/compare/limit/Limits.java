package lanegrad.compare.limit;

import java.util.EnumSet;
import java.util.Set;
import lanegrad.compare.cases.Case;
import lanegrad.compare.cases.Limit;
import lanegrad.compare.cases.Limit.Resource;
import lanegrad.compare.contestant.Contestant;
import lanegrad.compare.contestant.Job;

/** Uses up one of the machine's means and nothing else, as much of it as a case must. */
public final class Limits extends Contestant {

    private final Set<Resource> resources;
    private final Crew crew;

    private Limits(Set<Resource> resources, int threads) {
        this.resources = resources;
        this.crew = new Crew(threads);
    }

    /** The rate of fused multiply-adds. */
    public static Limits arithmetic(int threads) {
        return new Limits(EnumSet.of(Resource.FMA), threads);
    }

    /** The bandwidth of the memory in which a case's operands lie. */
    public static Limits memory(int threads) {
        return new Limits(EnumSet.of(Resource.COPY, Resource.READ), threads);
    }

    @Override
    public Job prepare(Case work) {
        Limit limit = work.limit();
        if (!resources.contains(limit.resource())) {
            return null;
        }
        return switch (limit.resource()) {
            case FMA -> new FmaPeak(limit.amount(), crew);
            case COPY -> new Traffic(limit.amount(), true, crew);
            case READ -> new Traffic(limit.amount(), false, crew);
        };
    }

    @Override
    public int threads() {
        return crew.size();
    }
}
