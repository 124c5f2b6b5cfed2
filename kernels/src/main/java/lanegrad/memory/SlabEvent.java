package lanegrad.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A slab came or went: in a steady program there are none. */
@Name("lanegrad.Slab")
@Label("Slab")
@Category("Lanegrad")
final class SlabEvent extends Event {

    @Label("Change")
    @DataAmount
    long change;

    @Label("All slabs")
    @DataAmount
    long total;

    static void commit(long change, long total) {
        SlabEvent event = new SlabEvent();
        event.change = change;
        event.total = total;
        event.commit();
    }
}
