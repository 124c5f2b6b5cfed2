package lanegrad.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import lanegrad.autograd.Parameter;

/**
 * Parameters that are trained alike. An optimizer has a list of groups; each parameter belongs to the first that
 * matches it, with a rate and a weight decay that are multiples of the optimizer's (technique T33, the multiplier
 * form). Since decoupled decay is multiplied by the rate, it follows the rate's factor too.
 *
 * @param label for error messages
 * @param matches whether a parameter belongs to it, by name and by the parameter itself
 * @param rateFactor what the learning rate is multiplied by, at least 0; 0 leaves the parameters out altogether: their
 * bits stay, they have no state, and their gradients enter no norm
 * @param decayFactor what weight decay is multiplied by, at least 0
 */
public record Group(String label, BiPredicate<String, Parameter> matches, double rateFactor, double decayFactor) {

    private static final BiPredicate<String, Parameter> ALL = (_, _) -> true;

    /**
     * A group.
     *
     * @throws IllegalArgumentException if a factor is negative or not finite
     */
    public Group {
        if (!(rateFactor >= 0 && rateFactor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("group " + label + ": rate factor " + rateFactor
                    + ": a finite number of at least 0 expected");
        }
        if (!(decayFactor >= 0 && decayFactor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("group " + label + ": decay factor " + decayFactor
                    + ": a finite number of at least 0 expected");
        }
    }

    /**
     * The parameters whose whole name matches one of some patterns.
     *
     * @param patterns names in which {@code *} stands for any characters, dots too, and everything else for itself
     * @return the group, both factors 1
     */
    public static Group named(String... patterns) {
        Pattern[] compiled = new Pattern[patterns.length];
        for (int i = 0; i < patterns.length; i++) {
            compiled[i] = Pattern.compile("\\Q" + patterns[i].replace("*", "\\E.*\\Q") + "\\E", Pattern.DOTALL);
        }
        return where(String.join("|", patterns), (name, _) -> {
            for (Pattern pattern : compiled) {
                if (pattern.matcher(name).matches()) {
                    return true;
                }
            }
            return false;
        });
    }

    /**
     * The parameters that a predicate accepts.
     *
     * @param label for error messages
     * @param matches whether a parameter belongs to it, by name and by the parameter itself
     * @return the group, both factors 1
     */
    public static Group where(String label, BiPredicate<String, Parameter> matches) {
        return new Group(label, matches, 1, 1);
    }

    /**
     * The parameters of rank 2 or more: weights of linear layers and embeddings, but neither biases nor the scales of
     * norms.
     *
     * @return the group, both factors 1
     */
    public static Group matrices() {
        return where("matrices", (_, parameter) -> parameter.rank() >= 2);
    }

    /**
     * All parameters that no earlier group has taken; there may be none.
     *
     * @return the group, both factors 1
     */
    public static Group rest() {
        return where("rest", ALL);
    }

    /**
     * This group at another rate.
     *
     * @param factor what the optimizer's learning rate is multiplied by
     * @return a group that matches the same parameters
     * @throws IllegalArgumentException if the factor is negative or not finite
     */
    public Group rateFactor(double factor) {
        return new Group(label, matches, factor, decayFactor);
    }

    /**
     * This group with another weight decay.
     *
     * @param factor what the optimizer's weight decay is multiplied by
     * @return a group that matches the same parameters
     * @throws IllegalArgumentException if the factor is negative or not finite
     */
    public Group decayFactor(double factor) {
        return new Group(label, matches, rateFactor, factor);
    }

    /**
     * This group without weight decay.
     *
     * @return a group that matches the same parameters
     */
    public Group noDecay() {
        return decayFactor(0);
    }

    /**
     * Finds the group of each parameter.
     *
     * @param parameters by name
     * @param groups in order
     * @return a group for each name, in the same order
     * @throws IllegalArgumentException naming parameters without a group and groups without a parameter
     */
    static Map<String, Group> assign(Map<String, Parameter> parameters, List<Group> groups) {
        Map<String, Group> assigned = new LinkedHashMap<>();
        List<String> unmatched = new ArrayList<>();
        boolean[] used = new boolean[groups.size()];
        parameters.forEach((name, parameter) -> {
            for (int i = 0; i < groups.size(); i++) {
                if (groups.get(i).matches.test(name, parameter)) {
                    assigned.put(name, groups.get(i));
                    used[i] = true;
                    return;
                }
            }
            unmatched.add(name);
        });
        List<String> idle = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            if (!used[i] && groups.get(i).matches != ALL) {
                idle.add(groups.get(i).label);
            }
        }
        if (!unmatched.isEmpty() || !idle.isEmpty()) {
            throw new IllegalArgumentException("groups: parameters that no group matches " + unmatched
                    + ", groups that are left without a parameter " + idle);
        }
        return assigned;
    }
}
