package lanegrad.memory;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A scope, from its opening to its end. Off unless a recording asks for it: a training step opens hundreds. */
@Name("lanegrad.Scope")
@Label("Scope")
@Category("Lanegrad")
@Enabled(false)
@StackTrace(false)
final class ScopeEvent extends Event {

    private static final ScopeEvent PROBE = new ScopeEvent();

    @Label("Name")
    String name;

    @Label("Depth")
    @Description("1 for a scope that lies in no other")
    int depth;

    @Label("Resources")
    @Description("What it held: storages and nodes of the tape")
    int resources;

    @Label("Held")
    @Description("The bytes of its storages")
    @DataAmount
    long held;

    @Label("Recycled")
    @Description("The bytes that went back to the slabs; the tape, or a scope outside, holds the others")
    @DataAmount
    long recycled;

    /** An event that has begun; null, at no cost, if no recording wants any. */
    static ScopeEvent started() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        ScopeEvent event = new ScopeEvent();
        event.begin();
        return event;
    }

    /** Releases what a scope holds, and commits its event. */
    static void release(ScopeEvent event, ThreadScopes scopes, int mark, String name, int depth) {
        Set<Storage> storages = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = mark; i < scopes.top; i++) {
            if (scopes.resource(i) instanceof Storage storage && !storage.isForeign()) {
                storages.add(storage);
            }
        }
        Storage[] held = storages.toArray(Storage[]::new);
        int[] generations = new int[held.length];
        long[] bytes = new long[held.length];
        for (int i = 0; i < held.length; i++) {
            generations[i] = held[i].generation();
            bytes[i] = held[i].byteSize(); // a recycled storage may be cut anew at once
        }
        event.resources = scopes.top - mark;
        scopes.popTo(mark);
        event.end();
        for (int i = 0; i < held.length; i++) {
            event.held += bytes[i];
            event.recycled += held[i].generation() == generations[i] ? 0 : bytes[i];
        }
        event.name = name;
        event.depth = depth;
        event.commit();
    }
}
