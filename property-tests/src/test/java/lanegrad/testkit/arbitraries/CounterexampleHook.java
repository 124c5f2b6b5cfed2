package lanegrad.testkit.arbitraries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Turns a property with a {@link Counterexample} round: it passes if it fails and shrinks as far as that. */
final class CounterexampleHook implements AroundPropertyHook {

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        PropertyExecutionResult result = property.execute();
        String wanted = context.findAnnotation(Counterexample.class).orElseThrow().value();
        assertEquals(PropertyExecutionResult.Status.FAILED, result.status());
        List<Object> arguments = result.falsifiedParameters().orElseThrow();
        assertEquals(wanted, arguments.stream().map(CounterexampleHook::text).collect(Collectors.joining("; ")));
        return result.mapToSuccessful();
    }

    private static String text(Object argument) {
        return argument instanceof int[] numbers ? Arrays.toString(numbers) : argument.toString();
    }
}
