package lanegrad.testkit.arbitraries;

import java.util.List;
import java.util.Set;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.testkit.Drawn;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** Tells jqwik what stands behind {@code @ForAll} before a {@link Drawn}, and the like; found as a service. */
@Draw
public final class DrawProvider implements ArbitraryProvider {

    /** For the service loader. */
    public DrawProvider() {
        // nothing to set up
    }

    @Override
    public boolean canProvideFor(TypeUsage type) {
        return type.isOfType(Drawn.class) || type.isOfType(Indexed.class) || type.isOfType(Shape.class)
                || type.isOfType(List.class) && type.getTypeArgument(0).isOfType(Drawn.class);
    }

    @Override
    public int priority() {
        return 1; // before jqwik's own lists, whose elements would not broadcast
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage type, SubtypeProvider subtypes) {
        Draw draw = type.findAnnotation(Draw.class).orElseGet(() -> DrawProvider.class.getAnnotation(Draw.class));
        ShapeArbitrary shapes = new ShapeArbitrary(draw.minRank(), draw.maxRank(), draw.most(), draw.empty());
        InputArbitrary inputs = inputs(draw).shapes(shapes);
        if (type.isOfType(Shape.class)) {
            return Set.of(shapes);
        }
        if (type.isOfType(Indexed.class)) {
            return Set.of(Draws.indexed(inputs));
        }
        return Set.of(type.isOfType(List.class) ? inputs.broadcastable(draw.count()) : inputs);
    }

    private static InputArbitrary inputs(Draw draw) {
        InputArbitrary inputs = Draws.inputs(draw.dtype());
        if (draw.dtype() != DType.F32 && draw.dtype() != DType.F64) {
            return inputs;
        }
        return inputs.elements(switch (draw.numbers()) {
            case ORDINARY -> Elements.ordinary();
            case POSITIVE -> Elements.between(0.2, 3);
            case DISTINCT -> Elements.distinct();
            case TIES -> Elements.ties();
            case FINITE -> Elements.finite(draw.dtype());
            case ANY -> Elements.any(draw.dtype());
        });
    }
}
