package lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import net.jqwik.api.Example;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What belongs to no scope. */
class LeaseTest {

    @BeforeContainer
    static void settle() throws InterruptedException {
        Live.settle();
    }

    private static NdArray make() {
        return NdArray.full(DType.F64, Shape.of(2), 5);
    }

    @Example
    void freeGivesBackAtOnceAndInvalidatesViews() {
        long before = Live.count();
        NdArray array = make();
        NdArray view = array.reshape(2, 1);
        array.free();
        array.free(); // twice is harmless
        assertEquals(before, Live.count());
        for (NdArray gone : new NdArray[] {array, view}) {
            assertFalse(gone.isUsable());
            assertEquals("array F64 " + gone.shape() + " cannot be used: it was freed",
                    assertThrows(IllegalStateException.class, gone::segment).getMessage());
        }
    }

    @Example
    void scopedAndRetainedArraysAreNotFreedByHand() {
        try (Scope _ = Scope.open()) {
            NdArray array = make();
            String message = "array F64 [2] cannot be freed by hand: it belongs to a scope or is retained";
            assertEquals(message, assertThrows(IllegalStateException.class, array::free).getMessage());
            NdArray retained = array.retain();
            assertEquals(message, assertThrows(IllegalStateException.class, retained::free).getMessage());
            retained.release();
            assertThrows(IllegalStateException.class, array::release);
        }
    }

    @Example
    void garbageIsCollected() throws InterruptedException {
        long before = Live.count();
        for (int i = 0; i < 100; i++) {
            make();
        }
        Live.await(before);
    }

    @Example
    void aViewKeepsWhatItLooksInto() throws InterruptedException {
        long before = Live.count();
        NdArray view = make().reshape(1, 2);
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(5);
        }
        assertEquals(before + 1, Live.count());
        assertArrayEquals(new double[] {5, 5}, view.toDoubleArray());
        view = null;
        Live.await(before);
    }

    @Example
    void aScopedViewKeepsAnUnscopedArray() throws InterruptedException {
        long before = Live.count();
        try (Scope _ = Scope.open()) {
            NdArray view;
            try (Scope _ = Scope.outside()) {
                view = make();
            }
            view = view.reshape(1, 2); // the array itself is garbage now
            for (int i = 0; i < 5; i++) {
                System.gc();
                Thread.sleep(5);
            }
            assertArrayEquals(new double[] {5, 5}, view.toDoubleArray());
            assertEquals(before + 1, Live.count());
        }
        Live.await(before);
    }

    @Example
    void aRetainedHandleOutlivesItsScope() {
        long before = Live.count();
        NdArray retained;
        try (Scope _ = Scope.open()) {
            retained = make().retain();
        }
        assertArrayEquals(new double[] {5, 5}, retained.toDoubleArray());
        assertEquals(before + 1, Live.count());
        retained.release();
        assertEquals(before, Live.count());
        assertFalse(retained.toString().contains("it is usable"), retained.toString());
        assertEquals("array F64 [2] was not retained, or is released already",
                assertThrows(IllegalStateException.class, retained::release).getMessage());
    }

    @Example
    void aLeaseHoldsOneThingAtATime() {
        long before = Live.count();
        Lease lease = Lease.of(null);
        NdArray first;
        NdArray second;
        try (Scope _ = Scope.open()) {
            first = make().moveTo(lease);
            assertEquals(before + 1, Live.count());
            second = make().moveTo(lease);
        }
        assertFalse(first.isUsable());
        assertEquals("array F64 [2] cannot be used: its storage was recycled",
                assertThrows(IllegalStateException.class, first::segment).getMessage());
        assertArrayEquals(new double[] {5, 5}, second.toDoubleArray());
        assertEquals(before + 1, Live.count());
        lease.replace(null);
        assertEquals(before, Live.count());
        lease.close();
        try (Scope _ = Scope.open()) {
            NdArray late = make();
            assertThrows(IllegalStateException.class, () -> late.moveTo(lease));
        }
        assertEquals(before, Live.count()); // the refused lease has retained nothing
    }

    @Example
    void savedArraysAreNotChangedAndOutliveTheirOwner() {
        long before = Live.count();
        NdArray array = make();
        NdArray view = array.slice(0, 0, 1, 1);
        array.save();
        String message = assertThrows(IllegalStateException.class, () -> view.set(1, 0)).getMessage();
        assertEquals(
                "array F64 [1] cannot be changed in place: the tape has saved it for a backward pass that has not run",
                message);
        NdArray saved = array.saved();
        array.free();
        assertArrayEquals(new double[] {5, 5}, saved.toDoubleArray());
        assertThrows(IllegalStateException.class, saved::writableSegment);
        array.unsave();
        assertEquals(before, Live.count());
        assertFalse(saved.isUsable());
        assertEquals("array F64 [2] is not saved",
                assertThrows(IllegalStateException.class, array::unsave).getMessage());
    }

    @Example
    void whatIsRetainedFromItsScopeIsTheHandleItself() {
        long before = Live.count();
        NdArray own;
        NdArray other;
        NdArray others;
        try (Scope outer = Scope.open()) {
            other = make();
            try (Scope inner = Scope.open()) {
                own = make();
                assertSame(own, own.retainFrom(inner));
                assertSame(own, own.retainFrom(inner)); // once more
                others = other.retainFrom(inner);
                assertNotSame(other, others);
            }
            assertArrayEquals(new double[] {5, 5}, own.toDoubleArray());
            assertSame(others, others.retainFrom(outer));
            others.release();
        }
        assertFalse(other.isUsable());
        assertArrayEquals(new double[] {5, 5}, others.toDoubleArray());
        others.release();
        own.release();
        assertTrue(own.isUsable());
        own.release();
        assertFalse(own.isUsable());
        assertEquals(before, Live.count());
    }

    @Example
    void soleHoldersKnowIt() {
        try (Scope _ = Scope.open()) {
            NdArray array = make();
            assertEquals(true, array.isSoleHolder());
            NdArray retained = array.retain();
            assertEquals(false, array.isSoleHolder());
            retained.release();
            assertEquals(true, array.isSoleHolder());
        }
    }
}
