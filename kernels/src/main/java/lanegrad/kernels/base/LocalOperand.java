package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.NdArray;

/**
 * One operand of a call: what was given, and where it is or what stands for it meanwhile. Absent unless given. Used
 * again and again.
 */
abstract class LocalOperand {

    private String name;
    private boolean written;
    private NdArray given;
    private NdArray target;
    private NdArray local;
    private MemorySegment segment;

    /** For subclasses. */
    LocalOperand() {
    }

    /** Whether there is such an operand. */
    public final boolean isPresent() {
        return segment != null;
    }

    /** The memory that it lies in. */
    public final MemorySegment segment() {
        return segment;
    }

    /** Takes an array, or null for none. */
    final void give(String name, NdArray array, boolean written) {
        this.name = name;
        this.written = written;
        given = array;
    }

    /** What errors call it. */
    final String name() {
        return name;
    }

    /** What was given. */
    final NdArray given() {
        return given;
    }

    /** Refuses what cannot be written to, if it is written. */
    final void checkTarget(String kernel) {
        if (written) {
            Arguments.requireTarget(kernel, name, given);
        }
    }

    /**
     * Points at a view of what was given, or at what stands for it, which belongs to the current scope.
     *
     * @param view the elements as the kernel wants them
     * @param fits whether the kernel can work on the view where it is
     * @return the view, or what stands for it
     */
    final NdArray point(NdArray view, boolean fits) {
        target = view;
        local = written ? Local.output(view, fits) : Local.input(view, fits);
        segment = written ? local.writableSegment() : local.segment();
        return local;
    }

    /** Brings results to where they belong. */
    final void store() {
        if (written && given != null) {
            Local.store(local, target);
        }
    }

    /** Lets go of it. */
    final void clear() {
        given = null;
        target = null;
        local = null;
        segment = null;
    }
}
