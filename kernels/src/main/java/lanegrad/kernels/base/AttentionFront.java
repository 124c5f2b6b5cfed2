package lanegrad.kernels.base;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.AttentionKernels;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;
import lanegrad.parallel.Pool;

/** Attention: checks what it is given, then leaves the heads to the inner loops of the type. */
public final class AttentionFront implements AttentionKernels {

    private final AttentionLeaf single;
    private final AttentionLeaf twice;
    private final Pool<AttentionCall> calls = new Pool<>(AttentionCall::new);

    /**
     * With the inner loops of one implementation.
     *
     * @param single the inner loops of F32
     * @param twice the inner loops of F64
     */
    public AttentionFront(AttentionLeaf single, AttentionLeaf twice) {
        this.single = single;
        this.twice = twice;
    }

    @Override
    public void forward(NdArray q, NdArray k, NdArray v, NdArray mask, boolean causal, double scale, NdArray out,
            NdArray lse) {
        AttentionChecks.operands("attention", q, k, v, mask, out, lse);
        Arguments.requireTarget("attention", "out", out);
        Arguments.requireTarget("attention", "lse", lse);
        boolean here = Local.isHere(q) && Local.isHere(k) && Local.isHere(v) && Local.isHere(mask);
        Scope scope = here ? null : Scope.open("attention");
        AttentionCall call = calls.take();
        try {
            set(call, Local.input(q, here), Local.input(k, here), Local.input(v, here), Local.input(mask, here), causal,
                    scale);
            call.out.set(out, true);
            call.lse.set(lse, true);
            call.forward(leaf(q));
        } finally {
            release(call, scope);
            fence(q, k, v, mask);
            fence(out, lse, null, null);
        }
    }

    @Override
    public void backward(NdArray q, NdArray k, NdArray v, NdArray mask, boolean causal, double scale, NdArray out,
            NdArray lse, NdArray g, NdArray dq, NdArray dk, NdArray dv) {
        AttentionChecks.operands("attentionBackward", q, k, v, mask, out, lse);
        RowChecks.like("attentionBackward", "g", g, out);
        RowChecks.like("attentionBackward", "dq", dq, q);
        RowChecks.like("attentionBackward", "dk", dk, k);
        RowChecks.like("attentionBackward", "dv", dv, v);
        Arguments.requireTarget("attentionBackward", "dq", dq);
        Arguments.requireTarget("attentionBackward", "dk", dk);
        Arguments.requireTarget("attentionBackward", "dv", dv);
        boolean here = Local.isHere(q) && Local.isHere(k) && Local.isHere(v) && Local.isHere(mask) && Local.isHere(out)
                && Local.isHere(lse) && Local.isHere(g);
        Scope scope = here ? null : Scope.open("attentionBackward");
        AttentionCall call = calls.take();
        try {
            set(call, Local.input(q, here), Local.input(k, here), Local.input(v, here), Local.input(mask, here), causal,
                    scale);
            call.out.set(Local.input(out, here), false);
            call.lse.set(Local.input(lse, here), false);
            call.g.set(Local.input(g, here), false);
            call.dq.set(dq, true);
            call.dk.set(dk, true);
            call.dv.set(dv, true);
            call.backward(leaf(q));
        } finally {
            release(call, scope);
            fence(q, k, v, mask);
            fence(out, lse, g, null);
            fence(dq, dk, dv, null);
        }
    }

    /** Arrays of no scope must not be collected, and their storage recycled, while the kernel runs. */
    private static void fence(NdArray a, NdArray b, NdArray c, NdArray d) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
        Reference.reachabilityFence(d);
    }

    private AttentionLeaf leaf(NdArray q) {
        return q.dtype() == DType.F32 ? single : twice;
    }

    private static void set(AttentionCall call, NdArray q, NdArray k, NdArray v, NdArray mask, boolean causal,
            double scale) {
        call.dtype = q.dtype();
        call.batch = (int) q.dim(0);
        call.heads = (int) q.dim(1);
        call.queries = (int) q.dim(2);
        call.keys = (int) k.dim(2);
        call.width = (int) q.dim(3);
        call.valueWidth = (int) v.dim(3);
        call.causal = causal;
        call.scale = scale;
        call.q.set(q, false);
        call.k.set(k, false);
        call.v.set(v, false);
        if (mask != null) {
            call.mask.setBroadcast(mask);
        }
    }

    private void release(AttentionCall call, Scope scope) {
        call.clear();
        calls.give(call);
        if (scope != null) {
            scope.close();
        }
    }

    @Override
    public List<Threshold> thresholds() {
        List<Threshold> all = new ArrayList<>(single.thresholds());
        all.add(new Threshold("attention", "queries of a piece", AttentionCall.QUERIES));
        all.add(new Threshold("attentionBackward", "heads", AttentionCall.HEADS));
        return List.copyOf(all);
    }
}
