package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.F;
import static lanegrad.kernels.simd.Lanes.N;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes packed rows, square by square of as many lanes as a vector has.
 *
 * <p>With the bits of an element's row and column written one after the other, a transpose exchanges the halves of the
 * word. Zipping row i with row i + N/2 into rows 2i and 2i + 1 rotates the word by one bit; as many times as a row
 * number has bits make the transpose.
 */
final class PanelTranspose {

    private static final VectorShuffle<Float> LOW = VectorShuffle.makeZip(F, 0);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.makeZip(F, 1);
    private static final int W = Panels.WIDTH;

    /** Floats of scratch that a transpose takes. */
    static final int WORK = 2 * N * N;

    private PanelTranspose() {
    }

    /**
     * Transposes {@link Panels#WIDTH} rows of a packed matrix of any number of columns into one panel: row c of the
     * result is column c, scaled.
     */
    static void transpose(float[] from, int at, int height, int columns, float scale, float[] to, int toAt,
            float[] work) {
        int panels = Panels.count(columns);
        for (int p = 0; p < panels; p++) {
            int panel = at + p * height * W;
            int out = toAt + p * W * W;
            for (int r = 0; r < W; r += N) {
                for (int c = 0; c < W; c += N) {
                    square(from, panel + r * W + c, scale, to, out + c * W + r, work);
                }
            }
        }
    }

    private static void square(float[] from, int at, float scale, float[] to, int toAt, float[] work) {
        zip(from, at, W, scale, work, 0, N);
        int now = 0;
        for (int rows = 4; rows < N; rows *= 2) {
            zip(work, now, N, 1, work, N * N - now, N);
            now = N * N - now;
        }
        zip(work, now, N, 1, to, toAt, W);
    }

    private static void zip(float[] from, int at, int stride, float scale, float[] to, int toAt, int toStride) {
        for (int i = 0; i < N / 2; i++) {
            FloatVector a = FloatVector.fromArray(F, from, at + i * stride).mul(scale);
            FloatVector b = FloatVector.fromArray(F, from, at + (i + N / 2) * stride).mul(scale);
            a.rearrange(LOW, b).intoArray(to, toAt + 2 * i * toStride);
            a.rearrange(HIGH, b).intoArray(to, toAt + (2 * i + 1) * toStride);
        }
    }
}
