package lanegrad.kernels.base;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.RowPath;

/** One operand of a call along the last axis: what it has to be beside the rows that the call works on. */
public final class RowOperand extends LocalOperand {

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

    private Form form;
    private boolean fitting;
    private RowPath path;
    private int bytes;

    RowOperand() {
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
        give(name, array, written);
        this.form = form;
        fitting = hasRows() ? Local.hasRows(array) : Local.isHere(array);
    }

    /** Refuses what does not go with the rows. */
    void check(String kernel, NdArray rows) {
        NdArray given = given();
        if (given == null) {
            return;
        }
        Arguments.requireType(kernel, name(), given, form == Form.CLASSES ? DType.I64 : rows.dtype());
        switch (form) {
            case ROWS -> Arguments.requireShape(kernel, name(), given, rows.shape());
            case COLUMN -> RowChecks.column(kernel, name(), given, rows);
            case EACH, CLASSES -> RowChecks.perRow(kernel, name(), given, rows);
        }
        checkTarget(kernel);
    }

    /** Whether the kernel can work on it where it is; true of none. */
    boolean isFitting() {
        return given() == null || fitting;
    }

    /** Whether its last axis lies within a row; if not, every element is a row of its own. */
    private boolean hasRows() {
        return form == Form.ROWS || form == Form.COLUMN;
    }

    /** Points at it, or at what stands for it, which belongs to the current scope. */
    void bind() {
        if (given() == null) {
            return;
        }
        NdArray local = point(given(), fitting);
        path = hasRows() ? local.layout().rows() : local.layout().elements();
        bytes = local.dtype().bytes();
    }
}
