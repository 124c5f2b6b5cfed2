package lanegrad.kernels.base;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** Keeps the greater of what a table has at indices and of what comes, or the lesser. */
final class ExtremumCall extends IndexCall {

    boolean greatest;

    @Override
    void plane(long tableFrom, long indexFrom, long otherFrom, long rows, long columns) {
        for (long row = 0; row < rows; row++) {
            switch (dtype) {
                case F32 -> floats(tableFrom, indexFrom, otherFrom, columns);
                case F64 -> doubles(tableFrom, indexFrom, otherFrom, columns);
                case I32 -> ints(tableFrom, indexFrom, otherFrom, columns);
                case I64 -> longs(tableFrom, indexFrom, otherFrom, columns);
                default -> throw new AssertionError(dtype);
            }
            tableFrom += tableRow;
            indexFrom += indexRow;
            otherFrom += otherRow;
        }
    }

    private void floats(long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            float old = table.get(JAVA_FLOAT, place);
            float next = other.get(JAVA_FLOAT, from);
            table.set(JAVA_FLOAT, place, greatest ? Math.max(old, next) : Math.min(old, next));
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }

    private void doubles(long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            double old = table.get(JAVA_DOUBLE, place);
            double next = other.get(JAVA_DOUBLE, from);
            table.set(JAVA_DOUBLE, place, greatest ? Math.max(old, next) : Math.min(old, next));
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }

    private void ints(long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            int old = table.get(JAVA_INT, place);
            int next = other.get(JAVA_INT, from);
            table.set(JAVA_INT, place, greatest ? Math.max(old, next) : Math.min(old, next));
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }

    private void longs(long to, long at, long from, long count) {
        for (long i = 0; i < count; i++) {
            long place = to + index(at) * axisStride;
            long old = table.get(JAVA_LONG, place);
            long next = other.get(JAVA_LONG, from);
            table.set(JAVA_LONG, place, greatest ? Math.max(old, next) : Math.min(old, next));
            to += tableStep;
            at += indexStep;
            from += otherStep;
        }
    }
}
