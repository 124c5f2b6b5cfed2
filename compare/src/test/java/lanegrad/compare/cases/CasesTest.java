package lanegrad.compare.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class CasesTest {

    @Test
    void eachHasANameOfItsOwn() {
        assertEquals(Cases.list().size(), Cases.list().stream().map(Case::name).distinct().count());
        for (Case work : Cases.list()) {
            assertSame(work, Cases.named(work.name()));
        }
    }

    @Test
    void eachHasALimit() {
        for (Case work : Cases.list()) {
            assertTrue(work.limit().amount() > 0, work.name());
        }
    }

    @Test
    void refusesWhatIsNone() {
        assertThrows(NoSuchElementException.class, () -> Cases.named("gemm 65"));
    }

    @Test
    void countsWork() {
        assertEquals(Limit.fma(2.0 * 64 * 64 * 64), Gemm.square(64).limit());
        assertEquals(Limit.read(4.0 * 3072 * 768), new Gemm(1, 3072, 768, true).limit());
        assertEquals(Limit.fma(2.0 * 64 * 32 * 1024 * 512), new Lstm(false).limit());
        assertEquals(Limit.fma(3 * 2.0 * 8 * 64 * 56 * 56 * 64 * 9), new Convolution(true).limit());
        assertEquals(Limit.fma(8 * new BertForward(1).limit().amount()), new BertForward(8).limit());
        assertEquals("gemm-abt 1x3072x768", new Gemm(1, 3072, 768, true).name());
    }
}
