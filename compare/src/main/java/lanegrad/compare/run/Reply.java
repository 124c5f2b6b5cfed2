package lanegrad.compare.run;

/** What a child process answers, a line each, marked: a library may write to the same stream. */
public sealed interface Reply {

    /** What a reply's line begins with. */
    String MARK = "@compare ";

    /**
     * The library is there.
     *
     * @param threads how many threads it says it uses
     * @param remark what else it says about itself
     */
    record Hello(int threads, String remark) implements Reply {
        @Override
        public String line() {
            return MARK + "hello " + threads + " " + oneLine(remark);
        }
    }

    /** The case is warm. */
    record Ready() implements Reply {
        @Override
        public String line() {
            return MARK + "ready";
        }
    }

    /** The library has no call for the case, or the system none for the question. */
    record Unable() implements Reply {
        @Override
        public String line() {
            return MARK + "unable";
        }
    }

    /**
     * A round is over.
     *
     * @param nanos nanoseconds for the work once
     * @param cores how many processors the process kept busy meanwhile
     */
    record Time(double nanos, double cores) implements Reply {
        @Override
        public String line() {
            return MARK + "time " + nanos + " " + cores;
        }
    }

    /**
     * The results of the first run and of the last.
     *
     * @param first as computed cold
     * @param last as computed when all was compiled
     */
    record Sums(Checksum first, Checksum last) implements Reply {
        @Override
        public String line() {
            return MARK + "sums " + text(first) + " " + text(last);
        }

        private static String text(Checksum sum) {
            return sum.count() + " " + sum.norm() + " " + sum.weighted();
        }
    }

    /**
     * Memory.
     *
     * @param resident bytes of the process that are resident
     * @param peak the most that they have been
     */
    record Memory(long resident, long peak) implements Reply {
        @Override
        public String line() {
            return MARK + "memory " + resident + " " + peak;
        }
    }

    /** There is nothing to compare. */
    record NoSums() implements Reply {
        @Override
        public String line() {
            return MARK + "nosums";
        }
    }

    /**
     * It failed.
     *
     * @param message why
     */
    record Failed(String message) implements Reply {
        @Override
        public String line() {
            return MARK + "failed " + oneLine(message);
        }
    }

    /** The reply as a line. */
    String line();

    /** Reads a line, or returns null for one that is no reply. */
    static Reply parse(String line) {
        int mark = line.indexOf(MARK); // a library may have left its own line unfinished
        if (mark < 0) {
            return null;
        }
        String[] parts = line.substring(mark + MARK.length()).split(" ", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        String[] words = rest.split(" ");
        return switch (parts[0]) {
            case "hello" -> new Hello(Integer.parseInt(words[0]), rest.substring(words[0].length()).strip());
            case "ready" -> new Ready();
            case "unable" -> new Unable();
            case "time" -> new Time(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
            case "sums" -> new Sums(sum(words, 0), sum(words, 3));
            case "memory" -> new Memory(Long.parseLong(words[0]), Long.parseLong(words[1]));
            case "nosums" -> new NoSums();
            case "failed" -> new Failed(rest);
            default -> throw new IllegalArgumentException("no reply: " + line);
        };
    }

    private static Checksum sum(String[] words, int at) {
        return new Checksum(Long.parseLong(words[at]), Double.parseDouble(words[at + 1]),
                Double.parseDouble(words[at + 2]));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
