package lanegrad.nn.models;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.nn.layers.Activation;

/**
 * What a {@link Gpt} looks like.
 *
 * @param vocab how many tokens there are
 * @param context the most positions it sees
 * @param layers how many blocks
 * @param heads attention heads a block
 * @param width the size of a position's vector; divisible by the heads
 * @param dropout the probability with which activations and attention weights are dropped in training
 * @param bias whether linear layers and norms have biases; GPT-2 has them, nanoGPT's small recipes do not
 * @param tiedHead whether the head shares the weight of the token table
 * @param activation between the two layers of a block's MLP: {@link Activation#GELU} (nanoGPT) or {@link
 * Activation#GELU_TANH} (GPT-2)
 * @param dtype F32 or F64
 */
public record GptConfig(int vocab, int context, int layers, int heads, int width, double dropout, boolean bias,
        boolean tiedHead, Activation activation, DType dtype) {

    /**
     * What a model looks like.
     *
     * @param vocab how many tokens there are
     * @param context the most positions it sees
     * @param layers how many blocks
     * @param heads attention heads a block
     * @param width the size of a position's vector; divisible by the heads
     * @param dropout the probability of dropout in training
     * @param bias whether linear layers and norms have biases
     * @param tiedHead whether the head shares the weight of the token table
     * @param activation between the two layers of a block's MLP
     * @param dtype F32 or F64
     * @throws IllegalArgumentException if a number is out of its range, or the heads do not divide the width
     */
    public GptConfig {
        atLeast("vocab", vocab, 1);
        atLeast("context", context, 1);
        atLeast("layers", layers, 0);
        atLeast("heads", heads, 1);
        atLeast("width", width, 1);
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "GPT of width " + width + " with " + heads + " heads: a multiple expected");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("GPT with dropout " + dropout + ": from 0 up to, but not, 1 expected");
        }
    }

    /**
     * A model with exact GELU in F32.
     *
     * @param vocab how many tokens there are
     * @param context the most positions it sees
     * @param layers how many blocks
     * @param heads attention heads a block
     * @param width the size of a position's vector; divisible by the heads
     * @param dropout the probability of dropout in training
     * @param bias whether linear layers and norms have biases
     * @param tiedHead whether the head shares the weight of the token table
     */
    public GptConfig(int vocab, int context, int layers, int heads, int width, double dropout, boolean bias,
            boolean tiedHead) {
        this(vocab, context, layers, heads, width, dropout, bias, tiedHead, Activation.GELU, DType.F32);
    }

    /**
     * The same model in another type.
     *
     * @param other F32 or F64
     * @return the configuration
     */
    public GptConfig withDtype(DType other) {
        return new GptConfig(vocab, context, layers, heads, width, dropout, bias, tiedHead, activation, other);
    }

    /**
     * The same model with another activation.
     *
     * @param other the activation
     * @return the configuration
     */
    public GptConfig withActivation(Activation other) {
        return new GptConfig(vocab, context, layers, heads, width, dropout, bias, tiedHead, other, dtype);
    }

    /**
     * The configuration as text, to be kept in a file's metadata.
     *
     * @return a value a component, under names that start with {@code gpt.}
     */
    public Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("gpt.vocab", Integer.toString(vocab));
        metadata.put("gpt.context", Integer.toString(context));
        metadata.put("gpt.layers", Integer.toString(layers));
        metadata.put("gpt.heads", Integer.toString(heads));
        metadata.put("gpt.width", Integer.toString(width));
        metadata.put("gpt.dropout", Double.toString(dropout));
        metadata.put("gpt.bias", Boolean.toString(bias));
        metadata.put("gpt.tiedHead", Boolean.toString(tiedHead));
        metadata.put("gpt.activation", activation.name());
        metadata.put("gpt.dtype", dtype.name());
        return metadata;
    }

    /**
     * Reads what {@link #toMetadata} wrote.
     *
     * @param metadata other entries are not looked at
     * @return the configuration
     * @throws IllegalArgumentException naming the entry that is missing or wrong
     */
    public static GptConfig fromMetadata(Map<String, String> metadata) {
        return new GptConfig(number(metadata, "gpt.vocab"), number(metadata, "gpt.context"),
                number(metadata, "gpt.layers"), number(metadata, "gpt.heads"), number(metadata, "gpt.width"),
                real(metadata, "gpt.dropout"), truth(metadata, "gpt.bias"), truth(metadata, "gpt.tiedHead"),
                constant(metadata, "gpt.activation", Activation.class), constant(metadata, "gpt.dtype", DType.class));
    }

    private static String text(Map<String, String> metadata, String name) {
        String text = metadata.get(name);
        if (text == null) {
            throw new IllegalArgumentException("no metadata '" + name + "', only " + metadata.keySet());
        }
        return text;
    }

    private static int number(Map<String, String> metadata, String name) {
        String text = text(metadata, name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a number", e);
        }
    }

    private static double real(Map<String, String> metadata, String name) {
        String text = text(metadata, name);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a number", e);
        }
    }

    private static boolean truth(Map<String, String> metadata, String name) {
        String text = text(metadata, name);
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(name, text, "true or false", null);
        }
        return text.equals("true");
    }

    private static <E extends Enum<E>> E constant(Map<String, String> metadata, String name, Class<E> type) {
        String text = text(metadata, name);
        try {
            return Enum.valueOf(type, text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, text, "one of " + Arrays.toString(type.getEnumConstants()), e);
        }
    }

    private static IllegalArgumentException wrong(String name, String text, String expected, Exception cause) {
        return new IllegalArgumentException("metadata '" + name + "' is '" + text + "': " + expected + " expected",
                cause);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("GPT with " + name + " " + value + ": at least " + least + " expected");
        }
    }
}
