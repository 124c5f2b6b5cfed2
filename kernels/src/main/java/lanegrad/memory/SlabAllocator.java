package lanegrad.memory;

import java.util.List;
import java.util.function.Consumer;

/**
 * Takes slabs from the operating system, hands storage out and takes it back.
 *
 * <p>Small storages are cut from shared slabs ({@link CutSlabs}); one that is large beside all that lives has a slab to
 * itself ({@link WholeSlabs}). A recycled storage waits in the list of its size class: a program that repeats itself
 * finds there everything it asks for, in constant time and without a new object.
 *
 * <p>When a class has run dry, more memory is taken as long as the slabs stay within a fifth above what recently lived;
 * beyond that what is free is put to use first, by merging what waits in shared slabs and by closing whole slabs nobody
 * uses. So a program whose shapes never repeat stays near its live bytes. One that does repeat itself ({@link Habit})
 * would do that in every turn, and need the same again in the next: it may take what it needs once and for all, within
 * the budget.
 */
final class SlabAllocator {

    /** Below this a storage shares a slab, however little lives. */
    private static final long SMALLEST_WHOLE = 128L << 10;

    /** A storage is large from this part of the peak on: smaller ones leave holes that others fit into. */
    private static final int WHOLE = 512;

    /** What is large is judged anew when the peak has fallen to this part: seldom, since storage moves house by it. */
    private static final int FALL = 4;

    /** The slabs may exceed the bytes that recently lived by this part of them. */
    private static final int SLACK = 5;

    /** Or by this much, which is little for any machine. */
    private static final long LEAST_SLACK = 4L << 20;

    /** Recently: while so many times the bytes in slabs were handed out, or up to twice as long. */
    private static final int RECENT = 16;

    private final long limit;
    private final boolean tracking;
    private final CutSlabs cuts = new CutSlabs();
    private final WholeSlabs wholes = new WholeSlabs();
    private final Habit habit = new Habit();
    private long slabBytes;
    private long liveBytes;
    private long peakBytes;
    private long recentPeak;
    private long formerPeak;
    private long scale;
    private long volume;
    private long liveStorages;
    private long allocations;
    private long slabAllocations;

    SlabAllocator(long limit, boolean tracking) {
        this.limit = Math.min(limit, SizeClass.LARGEST);
        this.tracking = tracking;
    }

    synchronized Storage allocate(long requested) {
        if (requested > limit) {
            throw new MemoryLimitException(requested, liveBytes, slabBytes, limit);
        }
        int sizeClass = SizeClass.ceil(requested);
        boolean large = requested >= Math.max(SMALLEST_WHOLE, scale / WHOLE);
        Storage storage = large ? takeWhole(sizeClass, requested) : takeCut(sizeClass, requested);
        storage.use();
        if (tracking) {
            storage.creation = new Throwable("storage of " + requested + " bytes made here, by thread '"
                    + Thread.currentThread().getName() + "'");
        }
        account(requested, storage.bytes);
        return storage;
    }

    private void account(long requested, long bytes) {
        habit.record(requested);
        allocations++;
        liveStorages++;
        liveBytes += bytes;
        peakBytes = Math.max(peakBytes, liveBytes);
        recentPeak = Math.max(recentPeak, liveBytes);
        scale = Math.max(scale, liveBytes);
        volume += bytes;
        if (volume / RECENT > slabBytes) {
            if (Math.max(recentPeak, formerPeak) < scale / FALL) {
                scale = Math.max(recentPeak, formerPeak);
            }
            formerPeak = recentPeak;
            forget();
        }
    }

    /** What lived until now is no longer recent. */
    private void forget() {
        recentPeak = liveBytes;
        volume = 0;
    }

    synchronized void recycle(Storage storage) {
        liveStorages--;
        liveBytes -= storage.bytes;
        storage.creation = null;
        storage.state = Storage.State.READY;
        if (storage.slab.whole) {
            wholes.recycle(storage);
        } else {
            cuts.recycle(storage);
        }
    }

    synchronized long trim() {
        long before = slabBytes;
        closeAll();
        formerPeak = 0;
        forget();
        scale = liveBytes;
        return before - slabBytes;
    }

    synchronized MemoryStats stats() {
        return new MemoryStats(liveBytes, liveStorages, peakBytes, slabBytes, cuts.all().size() + wholes.all().size(),
                limit, allocations, slabAllocations);
    }

    synchronized void forEachLive(Consumer<Storage> action) {
        for (List<Slab> slabs : List.of(cuts.all(), wholes.all())) {
            for (Slab slab : slabs) {
                for (Storage at = slab.first; at != null; at = at.after) {
                    if (at.state == Storage.State.USED) {
                        action.accept(at);
                    }
                }
            }
        }
    }

    private Storage takeWhole(int sizeClass, long requested) {
        Storage storage = wholes.take(sizeClass);
        if (storage != null) {
            return storage;
        }
        long bytes = SizeClass.bytes(sizeClass);
        long excess = slabBytes + bytes - allowed(bytes);
        if (excess > 0) {
            wholes.close(excess);
            if (cuts.hoards() && slabBytes + bytes > allowed(bytes)) {
                cuts.closeEmpty();
            }
        }
        return wholes.add(map(bytes, bytes, requested, true));
    }

    private Storage takeCut(int sizeClass, long requested) {
        Storage storage = cuts.takeReady(sizeClass);
        if (storage != null) {
            return storage;
        }
        long bytes = SizeClass.bytes(sizeClass);
        long slab = cuts.nextSlab(bytes);
        long excess = slabBytes + slab - allowed(bytes);
        if (excess > 0 && cuts.hoards()) {
            cuts.merge();
        }
        storage = cuts.cut(sizeClass);
        if (storage == null && excess > 0) {
            cuts.merge();
            storage = cuts.cut(sizeClass);
            if (storage == null) {
                wholes.close(excess);
            }
        }
        if (storage == null) {
            cuts.add(map(slab, bytes, requested, false));
            storage = cuts.cut(sizeClass);
        }
        return storage;
    }

    /** How much the slabs may be when so many bytes more are to live. */
    private long allowed(long bytes) {
        if (habit.isSettled()) {
            return limit;
        }
        long peak = Math.max(liveBytes + bytes, Math.max(recentPeak, formerPeak));
        return Math.min(limit, peak + Math.max(peak / SLACK, LEAST_SLACK));
    }

    /** Takes a slab from the operating system, as large as wished if the budget allows, or as needed. */
    private Slab map(long wished, long needed, long requested, boolean whole) {
        if (slabBytes + needed > limit) {
            closeAll();
        }
        if (slabBytes + needed > limit) {
            throw new MemoryLimitException(requested, liveBytes, slabBytes, limit);
        }
        long size = slabBytes + wished > limit ? needed : wished;
        Slab slab;
        try {
            slab = new Slab(this, size, whole);
        } catch (OutOfMemoryError e) {
            MemoryLimitException refused = new MemoryLimitException(requested, liveBytes, slabBytes, limit);
            refused.initCause(e);
            throw refused;
        }
        slabBytes += size;
        slabAllocations++;
        SlabEvent.commit(size, slabBytes);
        return slab;
    }

    private void closeAll() {
        wholes.close(Long.MAX_VALUE);
        cuts.closeEmpty();
    }

    /** Gives back a slab that is in no list any more. */
    void close(Slab slab) {
        slabBytes -= slab.bytes();
        slab.close();
        SlabEvent.commit(-slab.bytes(), slabBytes);
    }
}
