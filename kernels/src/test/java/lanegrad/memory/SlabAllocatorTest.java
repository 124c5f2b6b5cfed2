package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import lanegrad.random.Rng;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Storage cut from slabs and recycled, on allocators of the test's own with small budgets. */
class SlabAllocatorTest {

    private static final long MIB = 1 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SlabAllocator slabs = new SlabAllocator(256 * MIB, false);

    /** What a program sees of the accounts, apart from what only counts calls. */
    private record Accounts(long live, long storages, long slabs, int number) {

        static Accounts of(SlabAllocator slabs) {
            MemoryStats stats = slabs.stats();
            return new Accounts(stats.liveBytes(), stats.liveStorages(), stats.slabBytes(), stats.slabs());
        }
    }

    @Property(seed = "1", tries = 20)
    void storagesAreAlignedAndNeverOverlap(@ForAll long seed) {
        SlabAllocator small = new SlabAllocator(64 * MIB, false);
        Rng rng = new Rng(seed);
        List<Storage> live = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            if (live.size() > 200 || !live.isEmpty() && rng.nextInt(3) == 0) {
                assertMarked(live.remove(rng.nextInt(live.size()))).release();
            } else {
                long bytes = (long) Math.pow(2, 16 * rng.nextDouble());
                Storage storage = small.allocate(bytes);
                assertTrue(storage.byteSize() >= bytes);
                assertEquals(storage.byteSize(), storage.segment().byteSize());
                assertEquals(0, storage.segment().address() % 64);
                mark(storage);
                live.add(storage);
            }
        }
        assertEquals(live.size(), small.stats().liveStorages());
        assertEquals(live.stream().mapToLong(Storage::byteSize).sum(), small.stats().liveBytes());
        live.forEach(storage -> assertMarked(storage).release());
        assertEquals(0, small.stats().liveBytes());
        small.trim();
        assertEquals(0, small.stats().slabBytes());
    }

    /** Writes the storage's identity to its first and last bytes: whoever overlapped it would overwrite that. */
    private static void mark(Storage storage) {
        int identity = System.identityHashCode(storage);
        storage.segment().set(ValueLayout.JAVA_INT, 0, identity);
        storage.segment().set(ValueLayout.JAVA_INT, storage.byteSize() - 4, ~identity);
    }

    private static Storage assertMarked(Storage storage) {
        int identity = System.identityHashCode(storage);
        assertEquals(identity, storage.segment().get(ValueLayout.JAVA_INT, 0));
        assertEquals(~identity, storage.segment().get(ValueLayout.JAVA_INT, storage.byteSize() - 4));
        return storage;
    }

    @Property(seed = "1", tries = 3)
    void aHundredThousandRandomShapesStayNearTheirPeak(@ForAll long seed) {
        Rng rng = new Rng(seed);
        Storage[] live = new Storage[400 + rng.nextInt(800)];
        for (int i = 0; i < 100_000; i++) {
            int place = rng.nextInt(live.length);
            if (live[place] != null) {
                live[place].release();
            }
            live[place] = slabs.allocate(4L * (1 + rng.nextInt(256)) * (1 + rng.nextInt(256)));
        }
        MemoryStats stats = slabs.stats();
        for (Storage storage : live) {
            if (storage != null) {
                storage.release();
            }
        }
        double share = (double) stats.slabBytes() / stats.peakBytes();
        assertTrue(share <= 1.3, "slabs take " + share + " times the peak of " + stats.peakBytes() + " bytes");
        slabs.trim();
    }

    /** The largest array, how many arrays come, and whether the bytes that live swing between 30 and 200 MiB. */
    private record Regime(long largest, int arrays, boolean swinging) {
    }

    private static final List<Regime> REGIMES = List.of(new Regime(64 << 10, 40_000, false),
            new Regime(MIB, 8000, true), new Regime(MIB, 8000, false), new Regime(4 * MIB, 3000, true),
            new Regime(4 * MIB, 3000, false), new Regime(16 * MIB, 1500, true), new Regime(16 * MIB, 1500, false));

    @Property(seed = "1", tries = 2)
    void slabsStayNearThePeakInEveryRegimeOfSizes(@ForAll long seed) {
        for (Regime regime : REGIMES) {
            stayNearThePeak(regime, seed);
        }
    }

    private static void stayNearThePeak(Regime regime, long seed) {
        SlabAllocator random = new SlabAllocator(1024 * MIB, false);
        Rng rng = new Rng(seed);
        List<Storage> live = new ArrayList<>();
        long target = 200 * MIB;
        long slabBytes = 0;
        for (int i = 0; i < regime.arrays; i++) {
            MemoryStats stats = random.stats();
            if (regime.swinging && Math.abs(stats.liveBytes() - target) < 20 * MIB) {
                target = 30 * MIB + (long) (rng.nextDouble() * 170 * MIB);
            }
            while (random.stats().liveBytes() > target || regime.swinging && !live.isEmpty() && rng.nextInt(4) == 0) {
                Storage last = live.removeLast();
                int place = live.isEmpty() ? 0 : rng.nextInt(live.size());
                (live.isEmpty() ? last : live.set(place, last)).release();
            }
            // Bytes from 4 up to the largest, each order of magnitude as likely as any other.
            live.add(random.allocate((long) (4 * Math.pow(regime.largest / 4, rng.nextDouble()))));
            slabBytes = Math.max(slabBytes, random.stats().slabBytes());
        }
        long peak = random.stats().peakBytes();
        live.forEach(Storage::release);
        random.trim();
        assertEquals(0, random.stats().slabBytes());
        double share = (double) slabBytes / Math.max(peak, 30 * MIB);
        assertTrue(share <= 1.25, regime + ": slabs take " + share + " times the peak of " + peak + " bytes");
    }

    @Property(seed = "1", tries = 20)
    void roundingWastesAnEighthAtMost(@ForAll @LongRange(min = 1024, max = 4 << 20) long bytes) {
        Storage waiting = slabs.allocate(bytes + bytes / 16);
        waiting.release();
        Storage storage = slabs.allocate(bytes);
        assertTrue(storage.byteSize() <= bytes * 1.125, bytes + " bytes in " + storage.byteSize());
        storage.release();
        slabs.trim();
    }

    @Property(seed = "1", tries = 5)
    void aProgramThatRepeatsItselfTakesNoSlabAndMakesNoObject(@ForAll long seed) {
        SlabAllocator steady = new SlabAllocator(512 * MIB, false);
        Rng rng = new Rng(seed);
        // A turn: positive sizes come, and what stands at place -n-1 of those that live goes. In the end all go.
        int[] turn = new int[400];
        int alive = 0;
        for (int i = 0; i < turn.length; i++) {
            boolean come = alive == 0 || rng.nextInt(i < turn.length / 2 ? 4 : 2) > 0;
            turn[i] = come ? (int) (4 * Math.pow(MIB, rng.nextDouble())) : -1 - rng.nextInt(alive);
            alive += come ? 1 : -1;
        }
        Storage[] live = new Storage[turn.length];
        for (int warm = 0; warm < 20; warm++) {
            play(steady, turn, live);
        }
        MemoryStats before = steady.stats();
        long heap = Long.MAX_VALUE;
        for (int look = 0; look < 5 && heap > 0; look++) { // a first look may have cost something itself
            long looking = THREADS.getCurrentThreadAllocatedBytes();
            looking = THREADS.getCurrentThreadAllocatedBytes() - looking;
            long start = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50; i++) {
                play(steady, turn, live);
            }
            heap = THREADS.getCurrentThreadAllocatedBytes() - start - looking;
        }
        assertEquals(0, heap, "bytes of heap");
        MemoryStats after = steady.stats();
        assertEquals(before.slabAllocations(), after.slabAllocations());
        assertEquals(before.slabBytes(), after.slabBytes());
        assertEquals(before.slabs(), after.slabs());
        assertEquals(before.peakBytes(), after.peakBytes());
        steady.trim();
        assertEquals(0, steady.stats().slabBytes());
    }

    private static void play(SlabAllocator slabs, int[] turn, Storage[] live) {
        int count = 0;
        for (int move : turn) {
            if (move > 0) {
                live[count++] = slabs.allocate(move);
            } else {
                live[-move - 1].release();
                live[-move - 1] = live[--count];
            }
        }
        while (count > 0) {
            live[--count].release();
        }
    }

    @Example
    void whatRunsAfterALargePeakIsJudgedByItsOwn() {
        Storage large = slabs.allocate(64 * MIB);
        large.release();
        Rng rng = new Rng(1);
        Storage[] live = new Storage[10];
        for (int i = 0; i < 8000; i++) {
            int place = rng.nextInt(live.length);
            if (live[place] != null) {
                live[place].release();
            }
            live[place] = slabs.allocate(150_000 + rng.nextInt(800_000));
        }
        assertTrue(slabs.stats().slabBytes() < 15 * MIB, slabs.stats()::toString);
        for (Storage storage : live) {
            storage.release();
        }
        slabs.trim();
    }

    @Example
    void goingOverTheBudgetFirstClosesWhatIsIdle() {
        SlabAllocator small = new SlabAllocator(32 * MIB, false);
        for (long bytes = MIB; bytes <= 32 * MIB; bytes += MIB / 2) {
            small.allocate(bytes).release();
            assertTrue(small.stats().slabBytes() <= 32 * MIB);
        }
        List<Storage> pieces = new ArrayList<>();
        for (int i = 0; i < 512; i++) { // slabs of the other kind, to the last byte
            pieces.add(small.allocate(64 << 10));
        }
        assertThrows(MemoryLimitException.class, () -> small.allocate(2 * MIB));
        pieces.forEach(Storage::release);
        small.allocate(32 * MIB).release();
        small.trim();
        assertEquals(0, small.stats().slabs());
    }

    @Example
    void aProgramThatRepeatsItselfFindsItsStorageAgain() {
        long[] sizes = {64, 1000, 1000, 4096, 100_000, 3_000_000, 12};
        Accounts first = null;
        long slabAllocations = 0;
        for (int step = 0; step < 10; step++) {
            List<Storage> live = new ArrayList<>();
            for (long bytes : sizes) {
                live.add(slabs.allocate(bytes));
            }
            Accounts now = Accounts.of(slabs);
            if (step == 1) {
                first = now;
                slabAllocations = slabs.stats().slabAllocations();
            } else if (step > 1) {
                assertEquals(first, now);
                assertEquals(slabAllocations, slabs.stats().slabAllocations());
            }
            live.forEach(Storage::release);
        }
    }

    @Example
    void theLatestOfItsClassComesBackWithANewGeneration() {
        Storage storage = slabs.allocate(1000);
        int generation = storage.generation();
        storage.release();
        assertEquals(generation + 1, storage.generation());
        Storage again = slabs.allocate(1000);
        assertSame(storage, again);
        assertEquals(generation + 1, again.generation());
        assertEquals(1, again.retains());
        again.release();
    }

    @Example
    void neighboursMerge() {
        SlabAllocator tight = new SlabAllocator(MIB, false);
        List<Storage> pieces = new ArrayList<>();
        for (int size = 16 << 10; size <= 64 << 10; size *= 2) {
            for (int i = 0; i < MIB / size; i++) { // the whole slab, each time
                pieces.add(tight.allocate(size));
                assertEquals(size, pieces.getLast().byteSize());
            }
            assertEquals(1, tight.stats().slabs());
            assertEquals(MIB, tight.stats().liveBytes());
            pieces.forEach(Storage::release);
            pieces.clear();
        }
        tight.trim();
    }

    @Example
    void aBudgetExceededLeavesEverythingAsItWas() {
        SlabAllocator small = new SlabAllocator(16 * MIB, false);
        Storage a = small.allocate(8 * MIB);
        Storage b = small.allocate(3 * MIB);
        mark(a);
        mark(b);
        Accounts before = Accounts.of(small);
        long allocations = small.stats().allocations();
        MemoryLimitException refused = assertThrows(MemoryLimitException.class, () -> small.allocate(6 * MIB));
        assertEquals(6 * MIB, refused.requested());
        assertEquals(11 * MIB, refused.used());
        assertEquals(16 * MIB, refused.limit());
        assertTrue(
                refused.getMessage()
                        .startsWith("memory budget exceeded: 6291456 bytes requested, 11534336 bytes in use"),
                refused.getMessage());
        assertTrue(refused.getMessage().endsWith("limit 16777216 bytes (set by -Dlanegrad.memory)"),
                refused.getMessage());
        assertThrows(MemoryLimitException.class, () -> small.allocate(Long.MAX_VALUE));
        assertEquals(before, Accounts.of(small));
        assertEquals(allocations, small.stats().allocations());
        assertMarked(a).release();
        assertMarked(b);
        Storage c = small.allocate(6 * MIB); // now there is room
        c.release();
        b.release();
        Storage all = small.allocate(16 * MIB); // empty slabs make way for a larger one
        assertEquals(16 * MIB, small.stats().slabBytes());
        all.release();
        small.trim();
    }

    @Example
    void anAbsurdBudgetDoesNotOverflow() {
        SlabAllocator boundless = new SlabAllocator(Long.MAX_VALUE, false);
        assertThrows(MemoryLimitException.class, () -> boundless.allocate(Long.MAX_VALUE - 1));
        assertThrows(MemoryLimitException.class, () -> boundless.allocate(SizeClass.LARGEST + 1));
    }

    @Example
    void trimGivesEmptySlabsBack() {
        Storage keeper = slabs.allocate(3 * MIB);
        Storage large = slabs.allocate(20 * MIB);
        mark(keeper);
        large.release();
        long before = slabs.stats().slabBytes();
        assertEquals(20 * MIB, slabs.trim());
        assertEquals(before - 20 * MIB, slabs.stats().slabBytes());
        assertEquals(0, slabs.trim());
        assertMarked(keeper).release();
        slabs.trim();
        assertEquals(0, slabs.stats().slabs());
    }

    @Example
    void emptyStorageIsALine() {
        Storage nothing = slabs.allocate(0);
        assertEquals(64, nothing.byteSize());
        nothing.release();
    }

    @Example
    void creationStacksAreKeptOnDemandOnly() {
        SlabAllocator tracking = new SlabAllocator(64 * MIB, true);
        Storage first = tracking.allocate(100);
        Storage second = tracking.allocate(200);
        second.release();
        List<Storage> live = new ArrayList<>();
        tracking.forEachLive(live::add);
        assertEquals(List.of(first), live);
        assertEquals("storage of 100 bytes made here, by thread '" + Thread.currentThread().getName() + "'",
                first.creation.getMessage());
        assertEquals("creationStacksAreKeptOnDemandOnly", first.creation.getStackTrace()[1].getMethodName());
        first.release();
        assertNull(first.creation);
        Storage untracked = slabs.allocate(100);
        assertNull(untracked.creation);
        assertNotSame(first, untracked);
        untracked.release();
    }

    @Example
    void oneAllocatorServesManyThreads() throws InterruptedException {
        Thread[] threads = new Thread[4];
        List<Throwable> failures = new ArrayList<>();
        for (int t = 0; t < threads.length; t++) {
            long seed = t;
            threads[t] = new Thread(() -> {
                Rng rng = new Rng(seed);
                Storage[] live = new Storage[50];
                for (int i = 0; i < 5000; i++) {
                    int place = rng.nextInt(live.length);
                    if (live[place] != null) {
                        assertMarked(live[place]).release();
                    }
                    live[place] = slabs.allocate(1 + rng.nextInt(10_000));
                    mark(live[place]);
                }
                for (Storage storage : live) {
                    if (storage != null) {
                        assertMarked(storage).release();
                    }
                }
            });
            threads[t].setUncaughtExceptionHandler((_, e) -> failures.add(e));
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(0, slabs.stats().liveStorages());
    }
}
