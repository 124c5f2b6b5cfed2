package lanegrad.array;

/** Finite numbers of a floating type, none negative, in order: their bits count them. */
final class FloatBits {

    private FloatBits() {
    }

    static long of(DType dtype, double value) {
        return switch (dtype) {
            case F64 -> Double.doubleToRawLongBits(value);
            case F32 -> Float.floatToRawIntBits((float) value);
            case BF16 -> HalfPrecision.toBfloat16(value) & 0xFFFF;
            case F16 -> HalfPrecision.toFloat16(value) & 0xFFFF;
            default -> throw new AssertionError(dtype);
        };
    }

    static double value(DType dtype, long bits) {
        return switch (dtype) {
            case F64 -> Double.longBitsToDouble(bits);
            case F32 -> Float.intBitsToFloat((int) bits);
            case BF16 -> Float.intBitsToFloat((int) bits << 16);
            case F16 -> Float.float16ToFloat((short) bits);
            default -> throw new AssertionError(dtype);
        };
    }

    /** How many decimal digits the type holds for certain. */
    static int digits(DType dtype) {
        return switch (dtype) {
            case F64 -> 15;
            case F32 -> 6;
            case BF16 -> 2;
            case F16 -> 3;
            default -> throw new AssertionError(dtype);
        };
    }

    /** The nearest number of the type. */
    static double round(DType dtype, double value) {
        return value(dtype, of(dtype, value));
    }
}
