package lanegrad.autograd;

import lanegrad.array.NdArray;
import lanegrad.kernels.BinaryOp;
import lanegrad.memory.Scope;

/**
 * One walk back through a graph.
 *
 * <p>Nodes are visited from the latest to the earliest, so that a node's gradient is complete when its turn comes. The
 * scope that rules run in starts anew with each; the gradients that flow on are held by the pass alone and go back as
 * soon as they are used. Nothing is added to a leaf before the whole walk has succeeded.
 *
 * <p>A node that is computed again (a checkpoint; a fused op while a graph is built) unfolds: its second computation is
 * recorded on the very inputs of the first, and its gradient is handed to the result of the second. The new nodes are
 * later than those inputs, so the walk simply goes on through them; unless a graph is built, it frees them behind
 * itself.
 */
final class BackwardPass {

    private final boolean retainGraph;
    private final boolean createGraph;
    private final Node[] targets;
    private final Tensor[] captured;
    private final Tape tape = Tape.get();
    private Walk walk;
    private boolean finished;

    /**
     * A pass.
     *
     * @param targets the nodes whose gradients are wanted, or null to add to every leaf's
     */
    private BackwardPass(Node[] targets, boolean retainGraph, boolean createGraph) {
        this.targets = targets;
        this.captured = targets == null ? null : new Tensor[targets.length];
        this.retainGraph = retainGraph;
        this.createGraph = createGraph;
    }

    /** Adds into every leaf's gradient. */
    static void accumulate(Tensor output, Tensor seed, boolean retainGraph) {
        new BackwardPass(null, retainGraph, false).run(new Tensor[] {output}, new Tensor[] {seed});
    }

    /** Returns the gradients of some tensors, null for those that the outputs do not depend on. */
    static Tensor[] gradients(Tensor[] outputs, Tensor[] seeds, Tensor[] inputs, boolean retainGraph,
            boolean createGraph) {
        Node[] targets = new Node[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            targets[i] = inputs[i].node();
        }
        BackwardPass pass = new BackwardPass(targets, retainGraph, createGraph);
        pass.run(outputs, seeds);
        return pass.captured;
    }

    private void run(Tensor[] outputs, Tensor[] seeds) {
        boolean recording = tape.recording;
        tape.recording = createGraph;
        walk = tape.takeWalk();
        try {
            for (Tensor output : outputs) {
                if (output.node() != null) {
                    explore(output.node());
                }
            }
            for (int i = 0; i < outputs.length; i++) {
                Node node = outputs[i].node();
                if (node != null && node.needed) {
                    try (Scope scope = Scope.open("seed")) {
                        deliver(node, seeds[i], scope);
                    }
                }
            }
            try (Scope scope = Scope.open("backward")) {
                while (walk.hasWaiting()) {
                    process(walk.pop(), scope);
                }
            }
            commit();
        } finally {
            tape.recording = recording;
            cleanUp();
            tape.giveWalk(walk);
        }
    }

    /** Takes every node below one for this pass, and finds out which lead to something wanted. */
    private void explore(Node root) {
        if (root.isAcquiredBy(this)) {
            return;
        }
        enter(root);
        Node node = root;
        while (node != null) {
            Node[] parents = node.parents();
            int next = walk.nextInput();
            if (next == parents.length) {
                walk.leave();
                Node before = walk.here();
                if (before != null) {
                    before.needed |= node.needed;
                }
            } else if (parents[next] != null && parents[next].isAcquiredBy(this)) {
                node.needed |= parents[next].needed;
            } else if (parents[next] != null) {
                enter(parents[next]);
            }
            node = walk.here();
        }
    }

    private void enter(Node node) {
        if (node.isSpent()) {
            throw new IllegalStateException("the graph at '" + node.op.name()
                    + "' is spent: a backward pass has run through it and freed what it had saved; "
                    + "pass retainGraph to the first backward to run a second");
        }
        if (!node.acquire(this)) {
            throw new IllegalStateException("two backward passes at once reach "
                    + (node instanceof Leaf ? "the same leaf" : "the same '" + node.op.name() + "'")
                    + ": give each thread its own graph, and use Autograd.grad to add parameters' gradients "
                    + "in an order of your own");
        }
        node.retain(); // the nodes that hold it may be spent, and let go of it, before its own turn comes
        walk.acquired.add(node);
        node.needed = node.op.rule() instanceof Rule.Recomputed || isTarget(node);
        walk.enter(node);
    }

    private boolean isTarget(Node node) {
        if (targets == null) {
            return node instanceof Leaf leaf && !leaf.frozen;
        }
        for (Node target : targets) {
            if (target == node) {
                return true;
            }
        }
        return false;
    }

    /** Adds to the gradient that a node waits for. */
    private void deliver(Node node, Tensor g, Scope scope) {
        if (!node.needed) {
            return;
        }
        if (node.isSpent()) {
            throw new IllegalStateException("'" + node.op.name()
                    + "', which a checkpoint captured, was recorded after it by another thread: pass it as an input");
        }
        if (node.pending == null) {
            node.pending = hold(g, scope);
            walk.push(node);
        } else if (createGraph) {
            node.pending = scope.keep(node.pending.plus(g));
        } else {
            node.pending = add(node.pending, g, scope);
        }
    }

    private Tensor hold(Tensor g, Scope scope) {
        if (createGraph) {
            return scope.keep(g);
        }
        NdArray held = g.array().retainFrom(scope);
        return held == g.array() && g.node() == null ? g : new Tensor(held, null);
    }

    private void drop(Tensor g) {
        if (!createGraph) {
            g.array().release();
        }
    }

    /** The sum of a gradient that the pass holds and a new one, in place if nobody else looks at one of the two. */
    private Tensor add(Tensor held, Tensor g, Scope scope) {
        NdArray a = held.array();
        NdArray b = g.array();
        if (a.isSoleHolder() && a.isContiguous()) {
            tape.kernels.map().binary(BinaryOp.ADD, a, b, a);
            return held;
        }
        NdArray sum = NdArray.empty(a.dtype(), a.shape());
        tape.kernels.map().binary(BinaryOp.ADD, a, b, sum);
        a.release();
        return new Tensor(sum.retainFrom(scope), null);
    }

    private void process(Node node, Scope scope) {
        Tensor g = node.pending;
        node.pending = null;
        scope.restart(node.op.name()); // the name as it is: putting one together makes garbage
        try {
            Tensor hooked = node.applyHooks(g);
            if (hooked != g) {
                Tensor before = g;
                g = hold(hooked, scope);
                drop(before);
            }
            capture(node, g, scope);
            if (!(node instanceof Leaf) && leadsOn(node)) {
                try (Span _ = tape.isWatched() ? Span.backward(tape, node, g) : null) {
                    flow(node, g, scope);
                }
            }
        } finally {
            drop(g);
        }
        if (!(node instanceof Leaf) && (!retainGraph || node.isMadeBy(this))) {
            node.spend();
        }
    }

    private void capture(Node node, Tensor g, Scope scope) {
        if (targets == null) {
            if (node instanceof Leaf leaf) {
                walk.leaves.add(leaf);
                walk.leafGradients.add(hold(g, scope));
            }
            return;
        }
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == node) {
                captured[i] = hold(g, scope);
            }
        }
    }

    private static boolean leadsOn(Node node) {
        if (node.op.rule() instanceof Rule.Recomputed) {
            return true;
        }
        for (int i = 0; i < node.arity(); i++) {
            if (node.wants(i)) {
                return true;
            }
        }
        return false;
    }

    /** Runs a node's rule. */
    private void flow(Node node, Tensor g, Scope scope) {
        switch (node.op.rule()) {
            case Rule.PerInput rule -> {
                for (int i = 0; i < node.arity(); i++) {
                    if (node.wants(i)) {
                        pass(node, i, applied(rule.gradients().get(i), node, g), scope);
                    }
                }
            }
            case Rule.Variadic rule -> {
                for (int i = 0; i < node.arity(); i++) {
                    if (node.wants(i)) {
                        pass(node, i, rule.gradient().of(node, i, g), scope);
                    }
                }
            }
            case Rule.Fused rule -> {
                if (createGraph) {
                    unfold(node, rule.composite(), g, scope);
                    break;
                }
                NdArray[] gradients = new NdArray[node.arity()];
                rule.backward().apply(node, g.array(), gradients);
                for (int i = 0; i < gradients.length; i++) {
                    if (node.wants(i) && gradients[i] != null) {
                        pass(node, i, new Tensor(gradients[i], null), scope);
                    }
                }
            }
            case Rule.Recomputed rule -> unfold(node, rule.composite(), g, scope);
            case Rule.None _,Rule.Missing _ ->
                    throw new IllegalStateException("'" + node.op.name() + "' has no gradient");
        }
    }

    private Tensor applied(Gradient gradient, Node node, Tensor g) {
        if (gradient == null) {
            return null;
        }
        boolean before = tape.insideRule;
        tape.insideRule = true;
        try {
            return gradient.of(node, g);
        } finally {
            tape.insideRule = before;
        }
    }

    private void pass(Node node, int i, Tensor g, Scope scope) {
        if (g == null) {
            return;
        }
        if (!g.shape().equals(node.shape(i)) || g.dtype() != node.dtype(i)) {
            throw new IllegalStateException(
                    "the rule of '" + node.op.name() + "' gave a gradient " + g.dtype() + " " + g.shape()
                            + " for input " + i + ", which is " + node.dtype(i) + " " + node.shape(i));
        }
        if (tape.anomaly) {
            Anomaly.checkBackward(node, i, g);
        }
        deliver(node.parents()[i], g, scope);
    }

    /** Computes a node again, on the tape, and hands its gradient to the new result. */
    private void unfold(Node node, Composite composite, Tensor g, Scope scope) {
        boolean recording = tape.recording;
        BackwardPass unfolding = tape.unfolding;
        boolean insideRule = tape.insideRule;
        tape.recording = true;
        tape.unfolding = createGraph ? null : this;
        tape.insideRule = false;
        Tensor again;
        try {
            again = composite.of(node);
        } finally {
            tape.recording = recording;
            tape.unfolding = unfolding;
            tape.insideRule = insideRule;
        }
        if (!again.shape().equals(g.shape()) || again.dtype() != g.dtype()) {
            throw new IllegalStateException(
                    "'" + node.op.name() + "' gave " + g.dtype() + " " + g.shape() + " at first and " + again.dtype()
                            + " " + again.shape() + " when it was computed again");
        }
        Node root = again.node();
        if (root != null) {
            explore(root);
            deliver(root, g, scope);
        }
    }

    private void commit() {
        for (int i = 0; i < walk.leaves.size(); i++) {
            walk.leaves.get(i).accumulate(walk.leafGradients.get(i));
        }
        if (captured != null && !createGraph) {
            for (int i = 0; i < captured.length; i++) {
                if (captured[i] != null) {
                    captured[i] = new Tensor(captured[i].array().place(), null);
                }
            }
        }
        finished = true;
    }

    private void cleanUp() {
        for (Tensor g : walk.leafGradients) {
            drop(g);
        }
        for (Node node : walk.acquired) {
            if (node.pending != null) {
                drop(node.pending);
            }
            node.yieldNode();
            node.release();
        }
        if (captured != null && !finished) {
            for (Tensor g : captured) {
                if (g != null) {
                    drop(g);
                }
            }
        }
    }
}
