package lanegrad.memory;

/**
 * A storage that is in use.
 *
 * @param bytes its size
 * @param saved whether the tape holds it
 * @param creation where it was made; null unless {@code -Dlanegrad.leaks=true}
 */
public record Leak(long bytes, boolean saved, Throwable creation) {
}
