package lanegrad.testkit.mutation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lanegrad.testkit.mutation.Verdict.Fate;

/** The report of what became of every bug: a row each for those planted by hand, and one an op for those in rules. */
final class MutationTable {

    private MutationTable() {
    }

    static String text(List<PlantedBug> bugs, List<Verdict> byHand, List<Verdict> inRules) {
        StringBuilder text = new StringBuilder("# Mutation\n\n## Bugs planted by hand\n\n").append(counts(byHand))
                .append("\n\n| | bug | in | fate | by |\n| --- | --- | --- | --- | --- |\n");
        for (int i = 0; i < bugs.size(); i++) {
            String file = bugs.get(i).file();
            Verdict verdict = byHand.get(i);
            row(text, String.valueOf(i + 1), verdict.mutant(),
                    file.substring(file.lastIndexOf('/') + 1, file.lastIndexOf('.')), fate(verdict), by(verdict));
        }
        text.append("\n## Wrong rules\n\n").append(counts(inRules))
                .append("\n\n| op | bugs | killed by |\n| --- | --- | --- |\n");
        Map<String, List<Verdict>> ops = inRules.stream().collect(Collectors.groupingBy(
                each -> each.mutant().substring(0, each.mutant().indexOf(',')), LinkedHashMap::new,
                Collectors.toList()));
        ops.forEach((op, verdicts) -> {
            Map<String, Long> killers = verdicts.stream().filter(each -> each.fate() == Fate.KILLED)
                    .collect(Collectors.groupingBy(Verdict::by, TreeMap::new, Collectors.counting()));
            row(text, op, String.valueOf(verdicts.size()), killers.entrySet().stream()
                    .map(each -> each.getKey() + " " + each.getValue()).collect(Collectors.joining(", ")));
        });
        inRules.stream().filter(each -> each.fate() == Fate.SURVIVED)
                .forEach(each -> text.append("\nSURVIVED: ").append(each.mutant()).append('\n'));
        return text.toString();
    }

    /** One verdict while the others are awaited. */
    static String line(Verdict verdict) {
        return verdict.mutant() + ": " + fate(verdict) + (verdict.by() == null ? "" : ", " + verdict.by());
    }

    private static String counts(List<Verdict> verdicts) {
        Map<Fate, Long> counts = verdicts.stream()
                .collect(Collectors.groupingBy(Verdict::fate, TreeMap::new, Collectors.counting()));
        return verdicts.size() + " bugs: " + Arrays.stream(Fate.values())
                .map(fate -> counts.getOrDefault(fate, 0L) + " " + fate.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")) + ".";
    }

    private static String fate(Verdict verdict) {
        return verdict.fate() == Fate.SURVIVED ? "SURVIVED" : verdict.fate().name().toLowerCase(Locale.ROOT);
    }

    private static String by(Verdict verdict) {
        return verdict.by() == null ? "" : verdict.by().replace("|", "\\|");
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
