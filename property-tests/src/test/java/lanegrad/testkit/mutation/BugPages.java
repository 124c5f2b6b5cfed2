package lanegrad.testkit.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lanegrad.testkit.Project;

/**
 * The bugs that are planted by hand, as the pages in {@code property-tests/src/test/bugs} have them: a heading, who
 * must notice ({@code Judges:}) or why nobody can ({@code Equivalent:}, beside the judges), and the change as a diff of
 * one hunk.
 */
final class BugPages {

    private static final String JUDGES = "Judges:";
    private static final String EQUIVALENT = "Equivalent:";

    private BugPages() {
    }

    static List<PlantedBug> all() throws IOException {
        List<PlantedBug> bugs = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Project.root().resolve("property-tests/src/test/bugs"))) {
            for (Path page : pages.sorted().toList()) {
                bugs.addAll(parse(page.getFileName().toString(), Files.readAllLines(page)));
            }
        }
        return bugs;
    }

    private static List<PlantedBug> parse(String page, List<String> lines) {
        List<PlantedBug> bugs = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("## ")) {
                int next = i + 1;
                while (next < lines.size() && !lines.get(next).startsWith("## ")) {
                    next++;
                }
                bugs.add(bug(page, lines.subList(i, next)));
            }
        }
        return bugs;
    }

    private static PlantedBug bug(String page, List<String> lines) {
        String title = lines.getFirst().substring(3).strip();
        String file = null;
        String argument = null;
        List<String> judges = List.of();
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        boolean diff = false;
        for (String line : lines) {
            if (line.startsWith("```")) {
                diff = line.equals("```diff");
            } else if (line.startsWith(JUDGES)) {
                judges = List.of(line.substring(JUDGES.length()).replace("`", "").strip().split(", *"));
            } else if (line.startsWith(EQUIVALENT)) {
                argument = line.substring(EQUIVALENT.length()).strip();
            } else if (diff && line.startsWith("--- ")) {
                file = line.substring(4).strip();
            } else if (diff && !line.isBlank()) {
                String code = line.substring(1).strip();
                switch (line.charAt(0)) {
                    case '-' -> before.add(code);
                    case '+' -> after.add(code);
                    default -> {
                        before.add(code);
                        after.add(code);
                    }
                }
            }
        }
        if (file == null || judges.isEmpty() || before.isEmpty() || before.equals(after)) {
            throw new IllegalStateException(page + ", '" + title + "': judges and a diff expected");
        }
        return new PlantedBug(title, file, before, after, judges, argument);
    }
}
