package lanegrad.compare.limit;

import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.FmaLoop;

/** Fused multiply-adds on what lies in registers. */
final class FmaPeak implements Job {

    /** Some 16 ms of work: in less, the system may not have moved the threads to processors of their own. */
    private static final int TURNS = 1 << 23;

    private final Crew crew;
    private final double worth;
    private final float[] sums;

    FmaPeak(double operations, Crew crew) {
        this.crew = crew;
        this.worth = FmaLoop.operations() * TURNS * crew.size() / operations;
        this.sums = new float[crew.size()];
    }

    @Override
    public void run() {
        crew.run(this::share);
    }

    private void share(int number) {
        sums[number] = FmaLoop.run(TURNS);
    }

    @Override
    public float[] result() {
        return null;
    }

    @Override
    public double worth() {
        return worth;
    }
}
