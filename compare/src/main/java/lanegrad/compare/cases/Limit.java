package lanegrad.compare.cases;

/**
 * What bounds a case from below, whoever does it.
 *
 * @param resource which of the machine's means
 * @param amount operations, or bytes
 */
public record Limit(Resource resource, double amount) {

    /** What a machine has a limited rate of. */
    public enum Resource {
        /** Operations of fused multiply-adds, two each, in registers. */
        FMA,
        /** Bytes read and written by a copy, as many of each. */
        COPY,
        /** Bytes read. */
        READ
    }

    /** A case bound by arithmetic. */
    public static Limit fma(double operations) {
        return new Limit(Resource.FMA, operations);
    }

    /** A case bound by memory that it reads and writes. */
    public static Limit copy(double bytes) {
        return new Limit(Resource.COPY, bytes);
    }

    /** A case bound by memory that it reads. */
    public static Limit read(double bytes) {
        return new Limit(Resource.READ, bytes);
    }
}
