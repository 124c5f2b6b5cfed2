package lanegrad.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Transforms that run one after the other. */
record Chain(List<GradientTransform> transforms) implements GradientTransform {

    /** The transforms of a chain and of the chains in it. */
    static List<GradientTransform> flatten(List<GradientTransform> transforms) {
        List<GradientTransform> flat = new ArrayList<>();
        for (GradientTransform transform : transforms) {
            if (transform instanceof Chain(List<GradientTransform> nested)) {
                flat.addAll(flatten(nested));
            } else {
                flat.add(transform);
            }
        }
        return flat;
    }

    /** Puts one fused transform in the place of the longest possible tail. */
    static List<GradientTransform> fuseTail(List<GradientTransform> flat) {
        for (int i = 0; i < flat.size(); i++) {
            Optional<GradientTransform> fused = flat.get(i).fuse(flat.subList(i + 1, flat.size()));
            if (fused.isPresent()) {
                List<GradientTransform> shorter = new ArrayList<>(flat.subList(0, i));
                shorter.add(fused.get());
                return shorter;
            }
        }
        return flat;
    }

    @Override
    public Bound bind(StateBuilder state) {
        Bound[] links = new Bound[transforms.size()];
        for (int i = 0; i < links.length; i++) {
            links[i] = transforms.get(i).bind(state);
        }
        return updates -> {
            for (int i = 0; i < links.length && !updates.isSkipped(); i++) {
                links[i].apply(updates);
                updates.removeDropped();
            }
        };
    }
}
