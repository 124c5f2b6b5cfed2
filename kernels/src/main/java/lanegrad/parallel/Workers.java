package lanegrad.parallel;

import java.util.concurrent.locks.LockSupport;

/**
 * The pool: daemon threads, as many as {@code -Dlanegrad.threads} says less the caller's own (by default one thread a
 * processor), started by the first work that has use for them.
 *
 * <p>Callers may be any thread, virtual ones too, and several at once. A worker that finds no work spins for a moment,
 * because the next kernel of a step is microseconds away, and then sleeps: an idle pool burns nothing. Work started
 * inside a piece runs on the thread that started it, since the others are busy with the outer work already.
 */
public final class Workers {

    /** How long a thread spins before it sleeps: longer than the pause between two kernels, too short to be seen. */
    private static final long SPIN_NANOS = 50_000;

    private static final int THREADS = threads(System.getProperty("lanegrad.threads"));

    private static final Object LOCK = new Object();
    private static final Worker[] WORKERS = new Worker[THREADS - 1];
    private static int started;

    /**
     * Tasks that still have places for workers, the newest first; guarded by LOCK, read without it by those who spin.
     */
    private static volatile Task open;

    private Workers() {
    }

    /**
     * How many threads can work at once, the caller's included.
     *
     * @return at least 1
     */
    public static int threads() {
        return THREADS;
    }

    /**
     * Runs every piece of a task and returns when all are done.
     *
     * @param task what to do; it must not be running already
     * @param pieces how many pieces, numbered from 0
     * @throws RuntimeException the first that a piece threw, after which no further piece is started
     */
    public static void run(Task task, int pieces) {
        int places = Math.min(Parallelism.current(), pieces) - 1;
        if (places <= 0) {
            for (int piece = 0; piece < pieces; piece++) {
                task.perform(piece);
            }
            return;
        }
        task.pieces = pieces;
        task.places = places;
        task.next.set(0);
        offer(task);
        int cap = Parallelism.exchange(1);
        task.work();
        Parallelism.exchange(cap);
        withdraw(task);
        awaitWorkers(task);
        task.rethrow();
    }

    private static void offer(Task task) {
        int workers;
        synchronized (LOCK) {
            // Before the task is listed: a thread that cannot start leaves nothing behind.
            while (started < task.places) {
                Worker worker = new Worker(started);
                worker.start();
                WORKERS[started++] = worker;
            }
            workers = started;
            task.following = open;
            open = task;
        }
        for (int i = 0, wanted = task.places; i < workers && wanted > 0; i++) {
            if (WORKERS[i].asleep) {
                LockSupport.unpark(WORKERS[i]);
                wanted--;
            }
        }
    }

    /** Takes the task off the list, if it is still there: from here on nobody joins. */
    private static void withdraw(Task task) {
        synchronized (LOCK) {
            if (open == task) {
                open = task.following;
            } else {
                for (Task at = open; at != null; at = at.following) {
                    if (at.following == task) {
                        at.following = task.following;
                        break;
                    }
                }
            }
            task.following = null;
        }
    }

    private static void awaitWorkers(Task task) {
        long deadline = 0;
        boolean interrupted = false;
        for (int spins = 0; task.inside.get() != 0; spins++) {
            if ((spins & 63) != 63) {
                Thread.onSpinWait();
                continue;
            }
            long now = System.nanoTime();
            if (deadline == 0) {
                deadline = now + SPIN_NANOS;
            } else if (now > deadline) {
                task.waiting = Thread.currentThread();
                if (task.inside.get() != 0) {
                    LockSupport.park(task);
                    interrupted |= Thread.interrupted(); // a piece is not interruptible: keep the news for the caller
                }
                task.waiting = null;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Finds a task with a free place and takes it. */
    private static Task enter() {
        synchronized (LOCK) {
            Task task = open;
            if (task != null) {
                task.inside.incrementAndGet();
                if (--task.places == 0) {
                    open = task.following;
                    task.following = null;
                }
            }
            return task;
        }
    }

    private static void leave(Task task) {
        // Read before leaving: once nobody is inside, the caller may use the task for something else.
        Thread waiting = task.waiting;
        if (task.inside.decrementAndGet() == 0) {
            if (waiting == null) {
                waiting = task.waiting;
            }
            if (waiting != null) {
                LockSupport.unpark(waiting);
            }
        }
    }

    private static int threads(String property) {
        if (property == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(property.strip());
            if (threads >= 1 && threads <= 4096) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // falls through to the message below, which says what was expected
        }
        throw new IllegalArgumentException("-Dlanegrad.threads=" + property + ": a number from 1 to 4096 expected");
    }

    private static final class Worker extends Thread {

        volatile boolean asleep;

        Worker(int number) {
            super(null, null, "lanegrad-worker-" + (number + 1), 0, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            Parallelism.exchange(1);
            while (true) {
                Task task = await();
                task.work();
                leave(task);
            }
        }

        private Task await() {
            long deadline = System.nanoTime() + SPIN_NANOS;
            for (int spins = 0;; spins++) {
                if (open != null) {
                    Task task = enter();
                    if (task != null) {
                        return task;
                    }
                }
                if ((spins & 63) != 63) {
                    Thread.onSpinWait();
                } else if (System.nanoTime() > deadline) {
                    asleep = true;
                    if (open == null) {
                        LockSupport.park(Workers.class);
                    }
                    asleep = false;
                    deadline = System.nanoTime() + SPIN_NANOS;
                }
            }
        }
    }
}
