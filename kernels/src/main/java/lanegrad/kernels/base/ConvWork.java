package lanegrad.kernels.base;

import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;

/** What a piece of a convolution needs for itself, kept from call to call. */
final class ConvWork {

    private static final Pool<ConvWork> POOL = new Pool<>(ConvWork::new);

    private int[] bases = {};
    private int[] offsets = {};
    Scratch scratch;

    private ConvWork() {
    }

    static ConvWork take() {
        ConvWork work = POOL.take();
        work.scratch = Scratch.take();
        return work;
    }

    void give() {
        scratch.give();
        scratch = null;
        POOL.give(this);
    }

    /** Where runs begin in a strip, undefined. */
    int[] bases(int count) {
        bases = bases.length < count ? new int[count + (count >> 2)] : bases;
        return bases;
    }

    /** Where steps of depth are, from the run's beginning, undefined. */
    int[] offsets(int count) {
        offsets = offsets.length < count ? new int[count + (count >> 2)] : offsets;
        return offsets;
    }
}
