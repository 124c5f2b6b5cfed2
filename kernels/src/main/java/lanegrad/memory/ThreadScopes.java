package lanegrad.memory;

import java.util.Arrays;

/**
 * The scopes of one thread and, on one stack, the resources they own: a scope is a mark on that stack, so that opening
 * one, adding to it and closing it allocate nothing but the scope itself.
 */
final class ThreadScopes {

    /**
     * What a thread holds: when the thread is gone, so is its anchor, and the scopes it left open are given back.
     * Handles reach the scopes but never the anchor.
     */
    private record Anchor(ThreadScopes scopes) {
    }

    private static final ThreadLocal<Anchor> ANCHOR = ThreadLocal.withInitial(ThreadScopes::anchor);

    final Thread thread = Thread.currentThread();
    Scope current;
    int top;
    private Resource[] stack = new Resource[64];

    private ThreadScopes() {
    }

    private static Anchor anchor() {
        ThreadScopes scopes = new ThreadScopes();
        Anchor anchor = new Anchor(scopes);
        Lease.whenUnreachable(anchor, scopes::abandon);
        return anchor;
    }

    static ThreadScopes get() {
        return ANCHOR.get().scopes;
    }

    void push(Resource resource) {
        if (top == stack.length) {
            stack = Arrays.copyOf(stack, 2 * top);
        }
        stack[top++] = resource;
    }

    Resource resource(int place) {
        return stack[place];
    }

    void popTo(int mark) {
        while (top > mark) {
            Resource resource = stack[--top];
            stack[top] = null;
            resource.release();
        }
    }

    private void abandon() {
        for (Scope scope = current; scope != null; scope = scope.parent()) {
            scope.abandon();
        }
        current = null;
        popTo(0);
    }
}
