package lanegrad.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.autograd.StateDict;
import lanegrad.memory.Scope;
import lanegrad.memory.Scoped;
import lanegrad.random.Rng;

/**
 * A part of a model: parameters, buffers and smaller modules, each under a name. Names of the parts of parts are joined
 * by dots, as in PyTorch: {@code encoder.layers.0.linear1.weight}.
 *
 * <p>A module registers what it consists of in its constructor; nothing is found by reflection. One that maps a tensor
 * to a tensor extends {@link Layer}; any other declares its own {@code forward} and wraps the body in {@link #call}:
 *
 * <pre>{@code
 * final class Scorer extends Module {
 *     private final Linear query = register("query", new Linear(64, 16, true, rng));
 *     private final Linear key = register("key", new Linear(64, 16, true, rng));
 *
 *     Tensor forward(Tensor a, Tensor b) {
 *         return call(() -> query.forward(a).matmul(key.forward(b).transpose(-1, -2)));
 *     }
 * }
 * }</pre>
 *
 * <p>Reading a module from several threads at once is safe; training, changing the mode and loading are for one thread.
 */
public abstract class Module implements ParameterTree {

    private final String type = getClass().getSimpleName();
    private final Map<String, Parameter> ownParameters = new LinkedHashMap<>();
    private final Map<String, NdArray> ownBuffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private boolean training = true;

    /** A module without parts, in training mode. */
    protected Module() {
    }

    /**
     * Makes a parameter a part of this module. The same parameter may be a part of several modules: their gradients add
     * up in it.
     *
     * @param name without dots, not used in this module yet
     * @param parameter what is trained
     * @return the parameter
     * @throws IllegalArgumentException if the name is taken, empty, or has a dot
     */
    protected final Parameter register(String name, Parameter parameter) {
        requireFree(name);
        ownParameters.put(name, parameter);
        return parameter;
    }

    /**
     * Makes a smaller module a part of this one.
     *
     * @param name without dots, not used in this module yet
     * @param child the part
     * @param <M> its class
     * @return the part
     * @throws IllegalArgumentException if the name is taken, empty, or has a dot
     */
    protected final <M extends Module> M register(String name, M child) {
        requireFree(name);
        if (child == this) {
            throw new IllegalArgumentException("module '" + name + "' of " + type + " is that module itself");
        }
        children.put(name, child);
        return child;
    }

    /**
     * Makes state that is saved but not trained: zeros that belong to no scope, to be changed in place.
     *
     * @param name without dots, not used in this module yet
     * @param dtype the type of its elements
     * @param shape its shape
     * @return the buffer
     * @throws IllegalArgumentException if the name is taken, empty, or has a dot
     */
    protected final NdArray registerBuffer(String name, DType dtype, Shape shape) {
        requireFree(name);
        try (Scope _ = Scope.outside()) {
            NdArray buffer = NdArray.zeros(dtype, shape);
            ownBuffers.put(name, buffer);
            return buffer;
        }
    }

    private void requireFree(String name) {
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' in " + type + ": a name without dots, and not empty, expected");
        }
        if (ownParameters.containsKey(name) || ownBuffers.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException("'" + name + "' is registered in " + type + " already");
        }
    }

    /**
     * Runs the body of a forward pass in a scope of its own, and hands only the result on: what neither the caller nor
     * the tape needs is recycled when the call returns. Every forward of a module goes through here.
     *
     * @param body computes the result
     * @param <T> a tensor, or a value made of tensors
     * @return the result, of the caller's scope
     */
    protected final <T extends Scoped> T call(Supplier<T> body) {
        try (Scope scope = Scope.open(type)) {
            return scope.keep(body.get());
        }
    }

    /**
     * Draws all weights anew, as the constructors that take a generator do. By default each child draws its own, in
     * order; a module with parameters of its own, or with a rule for its children's, overrides this.
     *
     * @param rng what they are drawn from
     */
    public void reset(Rng rng) {
        for (Module child : children.values()) {
            child.reset(rng);
        }
    }

    /**
     * Gives every part that draws at random while it is trained, as dropout does, the generator to draw from. The
     * constructors that take a generator do this with it. Save its state with a checkpoint.
     *
     * @param rng the generator; the parts keep it
     */
    public void drawFrom(Rng rng) {
        for (Module child : children.values()) {
            child.drawFrom(rng);
        }
    }

    /** Switches this module and all its parts to training: dropout drops, statistics are updated. */
    public final void train() {
        setTraining(true);
    }

    /** Switches this module and all its parts to evaluation. */
    public final void eval() {
        setTraining(false);
    }

    private void setTraining(boolean on) {
        training = on;
        for (Module child : children.values()) {
            child.setTraining(on);
        }
    }

    /**
     * Whether this module is in training mode, as it is at first.
     *
     * @return false after {@link #eval}
     */
    public final boolean isTraining() {
        return training;
    }

    /** Excludes all parameters from training. */
    public final void freeze() {
        setFrozen("", true);
    }

    /**
     * Excludes a part from training.
     *
     * @param path of a module or a parameter
     * @throws IllegalArgumentException if no parameter lies there
     */
    public final void freeze(String path) {
        setFrozen(path, true);
    }

    /** Includes all parameters in training again. */
    public final void unfreeze() {
        setFrozen("", false);
    }

    /**
     * Includes a part in training again.
     *
     * @param path of a module or a parameter
     * @throws IllegalArgumentException if no parameter lies there
     */
    public final void unfreeze(String path) {
        setFrozen(path, false);
    }

    private void setFrozen(String path, boolean frozen) {
        List<Parameter> found = new ArrayList<>();
        visit(new Visitor() {
            @Override
            public void parameter(String name, Parameter parameter) {
                if (path.isEmpty() || name.equals(path) || name.startsWith(path + ".")) {
                    found.add(parameter);
                }
            }

            @Override
            public void buffer(String name, NdArray buffer) {
                // never trained
            }
        });
        if (found.isEmpty() && !path.isEmpty()) {
            throw new IllegalArgumentException("no parameter at '" + path + "' in " + type + ", which has "
                    + parameters().keySet());
        }
        for (Parameter parameter : found) {
            parameter.freeze(frozen);
        }
    }

    /**
     * The parts that are modules, by name.
     *
     * @return in the order they were registered in
     */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /**
     * A part, or a part of a part.
     *
     * @param path names joined by dots
     * @return the module there
     * @throws IllegalArgumentException if there is none
     */
    public final Module child(String path) {
        Module at = this;
        for (String name : path.split("\\.", -1)) {
            Module next = at.children.get(name);
            if (next == null) {
                throw new IllegalArgumentException("no module '" + name + "' on the path '" + path + "': " + at.type
                        + " has " + at.children.keySet());
            }
            at = next;
        }
        return at;
    }

    @Override
    public final void visit(Visitor visitor) {
        visit("", visitor);
    }

    private void visit(String prefix, Visitor visitor) {
        ownParameters.forEach((name, parameter) -> visitor.parameter(prefix + name, parameter));
        ownBuffers.forEach((name, buffer) -> visitor.buffer(prefix + name, buffer));
        children.forEach((name, child) -> child.visit(prefix + name + ".", visitor));
    }

    @Override
    public final void zeroGrad() {
        for (Parameter parameter : ownParameters.values()) {
            parameter.zeroGrad();
        }
        for (Module child : children.values()) {
            child.zeroGrad();
        }
    }

    /**
     * The number of trainable numbers, each shared parameter counted once; frozen ones count too.
     *
     * @return the sum of the parameters' sizes
     */
    public final long parameterCount() {
        long count = 0;
        for (Parameter parameter : parameters().values()) {
            count += parameter.size();
        }
        return count;
    }

    /**
     * The parameters and buffers by name; one that is shared stands under its first name only, as public checkpoints
     * have it.
     *
     * @return the arrays themselves: what is loaded into them shows here
     */
    public final StateDict stateDict() {
        return new StateDict(ModuleState.of(this).arrays());
    }

    /**
     * Copies values into the parameters and buffers, converted to their types. A shared parameter may be given under
     * any of its names; if it is given under several, the values must be equal.
     *
     * @param state names and shapes as {@link #stateDict} has them
     * @throws IllegalArgumentException naming every array that is missing, unexpected, misshapen or at odds with
     * another, before anything is changed
     */
    public final void load(StateDict state) {
        ModuleState.of(this).load(state);
    }

    /**
     * A table of the parameters and buffers: names, types of modules, shapes, counts, and the totals.
     *
     * @return lines of text
     */
    public final String summary() {
        return new Summary(this).toString();
    }

    /** The simple name of the class, for tables and messages. */
    final String type() {
        return type;
    }

    final Map<String, Parameter> ownParameters() {
        return ownParameters;
    }

    final Map<String, NdArray> ownBuffers() {
        return ownBuffers;
    }

    @Override
    public String toString() {
        return type + "[" + parameterCount() + " parameters]";
    }
}
