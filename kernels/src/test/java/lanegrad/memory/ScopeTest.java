package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicReference;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import net.jqwik.api.Example;
import net.jqwik.api.lifecycle.BeforeContainer;

/** How long arrays live. */
class ScopeTest {

    @BeforeContainer
    static void settle() throws InterruptedException {
        Live.settle();
    }

    private static NdArray make() {
        return NdArray.full(DType.F32, Shape.of(3), 7);
    }

    private static void assertSevens(NdArray array) {
        assertArrayEquals(new float[] {7, 7, 7}, array.toFloatArray());
    }

    private static void assertUnusable(String expected, NdArray array) {
        assertFalse(array.isUsable());
        assertEquals(expected, assertThrows(IllegalStateException.class, array::segment).getMessage());
    }

    @Example
    void closingRecyclesAll() {
        long before = Live.count();
        NdArray lost;
        try (Scope step = Scope.open("step")) {
            lost = make();
            for (int i = 0; i < 200; i++) { // more than the thread's stack of resources holds at first
                make();
            }
            assertSevens(lost);
            assertEquals(before + 201, Live.count());
            assertEquals("Scope[step, depth 1, open]", step.toString());
        }
        assertEquals(before, Live.count());
        assertUnusable("array F32 [3] cannot be used: its scope 'step' is closed", lost);
        assertThrows(IllegalStateException.class, lost::toFloatArray);
        assertThrows(IllegalStateException.class, () -> lost.reshape(3, 1));
        assertThrows(IllegalStateException.class, () -> lost.set(1, 0));
        assertThrows(IllegalStateException.class, () -> lost.getDouble(0));
        assertThrows(IllegalStateException.class, lost::retain);
        assertThrows(IllegalStateException.class, lost::save);
    }

    @Example
    void anExceptionClosesTheScope() {
        long before = Live.count();
        assertThrows(ArithmeticException.class, () -> {
            try (Scope _ = Scope.open(); Scope _ = Scope.open()) {
                make();
                throw new ArithmeticException();
            }
        });
        assertEquals(before, Live.count());
        assertNull(Scope.current());
    }

    @Example
    void resultsBelongToTheInnermostScope() {
        long before = Live.count();
        try (Scope outer = Scope.open("outer")) {
            NdArray a = make();
            NdArray b;
            NdArray view;
            try (Scope inner = Scope.open("inner")) {
                assertSame(inner, Scope.current());
                b = make();
                view = a.reshape(3, 1); // a result of the inner scope, though its storage is not
                assertEquals(before + 2, Live.count());
            }
            assertSame(outer, Scope.current());
            assertSevens(a);
            assertUnusable("array F32 [3] cannot be used: its scope 'inner' is closed", b);
            assertUnusable("array F32 [3, 1] cannot be used: its scope 'inner' is closed", view);
            assertEquals(before + 1, Live.count());
        }
        assertEquals(before, Live.count());
    }

    @Example
    void keepThroughSeveralLevels() {
        long before = Live.count();
        NdArray kept;
        NdArray view;
        try (Scope one = Scope.open("one")) {
            try (Scope two = Scope.open("two")) {
                try (Scope three = Scope.open("three")) {
                    kept = three.keep(make());
                    view = three.keep(kept.unsqueeze(0));
                    assertSevens(kept);
                    two.keep(kept); // from the inside, for the scope around the outer one
                }
                assertSevens(kept);
                assertSevens(view);
                two.keep(kept); // has been handed on already
            }
            assertSevens(kept);
            assertUnusable("array F32 [1, 3] cannot be used: its scope 'two' is closed", view);
            one.keep(one.keep(kept));
        }
        assertSevens(kept); // belongs to no scope now
        assertEquals(before + 1, Live.count());
        kept.free();
        assertEquals(before, Live.count());
        assertUnusable("array F32 [3] cannot be used: it was freed", kept);
    }

    @Example
    void keepOfWhatBelongsElsewhereChangesNothing() {
        NdArray free = make();
        try (Scope outer = Scope.open("outer")) {
            NdArray own = make();
            try (Scope inner = Scope.open("inner")) {
                assertSame(own, inner.keep(own));
                assertSame(free, inner.keep(free));
            }
            assertSevens(own);
            assertFalse(outer.toString().contains("closed"));
        }
        assertSevens(free);
        free.free();
    }

    @Example
    void scopesCloseInReverseOrder() {
        Scope outer = Scope.open("outer");
        Scope inner = Scope.open("inner");
        NdArray array = make();
        assertEquals("scope 'outer' cannot close while scope 'inner', opened after it, is still open",
                assertThrows(IllegalStateException.class, outer::close).getMessage());
        assertSevens(array);
        inner.close();
        inner.close(); // twice is harmless
        outer.close();
        assertEquals("scope 'outer' cannot be used: its scope 'outer' is closed",
                assertThrows(IllegalStateException.class, () -> outer.keep(array)).getMessage());
        assertNull(Scope.current());
    }

    @Example
    void restartRecyclesAndGoesOn() {
        long before = Live.count();
        try (Scope outer = Scope.open("outer")) {
            NdArray own = make();
            NdArray kept;
            NdArray again;
            try (Scope round = Scope.open("one")) {
                NdArray lost = make();
                kept = round.keep(make());
                round.restart("two");
                assertEquals(before + 2, Live.count());
                assertUnusable("array F32 [3] cannot be used: its storage was recycled", lost);
                assertSevens(kept);
                again = round.keep(make());
                make();
                assertEquals("Scope[two, depth 2, open]", round.toString());
                round.restart("three");
                round.restart("four"); // with nothing in it
                assertSevens(again);
                assertSame(round, Scope.current());
            }
            assertEquals(before + 3, Live.count());
            assertSevens(own);
            assertSevens(kept);
            assertSevens(again);
            try (Scope _ = Scope.open("inner")) {
                assertEquals("scope 'outer' cannot restart while scope 'inner', opened after it, is still open",
                        assertThrows(IllegalStateException.class, () -> outer.restart("again")).getMessage());
            }
            assertSevens(own);
        }
        assertEquals(before, Live.count());
        Scope closed = Scope.open("closed");
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.restart("again"));
    }

    @Example
    void outsideBelongsToNobody() {
        NdArray parameter;
        NdArray kept;
        try (Scope _ = Scope.open("step")) {
            try (Scope _ = Scope.outside()) {
                assertNull(Scope.current());
                parameter = make();
                try (Scope inner = Scope.open("inner")) {
                    assertSame(inner, Scope.current());
                    kept = inner.keep(make()); // the scope around it is no scope
                    make();
                }
            }
            assertEquals("step", Scope.current().toString().substring(6, 10));
        }
        assertSevens(parameter);
        assertSevens(kept);
        parameter.free();
        kept.free();
    }

    @Example
    void anotherThreadMayNotUseScopedArrays() throws InterruptedException {
        AtomicReference<String> message = new AtomicReference<>();
        AtomicReference<String> closing = new AtomicReference<>();
        try (Scope scope = Scope.open("step")) {
            NdArray array = make();
            Thread thread = Thread.ofPlatform().name("other").start(() -> {
                message.set(assertThrows(IllegalStateException.class, array::segment).getMessage());
                closing.set(assertThrows(IllegalStateException.class, scope::close).getMessage());
            });
            thread.join();
            String here = Thread.currentThread().getName();
            assertEquals("array F32 [3] cannot be used: its scope 'step' belongs to thread '" + here
                    + "', not to thread 'other'", message.get());
            assertEquals("scope 'step' cannot be used: its scope 'step' belongs to thread '" + here
                    + "', not to thread 'other'", closing.get());
            assertSevens(array);
        }
    }

    @Example
    void unscopedArraysMayBeShared() throws InterruptedException {
        NdArray array = make();
        Thread thread = Thread.ofVirtual().start(() -> {
            try (Scope _ = Scope.open()) {
                array.reshape(1, 3).set(8, 0, 1);
            }
        });
        thread.join();
        assertArrayEquals(new float[] {7, 8, 7}, array.toFloatArray());
        array.free();
    }

    @Example
    void aDeadThreadLeavesNothing() throws InterruptedException {
        for (Thread.Builder threads : new Thread.Builder[] {Thread.ofPlatform(), Thread.ofVirtual()}) {
            long before = Live.count();
            AtomicReference<NdArray> abandoned = new AtomicReference<>();
            threads.start(() -> {
                Scope outer = Scope.open("outer");
                make();
                Scope inner = Scope.open("inner");
                inner.keep(make());
                abandoned.set(make());
                outer.toString();
            }).join();
            Live.await(before);
            assertUnusable("array F32 [3] cannot be used: its scope 'inner' is closed", abandoned.get());
        }
    }

    @Example
    void recycledStorageIsNeverReadThroughAnOldHandle() {
        NdArray stale;
        try (Scope _ = Scope.open("first")) {
            stale = make();
        }
        try (Scope _ = Scope.open("second")) {
            NdArray heir = make();
            assertTrue(heir.sharesStorageWith(stale));
            assertFalse(stale.isUsable());
            assertThrows(IllegalStateException.class, stale::item);
            assertSevens(heir);
        }
    }
}
