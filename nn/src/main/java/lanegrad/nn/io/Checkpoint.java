package lanegrad.nn.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import lanegrad.array.NdArray;
import lanegrad.autograd.StateDict;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import lanegrad.random.RngState;

/**
 * Everything that a training run needs to go on where it stopped, in one safetensors file: states of models and
 * optimizers, generators, counters, texts. {@link CheckpointFile} reads it.
 *
 * <pre>{@code
 * new Checkpoint().state("model", model.stateDict()).state("optimizer", optimizer.state()).rng("batches", rng)
 *         .counter("step", step).metadata("text", "shakespeare.txt").save(Path.of("run.safetensors"));
 * try (CheckpointFile file = CheckpointFile.open(Path.of("run.safetensors"))) {
 *     model.load(file.state("model"));
 *     optimizer.restore(file.state("optimizer"));
 *     file.restore("batches", rng);
 *     step = file.counter("step");
 * }
 * }</pre>
 *
 * <p>In the file, array {@code w} of state {@code model} is named {@code model.w}; generators are {@code rng.NAME}, I64
 * [2] of key and counter; counters are {@code counter.NAME}, I64 of rank 0; the metadata {@code lanegrad.states} lists
 * the states.
 */
public final class Checkpoint {

    static final String STATES = "lanegrad.states";
    static final String RNG = "rng";
    static final String COUNTER = "counter";

    private final Map<String, StateDict> states = new LinkedHashMap<>();
    private final Map<String, RngState> generators = new LinkedHashMap<>();
    private final Map<String, Long> counters = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** An empty checkpoint. */
    public Checkpoint() {
        // nothing to set up
    }

    /**
     * Adds a model's or an optimizer's state.
     *
     * @param name without dots and commas, not {@code rng} or {@code counter}
     * @param state handles; the values are read when the checkpoint is saved
     * @return this checkpoint
     * @throws IllegalArgumentException if the name is taken or not allowed
     */
    public Checkpoint state(String name, StateDict state) {
        if (name.isEmpty() || name.indexOf('.') >= 0 || name.indexOf(',') >= 0 || name.equals(RNG)
                || name.equals(COUNTER)) {
            throw new IllegalArgumentException("a state named '" + name + "': a name without dots and commas, "
                    + "other than rng and counter, expected");
        }
        requireNew("state", name, states.putIfAbsent(name, state));
        return this;
    }

    /**
     * Adds where a generator stands now.
     *
     * @param name its name
     * @param rng the generator
     * @return this checkpoint
     * @throws IllegalArgumentException if the name is taken
     */
    public Checkpoint rng(String name, Rng rng) {
        requireNew("generator", name, generators.putIfAbsent(name, rng.state()));
        return this;
    }

    /**
     * Adds a number.
     *
     * @param name its name
     * @param value the number
     * @return this checkpoint
     * @throws IllegalArgumentException if the name is taken
     */
    public Checkpoint counter(String name, long value) {
        requireNew("counter", name, counters.putIfAbsent(name, value));
        return this;
    }

    /**
     * Adds a text.
     *
     * @param name its name; not one that starts with {@code lanegrad.}
     * @param text the text
     * @return this checkpoint
     * @throws IllegalArgumentException if the name is taken or not allowed
     */
    public Checkpoint metadata(String name, String text) {
        if (name.startsWith("lanegrad.")) {
            throw new IllegalArgumentException("metadata '" + name + "': names in lanegrad. are taken");
        }
        requireNew("metadata", name, metadata.putIfAbsent(name, text));
        return this;
    }

    /**
     * Adds texts.
     *
     * @param texts by name
     * @return this checkpoint
     */
    public Checkpoint metadata(Map<String, String> texts) {
        texts.forEach(this::metadata);
        return this;
    }

    private static void requireNew(String kind, String name, Object before) {
        if (before != null) {
            throw new IllegalArgumentException("the " + kind + " '" + name + "' is in the checkpoint already");
        }
    }

    /**
     * Writes the checkpoint as {@link Safetensors#write} does: the old file or the new one stands there, whole,
     * whatever happens.
     *
     * @param path the file
     * @throws IOException if it cannot be written; the old file is unharmed
     */
    public void save(Path path) throws IOException {
        try (Scope _ = Scope.open("checkpoint")) {
            Map<String, NdArray> arrays = new LinkedHashMap<>();
            states.forEach((state, dict) -> dict.arrays()
                    .forEach((name, array) -> arrays.put(state + "." + name, array)));
            generators.forEach((name, state) -> arrays.put(RNG + "." + name,
                    NdArray.of(new long[] {state.key(), state.counter()})));
            counters.forEach((name, value) -> arrays.put(COUNTER + "." + name,
                    NdArray.of(new long[] {value}).squeeze(0)));
            Map<String, String> texts = new LinkedHashMap<>(metadata);
            texts.put(STATES, String.join(",", states.keySet()));
            Safetensors.write(path, new StateDict(arrays), texts);
        }
    }
}
