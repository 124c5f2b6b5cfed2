package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;

/** Copies planes whose two sides lie the other way round in the source, as fast as their cells allow. */
final class Planes {

    private Planes() {
    }

    /**
     * Copies a plane; positions and strides are counted in cells.
     *
     * @param turn for cells of four bytes whose source is contiguous along the outer side, and whose target is along
     * the inner one; null for none
     */
    static void copy(PlaneTurn turn, int bytes, MemorySegment from, long fromAt, long fromOuter, long fromInner,
            MemorySegment to, long toAt, long toOuter, long toInner, long outer, long inner) {
        CellLoop cells = CopyTask.cellsOf(bytes);
        long rows = 0;
        if (turn != null && bytes == Integer.BYTES && fromOuter == 1 && toInner == 1) {
            rows = outer & -turn.side();
            long columns = inner & -turn.side();
            turn.turn(from, fromAt * bytes, fromInner * bytes, to, toAt * bytes, toOuter * bytes, rows, columns);
            if (rows > 0 && columns < inner) {
                cells.plane(from, fromAt + columns * fromInner, 1, fromInner, to, toAt + columns, toOuter, 1, rows,
                        inner - columns);
            }
        }
        if (rows < outer) {
            cells.plane(from, fromAt + rows * fromOuter, fromOuter, fromInner, to, toAt + rows * toOuter, toOuter,
                    toInner, outer - rows, inner);
        }
    }
}
