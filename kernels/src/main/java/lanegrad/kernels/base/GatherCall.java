package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/** Reads from a table at indices. What an element means does not matter, only how many bytes it has. */
final class GatherCall extends IndexCall {

    @Override
    void plane(long tableFrom, long indexFrom, long otherFrom, long rows, long columns) {
        int bytes = dtype.bytes();
        if (indexStep == 0 && tableStep == bytes && otherStep == bytes) {
            copyRows(tableFrom, indexFrom, otherFrom, rows, columns * bytes);
            return;
        }
        for (long row = 0; row < rows; row++) {
            switch (bytes) {
                case 1 -> gatherBytes(tableFrom, indexFrom, otherFrom, columns);
                case 2 -> gatherShorts(tableFrom, indexFrom, otherFrom, columns);
                case 4 -> gatherInts(tableFrom, indexFrom, otherFrom, columns);
                default -> gatherLongs(tableFrom, indexFrom, otherFrom, columns);
            }
            tableFrom += tableRow;
            indexFrom += indexRow;
            otherFrom += otherRow;
        }
    }

    /** Whole rows, by the platform's copy: it reads wrapped memory too, and at any alignment. */
    private void copyRows(long from, long at, long to, long rows, long bytes) {
        for (long row = 0; row < rows; row++) {
            MemorySegment.copy(table, from + index(at) * axisStride, other, to, bytes);
            from += tableRow;
            at += indexRow;
            to += otherRow;
        }
    }

    private void gatherBytes(long from, long at, long to, long count) {
        for (long i = 0; i < count; i++) {
            other.set(JAVA_BYTE, to, table.get(JAVA_BYTE, from + index(at) * axisStride));
            from += tableStep;
            at += indexStep;
            to += otherStep;
        }
    }

    private void gatherShorts(long from, long at, long to, long count) {
        for (long i = 0; i < count; i++) {
            other.set(JAVA_SHORT, to, table.get(JAVA_SHORT, from + index(at) * axisStride));
            from += tableStep;
            at += indexStep;
            to += otherStep;
        }
    }

    private void gatherInts(long from, long at, long to, long count) {
        for (long i = 0; i < count; i++) {
            other.set(JAVA_INT, to, table.get(JAVA_INT, from + index(at) * axisStride));
            from += tableStep;
            at += indexStep;
            to += otherStep;
        }
    }

    private void gatherLongs(long from, long at, long to, long count) {
        for (long i = 0; i < count; i++) {
            other.set(JAVA_LONG, to, table.get(JAVA_LONG, from + index(at) * axisStride));
            from += tableStep;
            at += indexStep;
            to += otherStep;
        }
    }
}
