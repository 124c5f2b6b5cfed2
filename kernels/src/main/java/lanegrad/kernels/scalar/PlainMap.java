package lanegrad.kernels.scalar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import lanegrad.array.DType;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.UnaryOp;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.MapLeaf;
import lanegrad.kernels.base.Recipe;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;
import lanegrad.kernels.base.WhereLoop;

/** Elementwise loops without vectors, for every type. */
public class PlainMap extends MapLeaf {

    private static final Lookup LOOKUP = MethodHandles.lookup();

    @Override
    protected int lanes() {
        return 1;
    }

    @Override
    protected UnaryLoop make(UnaryOp op, DType dtype) {
        return switch (dtype) {
            case F32 -> Template.<UnaryLoop>specialise(LOOKUP, FloatUnaryLoop.class, FloatFunctions.of(op));
            case F64 -> Template.<UnaryLoop>specialise(LOOKUP, DoubleUnaryLoop.class, DoubleFunctions.of(op));
            default -> Template.<UnaryLoop>specialise(LOOKUP, LongUnaryLoop.class,
                    new Recipe(LongFunctions.of(op), dtype, false, false));
        };
    }

    @Override
    protected BinaryLoop make(BinaryOp op, DType dtype, boolean aRepeats, boolean bRepeats) {
        return switch (dtype) {
            case F32 -> Template.<BinaryLoop>specialise(LOOKUP, FloatBinaryLoop.class,
                    new Recipe(FloatFunctions.of(op), dtype, aRepeats, bRepeats));
            case F64 -> Template.<BinaryLoop>specialise(LOOKUP, DoubleBinaryLoop.class,
                    new Recipe(DoubleFunctions.of(op), dtype, aRepeats, bRepeats));
            default -> Template.<BinaryLoop>specialise(LOOKUP, LongBinaryLoop.class,
                    new Recipe(LongFunctions.of(op), dtype, aRepeats, bRepeats));
        };
    }

    @Override
    protected BinaryLoop make(CompareOp op, DType dtype, boolean aRepeats, boolean bRepeats) {
        if (dtype.isFloating()) {
            return Template.<BinaryLoop>specialise(LOOKUP, DoubleTestLoop.class,
                    new Recipe(DoubleFunctions.of(op), dtype, aRepeats, bRepeats));
        }
        return Template.<BinaryLoop>specialise(LOOKUP, LongTestLoop.class,
                new Recipe(LongFunctions.of(op), dtype, aRepeats, bRepeats));
    }

    @Override
    protected WhereLoop makeWhere(DType dtype, boolean aRepeats, boolean bRepeats) {
        return Template.<WhereLoop>specialise(LOOKUP, CellWhereLoop.class, new Recipe(null, dtype, aRepeats, bRepeats));
    }
}
