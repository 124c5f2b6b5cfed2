package lanegrad.testkit;

import java.util.List;
import java.util.function.Function;
import lanegrad.autograd.Tensor;

/**
 * A call that must be refused.
 *
 * @param label what is wrong with it
 * @param type what it must throw
 * @param message a regular expression that must be found in the message
 * @param args its inputs
 * @param apply the call
 */
public record ErrorCase(String label, Class<? extends RuntimeException> type, String message, List<Arg> args,
        Function<Tensor[], Tensor> apply) {
}
