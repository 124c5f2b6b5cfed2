package lanegrad.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanegrad.array.NdArray;

/**
 * Arrays by name: the parameters and buffers of a tree, the state of an optimizer, what a file holds.
 *
 * @param arrays in order; handles, not copies
 */
public record StateDict(Map<String, NdArray> arrays) {

    /**
     * Arrays by name.
     *
     * @param arrays in order; handles, not copies
     */
    public StateDict(Map<String, NdArray> arrays) {
        this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    /**
     * The parameters and buffers of a tree, under all their names.
     *
     * @param tree a module
     * @return their arrays themselves: what is loaded into them shows here
     * @throws IllegalStateException if two arrays have one name
     */
    public static StateDict of(ParameterTree tree) {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        tree.visit(new ParameterTree.Visitor() {
            @Override
            public void parameter(String name, Parameter parameter) {
                put(name, parameter.array());
            }

            @Override
            public void buffer(String name, NdArray buffer) {
                put(name, buffer);
            }

            private void put(String name, NdArray array) {
                if (arrays.put(name, array) != null) {
                    throw new IllegalStateException("two arrays are named " + name);
                }
            }
        });
        return new StateDict(arrays);
    }

    /**
     * Copies the values of this dictionary into a tree, converted to its types.
     *
     * @param tree a module
     * @throws IllegalArgumentException naming every array that is missing, unexpected or misshapen, before anything is
     * changed
     */
    public void loadInto(ParameterTree tree) {
        of(tree).copyFrom(this);
    }

    /**
     * Copies the values of another dictionary into the arrays of this one, converted to their types.
     *
     * @param source with the same names and shapes
     * @throws IllegalArgumentException naming every array that is missing, unexpected or misshapen, before anything is
     * changed
     */
    public void copyFrom(StateDict source) {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        List<String> unexpected = new ArrayList<>();
        arrays.forEach((name, array) -> {
            NdArray given = source.arrays.get(name);
            if (given == null) {
                missing.add(name + " " + array.shape());
            } else if (!given.shape().equals(array.shape())) {
                misshapen.add(name + " is " + given.shape() + ", " + array.shape() + " expected");
            } else {
                given.requireUsable();
                array.writableSegment(); // throws now rather than half-way
            }
        });
        source.arrays.forEach((name, array) -> {
            if (!arrays.containsKey(name)) {
                unexpected.add(name + " " + array.shape());
            }
        });
        if (!missing.isEmpty() || !misshapen.isEmpty() || !unexpected.isEmpty()) {
            throw new IllegalArgumentException(
                    "state does not fit: missing " + missing + ", misshapen " + misshapen + ", unexpected "
                            + unexpected);
        }
        arrays.forEach((name, array) -> Autograd.kernels().copy().copy(source.arrays.get(name), array));
    }
}
