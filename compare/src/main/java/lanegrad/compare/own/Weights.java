package lanegrad.compare.own;

import java.util.Collection;
import java.util.List;
import lanegrad.array.NdArray;
import lanegrad.autograd.Parameter;
import lanegrad.compare.cases.Weight;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import lanegrad.nn.Module;

/** Gives models their first weights. */
final class Weights {

    private Weights() {
    }

    /** Fills a model's parameters, each with a seed of its own, from 0 on. */
    static void fill(Module model, List<Weight> weights) {
        Collection<Parameter> parameters = model.parameters().values();
        if (parameters.size() != weights.size()) {
            throw new IllegalStateException(parameters.size() + " parameters, " + weights.size() + " expected");
        }
        int i = 0;
        for (Parameter parameter : parameters) {
            Weight weight = weights.get(i);
            try (Scope _ = Scope.open("weight")) {
                NdArray values = NdArray.of(weight.values(i), weight.shape());
                Kernels.best().copy().copy(values, parameter.array());
            }
            i++;
        }
    }
}
