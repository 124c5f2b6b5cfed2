package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.autograd.Parameter;
import lanegrad.optim.transforms.Transforms;
import org.junit.jupiter.api.Test;

/** Numbers that depend on the step. */
class ScheduleTest {

    /** The rate of nanoGPT's training loop, written out. */
    private static double nanoGpt(long step, double peak, double floor, long warmup, long last) {
        if (step < warmup) {
            return peak * (step + 1) / (warmup + 1);
        }
        if (step > last) {
            return floor;
        }
        double ratio = (double) (step - warmup) / (last - warmup);
        return floor + 0.5 * (1 + Math.cos(Math.PI * ratio)) * (peak - floor);
    }

    @Test
    void warmupCosineIsNanoGptsRate() {
        for (long warmup : new long[] {0, 1, 100}) {
            Schedule schedule = Schedule.warmupCosine(1e-3, 1e-4, warmup, 2000);
            for (long step = 0; step < 2100; step++) {
                assertEquals(nanoGpt(step, 1e-3, 1e-4, warmup, 2000), schedule.at(step), 1e-18, "step " + step);
            }
            assertEquals(1e-3, schedule.at(warmup));
            assertEquals(1e-4, schedule.at(2000));
            assertEquals(1e-4, schedule.at(Long.MAX_VALUE / 2));
        }
    }

    @Test
    void linesAndCosinesHoldTheirLastNumber() {
        assertEquals(3, Schedule.constant(3).at(12345));
        Schedule line = Schedule.linear(2, 1, 4);
        assertEquals(2, line.at(0));
        assertEquals(1.75, line.at(1));
        assertEquals(1, line.at(4));
        assertEquals(1, line.at(5));
        Schedule cosine = Schedule.cosine(2, 1, 4);
        assertEquals(2, cosine.at(0));
        assertEquals(1.5, cosine.at(2), 1e-15);
        assertEquals(1, cosine.at(4));
        assertEquals(1, cosine.at(400));
    }

    @Test
    void schedulesCompose() {
        Schedule schedule = Schedule.linear(0, 1, 10).then(10, Schedule.constant(1).then(5, Schedule.linear(1, 0, 4)))
                .times(0.5).times(Schedule.constant(4));
        assertEquals(1, schedule.at(5));
        assertEquals(2, schedule.at(10));
        assertEquals(2, schedule.at(15));
        assertEquals(1, schedule.at(17));
        assertEquals(0, schedule.at(19));
        assertEquals(0, schedule.at(1000));
    }

    @Test
    void lengthsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Schedule.linear(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(1, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.warmupCosine(1, 0, 5, 5));
        assertThrows(IllegalArgumentException.class, () -> Schedule.warmupCosine(1, 0, -1, 5));
        assertThrows(IllegalArgumentException.class, () -> Schedule.constant(1).then(-1, Schedule.constant(1)));
    }

    @Test
    void anOptimizerFollowsItsSchedule() {
        Parameter p = Trees.vector(0);
        Optimizer optimizer = Sgd.over(Trees.of("p", p)).rate(Schedule.linear(1, 0, 4)).build();
        double expected = 0;
        for (double rate : new double[] {1, 0.75, 0.5, 0.25, 0, 0}) {
            Trees.gradient(p, -1);
            optimizer.step();
            expected += rate;
            assertEquals(expected, p.item());
            assertEquals(rate, optimizer.last().rate());
        }
    }

    @Test
    void soDoesAFactorInTheChain() {
        Parameter p = Trees.vector(0);
        Optimizer optimizer = Optimizer.over(Trees.of("p", p), Transforms.scaleBySchedule(Schedule.linear(1, 0, 4)),
                Transforms.scale(2)).rate(0.5).build();
        double expected = 0;
        for (double factor : new double[] {1, 0.75, 0.5, 0.25, 0, 0}) {
            Trees.gradient(p, -1);
            optimizer.step();
            expected += factor;
            assertEquals(expected, p.item());
        }
    }

    @Test
    void aRateThatIsNoneIsAnErrorBeforeAnythingChanges() {
        Parameter p = Trees.vector(1);
        Optimizer optimizer = Sgd.over(Trees.of("p", p)).momentum(0.9).rate(Schedule.linear(1, -1, 2)).build();
        for (int step = 0; step < 2; step++) {
            Trees.gradient(p, 1);
            optimizer.step();
        }
        double before = p.item();
        IllegalStateException error = assertThrows(IllegalStateException.class, optimizer::step);
        assertEquals("the rate at step 2 is -1.0: a finite number of at least 0 expected", error.getMessage());
        assertEquals(before, p.item());
        assertTrue(optimizer.last().step() == 2);
    }
}
