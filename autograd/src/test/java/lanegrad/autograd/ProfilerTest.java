package lanegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import lanegrad.array.DType;
import lanegrad.memory.Scope;
import org.junit.jupiter.api.Test;

/** What the profiler counts, whatever the clock says. */
class ProfilerTest {

    private static Map<String, Profiler.Row> rows(Profiler profiler) {
        return profiler.rows().stream().collect(Collectors.toMap(Profiler.Row::op, Function.identity()));
    }

    /** The rows of one run. */
    private static Map<String, Profiler.Row> profile(Runnable run) {
        try (Scope _ = Scope.open(); Profiler profiler = Profiler.start()) {
            run.run();
            return rows(profiler);
        }
    }

    private static void counts(Profiler.Row row, long calls, long backwardCalls, long bytes) {
        assertEquals(calls, row.calls(), row::toString);
        assertEquals(backwardCalls, row.backwardCalls(), row::toString);
        assertEquals(bytes, row.bytes(), row::toString);
        assertTrue(calls == 0 ? row.nanos() == 0 : row.nanos() > 0, row::toString);
        assertTrue(backwardCalls == 0 ? row.backwardNanos() == 0 : row.backwardNanos() > 0, row::toString);
    }

    @Test
    void everyOpHasARowAndItsRuleBelongsToIt() {
        Map<String, Profiler.Row> rows = profile(() -> {
            Tensor w = Tensor.ones(DType.F32, 5, 3).requiresGrad();
            Tensor x = Tensor.ones(DType.F32, 4, 5);
            x.matmul(w).tanh().backward(Tensor.ones(DType.F32, 4, 3));
            x.matmul(w.stopGradient());
        });
        assertEquals(List.of("matmul", "tanh"), rows.keySet().stream().sorted().toList());
        counts(rows.get("matmul"), 2, 1, 2 * 4 * 3 * 4);
        counts(rows.get("tanh"), 1, 1, 4 * 3 * 4);
    }

    @Test
    void aViewTakesNoBytes() {
        Map<String, Profiler.Row> rows = profile(() -> Tensor.ones(DType.F32, 4, 5).transpose(0, 1).reshape(20));
        counts(rows.get("transpose"), 1, 0, 0);
        counts(rows.get("reshape"), 1, 0, 80);
    }

    @Test
    void whatACheckpointIsMadeOfCountsForItself() {
        Map<String, Profiler.Row> rows = profile(() -> {
            Tensor x = Tensor.ones(DType.F64, 300, 300).requiresGrad();
            Autograd.checkpoint(in -> in[0].exp().tanh(), x).sum().backward();
        });
        counts(rows.get("exp"), 2, 1, 2 * 720_000);
        counts(rows.get("tanh"), 2, 1, 2 * 720_000);
        counts(rows.get("checkpoint"), 1, 1, 720_000);
    }

    @Test
    void timesAddUpToNoMoreThanWhatElapsed() {
        try (Scope _ = Scope.open()) {
            Profiler profiler = Profiler.start();
            for (int i = 0; i < 50; i++) {
                Tensor x = Tensor.ones(DType.F32, 50, 50).requiresGrad();
                Tensor y = Autograd.checkpoint(in -> in[0].matmul(in[0]).tanh(), x);
                Tensor g = Autograd.grad(y.sum(), true, x)[0];
                g.times(g).sum().backward();
            }
            profiler.close();
            long sum = profiler.rows().stream().mapToLong(Profiler.Row::totalNanos).sum();
            assertTrue(sum <= profiler.elapsedNanos(), () -> sum + " of " + profiler.elapsedNanos());
            assertEquals(profiler.elapsedNanos(), profiler.elapsedNanos());
        }
    }

    @Test
    void theTableShowsTheRows() {
        try (Scope _ = Scope.open()) {
            Profiler profiler = Profiler.start();
            Tensor x = Tensor.ones(DType.F32, 512, 512).requiresGrad();
            x.exp().backward(x.stopGradient());
            profiler.close();
            List<String> lines = profiler.table().lines().toList();
            assertEquals(4, lines.size());
            assertTrue(lines.get(0).matches("op +forwards +ms +mean us +backwards +ms +mean us +share +MiB"),
                    lines.get(0));
            String exp = lines.get(1);
            assertTrue(exp.matches("exp +1 +[0-9.]+ +[0-9.]+ +1 +[0-9.]+ +[0-9.]+ +[0-9.]+% +1\\.00"), exp);
            assertTrue(lines.get(2).matches("outside ops +[0-9.]+ +[0-9.]+%"), lines.get(2));
            assertTrue(lines.get(3).matches("elapsed +[0-9.]+"), lines.get(3));
            int share = lines.get(0).indexOf("share") + "share".length();
            for (int i = 1; i < 3; i++) {
                assertEquals('%', lines.get(i).charAt(share - 1), profiler.table());
            }
        }
    }

    @Test
    void anEmptyTableIsATable() {
        try (Profiler profiler = Profiler.start()) {
            assertEquals(3, profiler.table().lines().count());
            assertTrue(profiler.rows().isEmpty());
        }
    }

    @Test
    void nothingCountsAfterTheEndOrBeforeTheStart() {
        Tensor x = Tensor.ones(DType.F32, 3);
        x.exp();
        Profiler profiler = Profiler.start();
        x.exp();
        profiler.close();
        profiler.close();
        x.exp();
        counts(rows(profiler).get("exp"), 1, 0, 12);
        assertNull(Tape.get().span);
    }

    @Test
    void aCallThatFailsIsNotCountedAndLeavesNoTrace() {
        Op failing = Op.named("failing").forward(_ -> {
            throw new IllegalStateException("as it must");
        }).build();
        Map<String, Profiler.Row> rows = profile(() -> {
            Tensor x = Tensor.ones(DType.F32, 3);
            assertThrows(IllegalStateException.class, () -> failing.apply(null, x));
            assertNull(Tape.get().span);
            x.exp();
        });
        assertFalse(rows.containsKey("failing"));
        counts(rows.get("exp"), 1, 0, 12);
    }

    @Test
    void aSecondOneOnTheThreadIsRefused() throws InterruptedException {
        try (Profiler _ = Profiler.start()) {
            assertThrows(IllegalStateException.class, Profiler::start);
            Thread other = Thread.ofPlatform().start(() -> {
                try (Profiler mine = Profiler.start()) {
                    Tensor.ones(DType.F32, 3).exp();
                    assertEquals(1, mine.rows().size());
                }
            });
            other.join();
        }
        Profiler.start().close();
    }

    @Test
    void itIsClosedOnItsThread() throws InterruptedException {
        Profiler profiler = Profiler.start();
        Throwable[] thrown = new Throwable[1];
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                profiler.close();
            } catch (IllegalStateException e) {
                thrown[0] = e;
            }
        });
        other.join();
        profiler.close();
        assertTrue(thrown[0] != null && thrown[0].getMessage().contains("another thread"));
    }

    @Test
    void resultsAreTheSameBits() {
        UnaryOperator<Tensor> f = x -> x.matmul(x).tanh().sum();
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.full(DType.F32, 0.3, 7, 7).requiresGrad();
            f.apply(a).backward();
            Tensor b = Tensor.full(DType.F32, 0.3, 7, 7).requiresGrad();
            try (Profiler _ = Profiler.start()) {
                f.apply(b).backward();
            }
            assertEquals(a.grad().toString(), b.grad().toString());
        }
    }
}
