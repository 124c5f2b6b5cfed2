package lanegrad.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import lanegrad.array.DType;

/**
 * How far results may be off, in one table. Values and gradients are measured relative to themselves and to what they
 * were added up from.
 */
public final class Tolerances {

    /** What is measured. */
    public enum Measure {
        /** A result against the reference, and SIMD against scalar. */
        VALUE,
        /** A gradient against the composite's in F64. */
        GRADIENT,
        /** A gradient against central differences. */
        FIRST_ORDER,
        /** A gradient of a gradient against central differences. */
        SECOND_ORDER
    }

    /**
     * A limit of the table that one op does not keep, and why.
     *
     * @param dtype the type that is computed in
     * @param measure what is measured
     * @param limit the greatest relative error
     * @param reason why the table's limit is not kept
     */
    public record Override(DType dtype, Measure measure, double limit, String reason) {
    }

    private record Key(DType dtype, Measure measure) {
    }

    private static final Map<Key, Double> TABLE = new LinkedHashMap<>();

    static {
        TABLE.put(new Key(DType.F32, Measure.VALUE), 1e-6);
        TABLE.put(new Key(DType.F32, Measure.GRADIENT), 1e-5);
        TABLE.put(new Key(DType.F64, Measure.VALUE), 1e-14);
        TABLE.put(new Key(DType.F64, Measure.GRADIENT), 1e-13);
        TABLE.put(new Key(DType.F64, Measure.FIRST_ORDER), 1e-6);
        TABLE.put(new Key(DType.F64, Measure.SECOND_ORDER), 1e-4);
    }

    private Tolerances() {
    }

    /**
     * The limit for an op.
     *
     * @param info the op, whose overrides win
     * @param dtype the type that is computed in; others than F32 are measured as F64
     * @param measure what is measured
     * @return the greatest relative error
     */
    public static double limit(OpInfo info, DType dtype, Measure measure) {
        DType key = dtype == DType.F32 ? DType.F32 : DType.F64;
        for (Override override : info.overrides()) {
            if (override.dtype == key && override.measure == measure) {
                return override.limit;
            }
        }
        return TABLE.get(new Key(key, measure));
    }

    /**
     * The table for the report.
     *
     * @return a line a limit
     */
    static String table() {
        StringBuilder text = new StringBuilder("| type | measure | limit |\n| --- | --- | --- |\n");
        TABLE.forEach((key, limit) -> text.append("| ").append(key.dtype).append(" | ")
                .append(key.measure.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')).append(" | ")
                .append(limit).append(" |\n"));
        return text.toString();
    }
}
