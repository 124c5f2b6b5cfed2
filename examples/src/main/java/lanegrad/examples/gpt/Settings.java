package lanegrad.examples.gpt;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run is, apart from where its files lie: two runs with equal settings and texts end in equal bits. A checkpoint
 * holds it.
 *
 * @param layers transformer blocks
 * @param heads attention heads a block
 * @param width size of a position's vector
 * @param context symbols the model sees at once
 * @param batch sequences a step
 * @param steps how many steps are planned; {@link #UNPLANNED} while that is still being worked out
 * @param rate the highest learning rate
 * @param floor the last learning rate
 * @param warmUp steps of linear warm-up
 * @param decay weight decay on matrices
 * @param clip the greatest norm of a gradient
 * @param dropout probability of dropout
 * @param seed of everything random
 */
public record Settings(int layers, int heads, int width, int context, int batch, long steps, double rate, double floor,
        long warmUp, double decay, double clip, double dropout, long seed) {

    /** The number of steps before it is known. */
    public static final long UNPLANNED = -1;

    /**
     * Checks what the model and the optimizer do not.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Settings {
        if (layers < 1 || batch < 1 || steps < UNPLANNED || warmUp < 0 || !(floor >= 0 && floor <= rate)) {
            throw new IllegalArgumentException("layers " + layers + ", batch " + batch + ", steps " + steps
                    + ", warm-up " + warmUp + ", rate from " + rate + " to " + floor
                    + ": at least 1 layer and sequence, no negative number, and a falling rate expected");
        }
    }

    /** Whether the number of steps is known. */
    public boolean isPlanned() {
        return steps != UNPLANNED;
    }

    /** The same run with another plan. */
    public Settings withSteps(long planned) {
        return new Settings(layers, heads, width, context, batch, planned, rate, floor, warmUp, decay, clip, dropout,
                seed);
    }

    /** As a checkpoint's metadata. */
    public Map<String, String> toMetadata() {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("layers", Integer.toString(layers));
        data.put("heads", Integer.toString(heads));
        data.put("width", Integer.toString(width));
        data.put("context", Integer.toString(context));
        data.put("batch", Integer.toString(batch));
        data.put("steps", Long.toString(steps));
        data.put("rate", Double.toString(rate));
        data.put("floor", Double.toString(floor));
        data.put("warmUp", Long.toString(warmUp));
        data.put("decay", Double.toString(decay));
        data.put("clip", Double.toString(clip));
        data.put("dropout", Double.toString(dropout));
        data.put("seed", Long.toString(seed));
        return data;
    }

    /**
     * Reads what {@link #toMetadata} wrote.
     *
     * @throws IOException if something is missing, no number, or out of its range
     */
    public static Settings of(Map<String, String> data) throws IOException {
        try {
            return new Settings(Integer.parseInt(value(data, "layers")), Integer.parseInt(value(data, "heads")),
                    Integer.parseInt(value(data, "width")), Integer.parseInt(value(data, "context")),
                    Integer.parseInt(value(data, "batch")), Long.parseLong(value(data, "steps")),
                    Double.parseDouble(value(data, "rate")), Double.parseDouble(value(data, "floor")),
                    Long.parseLong(value(data, "warmUp")), Double.parseDouble(value(data, "decay")),
                    Double.parseDouble(value(data, "clip")), Double.parseDouble(value(data, "dropout")),
                    Long.parseLong(value(data, "seed")));
        } catch (IllegalArgumentException e) {
            throw new IOException("the checkpoint's settings: " + e.getMessage(), e);
        }
    }

    private static String value(Map<String, String> data, String name) throws IOException {
        String value = data.get(name);
        if (value == null) {
            throw new IOException("the checkpoint's settings: '" + name + "' is missing");
        }
        return value;
    }
}
