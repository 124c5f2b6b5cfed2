package lanegrad.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.kernels.BinaryOp;
import lanegrad.memory.Scope;

/**
 * One walk back through a graph.
 *
 * <p>Nodes are visited from the latest to the earliest, so that a node's gradient is complete when its turn comes. Each
 * rule runs in a scope of its own; the gradients that flow on are held by the pass alone and go back as soon as they
 * are used. Nothing is added to a leaf before the whole walk has succeeded.
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
    private final List<Node> acquired = new ArrayList<>(64);
    private final List<Leaf> leaves = new ArrayList<>();
    private final List<Tensor> leafGradients = new ArrayList<>();
    private Node[] heap = new Node[32];
    private int heapSize;
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
            while (heapSize > 0) {
                process(pop());
            }
            commit();
        } finally {
            tape.recording = recording;
            cleanUp();
        }
    }

    /** Takes every node below one for this pass, and finds out which lead to something wanted. */
    private void explore(Node root) {
        if (root.isAcquiredBy(this)) {
            return;
        }
        List<Node> path = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        enter(root, path, positions);
        while (!path.isEmpty()) {
            Node node = path.getLast();
            int position = positions.getLast();
            Node[] parents = node.parents();
            if (position < parents.length) {
                positions.set(positions.size() - 1, position + 1);
                Node parent = parents[position];
                if (parent == null) {
                    continue;
                }
                if (parent.isAcquiredBy(this)) {
                    node.needed |= parent.needed;
                } else {
                    enter(parent, path, positions);
                }
                continue;
            }
            path.removeLast();
            positions.removeLast();
            if (!path.isEmpty()) {
                path.getLast().needed |= node.needed;
            }
        }
    }

    private void enter(Node node, List<Node> path, List<Integer> positions) {
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
        acquired.add(node);
        node.needed = node.op.rule() instanceof Rule.Recomputed || isTarget(node);
        path.add(node);
        positions.add(0);
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
            push(node);
        } else if (createGraph) {
            node.pending = scope.keep(node.pending.plus(g));
        } else {
            node.pending = add(node.pending, g);
        }
    }

    private Tensor hold(Tensor g, Scope scope) {
        return createGraph ? scope.keep(g) : new Tensor(g.array().retain(), null);
    }

    private void drop(Tensor g) {
        if (!createGraph) {
            g.array().release();
        }
    }

    /** The sum of a gradient that the pass holds and a new one, in place if nobody else looks at one of the two. */
    private Tensor add(Tensor held, Tensor g) {
        NdArray a = held.array();
        NdArray b = g.array();
        if (a.isSoleHolder() && a.isContiguous()) {
            tape.kernels.map().binary(BinaryOp.ADD, a, b, a);
            return held;
        }
        NdArray sum = NdArray.empty(a.dtype(), a.shape());
        tape.kernels.map().binary(BinaryOp.ADD, a, b, sum);
        a.release();
        return new Tensor(sum.retain(), null);
    }

    private void process(Node node) {
        Tensor g = node.pending;
        node.pending = null;
        try (Scope scope = Scope.open(node.op.name())) { // the name as it is: putting one together makes garbage
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
                leaves.add(leaf);
                leafGradients.add(hold(g, scope));
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
        for (int i = 0; i < leaves.size(); i++) {
            leaves.get(i).accumulate(leafGradients.get(i));
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
        for (Tensor g : leafGradients) {
            drop(g);
        }
        for (Node node : acquired) {
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

    /** Puts a node into the heap: the latest first. */
    private void push(Node node) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heapSize);
        }
        int at = heapSize++;
        while (at > 0 && isBefore(node, heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = node;
    }

    private Node pop() {
        Node first = heap[0];
        Node last = heap[--heapSize];
        heap[heapSize] = null;
        int at = 0;
        while (2 * at + 1 < heapSize) {
            int child = 2 * at + 1;
            if (child + 1 < heapSize && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], last)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        if (heapSize > 0) {
            heap[at] = last;
        }
        return first;
    }

    private static boolean isBefore(Node a, Node b) {
        return a.time > b.time;
    }
}
