package lanegrad.kernels.simd;

import static lanegrad.kernels.simd.Lanes.BYTES;
import static lanegrad.kernels.simd.Lanes.I;
import static lanegrad.kernels.simd.Lanes.N;
import static lanegrad.kernels.simd.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import lanegrad.kernels.base.Native;
import lanegrad.kernels.base.PlaneTurn;
import lanegrad.parallel.Pool;

/**
 * Turns a plane in squares of as many cells as a vector has lanes. A square is read and written in whole vectors and
 * stays in the first cache between its two rounds, each of which zips four rows in registers, as {@link FloatPanels}
 * does.
 */
final class LaneTurn implements PlaneTurn {

    /** The only one; null where vectors are of a length for which two rounds do not do. */
    static final PlaneTurn INSTANCE = N == 4 || N == 8 || N == 16 ? new LaneTurn() : null;

    private static final int SQUARE = N * N;
    private static final IntVector LOW = zip(0);
    private static final IntVector HIGH = zip(N / 2);
    private static final Pool<int[]> HALVES = new Pool<>(() -> new int[SQUARE]);

    private LaneTurn() {
    }

    /** The lanes of two vectors in turn, from one on. */
    private static IntVector zip(int first) {
        int[] lanes = new int[N];
        for (int i = 0; i < N; i++) {
            lanes[i] = first + i / 2 + i % 2 * N;
        }
        return IntVector.fromArray(I, lanes, 0);
    }

    @Override
    public int side() {
        return N;
    }

    @Override
    public void turn(MemorySegment from, long fromAt, long fromStride, MemorySegment to, long toAt, long toStride,
            long rows, long columns) {
        int[] half = HALVES.take();
        for (long column = 0; column < columns; column += N) {
            for (long row = 0; row < rows; row += N) {
                read(from, fromAt + column * fromStride + row * Integer.BYTES, fromStride, half);
                long at = toAt + row * toStride + column * Integer.BYTES;
                if (N == 16) {
                    zipFour(half, to, at, toStride);
                } else if (N == 8) {
                    zipTwo(half, to, at, toStride);
                } else {
                    write(half, to, at, toStride);
                }
            }
        }
        HALVES.give(half);
    }

    /** The first round. */
    private static void read(MemorySegment from, long at, long stride, int[] half) {
        MemorySegment source = Native.of(from);
        long quarter = N / 4 * stride;
        for (int i = 0; i < N / 4; i++) {
            long row = at + i * stride;
            IntVector a = IntVector.fromMemorySegment(I, source, row, ORDER);
            IntVector b = IntVector.fromMemorySegment(I, source, row + quarter, ORDER);
            IntVector c = IntVector.fromMemorySegment(I, source, row + 2 * quarter, ORDER);
            IntVector d = IntVector.fromMemorySegment(I, source, row + 3 * quarter, ORDER);
            IntVector acLow = LOW.selectFrom(a, c);
            IntVector acHigh = HIGH.selectFrom(a, c);
            IntVector bdLow = LOW.selectFrom(b, d);
            IntVector bdHigh = HIGH.selectFrom(b, d);
            int put = i * (4 * N);
            LOW.selectFrom(acLow, bdLow).intoArray(half, put);
            HIGH.selectFrom(acLow, bdLow).intoArray(half, put + N);
            LOW.selectFrom(acHigh, bdHigh).intoArray(half, put + 2 * N);
            HIGH.selectFrom(acHigh, bdHigh).intoArray(half, put + 3 * N);
        }
    }

    /** The second round where a row number has two bits left. */
    private static void zipFour(int[] half, MemorySegment to, long at, long stride) {
        MemorySegment target = Native.of(to);
        for (int i = 0; i < N / 4; i++) {
            IntVector a = IntVector.fromArray(I, half, i * N);
            IntVector b = IntVector.fromArray(I, half, i * N + SQUARE / 4);
            IntVector c = IntVector.fromArray(I, half, i * N + SQUARE / 2);
            IntVector d = IntVector.fromArray(I, half, i * N + SQUARE * 3 / 4);
            IntVector acLow = LOW.selectFrom(a, c);
            IntVector acHigh = HIGH.selectFrom(a, c);
            IntVector bdLow = LOW.selectFrom(b, d);
            IntVector bdHigh = HIGH.selectFrom(b, d);
            long put = at + 4 * i * stride;
            LOW.selectFrom(acLow, bdLow).intoMemorySegment(target, put, ORDER);
            HIGH.selectFrom(acLow, bdLow).intoMemorySegment(target, put + stride, ORDER);
            LOW.selectFrom(acHigh, bdHigh).intoMemorySegment(target, put + 2 * stride, ORDER);
            HIGH.selectFrom(acHigh, bdHigh).intoMemorySegment(target, put + 3 * stride, ORDER);
        }
    }

    /** The second round where one bit is left. */
    private static void zipTwo(int[] half, MemorySegment to, long at, long stride) {
        MemorySegment target = Native.of(to);
        for (int i = 0; i < N / 2; i++) {
            IntVector a = IntVector.fromArray(I, half, i * N);
            IntVector b = IntVector.fromArray(I, half, i * N + SQUARE / 2);
            LOW.selectFrom(a, b).intoMemorySegment(target, at + 2 * i * stride, ORDER);
            HIGH.selectFrom(a, b).intoMemorySegment(target, at + (2 * i + 1) * stride, ORDER);
        }
    }

    /** Where the first round was enough. */
    private static void write(int[] half, MemorySegment to, long at, long stride) {
        MemorySegment target = Native.of(to);
        for (int i = 0; i < N; i++) {
            IntVector.fromArray(I, half, i * N).intoMemorySegment(target, at + i * stride, ORDER);
        }
    }
}
