package lanegrad.autograd;

import lanegrad.array.NdArray;
import lanegrad.array.Shape;

/**
 * One op at work while somebody looks: a flight recording, a profiler, or both. Spans nest as calls do; a span that
 * ends by an exception, without a result, is not reported.
 */
final class Span implements AutoCloseable {

    private final Tape tape;
    private final Op op;
    private final boolean backward;
    private final Span outer;

    /** Whether this is a part of the rule of an op outside, to which its time belongs. */
    private final boolean ofRule;
    private final Profiler profiler;
    private final OpEvent event;
    private final long start;
    private long inside;
    private Shape shape;
    private long bytes;

    private Span(Tape tape, Op op, boolean backward) {
        this.tape = tape;
        this.op = op;
        this.backward = backward;
        outer = tape.span;
        ofRule = outer != null && (outer.ofRule || outer.isRule());
        profiler = tape.profiler;
        event = OpEvent.isOn() ? new OpEvent() : null;
        tape.span = this;
        if (event != null) {
            event.begin();
        }
        start = System.nanoTime();
    }

    /** Runs and times a call's forward. */
    static NdArray forward(Tape tape, Op op, Call call) {
        try (Span span = new Span(tape, op, false)) {
            NdArray result = op.forward().apply(call);
            span.shape = result.shape();
            span.bytes = isView(call, result) ? 0 : result.size() * result.dtype().bytes();
            return result;
        }
    }

    /** Begins to time a call's rule, for a gradient of its result. */
    static Span backward(Tape tape, Node node, Tensor g) {
        Span span = new Span(tape, node.op, true);
        span.shape = g.shape();
        return span;
    }

    private static boolean isView(Call call, NdArray result) {
        for (int i = 0; i < call.arity(); i++) {
            if (result.sharesStorageWith(call.array(i))) {
                return true;
            }
        }
        return false;
    }

    /** What a rule computes is its own; what is computed again, a checkpoint say, is made of ops that count. */
    private boolean isRule() {
        return backward && (op.rule() instanceof Rule.PerInput || op.rule() instanceof Rule.Variadic);
    }

    @Override
    public void close() {
        long nanos = System.nanoTime() - start;
        tape.span = outer;
        if (shape == null) {
            return;
        }
        if (event != null) {
            event.end();
            if (event.shouldCommit()) {
                event.name = op.name();
                event.phase = backward ? "backward" : "forward";
                event.shape = shape.toString();
                event.bytes = bytes;
                event.nested = outer != null;
                event.commit();
            }
        }
        if (ofRule) {
            return;
        }
        if (outer != null) {
            outer.inside += nanos;
        }
        if (profiler != null && profiler == tape.profiler) {
            profiler.add(op, backward, nanos - inside, bytes);
        }
    }
}
