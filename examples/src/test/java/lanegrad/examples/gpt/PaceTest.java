package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void steadyStepsFillTheTime() {
        Pace pace = new Pace(100);
        assertEquals(Settings.UNPLANNED, pace.estimate(1, 4));
        assertEquals(Settings.UNPLANNED, pace.estimate(2, 6));
        assertEquals(Settings.UNPLANNED, pace.estimate(10, 10));
        assertEquals(30 + 160, pace.estimate(30, 20)); // two a second since second 6 and step 2
    }

    @Test
    void slowStepsStillGiveAPlan() {
        Pace pace = new Pace(10);
        assertEquals(Settings.UNPLANNED, pace.estimate(1, 6));
        assertEquals(3, pace.estimate(2, 12)); // late already: one more
    }

    @Test
    void aChangeOfPaceChangesThePlan() {
        Pace pace = new Pace(100);
        pace.estimate(0, 5);
        assertEquals(95, pace.estimate(15, 20));
        assertEquals(47, pace.estimate(30, 65)); // one in two seconds by now, and 35 left
    }
}
