package lanegrad.autograd;

import java.util.function.Function;
import lanegrad.array.NdArray;
import lanegrad.memory.Scope;
import lanegrad.random.Rng;
import lanegrad.random.RngState;

/** Trades time for memory: see {@link Autograd#checkpoint}. */
final class Checkpoint {

    /** What is computed, and from which random numbers. */
    private record Recipe(Function<Tensor[], Tensor> f, Rng rng, RngState state) {
    }

    static final Op CHECKPOINT = new Op("checkpoint", Checkpoint::forward, new Rule.Recomputed(Checkpoint::again));

    private Checkpoint() {
    }

    static Tensor of(Function<Tensor[], Tensor> f, Rng rng, Tensor... inputs) {
        Tape tape = Tape.get();
        Recipe recipe = new Recipe(f, rng, rng == null ? null : rng.state());
        return tape.recording ? CHECKPOINT.applyTracked(recipe, inputs) : f.apply(inputs);
    }

    private static NdArray forward(Call call) {
        Recipe recipe = call.attributes(Recipe.class);
        try (Scope scope = Scope.open("checkpoint"); Mode _ = Autograd.noGrad()) {
            return scope.keep(recipe.f.apply(inputs(call)).array());
        }
    }

    private static Tensor again(Call call) {
        Recipe recipe = call.attributes(Recipe.class);
        if (recipe.rng == null) {
            return recipe.f.apply(inputs(call));
        }
        RngState now = recipe.rng.state();
        recipe.rng.restore(recipe.state);
        try {
            return recipe.f.apply(inputs(call));
        } finally {
            recipe.rng.restore(now);
        }
    }

    private static Tensor[] inputs(Call call) {
        Tensor[] inputs = new Tensor[call.arity()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = call.input(i);
        }
        return inputs;
    }
}
