package lanegrad.autograd;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import lanegrad.array.NdArray;

/**
 * Something with named parameters and buffers: a module, or a part of one. Names are paths, such as
 * {@code blocks.0.attention.weight}.
 */
@FunctionalInterface
public interface ParameterTree {

    /**
     * Shows every parameter and buffer, in the same order each time. One that is shared is shown under each of its
     * names.
     *
     * @param visitor who looks
     */
    void visit(Visitor visitor);

    /** Who looks at a tree. */
    interface Visitor {

        /**
         * Called for each parameter.
         *
         * @param name its path
         * @param parameter what is trained
         */
        void parameter(String name, Parameter parameter);

        /**
         * Called for each buffer: state that is saved but not trained.
         *
         * @param name its path
         * @param buffer an array of no scope, changed in place
         */
        void buffer(String name, NdArray buffer);
    }

    /**
     * The parameters by name; one that is shared stands under its first name only.
     *
     * @return in the order of the visit
     */
    default Map<String, Parameter> parameters() {
        Map<String, Parameter> named = new LinkedHashMap<>();
        Map<Parameter, String> seen = new IdentityHashMap<>();
        visit(new Visitor() {
            @Override
            public void parameter(String name, Parameter parameter) {
                if (seen.putIfAbsent(parameter, name) == null && named.put(name, parameter) != null) {
                    throw new IllegalStateException("two parameters are named " + name);
                }
            }

            @Override
            public void buffer(String name, NdArray buffer) {
                // not a parameter
            }
        });
        return named;
    }

    /** Forgets the gradients of all parameters; their memory is recycled at once. */
    default void zeroGrad() {
        for (Parameter parameter : parameters().values()) {
            parameter.zeroGrad();
        }
    }
}
