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

    /** The most symbols a step can have: they stand in a Java array. */
    public static final int MOST = Integer.MAX_VALUE - 8;

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Settings {
        require(layers >= 1, "layers", layers, "at least 1");
        require(width >= 1, "width", width, "at least 1");
        require(heads >= 1 && width % heads == 0, "heads", heads, "a divisor of the width, " + width + ",");
        require(context >= 1, "context", context, "at least 1");
        require(batch >= 1 && batch <= MOST / context, "batch", batch,
                "from 1 to " + MOST / context + " sequences of " + context);
        require(steps >= UNPLANNED, "steps", steps, "at least 0, or " + UNPLANNED + " for none planned,");
        require(rate >= 0 && rate < Double.POSITIVE_INFINITY, "rate", rate, "a number of at least 0");
        require(floor >= 0 && floor <= rate, "floor", floor, "from 0 to the rate, " + rate + ",");
        require(warmUp >= 0 && warmUp < Long.MAX_VALUE, "warmUp", warmUp, "from 0 up to, but not, 2^63 - 1");
        require(decay >= 0 && decay < Double.POSITIVE_INFINITY, "decay", decay, "a number of at least 0");
        require(clip > 0, "clip", clip, "greater than 0");
        require(dropout >= 0 && dropout < 1, "dropout", dropout, "from 0 up to, but not, 1");
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + value + ": " + expected + " expected");
        }
    }

    /**
     * The numbers that a model of these settings consists of.
     *
     * @param symbols how many different ones it reads
     * @throws IllegalArgumentException if there are more than 2^63 - 1
     */
    public long parameters(int symbols) {
        try {
            long square = (long) width * width;
            long block = Math.addExact(Math.multiplyExact(12, square), 2L * width);
            long tables = Math.multiplyExact((long) symbols + context + 1, width);
            return Math.addExact(Math.multiplyExact(layers, block), tables);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a GPT of " + layers + " layers of width " + width
                    + ": too many parameters to count", e);
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
            return new Settings(integer(data, "layers"), integer(data, "heads"), integer(data, "width"),
                    integer(data, "context"), integer(data, "batch"), whole(data, "steps"), real(data, "rate"),
                    real(data, "floor"), whole(data, "warmUp"), real(data, "decay"), real(data, "clip"),
                    real(data, "dropout"), whole(data, "seed"));
        } catch (IllegalArgumentException e) {
            throw new IOException("the checkpoint's settings: " + e.getMessage(), e);
        }
    }

    private static int integer(Map<String, String> data, String name) throws IOException {
        long value = whole(data, name);
        require(value == (int) value, name, value, "a number of 32 bits");
        return (int) value;
    }

    private static long whole(Map<String, String> data, String name) throws IOException {
        String value = value(data, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " '" + value + "': a whole number expected", e);
        }
    }

    private static double real(Map<String, String> data, String name) throws IOException {
        String value = value(data, name);
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " '" + value + "': a number expected", e);
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
