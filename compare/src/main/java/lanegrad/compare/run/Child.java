package lanegrad.compare.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import lanegrad.compare.cases.Cases;
import lanegrad.compare.contestant.Contestant;
import lanegrad.compare.contestant.Entrant;

/** The program of a contestant's process: does what its standard input says, and answers on its standard output. */
public final class Child {

    private final Contestant contestant;
    private Session session;

    private Child(Contestant contestant) {
        this.contestant = contestant;
    }

    /**
     * Runs until told to quit, or until nobody is there to tell.
     *
     * @param arguments the entrant's name, and how many threads it may use
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err); // whatever else prints is not a reply
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Child child;
        try {
            Contestant contestant = Entrant.valueOf(arguments[0]).make(Integer.parseInt(arguments[1]));
            child = new Child(contestant);
            out.println(new Reply.Hello(contestant.threads(), contestant.remark()).line());
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            out.println(new Reply.Failed(message(e)).line());
            return;
        }
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Order order = Order.parse(line);
            if (order.verb() == Order.Verb.QUIT) {
                break;
            }
            out.println(child.answer(order).line());
        }
        // Threads of the libraries may be waiting for more
        System.exit(0);
    }

    private Reply answer(Order order) {
        try {
            Reply reply = obey(order);
            ProcessClock.awaitRest();
            return reply;
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            return new Reply.Failed(message(e));
        }
    }

    private Reply obey(Order order) throws IOException {
        return switch (order.verb()) {
            case PREPARE -> {
                session = Session.open(contestant, Cases.named(order.argument()));
                yield session == null ? new Reply.Unable() : new Reply.Ready();
            }
            case ROUND -> session.round();
            case FINISH -> {
                Reply reply = session.finish();
                session = null;
                System.gc(); // what one case left behind is not to slow the next
                yield reply;
            }
            case MEMORY -> Resident.tell();
            case QUIT -> throw new IllegalStateException("a child that quits does not answer");
        };
    }

    private static String message(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
