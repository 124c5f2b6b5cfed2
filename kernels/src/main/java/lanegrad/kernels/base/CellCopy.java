package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;

/** The template of copies of cells of one size, whatever type they are: specialised for 1, 2, 4 and 8 bytes. */
final class CellCopy extends CellLoop {

    private static final Integer SIZE = Template.function(MethodHandles.lookup(), Integer.class);
    private static final int BYTES = SIZE == null ? 0 : SIZE;

    /** A square of cells that stays in the first cache while it is turned. */
    private static final int TILE = 32;

    /** Below this many bytes a loop is quicker than a call. */
    private static final long BULK = 256;

    @Override
    void row(MemorySegment from, long fromAt, long fromStride, MemorySegment to, long toAt, long toStride, long n) {
        MemorySegment source = Native.of(from);
        MemorySegment target = Native.of(to);
        if (fromStride == 1 && toStride == 1 && n * BYTES >= BULK) {
            MemorySegment.copy(source, fromAt * BYTES, target, toAt * BYTES, n * BYTES);
            return;
        }
        for (long i = 0; i < n; i++) {
            cell(source, fromAt + i * fromStride, target, toAt + i * toStride);
        }
    }

    @Override
    void plane(MemorySegment from, long fromAt, long fromOuter, long fromInner, MemorySegment to, long toAt,
            long toOuter,
            long toInner, long outer, long inner) {
        MemorySegment source = Native.of(from);
        MemorySegment target = Native.of(to);
        for (long i = 0; i < outer; i += TILE) {
            for (long j = 0; j < inner; j += TILE) {
                tile(source, fromAt + i * fromOuter + j * fromInner, fromOuter, fromInner, target,
                        toAt + i * toOuter + j * toInner, toOuter, toInner, Math.min(TILE, outer - i),
                        Math.min(TILE, inner - j));
            }
        }
    }

    private static void tile(MemorySegment from, long fromAt, long fromOuter, long fromInner, MemorySegment to,
            long toAt,
            long toOuter, long toInner, long outer, long inner) {
        for (long i = 0; i < outer; i++) {
            for (long j = 0; j < inner; j++) {
                cell(from, fromAt + i * fromOuter + j * fromInner, to, toAt + i * toOuter + j * toInner);
            }
        }
    }

    private static void cell(MemorySegment from, long fromAt, MemorySegment to, long toAt) {
        switch (BYTES) {
            case 1 -> to.set(ValueLayout.JAVA_BYTE, toAt, from.get(ValueLayout.JAVA_BYTE, fromAt));
            case 2 -> to.set(ValueLayout.JAVA_SHORT, toAt * 2, from.get(ValueLayout.JAVA_SHORT, fromAt * 2));
            case 4 -> to.set(ValueLayout.JAVA_INT, toAt * 4, from.get(ValueLayout.JAVA_INT, fromAt * 4));
            default -> to.set(ValueLayout.JAVA_LONG, toAt * 8, from.get(ValueLayout.JAVA_LONG, fromAt * 8));
        }
    }
}
