package lanegrad.testkit.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanegrad.testkit.Project;
import lanegrad.testkit.catalogue.Catalogue;
import lanegrad.testkit.mutation.Fork.Notice;
import lanegrad.testkit.mutation.Verdict.Fate;

/**
 * Plants every bug there is, those of the pages and those in every rule, and prints what became of each: {@code mvn
 * -Pmutation test}. It fails if one survives that has no argument for it, or one is noticed that has, or if the judges
 * find fault with the library as it is.
 */
final class MutationRun {

    /** JVMs at once: kernels use several threads each. */
    private static final int AT_ONCE = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 2);

    private static final Path TARGET = Project.root().resolve("property-tests/target");

    private final ExecutorService forks = Executors.newFixedThreadPool(AT_ONCE,
            Thread.ofPlatform().daemon().factory());

    private MutationRun() {
    }

    /**
     * Plants them all; or, of those of the pages alone, the ones whose titles contain what is given.
     *
     * @param args part of a title, or nothing
     */
    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(
                new Thread(() -> ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly)));
        String part = String.join(" ", args).toLowerCase(Locale.ROOT);
        List<PlantedBug> bugs = BugPages.all().stream()
                .filter(bug -> bug.title().toLowerCase(Locale.ROOT).contains(part)).toList();
        System.exit(new MutationRun().run(bugs, part.isEmpty()) ? 0 : 1);
    }

    private boolean run(List<PlantedBug> bugs, boolean rules) throws Exception {
        List<Fork> planted = new ArrayList<>();
        for (PlantedBug bug : bugs) { // all first: one that does not compile is told at once
            Fork fork = fork("bug-" + (planted.size() + 1));
            fork.plant(bug);
            planted.add(fork);
        }
        List<Verdict> inRules = new ArrayList<>();
        Future<?> ruleMutants = forks.submit(() -> RuleMutants.run(rules ? Catalogue.all() : List.of(), inRules::add));
        List<Future<Notice>> trials = IntStream.range(0, bugs.size())
                .mapToObj(i -> forks.submit(() -> planted.get(i).judge(bugs.get(i).judges()))).toList();
        List<Verdict> byHand = new ArrayList<>();
        Set<String> judges = new TreeSet<>();
        for (int i = 0; i < bugs.size(); i++) {
            Notice notice = trials.get(i).get();
            if (notice != null && notice.judge() != null) {
                judges.add(notice.judge());
            }
            byHand.add(verdict(bugs.get(i), notice));
            System.out.println((i + 1) + " of " + bugs.size() + ": " + MutationTable.line(byHand.getLast()));
        }
        ruleMutants.get();
        acquit(List.copyOf(judges));
        String table = MutationTable.text(bugs, byHand, inRules);
        Files.writeString(TARGET.resolve("mutation.md"), table);
        System.out.print(table);
        return Stream.concat(byHand.stream(), inRules.stream()).noneMatch(each -> each.fate() == Fate.SURVIVED);
    }

    private static Verdict verdict(PlantedBug bug, Notice notice) {
        if (bug.argument() == null) {
            return notice == null ? new Verdict(bug.title(), Fate.SURVIVED, null)
                    : new Verdict(bug.title(), Fate.KILLED, notice.toString());
        }
        if (notice != null) {
            throw new IllegalStateException(
                    "'" + bug.title() + "' is argued to be equivalent, but was noticed by " + notice);
        }
        return new Verdict(bug.title(), Fate.EQUIVALENT, bug.argument());
    }

    /** Those who noticed a bug look at the library as it is: what they noticed must have come from the bug. */
    private void acquit(List<String> judges) throws Exception {
        List<Future<Notice>> parts = new ArrayList<>();
        for (int first = 0; first < Math.min(AT_ONCE, judges.size()); first++) {
            Fork fork = fork("right-" + (first + 1));
            List<String> part = IntStream.iterate(first, i -> i < judges.size(), i -> i + AT_ONCE)
                    .mapToObj(judges::get).toList();
            parts.add(forks.submit(() -> fork.judge(part)));
        }
        for (Future<Notice> part : parts) {
            if (part.get() != null) {
                throw new IllegalStateException("without any bug there is something to notice: " + part.get());
            }
        }
    }

    private static Fork fork(String name) throws IOException {
        return new Fork(TARGET.resolve("mutation").resolve(name));
    }
}
