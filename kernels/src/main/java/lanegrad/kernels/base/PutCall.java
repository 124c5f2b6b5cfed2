package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/** Writes to a table at indices, one after another: of several elements for one place the last one stays. */
final class PutCall extends IndexCall {

    @Override
    void plane(long tableFrom, long indexFrom, long otherFrom, long rows, long columns) {
        int bytes = dtype.bytes();
        boolean runs = indexStep == 0 && tableStep == bytes && otherStep == bytes;
        for (long row = 0; row < rows; row++) {
            if (runs) {
                MemorySegment.copy(other, otherFrom, table, tableFrom + index(indexFrom) * axisStride,
                        columns * bytes);
            } else {
                put(bytes, tableFrom, indexFrom, otherFrom, columns);
            }
            tableFrom += tableRow;
            indexFrom += indexRow;
            otherFrom += otherRow;
        }
    }

    private void put(int bytes, long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            switch (bytes) {
                case 1 -> table.set(JAVA_BYTE, place, other.get(JAVA_BYTE, from));
                case 2 -> table.set(JAVA_SHORT, place, other.get(JAVA_SHORT, from));
                case 4 -> table.set(JAVA_INT, place, other.get(JAVA_INT, from));
                default -> table.set(JAVA_LONG, place, other.get(JAVA_LONG, from));
            }
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }
}
