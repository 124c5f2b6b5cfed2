package lanegrad.testkit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.Set;
import lanegrad.array.DType;

/** What the properties have found: how many checks, the worst errors and where; the report is written from it. */
public final class Ledger {

    /** The worst error of one kind. */
    private record Worst(double error, double limit, String where) {
    }

    /** The findings for one op. */
    public static final class Page {

        private final OpInfo info;
        private final Map<String, Long> checks = new LinkedHashMap<>();
        private final Map<String, Worst> worst = new LinkedHashMap<>();
        private final Set<String> thresholds = new TreeSet<>();
        private long failures;

        private Page(OpInfo info) {
            this.info = info;
        }

        /**
         * The op.
         *
         * @return its record
         */
        public OpInfo info() {
            return info;
        }

        /**
         * Counts checks.
         *
         * @param property which property made them
         * @param count how many
         */
        public void count(String property, long count) {
            checks.merge(property, count, Long::sum);
        }

        /** Counts a property that did not hold. */
        void fail() {
            failures++;
        }

        /** Notes that a threshold was sampled. */
        void sampled(String threshold) {
            thresholds.add(threshold);
        }

        /**
         * Notes an error and refuses one over the limit.
         *
         * @param property which property measured it
         * @param measure what was measured
         * @param dtype the type that was computed in
         * @param error the relative error
         * @param where for people
         * @throws AssertionError if the error is over the op's limit, or NaN
         */
        public void measure(String property, Tolerances.Measure measure, DType dtype, double error, String where) {
            count(property, 1);
            double limit = Tolerances.limit(info, dtype, measure);
            DType key = dtype == DType.F32 ? DType.F32 : DType.F64;
            worst.merge(measure + " " + key, new Worst(error, limit, where),
                    (a, b) -> a.error >= b.error ? a : b);
            if (!(error <= limit)) {
                throw new AssertionError(info.name() + ", " + property + ": " + where + ": relative error " + error
                        + ", up to " + limit + " allowed");
            }
        }

        /**
         * The worst error of one kind.
         *
         * @param measure what was measured
         * @param dtype F32 or F64
         * @return the relative error, or null if it was not measured
         */
        Double worst(Tolerances.Measure measure, DType dtype) {
            Worst found = worst.get(measure + " " + dtype);
            return found == null ? null : found.error;
        }

        /** Where the worst error of one kind was found. */
        String where(Tolerances.Measure measure, DType dtype) {
            Worst found = worst.get(measure + " " + dtype);
            return found == null ? null : found.where;
        }

        Map<String, Long> checks() {
            return checks;
        }

        Set<String> thresholds() {
            return thresholds;
        }

        long failures() {
            return failures;
        }

        /**
         * Compares a result with what it should be.
         *
         * @param property which property compares
         * @param dtype the type that was computed in
         * @param found the elements
         * @param expected what they should be, perhaps with scales
         * @param where for people
         */
        public void compareValues(String property, DType dtype, double[] found, Plain expected, String where) {
            Difference difference = Difference.worst(found, expected, dtype, 0);
            measure(property, Tolerances.Measure.VALUE, dtype, difference.error(), where + difference);
        }

        /**
         * Compares a gradient with what it should be.
         *
         * @param property which property compares
         * @param dtype the type that was computed in
         * @param found the elements
         * @param expected what they should be, perhaps with scales
         * @param least what smaller elements are measured by: a part of the greatest gradient there is
         * @param where for people
         */
        public void compareGradients(String property, DType dtype, double[] found, Plain expected, double least,
                String where) {
            Difference difference = Difference.worst(found, expected, dtype, least);
            measure(property, Tolerances.Measure.GRADIENT, dtype, difference.error(), where + difference);
        }
    }

    private final Map<String, Page> pages = new LinkedHashMap<>();

    /** Nothing found yet. */
    public Ledger() {
        // pages are made when they are asked for
    }

    /**
     * The findings for an op.
     *
     * @param info its record
     * @return its page, made when there is none
     */
    public synchronized Page page(OpInfo info) {
        return pages.computeIfAbsent(info.name(), _ -> new Page(info));
    }

    synchronized Iterable<Page> pages() {
        return Arrays.asList(pages.values().toArray(Page[]::new));
    }
}
