package lanegrad.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The worker pool. What does not need jqwik runs again in a JVM with more threads than this machine may have. */
class WorkersTest {

    /** Counts how often each piece runs, and on which threads. */
    private static class Counting extends Task {

        final AtomicIntegerArray counts;
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        Counting(int pieces) {
            counts = new AtomicIntegerArray(pieces);
        }

        @Override
        protected void run(int piece) {
            counts.incrementAndGet(piece);
            threads.add(Thread.currentThread());
        }

        void assertEach(int times) {
            for (int i = 0; i < counts.length(); i++) {
                assertEquals(times, counts.get(i));
            }
        }
    }

    private static void spin(long micros) {
        for (long end = System.nanoTime() + micros * 1000; System.nanoTime() < end;) {
            Thread.onSpinWait();
        }
    }

    @Property(seed = "1", tries = 200)
    void everyPieceRunsOnce(@ForAll @IntRange(max = 300) int pieces) {
        Counting task = new Counting(pieces);
        Workers.run(task, pieces);
        Workers.run(task, pieces);
        task.assertEach(2);
    }

    @Example
    void workIsShared() {
        if (Workers.threads() == 1) {
            return;
        }
        Counting task = new Counting(100) {
            @Override
            protected void run(int piece) {
                super.run(piece);
                spin(1000);
            }
        };
        Workers.run(task, 100);
        assertTrue(task.threads.size() > 1, "on " + task.threads);
        assertTrue(task.threads.size() <= Workers.threads(), "on " + task.threads);
        task.assertEach(1);
        task.threads.stream().filter(thread -> thread != Thread.currentThread())
                .forEach(thread -> assertTrue(thread.isDaemon() && thread.getName().startsWith("lanegrad-worker-")));
    }

    @Example
    void aCapHolds() {
        Counting task = new Counting(200);
        try (Parallelism _ = Parallelism.cap(1)) {
            assertEquals(1, Parallelism.current());
            try (Parallelism _ = Parallelism.cap(5)) {
                assertEquals(1, Parallelism.current()); // the outer cap stays in force
            }
            Workers.run(task, 200);
        }
        assertEquals(Set.of(Thread.currentThread()), task.threads);
        assertEquals(Workers.threads(), Parallelism.current());
        assertEquals("cap of 0 threads: at least 1 expected",
                assertThrows(IllegalArgumentException.class, () -> Parallelism.cap(0)).getMessage());
        Counting two = new Counting(100) {
            @Override
            protected void run(int piece) {
                super.run(piece);
                spin(100);
            }
        };
        try (Parallelism _ = Parallelism.cap(2)) {
            Workers.run(two, 100);
        }
        assertTrue(two.threads.size() <= 2);
    }

    @Example
    void anExceptionReachesTheCaller() {
        for (int bad : new int[] {0, 7, 99}) {
            IllegalStateException thrown = new IllegalStateException("piece " + bad);
            Counting task = new Counting(5000) {
                @Override
                protected void run(int piece) {
                    super.run(piece);
                    if (piece == bad) {
                        throw thrown;
                    }
                    spin(100);
                }
            };
            assertSame(thrown, assertThrows(IllegalStateException.class, () -> Workers.run(task, 5000)));
            assertEquals(0, task.counts.get(4999)); // nobody went on to the end
        }
        Counting after = new Counting(100);
        Workers.run(after, 100);
        after.assertEach(1);
    }

    @Example
    void aTaskWorksAgainAfterItsFailure() {
        boolean[] fail = {true};
        Counting task = new Counting(40) {
            @Override
            protected void run(int piece) {
                if (fail[0]) {
                    throw new AssertionError("each piece");
                }
                super.run(piece);
            }
        };
        assertThrows(AssertionError.class, () -> Workers.run(task, 40));
        fail[0] = false;
        Workers.run(task, 40);
        task.assertEach(1);
    }

    @Example
    void nestedWorkStaysOnItsThread() {
        List<String> strays = Collections.synchronizedList(new ArrayList<>());
        Task outer = new Task() {
            @Override
            protected void run(int piece) {
                Counting inner = new Counting(30);
                Workers.run(inner, 30);
                inner.assertEach(1);
                if (!inner.threads.equals(Set.of(Thread.currentThread()))) {
                    strays.add(inner.threads.toString());
                }
            }
        };
        Workers.run(outer, 20);
        assertEquals(List.of(), strays);
        assertEquals(Workers.threads(), Parallelism.current());
    }

    @Example
    void severalCallersAtOnce() throws InterruptedException {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            boolean failing = i % 3 == 0;
            Thread caller = builder.unstarted(() -> {
                for (int round = 0; round < 200; round++) {
                    Counting task = new Counting(1 + round % 17);
                    Workers.run(task, task.counts.length());
                    task.assertEach(1);
                    if (failing) {
                        Task bad = new Task() {
                            @Override
                            protected void run(int piece) {
                                throw new ArithmeticException();
                            }
                        };
                        assertThrows(ArithmeticException.class, () -> Workers.run(bad, 5));
                    }
                }
            });
            caller.setUncaughtExceptionHandler((_, e) -> failures.add(e));
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertEquals(List.of(), failures);
    }

    @Example
    void anInterruptIsKeptForTheCaller() {
        Counting task = new Counting(20) {
            @Override
            protected void run(int piece) {
                super.run(piece);
                spin(500);
            }
        };
        Thread.currentThread().interrupt();
        Workers.run(task, 20);
        assertTrue(Thread.interrupted());
        task.assertEach(1);
    }

    @Example
    void whatPiecesWriteIsSeenByTheCaller() {
        long[] cells = new long[64];
        Task task = new Task() {
            @Override
            protected void run(int piece) {
                cells[piece]++;
            }
        };
        for (int round = 1; round <= 5000; round++) {
            Workers.run(task, 64);
            for (long cell : cells) {
                assertEquals(round, cell);
            }
        }
    }

    @Example
    void anIdlePoolBurnsNothing() throws InterruptedException {
        Counting task = new Counting(100);
        Workers.run(task, 100);
        Thread.sleep(20); // past the spinning
        ThreadMXBean beans = ManagementFactory.getThreadMXBean();
        long before = workerNanos(beans);
        Thread.sleep(300);
        assertTrue(workerNanos(beans) - before < 5_000_000, "workers used " + (workerNanos(beans) - before) + " ns");
    }

    private static long workerNanos(ThreadMXBean beans) {
        long nanos = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("lanegrad-worker-")) {
                nanos += beans.getThreadCpuTime(thread.threadId());
            }
        }
        return nanos;
    }

    /** The tests above in a JVM with five threads: the number is read once. */
    @Example
    void moreThreadsThanProcessors() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlanegrad.threads=5", "-cp", System.getProperty("java.class.path"), WorkersTest.class.getName())
                .redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes());
        assertEquals(0, child.waitFor(), output);
        assertEquals("", output);
    }

    public static void main(String[] args) throws InterruptedException {
        assertEquals(5, Workers.threads());
        WorkersTest test = new WorkersTest();
        for (int pieces = 0; pieces < 200; pieces++) {
            test.everyPieceRunsOnce(pieces);
        }
        test.workIsShared();
        test.aCapHolds();
        test.anExceptionReachesTheCaller();
        test.aTaskWorksAgainAfterItsFailure();
        test.nestedWorkStaysOnItsThread();
        test.severalCallersAtOnce();
        test.anInterruptIsKeptForTheCaller();
        test.whatPiecesWriteIsSeenByTheCaller();
        test.anIdlePoolBurnsNothing();
    }
}
