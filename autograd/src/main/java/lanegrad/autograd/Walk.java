package lanegrad.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a backward pass keeps in lists: the nodes it has taken, its way through the graph, the nodes whose turn is to
 * come, the leaves' gradients. A thread keeps the lists for its next pass, empty, so that they grow once.
 */
final class Walk {

    /** Longer lists are not kept: they were for a graph of unusual depth. */
    private static final int MOST = 1 << 14;

    final List<Node> acquired = new ArrayList<>(64);
    final List<Leaf> leaves = new ArrayList<>();
    final List<Tensor> leafGradients = new ArrayList<>();

    private Node[] path = new Node[32];
    private int[] positions = new int[32];
    private int depth;

    private Node[] heap = new Node[32];
    private int heapSize;

    /** Whether the lists are worth keeping; they are empty afterwards. */
    boolean clear() {
        boolean small = acquired.size() <= MOST;
        acquired.clear();
        leaves.clear();
        leafGradients.clear();
        Arrays.fill(path, 0, depth, null); // after a failure there may be some left
        Arrays.fill(heap, 0, heapSize, null);
        depth = 0;
        heapSize = 0;
        return small;
    }

    /** Goes one node deeper. */
    void enter(Node node) {
        if (depth == path.length) {
            path = Arrays.copyOf(path, 2 * depth);
            positions = Arrays.copyOf(positions, 2 * depth);
        }
        path[depth] = node;
        positions[depth++] = 0;
    }

    /** Where the way has come to, or null if it has come back. */
    Node here() {
        return depth == 0 ? null : path[depth - 1];
    }

    /** The next input to look at where the way has come to; each is given once. */
    int nextInput() {
        return positions[depth - 1]++;
    }

    /** Goes back by one node. */
    void leave() {
        path[--depth] = null;
    }

    boolean hasWaiting() {
        return heapSize > 0;
    }

    /** Puts a node among those whose turn is to come. */
    void push(Node node) {
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

    /** Takes the latest of the nodes that wait. */
    Node pop() {
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
