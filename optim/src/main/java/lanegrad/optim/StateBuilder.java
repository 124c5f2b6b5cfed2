package lanegrad.optim;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.memory.Scope;

/**
 * Where transforms get their state when an optimizer is built: arrays that belong to no scope, are saved under {@code
 * key.parameter}, and are never made again. A key that another transform of the chain has taken gets a number.
 */
public final class StateBuilder {

    private final List<Update> updates;
    private final Map<String, NdArray> arrays = new LinkedHashMap<>();
    private final Set<String> counterNames = new LinkedHashSet<>();
    private final Set<String> keys = new HashSet<>();
    private NdArray[] scratch;

    StateBuilder(List<Update> updates) {
        this.updates = updates;
    }

    Map<String, NdArray> arrays() {
        return arrays;
    }

    /** The names of all that counts, and can therefore not be negative. */
    Set<String> counterNames() {
        return counterNames;
    }

    /** A counter of the whole optimizer, under its bare name. */
    Counters counter(String name) {
        try (Scope _ = Scope.outside()) {
            Counters counter = new Counters(1);
            counterNames.add(name);
            arrays.put(name, counter.array(0));
            return counter;
        }
    }

    /**
     * The number of parameters.
     *
     * @return how many this optimizer trains
     */
    public int size() {
        return updates.size();
    }

    /**
     * A parameter's name.
     *
     * @param index the parameter's number
     * @return its path in the tree
     */
    public String name(int index) {
        return updates.get(index).name();
    }

    /**
     * A parameter.
     *
     * @param index the parameter's number
     * @return the parameter itself
     */
    public Parameter parameter(int index) {
        return updates.get(index).parameter();
    }

    /**
     * The group of a parameter.
     *
     * @param index the parameter's number
     * @return the first group that matched
     */
    public Group group(int index) {
        return updates.get(index).group();
    }

    /**
     * State of the parameters' shapes and types.
     *
     * @param key what it is, such as {@code exp_avg}
     * @return zeros, one array a parameter
     */
    public NdArray[] zeros(String key) {
        String unique = unique(key);
        NdArray[] zeros = new NdArray[size()];
        try (Scope _ = Scope.outside()) {
            for (int i = 0; i < zeros.length; i++) {
                zeros[i] = NdArray.zeros(parameter(i).dtype(), parameter(i).shape());
                arrays.put(unique + "." + name(i), zeros[i]);
            }
        }
        return zeros;
    }

    /**
     * A counter for each parameter.
     *
     * @param key what it counts, such as {@code step}
     * @return zeros
     */
    public Counters counters(String key) {
        String unique = unique(key);
        try (Scope _ = Scope.outside()) {
            Counters counters = new Counters(size());
            for (int i = 0; i < size(); i++) {
                counterNames.add(unique + "." + name(i));
                arrays.put(unique + "." + name(i), counters.array(i));
            }
            return counters;
        }
    }

    /**
     * Memory for intermediate values, of the parameters' shapes and types. All of it is the same memory, shared by all
     * transforms: what is in it is undefined when a transform begins with the next parameter. It is not part of the
     * state.
     *
     * @return one array a parameter
     */
    public NdArray[] scratch() {
        if (scratch == null) {
            try (Scope _ = Scope.outside()) {
                NdArray[] views = new NdArray[size()];
                share(DType.F32, views);
                share(DType.F64, views);
                scratch = views;
            }
        }
        return scratch;
    }

    private void share(DType dtype, NdArray[] views) {
        long largest = 0;
        for (int i = 0; i < views.length; i++) {
            if (parameter(i).dtype() == dtype) {
                largest = Math.max(largest, parameter(i).size());
            }
        }
        NdArray memory = NdArray.empty(dtype, Shape.of(largest));
        for (int i = 0; i < views.length; i++) {
            if (parameter(i).dtype() == dtype) {
                views[i] = memory.slice(0, 0, parameter(i).size(), 1).reshape(parameter(i).shape().toArray());
            }
        }
    }

    private String unique(String key) {
        if (key.isEmpty() || key.indexOf('.') >= 0) {
            throw new IllegalArgumentException("state key '" + key + "': a name without a dot expected");
        }
        String unique = key;
        for (int i = 2; !keys.add(unique); i++) {
            unique = key + "_" + i;
        }
        return unique;
    }
}
