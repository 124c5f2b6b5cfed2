package lanegrad.autograd.ops;

/** What {@link Rearranging#pad(lanegrad.autograd.Tensor, long[][], PadMode)} puts beyond the ends of an axis. */
public enum PadMode {
    /** The elements before the end again, in reverse, without the last: {@code c b | a b c | b a}. */
    REFLECT,
    /** The last element: {@code a a | a b c | c c}. */
    REPLICATE,
    /** The elements from the other end on: {@code b c | a b c | a b}. */
    CIRCULAR
}
