package lanegrad.random;

/**
 * Where a generator stands: what checkpoints save.
 *
 * @param key which sequence it draws from
 * @param counter the next block of it
 */
public record RngState(long key, long counter) {
}
