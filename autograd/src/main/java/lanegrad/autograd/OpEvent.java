package lanegrad.autograd;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An op at work. Off unless a recording asks for it: a training step runs hundreds. */
@Name("lanegrad.Op")
@Label("Op")
@Category("Lanegrad")
@Enabled(false)
@StackTrace(false)
final class OpEvent extends Event {

    private static final OpEvent PROBE = new OpEvent();

    @Label("Name")
    String name;

    @Label("Phase")
    @Description("forward, or backward for its rule")
    String phase;

    @Label("Shape")
    @Description("Of its result")
    String shape;

    @Label("Bytes")
    @Description("Of its result; 0 if that is a view of an input, and in the backward phase")
    @DataAmount
    long bytes;

    @Label("Nested")
    @Description("Whether the event of another op on this thread includes this one")
    boolean nested;

    /** Whether a recording wants such events; without one this is false at no cost. */
    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
