package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.random.Rng;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Loops are recognised; sizes drawn at random, from many or few, are not. */
class HabitTest {

    @Property(seed = "1", tries = 20)
    void aLoopIsRecognisedAndAShortDetourForgiven(@ForAll @IntRange(min = 1, max = 5000) int length,
            @ForAll long seed) {
        Habit habit = new Habit();
        Rng rng = new Rng(seed);
        long[] sizes = new long[length];
        for (int i = 0; i < length; i++) {
            sizes[i] = 4L * rng.nextInt(1 << 20);
        }
        assertFalse(habit.isSettled());
        for (int i = 0; i < 4 * length + 600; i++) {
            habit.record(sizes[i % length]);
        }
        assertTrue(habit.isSettled());
        for (int i = 0; i < 5; i++) {
            habit.record(rng.nextInt(1 << 20));
        }
        assertTrue(habit.isSettled());
    }

    @Property(seed = "1", tries = 20)
    void chanceIsNoHabit(@ForAll @IntRange(min = 2, max = 100_000) int kinds, @ForAll long seed) {
        Habit habit = new Habit();
        Rng rng = new Rng(seed);
        for (int i = 0; i < 20_000; i++) {
            habit.record(4L * rng.nextInt(kinds));
            assertFalse(habit.isSettled());
        }
    }

    @Example
    void aHabitEnds() {
        Habit habit = new Habit();
        Rng rng = new Rng(1);
        for (int i = 0; i < 1000; i++) {
            habit.record(i % 7);
        }
        assertTrue(habit.isSettled());
        for (int i = 0; i < 300; i++) {
            habit.record(rng.nextInt(1 << 20));
        }
        assertFalse(habit.isSettled());
    }
}
