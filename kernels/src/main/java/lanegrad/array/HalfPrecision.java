package lanegrad.array;

/** The two 16-bit floating-point types, in and out of doubles: rounded once, to nearest, ties to even. */
public final class HalfPrecision {

    private HalfPrecision() {
    }

    /**
     * Rounds to IEEE half precision.
     *
     * @param value any number; NaN stays NaN
     * @return the bits of an F16
     */
    public static short toFloat16(double value) {
        return Float.floatToFloat16(toOdd(value));
    }

    /**
     * Reads IEEE half precision.
     *
     * @param bits of an F16
     * @return its value, exactly
     */
    public static float fromFloat16(short bits) {
        return Float.float16ToFloat(bits);
    }

    /**
     * Rounds to the upper half of a single-precision number.
     *
     * @param value any number; NaN stays NaN
     * @return the bits of a BF16
     */
    public static short toBfloat16(double value) {
        float odd = toOdd(value);
        int bits = Float.floatToRawIntBits(odd);
        if (odd != odd) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    /**
     * Reads the upper half of a single-precision number.
     *
     * @param bits of a BF16
     * @return its value, exactly
     */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /**
     * A float that a shorter type can be rounded from as if from the double: towards zero, with the last bit set if
     * anything was lost, so that a tie is never mistaken (Boldo and Melquiond, "Emulation of FMA and correctly rounded
     * sums", 2008).
     */
    private static float toOdd(double value) {
        float rounded = (float) value;
        if (rounded == value || Double.isNaN(value) || Float.isInfinite(rounded)) {
            return rounded;
        }
        int bits = Float.floatToRawIntBits(rounded);
        int towardsZero = Math.abs((double) rounded) > Math.abs(value) ? bits - 1 : bits;
        return Float.intBitsToFloat(towardsZero | 1);
    }
}
