package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.RowPath;

/**
 * One operand of a call along the last axis: what it has to be beside the rows that the call works on, and where it is
 * or what stands for it meanwhile. Absent unless given. Used again and again.
 */
public final class RowOperand {

    /** What an operand has for the rows. */
    enum Form {
        /** Rows like them. */
        ROWS,
        /** One element a column. */
        COLUMN,
        /** One element a row. */
        EACH,
        /** One class a row. */
        CLASSES
    }

    private String name;
    private Form form;
    private boolean written;
    private NdArray given;
    private boolean fitting = true;
    private NdArray local;
    private MemorySegment segment;
    private RowPath path;
    private int bytes;

    RowOperand() {
    }

    /** Whether there is such an operand. */
    public boolean isPresent() {
        return segment != null;
    }

    /** The memory that {@link #at} counts in. */
    public MemorySegment segment() {
        return segment;
    }

    /** The byte at which a row begins. */
    public long at(long row) {
        return path.at(row) * bytes;
    }

    /** Gives an input, or null for none. */
    void reads(String name, Form form, NdArray array) {
        give(name, form, array, false);
    }

    /** Gives an output, or null for none. */
    void writes(String name, Form form, NdArray array) {
        give(name, form, array, true);
    }

    private void give(String name, Form form, NdArray array, boolean written) {
        this.name = name;
        this.form = form;
        this.written = written;
        given = array;
        fitting = hasRows() ? Local.hasRows(array) : Local.isHere(array);
    }

    /** What was given. */
    NdArray given() {
        return given;
    }

    /** Refuses what does not go with the rows. */
    void check(String kernel, NdArray rows) {
        if (given == null) {
            return;
        }
        Arguments.requireType(kernel, name, given, form == Form.CLASSES ? DType.I64 : rows.dtype());
        switch (form) {
            case ROWS -> Arguments.requireShape(kernel, name, given, rows.shape());
            case COLUMN -> RowChecks.column(kernel, name, given, rows);
            case EACH, CLASSES -> RowChecks.perRow(kernel, name, given, rows);
        }
        if (written) {
            Arguments.requireTarget(kernel, name, given);
        }
    }

    /** Whether the kernel can work on it where it is; true of none. */
    boolean isFitting() {
        return fitting;
    }

    /** Whether its last axis lies within a row; if not, every element is a row of its own. */
    private boolean hasRows() {
        return form == Form.ROWS || form == Form.COLUMN;
    }

    /** Points at it, or at what stands for it, which belongs to the current scope. */
    void bind() {
        if (given == null) {
            return;
        }
        local = written ? Local.output(given, fitting) : Local.input(given, fitting);
        segment = written ? local.writableSegment() : local.segment();
        path = hasRows() ? local.layout().rows() : local.layout().elements();
        bytes = local.dtype().bytes();
    }

    /** Brings results to where they belong. */
    void store() {
        if (written && given != null) {
            Local.store(local, given);
        }
    }

    /** Lets go of it. */
    void clear() {
        given = null;
        fitting = true;
        local = null;
        segment = null;
    }
}
