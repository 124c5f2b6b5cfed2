package lanegrad.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanegrad.array.NdArray;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.autograd.StateDict;

/** The arrays of a module, each with all the names it is known by. */
final class ModuleState {

    private final Map<String, NdArray> arrays = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();

    private ModuleState() {
    }

    static ModuleState of(Module module) {
        ModuleState state = new ModuleState();
        Map<Object, String> first = new IdentityHashMap<>();
        module.visit(new ParameterTree.Visitor() {
            @Override
            public void parameter(String name, Parameter parameter) {
                put(name, parameter, parameter.array());
            }

            @Override
            public void buffer(String name, NdArray buffer) {
                put(name, buffer, buffer);
            }

            private void put(String name, Object identity, NdArray array) {
                String known = first.putIfAbsent(identity, name);
                if (known == null) {
                    state.arrays.put(name, array);
                } else {
                    state.aliases.put(name, known);
                }
            }
        });
        return state;
    }

    /** Each array once, under its first name. */
    Map<String, NdArray> arrays() {
        return arrays;
    }

    /** Copies values in, given under any name. */
    void load(StateDict given) {
        Map<String, NdArray> byFirstName = new LinkedHashMap<>();
        Map<String, String> givenAs = new LinkedHashMap<>();
        List<String> differing = new ArrayList<>();
        given.arrays().forEach((name, array) -> {
            String first = aliases.getOrDefault(name, name);
            NdArray other = byFirstName.putIfAbsent(first, array);
            if (other == null) {
                givenAs.put(first, name);
            } else if (!isSame(other, array)) {
                differing.add(givenAs.get(first) + " and " + name);
            }
        });
        if (!differing.isEmpty()) {
            throw new IllegalArgumentException(
                    "state does not fit: one parameter here, but different values there: " + differing);
        }
        new StateDict(arrays).copyFrom(new StateDict(byFirstName));
    }

    private static boolean isSame(NdArray a, NdArray b) {
        if (a.dtype() != b.dtype() || !a.shape().equals(b.shape())) {
            return false;
        }
        if (a.isContiguous() && b.isContiguous()) {
            long bytes = a.size() * a.dtype().bytes();
            return a.segment().asSlice(a.byteOffset(), bytes).mismatch(b.segment().asSlice(b.byteOffset(), bytes)) < 0;
        }
        return Arrays.equals(a.toDoubleArray(), b.toDoubleArray());
    }
}
