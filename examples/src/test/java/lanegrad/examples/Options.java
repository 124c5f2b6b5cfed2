package lanegrad.examples;

import java.util.ArrayList;
import java.util.List;

/** Options of a test with defaults. */
final class Options {

    private Options() {
    }

    /** The given ones, and those defaults, pairs of a name and a value, that are not given. */
    static String[] or(String[] given, String... defaults) {
        List<String> all = new ArrayList<>(List.of(given));
        for (int i = 0; i < defaults.length; i += 2) {
            if (!all.contains(defaults[i])) {
                all.add(defaults[i]);
                all.add(defaults[i + 1]);
            }
        }
        return all.toArray(String[]::new);
    }
}
