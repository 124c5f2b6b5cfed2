package lanegrad.compare.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lanegrad.compare.cases.Gemm;
import lanegrad.compare.cases.Sum;
import lanegrad.compare.contestant.Contestant;
import lanegrad.compare.contestant.Job;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    /** Knows sums alone, and takes some 5 ms for each but the first. */
    private static final class Sleeper extends Contestant {

        Sleeper(double worth) {
            this(worth, PAUSE);
        }

        Sleeper(double worth, long firstPause) {
            offer(Sum.class, _ -> new Job() {
                private int runs;

                @Override
                public void run() {
                    LockSupport.parkNanos(runs == 0 ? firstPause : PAUSE);
                    runs++;
                }

                @Override
                public float[] result() {
                    return new float[] {Math.min(runs, 2)};
                }

                @Override
                public double worth() {
                    return worth;
                }
            });
        }

        @Override
        public int threads() {
            return 1;
        }
    }

    @Test
    void timesARunAndKeepsTheFirstAndTheLastResult() {
        Session session = Session.open(new Sleeper(1), new Sum(10));
        Reply.Time time = assertInstanceOf(Reply.Time.class, session.round());
        assertTrue(time.nanos() >= PAUSE && time.nanos() < 4 * PAUSE, () -> time.nanos() + " ns");
        assertEquals(new Reply.Sums(Checksum.of(new float[] {1}), Checksum.of(new float[] {2})), session.finish());
    }

    @Test
    void warmsUpAfterALongFirstRun() {
        Session session = Session.open(new Sleeper(1, TimeUnit.MILLISECONDS.toNanos(1200)), new Sum(10));
        assertEquals(new Reply.Sums(Checksum.of(new float[] {1}), Checksum.of(new float[] {2})), session.finish());
    }

    @Test
    void dividesByWhatARunIsWorth() {
        Session session = Session.open(new Sleeper(10), new Sum(10));
        double nanos = assertInstanceOf(Reply.Time.class, session.round()).nanos();
        assertTrue(nanos >= PAUSE / 10.0 && nanos < 4 * PAUSE / 10.0, () -> nanos + " ns");
    }

    @Test
    void isNoneForWhatTheContestantCannotDo() {
        assertNull(Session.open(new Sleeper(1), Gemm.square(64)));
    }
}
