package lanegrad.memory;

/**
 * The accounts of the off-heap memory at one moment.
 *
 * @param liveBytes bytes of storage in use, as cut
 * @param liveStorages how many storages are in use
 * @param peakBytes the most that {@code liveBytes} has been
 * @param slabBytes bytes taken from the operating system
 * @param slabs how many slabs they are
 * @param limitBytes the budget that {@code slabBytes} never exceeds
 * @param allocations storages handed out since the start
 * @param slabAllocations slabs taken from the operating system since the start
 */
public record MemoryStats(long liveBytes, long liveStorages, long peakBytes, long slabBytes, int slabs, long limitBytes,
        long allocations, long slabAllocations) {
}
