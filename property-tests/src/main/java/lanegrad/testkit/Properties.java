package lanegrad.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * The properties that hold for every op, and the tests made of them.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicNode> myOps() {
 *     return Properties.tests(List.of(myOpInfo), new Ledger());
 * }
 * }</pre>
 */
public final class Properties {

    private static final List<Property> ALL = Stream
            .of(StateProperties.all(), ValueProperties.all(), GradientProperties.all(), EdgeProperties.all(),
                    ThreadProperties.all())
            .flatMap(List::stream).toList();

    private Properties() {
    }

    /**
     * Every generic property.
     *
     * @return an unmodifiable list
     */
    public static List<Property> all() {
        return ALL;
    }

    /**
     * The generic properties of derivatives, the sharpest first.
     *
     * @return an unmodifiable list
     */
    public static List<Property> ofGradients() {
        return GradientProperties.all();
    }

    /**
     * A container an op, with a test a property.
     *
     * @param infos the records of the ops
     * @param ledger receives what is found
     * @return for a JUnit test factory
     */
    public static Stream<DynamicNode> tests(List<OpInfo> infos, Ledger ledger) {
        return infos.stream().map(info -> DynamicContainer.dynamicContainer(info.name(),
                ALL.stream().filter(property -> property.appliesTo(info))
                        .map(property -> DynamicTest.dynamicTest(info.name() + ": " + property.name(),
                                () -> check(property, ledger.page(info))))));
    }

    private static void check(Property property, Ledger.Page page) {
        try {
            property.check(page);
        } catch (Throwable e) {
            page.fail();
            throw e;
        }
    }
}
