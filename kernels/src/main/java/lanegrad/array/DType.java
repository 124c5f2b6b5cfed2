package lanegrad.array;

import java.lang.foreign.ValueLayout;

/**
 * The type of an array's elements.
 *
 * <p>F32 is what kernels are fast in; F64 exists for every op that has a gradient; I32 and I64 index; BOOL masks (one
 * byte, 0 or 1); BF16, F16 and I8 are storage only and are widened before anything is computed.
 */
public enum DType {
    /** IEEE single precision. */
    F32(4, Kind.FLOATING),
    /** IEEE double precision. */
    F64(8, Kind.FLOATING),
    /** Signed 32-bit integer. */
    I32(4, Kind.INTEGER),
    /** Signed 64-bit integer. */
    I64(8, Kind.INTEGER),
    /** A truth value in one byte. */
    BOOL(1, Kind.BOOLEAN),
    /** The upper half of a single-precision number: storage only. */
    BF16(2, Kind.FLOATING),
    /** IEEE half precision: storage only. */
    F16(2, Kind.FLOATING),
    /** Signed byte: storage only. */
    I8(1, Kind.INTEGER);

    private enum Kind {
        BOOLEAN, INTEGER, FLOATING
    }

    private final int bytes;
    private final Kind kind;

    DType(int bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
    }

    /**
     * The size of one element.
     *
     * @return bytes
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether the elements are floating-point numbers.
     *
     * @return true for F32, F64, BF16, F16
     */
    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /**
     * Whether the elements are integers.
     *
     * @return true for I32, I64, I8
     */
    public boolean isInteger() {
        return kind == Kind.INTEGER;
    }

    /**
     * Whether gradients can be taken with respect to such elements.
     *
     * @return true for F32 and F64
     */
    public boolean isDifferentiable() {
        return this == F32 || this == F64;
    }

    /**
     * Whether the type only stores, and is widened to F32 (or to I32) before it is computed with.
     *
     * @return true for BF16, F16, I8
     */
    public boolean isStorageOnly() {
        return this == BF16 || this == F16 || this == I8;
    }

    /**
     * The type in which NumPy computes with operands of two types: BOOL gives way to integers and integers to floats,
     * the wider wins within a kind; I32 or I64 with F32 is F64, as in NumPy; storage types count as what they are
     * widened to.
     *
     * @param a one operand's type
     * @param b the other's
     * @return the common type
     */
    public static DType promote(DType a, DType b) {
        DType x = a.widened();
        DType y = b.widened();
        if (x == y) {
            return x;
        }
        if (x.kind == y.kind) {
            return x.bytes > y.bytes ? x : y;
        }
        DType high = x.kind.compareTo(y.kind) > 0 ? x : y;
        DType low = high == x ? y : x;
        return high == F32 && low.kind == Kind.INTEGER ? F64 : high;
    }

    private DType widened() {
        return switch (this) {
            case BF16, F16 -> F32;
            case I8 -> I32;
            default -> this;
        };
    }

    /** Native-order layouts without alignment, so that they read any segment. */
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
}
