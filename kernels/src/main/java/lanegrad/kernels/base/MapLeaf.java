package lanegrad.kernels.base;

import lanegrad.array.DType;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.UnaryOp;

/** The elementwise loops of an implementation, each made when it is first wanted. */
public abstract class MapLeaf {

    private static final int TYPES = DType.values().length;
    private static final int FORMS = 4;

    // Loops have no fields: a race makes one too many, and either will do.
    private final UnaryLoop[] unaries = new UnaryLoop[UnaryOp.values().length * TYPES];
    private final BinaryLoop[] binaries = new BinaryLoop[BinaryOp.values().length * TYPES * FORMS];
    private final BinaryLoop[] comparisons = new BinaryLoop[CompareOp.values().length * TYPES * FORMS];
    private final WhereLoop[] choices = new WhereLoop[TYPES * FORMS];

    /** For subclasses. */
    protected MapLeaf() {
    }

    /** Elements that the loop over floats takes at once. */
    protected abstract int lanes();

    /** Turns what lies the other way round than the output; null for none of its own. */
    protected PlaneTurn turn() {
        return null;
    }

    /** Makes the loop of a function of one input. */
    protected abstract UnaryLoop make(UnaryOp op, DType dtype);

    /** Makes the loop of a function of two inputs. */
    protected abstract BinaryLoop make(BinaryOp op, DType dtype, boolean aRepeats, boolean bRepeats);

    /** Makes the loop of a comparison. */
    protected abstract BinaryLoop make(CompareOp op, DType dtype, boolean aRepeats, boolean bRepeats);

    /** Makes the loop of a choice between elements of a type. */
    protected abstract WhereLoop makeWhere(DType dtype, boolean aRepeats, boolean bRepeats);

    final UnaryLoop unary(UnaryOp op, DType dtype) {
        int at = op.ordinal() * TYPES + dtype.ordinal();
        UnaryLoop loop = unaries[at];
        if (loop == null) {
            loop = make(op, dtype);
            unaries[at] = loop;
        }
        return loop;
    }

    final BinaryLoop binary(BinaryOp op, DType dtype, boolean aRepeats, boolean bRepeats) {
        int at = op.ordinal() * TYPES * FORMS + form(dtype, aRepeats, bRepeats);
        BinaryLoop loop = binaries[at];
        if (loop == null) {
            loop = make(op, dtype, aRepeats, bRepeats);
            binaries[at] = loop;
        }
        return loop;
    }

    final BinaryLoop compare(CompareOp op, DType dtype, boolean aRepeats, boolean bRepeats) {
        int at = op.ordinal() * TYPES * FORMS + form(dtype, aRepeats, bRepeats);
        BinaryLoop loop = comparisons[at];
        if (loop == null) {
            loop = make(op, dtype, aRepeats, bRepeats);
            comparisons[at] = loop;
        }
        return loop;
    }

    final WhereLoop where(DType dtype, boolean aRepeats, boolean bRepeats) {
        int at = form(dtype, aRepeats, bRepeats);
        WhereLoop loop = choices[at];
        if (loop == null) {
            loop = makeWhere(dtype, aRepeats, bRepeats);
            choices[at] = loop;
        }
        return loop;
    }

    private static int form(DType dtype, boolean aRepeats, boolean bRepeats) {
        return dtype.ordinal() * FORMS + (aRepeats ? 2 : 0) + (bRepeats ? 1 : 0);
    }
}
