package lanegrad.nn.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.StateDict;
import lanegrad.random.Rng;
import lanegrad.random.RngState;

/** A {@link Checkpoint} that was saved, mapped into memory until it is closed. */
public final class CheckpointFile implements AutoCloseable {

    private final SafetensorsFile file;
    private final List<String> states;

    private CheckpointFile(SafetensorsFile file, List<String> states) {
        this.file = file;
        this.states = states;
    }

    /**
     * Opens a checkpoint.
     *
     * @param path the file
     * @return the open file
     * @throws FormatException if it is not a safetensors file, or holds no checkpoint
     * @throws IOException if it cannot be read
     */
    public static CheckpointFile open(Path path) throws IOException {
        SafetensorsFile file = Safetensors.open(path);
        String states = file.metadata().get(Checkpoint.STATES);
        if (states == null) {
            file.close();
            throw new FormatException(path.toString(), 8, "not a checkpoint: no metadata " + Checkpoint.STATES);
        }
        return new CheckpointFile(file, states.isEmpty() ? List.of() : List.of(states.split(",")));
    }

    /**
     * A state.
     *
     * @param name under which it was saved
     * @return arrays that look into the file; they are valid until it is closed
     * @throws IllegalArgumentException if there is no such state
     * @throws FormatException if an array cannot be read
     */
    public StateDict state(String name) throws FormatException {
        if (!states.contains(name)) {
            throw new IllegalArgumentException("no state '" + name + "' in " + file + ", only " + states);
        }
        return file.stateDict(name + ".");
    }

    /**
     * Brings a generator to where it stood.
     *
     * @param name under which it was saved
     * @param rng the generator
     * @throws IllegalArgumentException if there is no such generator
     * @throws FormatException if it is not two whole numbers
     */
    public void restore(String name, Rng rng) throws FormatException {
        long[] numbers = numbers(Checkpoint.RNG + "." + name, 2);
        rng.restore(new RngState(numbers[0], numbers[1]));
    }

    /**
     * A number.
     *
     * @param name under which it was saved
     * @return the number
     * @throws IllegalArgumentException if there is no such counter
     * @throws FormatException if it is not one whole number
     */
    public long counter(String name) throws FormatException {
        return numbers(Checkpoint.COUNTER + "." + name, 1)[0];
    }

    private long[] numbers(String name, int count) throws FormatException {
        NdArray array = file.get(name);
        if (array.dtype() != DType.I64 || array.size() != count) {
            throw new FormatException(file.source(), 8,
                    "'" + name + "' is " + array.dtype() + " " + array.shape() + ": "
                            + count + " of I64 expected");
        }
        return array.toLongArray();
    }

    /**
     * The texts that were saved.
     *
     * @return by name
     */
    public Map<String, String> metadata() {
        Map<String, String> texts = new LinkedHashMap<>(file.metadata());
        texts.keySet().removeIf(name -> name.startsWith("lanegrad."));
        return texts;
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
