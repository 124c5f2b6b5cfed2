package lanegrad.autograd;

import java.util.Arrays;
import java.util.Map;
import lanegrad.kernels.Kernels;

/** What autograd knows of one thread: whether it records, its clock, its kernels. */
final class Tape {

    private static final ThreadLocal<Tape> TAPES = ThreadLocal.withInitial(Tape::new);

    boolean recording = true;
    boolean anomaly;

    /** Whether a rule runs: an anomaly in it is that of the op whose rule it is. */
    boolean insideRule;

    /** The pass that computes something again for itself alone, or null. */
    BackwardPass unfolding;
    Kernels kernels = Kernels.best();

    /** Which ops stand in for others on this thread; null for none, which costs nothing. */
    Map<Op, Op> substitutes;

    /** What times the ops of this thread, or null; and the innermost op that is being timed. */
    Profiler profiler;
    Span span;

    private long clock;

    /** For the next pass; null while one is at work, so that a pass inside a rule takes another. */
    private Walk walk;

    private Node[] disposing = new Node[32];
    private int disposingCount;
    private boolean draining;

    private Tape() {
    }

    static Tape get() {
        return TAPES.get();
    }

    Op substituteFor(Op op) {
        return substitutes == null ? op : substitutes.getOrDefault(op, op);
    }

    /** Whether anybody looks at the ops of this thread: a profiler, or a flight recording. */
    boolean isWatched() {
        return profiler != null || OpEvent.isOn();
    }

    /** The time of a node that is recorded now: later than any of its inputs, whichever thread recorded them. */
    long tick(Tensor[] inputs) {
        for (Tensor input : inputs) {
            Node node = input.node();
            if (node != null && node.time > clock) {
                clock = node.time;
            }
        }
        return ++clock;
    }

    /** Lists for a pass, empty. */
    Walk takeWalk() {
        Walk taken = walk != null ? walk : new Walk();
        walk = null;
        return taken;
    }

    /** Takes the lists back for the next pass. */
    void giveWalk(Walk used) {
        walk = used.clear() ? used : null;
    }

    /** Disposes of a node, and of all that only it held, without recursion: graphs are deeper than stacks. */
    void dispose(Node node) {
        if (disposingCount == disposing.length) {
            disposing = Arrays.copyOf(disposing, 2 * disposingCount);
        }
        disposing[disposingCount++] = node;
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (disposingCount > 0) {
                Node next = disposing[--disposingCount];
                disposing[disposingCount] = null;
                next.letGo();
            }
        } finally {
            draining = false;
        }
    }
}
