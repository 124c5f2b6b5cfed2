package lanegrad.compare.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import lanegrad.compare.cases.Case;
import lanegrad.compare.contestant.Entrant;

/**
 * What a case takes of memory: the most that was resident of a process that did nothing else, its Java heap kept small.
 *
 * @param work the case's name
 * @param threads how many threads the contestant might use
 * @param entrant who
 * @param loaded bytes that were resident before the case: the JVM and the library
 * @param peak bytes at most, when the case was warm
 */
public record Footprint(String work, int threads, Entrant entrant, long loaded, long peak) {

    /** Rounds behind those that warm up. */
    private static final int ROUNDS = 3;

    /** Measures it in a new process; nothing where the system does not tell, or where the process fails. */
    public static Optional<Footprint> measure(Case work, Entrant entrant, int threads, Path directory)
            throws IOException, InterruptedException {
        try (ChildProcess child = new ChildProcess(entrant, threads, directory, ChildProcess.Purpose.WEIGHING)) {
            child.reply();
            Reply loaded = child.ask(Order.of(Order.Verb.MEMORY));
            if (!(child.ask(new Order(Order.Verb.PREPARE, work.name())) instanceof Reply.Ready)) {
                return Optional.empty();
            }
            for (int i = 0; i < ROUNDS; i++) {
                child.ask(Order.of(Order.Verb.ROUND));
            }
            Reply warm = child.ask(Order.of(Order.Verb.MEMORY));
            return loaded instanceof Reply.Memory before && warm instanceof Reply.Memory after
                    ? Optional.of(new Footprint(work.name(), threads, entrant, before.resident(), after.peak()))
                    : Optional.empty();
        }
    }
}
