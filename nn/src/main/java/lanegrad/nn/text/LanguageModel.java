package lanegrad.nn.text;

import lanegrad.autograd.Tensor;
import lanegrad.nn.attention.KvCaches;

/** A model that tells, token by token, how likely each token comes next: what a {@link Generator} writes with. */
public interface LanguageModel {

    /**
     * How many tokens there are.
     *
     * @return the number
     */
    int vocabulary();

    /**
     * The most positions the model sees.
     *
     * @return the number
     */
    int context();

    /**
     * The state of a new decoding.
     *
     * @return empty caches, which the caller closes
     */
    KvCaches caches();

    /**
     * Decodes new positions behind those in the caches, which take them up.
     *
     * @param ids [batch, n], I64 or I32
     * @param caches made by {@link #caches}; used inside of {@code noGrad}
     * @return [batch, vocabulary], the logits of the token that follows the last position
     */
    Tensor step(Tensor ids, KvCaches caches);

    /** Switches to training mode. */
    void train();

    /** Switches to evaluation mode. */
    void eval();

    /**
     * Which mode the model is in.
     *
     * @return true in training
     */
    boolean isTraining();
}
