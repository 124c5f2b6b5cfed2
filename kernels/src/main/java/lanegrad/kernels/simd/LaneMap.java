package lanegrad.kernels.simd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import lanegrad.array.DType;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.CompareOp;
import lanegrad.kernels.UnaryOp;
import lanegrad.kernels.base.BinaryLoop;
import lanegrad.kernels.base.PlaneTurn;
import lanegrad.kernels.base.Recipe;
import lanegrad.kernels.base.Template;
import lanegrad.kernels.base.UnaryLoop;
import lanegrad.kernels.base.WhereLoop;
import lanegrad.kernels.scalar.PlainMap;

/** Elementwise loops over vectors of floats; for other types, and for remainders, plain ones. */
final class LaneMap extends PlainMap {

    private static final Lookup LOOKUP = MethodHandles.lookup();

    @Override
    protected int lanes() {
        return Lanes.N;
    }

    @Override
    protected PlaneTurn turn() {
        return LaneTurn.INSTANCE;
    }

    @Override
    protected UnaryLoop make(UnaryOp op, DType dtype) {
        if (dtype != DType.F32) {
            return super.make(op, dtype);
        }
        WideAngleFunction angle = WideFunctions.angle(op);
        WideUnary wide = WideFunctions.of(op);
        if (angle == null && wide == null) {
            return Template.<UnaryLoop>specialise(LOOKUP, LaneUnaryLoop.class, LaneFunctions.of(op));
        }
        if (!Lanes.WIDE) {
            return super.make(op, dtype);
        }
        return wide != null ? Template.<UnaryLoop>specialise(LOOKUP, WideUnaryLoop.class, wide)
                : Template.<UnaryLoop>specialise(LOOKUP, WideAngleLoop.class, angle);
    }

    @Override
    protected BinaryLoop make(BinaryOp op, DType dtype, boolean aRepeats, boolean bRepeats) {
        WideBinary wide = dtype == DType.F32 ? WideFunctions.of(op) : null;
        boolean power = op == BinaryOp.POW && dtype == DType.F32;
        if ((power || wide != null) && !Lanes.WIDE) {
            return super.make(op, dtype, aRepeats, bRepeats);
        }
        if (power) {
            return Template.<BinaryLoop>specialise(LOOKUP, PowerLoop.class,
                    new Recipe(null, dtype, aRepeats, bRepeats));
        }
        if (wide != null) {
            return Template.<BinaryLoop>specialise(LOOKUP, WideBinaryLoop.class,
                    new Recipe(wide, dtype, aRepeats, bRepeats));
        }
        LaneBinary function = dtype == DType.F32 ? LaneFunctions.of(op) : null;
        return function == null ? super.make(op, dtype, aRepeats, bRepeats)
                : Template.<BinaryLoop>specialise(LOOKUP, LaneBinaryLoop.class,
                        new Recipe(function, dtype, aRepeats, bRepeats));
    }

    @Override
    protected BinaryLoop make(CompareOp op, DType dtype, boolean aRepeats, boolean bRepeats) {
        return dtype != DType.F32 ? super.make(op, dtype, aRepeats, bRepeats)
                : Template.<BinaryLoop>specialise(LOOKUP, LaneTestLoop.class,
                        new Recipe(LaneFunctions.of(op), dtype, aRepeats, bRepeats));
    }

    @Override
    protected WhereLoop makeWhere(DType dtype, boolean aRepeats, boolean bRepeats) {
        return dtype.bytes() != 4 ? super.makeWhere(dtype, aRepeats, bRepeats)
                : Template.<WhereLoop>specialise(LOOKUP, LaneWhereLoop.class,
                        new Recipe(null, dtype, aRepeats, bRepeats));
    }
}
