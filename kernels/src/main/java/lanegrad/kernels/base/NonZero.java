package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Scratch;

/** A walk in row-major order that counts the elements other than 0, or notes where they are. */
final class NonZero {

    private static final Pool<NonZero> POOL = new Pool<>(NonZero::new);

    private static final int TILE = Conversion.TILE;

    private final Nest nest = new Nest();
    private MemorySegment target;
    private NdArray out;
    private NdArray input;
    private long found;

    private NonZero() {
    }

    /** How many there are; with an output, their positions are written: one number each, or one for each axis. */
    static long walk(NdArray x, NdArray out) {
        NonZero walk = POOL.take();
        Scratch scratch = Scratch.take();
        try {
            walk.input = x;
            walk.out = out;
            walk.target = out == null ? null : out.writableSegment();
            walk.found = 0;
            walk.nest.over(x.shape()).with(x).merge();
            walk.rows(scratch);
            return walk.found;
        } finally {
            walk.input = null;
            walk.out = null;
            walk.target = null;
            scratch.give();
            POOL.give(walk);
        }
    }

    private void rows(Scratch scratch) {
        MemorySegment source = input.segment();
        DType dtype = input.dtype();
        double[] floats = scratch.doubles(0, TILE);
        long[] tile = scratch.longs(0, TILE);
        long inner = nest.inner();
        for (long row = 0; row < nest.rows(1); row++) {
            for (long done = 0; done < inner; done += TILE) {
                int n = (int) Math.min(TILE, inner - done);
                long at = nest.at(0, row, 1) + done * nest.innerStride(0);
                if (dtype.isFloating()) {
                    Conversion.read(dtype, source, at, nest.innerStride(0), floats, n);
                    for (int i = 0; i < n; i++) {
                        tile[i] = floats[i] == 0 ? 0 : 1;
                    }
                } else {
                    Conversion.read(dtype, source, at, nest.innerStride(0), tile, n);
                }
                tile(tile, n, row * inner + done);
            }
        }
    }

    private void tile(long[] tile, int n, long first) {
        for (int i = 0; i < n; i++) {
            if (tile[i] != 0) {
                if (target != null) {
                    note(first + i);
                }
                found++;
            }
        }
    }

    private void note(long position) {
        long at = out.offset() + found * out.stride(0);
        if (out.rank() == 1) {
            target.set(JAVA_LONG, at * 8, position);
            return;
        }
        long rest = position;
        for (int axis = input.rank() - 1; axis >= 0; axis--) {
            long dim = input.dim(axis);
            target.set(JAVA_LONG, (at + axis * out.stride(1)) * 8, rest % dim);
            rest /= dim;
        }
    }
}
