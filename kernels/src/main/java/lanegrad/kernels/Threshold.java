package lanegrad.kernels;

/**
 * A size at which a kernel changes its way: tests sample each side of every one.
 *
 * @param kernel the kernel, such as {@code gemm}
 * @param name what changes, such as {@code tile rows}
 * @param value the size
 */
public record Threshold(String kernel, String name, long value) {
}
