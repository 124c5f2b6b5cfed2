package lanegrad.compare.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {

    @Test
    void ordersSurviveTheirLines() {
        for (Order order : List.of(new Order(Order.Verb.PREPARE, "gemm-abt 128x768x768"), Order.of(Order.Verb.ROUND),
                Order.of(Order.Verb.FINISH), Order.of(Order.Verb.MEMORY), Order.of(Order.Verb.QUIT))) {
            assertEquals(order, Order.parse(order.line()));
        }
    }

    @Test
    void refusesUnknownOrders() {
        assertThrows(IllegalArgumentException.class, () -> Order.parse("dance"));
    }

    @Test
    void repliesSurviveTheirLines() {
        for (Reply reply : List.of(new Reply.Hello(2, "OpenBLAS 0.3.30 SkylakeX"), new Reply.Hello(1, ""),
                new Reply.Ready(), new Reply.Unable(), new Reply.Time(1234.5, 0.99), new Reply.NoSums(),
                new Reply.Memory(123_456_789_012L, 234_567_890_123L),
                new Reply.Sums(new Checksum(3, 1.5, -0.25), new Checksum(3, Double.NaN, 1e-300)),
                new Reply.Failed("UnsatisfiedLinkError: no such library"))) {
            assertEquals(reply, Reply.parse(reply.line()));
        }
    }

    @Test
    void keepsMessagesToALine() {
        assertEquals("@compare failed one two", new Reply.Failed("one\n  two\n").line());
    }

    @Test
    void passesOverWhatLibrariesPrint() {
        assertNull(Reply.parse("loading kernels ... time 3"));
        assertEquals(new Reply.Ready(), Reply.parse("50%@compare ready"));
    }

    @Test
    void refusesUnknownReplies() {
        assertThrows(IllegalArgumentException.class, () -> Reply.parse(Reply.MARK + "perhaps"));
    }
}
