package lanegrad.nn.models;

import lanegrad.autograd.Tensor;
import lanegrad.nn.Layer;
import lanegrad.nn.layers.Activation;
import lanegrad.nn.layers.Dropout;
import lanegrad.nn.layers.Linear;

/** The two dense layers of a block, four times as wide between them. */
final class GptMlp extends Layer {

    private final Linear in;
    private final Activation activation;
    private final Linear out;
    private final Dropout dropout;

    GptMlp(GptConfig config) {
        long width = config.width();
        in = register("c_fc", Linear.unset(width, 4 * width, config.bias(), config.dtype()));
        activation = config.activation();
        out = register("c_proj", Linear.unset(4 * width, width, config.bias(), config.dtype()));
        dropout = register("dropout", Dropout.unset(config.dropout()));
    }

    @Override
    protected Tensor compute(Tensor x) {
        return dropout.forward(out.forward(activation.apply(in.forward(x))));
    }
}
