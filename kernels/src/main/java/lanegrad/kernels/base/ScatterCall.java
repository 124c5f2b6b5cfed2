package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** Adds to a table at indices. */
final class ScatterCall extends IndexCall {

    private final RowLeaf leaf;

    ScatterCall(RowLeaf leaf) {
        this.leaf = leaf;
    }

    @Override
    void plane(long tableFrom, long indexFrom, long otherFrom, long rows, long columns) {
        boolean runs = indexStep == 0 && tableStep == 4 && otherStep == 4;
        for (long row = 0; row < rows; row++) {
            switch (dtype) {
                case F32 -> {
                    if (runs) {
                        leaf.add(other, otherFrom, table, tableFrom + index(indexFrom) * axisStride, columns);
                    } else {
                        addFloats(tableFrom, indexFrom, otherFrom, columns);
                    }
                }
                case F64 -> addDoubles(tableFrom, indexFrom, otherFrom, columns);
                case I32 -> addInts(tableFrom, indexFrom, otherFrom, columns);
                case I64 -> addLongs(tableFrom, indexFrom, otherFrom, columns);
                default -> throw new AssertionError(dtype);
            }
            tableFrom += tableRow;
            indexFrom += indexRow;
            otherFrom += otherRow;
        }
    }

    private void addFloats(long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            table.set(JAVA_FLOAT, place, table.get(JAVA_FLOAT, place) + other.get(JAVA_FLOAT, from));
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }

    private void addDoubles(long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            table.set(JAVA_DOUBLE, place, table.get(JAVA_DOUBLE, place) + other.get(JAVA_DOUBLE, from));
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }

    private void addInts(long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            table.set(JAVA_INT, place, table.get(JAVA_INT, place) + other.get(JAVA_INT, from));
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }

    private void addLongs(long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            table.set(JAVA_LONG, place, table.get(JAVA_LONG, place) + other.get(JAVA_LONG, from));
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }
}
