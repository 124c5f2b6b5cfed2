package lanegrad.testkit.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lanegrad.testkit.Ledger;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Properties;
import lanegrad.testkit.Property;
import lanegrad.testkit.catalogue.Catalogue;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What runs in a JVM of its own, with a bug on its class path or without: ops and tests, until one of them fails. */
final class Judge {

    /** The JVM's exit status when somebody noticed; who that was stands in the file. */
    static final int NOTICED = 10;

    /** The exit status when nobody noticed anything. */
    static final int NOTHING = 11;

    private final Path file;

    private Judge(Path file) {
        this.file = file;
    }

    /**
     * Judges, and ends the JVM.
     *
     * @param args the file to write to, then the judges: names of ops, and names of test classes below {@code lanegrad}
     */
    public static void main(String[] args) {
        Judge judge = new Judge(Path.of(args[0]));
        for (int i = 1; i < args.length; i++) {
            long start = System.nanoTime();
            if (isTest(args[i])) {
                judge.test(args[i]);
            } else {
                judge.op(args[i]);
            }
            System.out.println(args[i] + ": nothing in " + (System.nanoTime() - start) / 1_000_000 + " ms");
        }
        Runtime.getRuntime().halt(NOTHING);
    }

    static boolean isTest(String judge) {
        return Character.isUpperCase(judge.charAt(judge.lastIndexOf('.') + 1));
    }

    /** At once: what a bug has left behind, threads or queues of tests, is not waited for. */
    private void noticed(String judge, String what, Throwable e) {
        e.printStackTrace();
        try {
            Files.write(file, List.of(judge, what.lines().findFirst().orElse("")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Runtime.getRuntime().halt(NOTICED);
    }

    /** Every property of an op but that of the heap, which speaks of the compiler's progress and not of results. */
    private void op(String name) {
        OpInfo info = Catalogue.all().stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no op " + name + " in the catalogue"));
        for (Property property : Properties.all()) {
            if (property.appliesTo(info) && !property.name().startsWith("heap")) {
                try {
                    property.check(new Ledger().page(info));
                } catch (Throwable e) {
                    noticed(name, property.name(), e);
                }
            }
        }
    }

    /** But not those with the tag heap: as a property of the heap, they speak of the compiler. */
    private void test(String name) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass("lanegrad." + name)).filters(TagFilter.excludeTags("heap"))
                .configurationParameter("jqwik.database", "jqwik-database")
                .configurationParameter("jqwik.tries.default", "100")
                .configurationParameter("jqwik.reporting.onlyfailures", "true").build();
        int[] run = {0};
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                run[0] += test.isTest() ? 1 : 0;
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    noticed(name, test.getDisplayName(), result.getThrowable().orElseThrow());
                }
            }
        });
        if (run[0] == 0) {
            throw new IllegalArgumentException("no test in " + name);
        }
    }
}
