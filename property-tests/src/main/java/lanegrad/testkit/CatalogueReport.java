package lanegrad.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lanegrad.array.DType;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.Threshold;
import lanegrad.testkit.Tolerances.Measure;

/** The report of what was proven: each op with its properties, checks and worst errors, and the totals at the end. */
public final class CatalogueReport {

    private CatalogueReport() {
    }

    /**
     * Writes the report.
     *
     * @param ledger what was found
     * @param file where to; directories are made
     * @throws IOException if it cannot be written
     */
    public static void write(Ledger ledger, Path file) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(file, text(ledger));
    }

    private static String text(Ledger ledger) {
        StringBuilder text = new StringBuilder("# The catalogue\n\nEvery op against its reference, its composite and "
                + "differences.\n\n").append(Kernels.describe()).append("\n\n## Tolerances\n\n")
                .append(Tolerances.table()).append("\nOverrides, each with its reason:\n\n");
        boolean any = false;
        for (Ledger.Page page : ledger.pages()) {
            for (Tolerances.Override override : page.info().overrides()) {
                any = true;
                text.append("- ").append(page.info().name()).append(", ").append(override.dtype()).append(", ")
                        .append(name(override.measure())).append(": ").append(override.limit()).append(": ")
                        .append(override.reason()).append('\n');
            }
        }
        text.append(any ? "" : "- none\n").append("\n## Worst errors\n\n"
                + "| op | orders | F32 value | F64 value | F32 gradient | F64 gradient | first order | second order | "
                + "checks |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (Ledger.Page page : ledger.pages()) {
            text.append("| ").append(page.info().name()).append(" | ").append(orders(page.info())).append(" | ")
                    .append(error(page, Measure.VALUE, DType.F32)).append(" | ")
                    .append(error(page, Measure.VALUE, DType.F64)).append(" | ")
                    .append(error(page, Measure.GRADIENT, DType.F32)).append(" | ")
                    .append(error(page, Measure.GRADIENT, DType.F64)).append(" | ")
                    .append(error(page, Measure.FIRST_ORDER, DType.F64)).append(" | ")
                    .append(error(page, Measure.SECOND_ORDER, DType.F64)).append(" | ").append(checks(page))
                    .append(page.failures() > 0 ? ", **" + page.failures() + " properties do not hold**" : "")
                    .append(" |\n");
        }
        properties(ledger, text);
        thresholds(ledger, text);
        totals(ledger, text);
        return text.toString();
    }

    private static String name(Measure measure) {
        return measure.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String orders(OpInfo info) {
        return info.orders() + (info.whyNot() == null ? "" : " (" + info.whyNot() + ")");
    }

    private static String error(Ledger.Page page, Measure measure, DType dtype) {
        Double worst = page.worst(measure, dtype);
        return worst == null ? "" : worst == 0 ? "0" : String.format(Locale.ROOT, "%.1e", worst);
    }

    private static long checks(Ledger.Page page) {
        return page.checks().values().stream().mapToLong(Long::longValue).sum();
    }

    private static void properties(Ledger ledger, StringBuilder text) {
        text.append("\n## Properties and checks\n\n");
        for (Ledger.Page page : ledger.pages()) {
            text.append("- **").append(page.info().name()).append("**: ").append(page.checks().entrySet().stream()
                    .map(each -> each.getKey() + " " + each.getValue()).collect(Collectors.joining("; "))).append('\n');
            page.info().exemptions().forEach(each -> text.append("  - without ").append(each).append('\n'));
            for (Measure measure : Measure.values()) {
                for (DType dtype : List.of(DType.F32, DType.F64)) {
                    Double worst = page.worst(measure, dtype);
                    if (worst != null && worst > 0) {
                        text.append("  - worst ").append(dtype).append(' ').append(name(measure)).append(": ")
                                .append(page.where(measure, dtype)).append('\n');
                    }
                }
            }
        }
    }

    private static void thresholds(Ledger ledger, StringBuilder text) {
        Map<String, Set<String>> sampled = new TreeMap<>();
        Set<String> missing = new TreeSet<>();
        for (Ledger.Page page : ledger.pages()) {
            for (String each : page.thresholds()) {
                sampled.computeIfAbsent(each.substring(0, each.lastIndexOf(" as ")), _ -> new TreeSet<>())
                        .add(page.info().name() + " by " + each.substring(each.lastIndexOf(" as ") + 4));
            }
        }
        for (Ledger.Page page : ledger.pages()) {
            for (Kernels kernels : KernelSets.all()) {
                for (Threshold each : page.info().thresholds().apply(kernels)) {
                    String name = kernels.name() + " " + each.kernel() + ", " + each.name() + " (" + each.value() + ")";
                    if (!sampled.containsKey(name)) {
                        missing.add(name);
                    }
                }
            }
        }
        text.append("\n## Thresholds sampled on each side\n\n");
        sampled.forEach((threshold, by) -> text.append("- ").append(threshold).append(": ")
                .append(String.join(", ", by)).append('\n'));
        missing.forEach(each -> text.append("- ").append(each).append(": **not sampled, too large**\n"));
    }

    private static void totals(Ledger ledger, StringBuilder text) {
        List<Ledger.Page> pages = new ArrayList<>();
        ledger.pages().forEach(pages::add);
        long checks = pages.stream().mapToLong(CatalogueReport::checks).sum();
        long failures = pages.stream().mapToLong(Ledger.Page::failures).sum();
        long samples = pages.stream().mapToLong(page -> page.info().samples().size()).sum();
        long errors = pages.stream().mapToLong(page -> page.info().errors().size()).sum();
        text.append("\n## Totals\n\n").append(pages.size()).append(" ops and functions, ").append(samples)
                .append(" samples, ").append(errors).append(" wrong calls, ").append(checks).append(" checks, ")
                .append(failures).append(" properties that do not hold.\n");
    }
}
