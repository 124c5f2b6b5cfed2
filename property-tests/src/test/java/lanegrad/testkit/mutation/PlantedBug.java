package lanegrad.testkit.mutation;

import java.util.List;

/**
 * A bug to be planted in a source file: some neighbouring lines, and the wrong ones that take their place. Indentation
 * does not count.
 *
 * @param title what is wrong
 * @param file the source file, from the root of the project
 * @param before the right lines
 * @param after the wrong ones
 * @param judges who must notice: ops of the catalogue, and classes of tests below {@code lanegrad}
 * @param argument why nobody can notice; null where somebody must
 */
record PlantedBug(String title, String file, List<String> before, List<String> after, List<String> judges,
        String argument) {

    /**
     * The wrong source.
     *
     * @param source the right one
     * @throws IllegalStateException if the lines do not stand there exactly once: the bug is out of date
     */
    String planted(String source) {
        List<String> lines = source.lines().toList();
        int place = -1;
        for (int i = 0; i <= lines.size() - before.size(); i++) {
            if (standsAt(lines, i)) {
                if (place >= 0) {
                    throw new IllegalStateException("'" + title + "' fits " + file + " at lines " + (place + 1)
                            + " and " + (i + 1) + ": one place expected");
                }
                place = i;
            }
        }
        if (place < 0) {
            throw new IllegalStateException("'" + title + "' does not fit " + file
                    + " any more: its lines do not stand there");
        }
        return String.join("\n", lines.subList(0, place)) + "\n" + String.join("\n", after) + "\n"
                + String.join("\n", lines.subList(place + before.size(), lines.size())) + "\n";
    }

    private boolean standsAt(List<String> lines, int from) {
        for (int i = 0; i < before.size(); i++) {
            if (!lines.get(from + i).strip().equals(before.get(i))) {
                return false;
            }
        }
        return true;
    }
}
