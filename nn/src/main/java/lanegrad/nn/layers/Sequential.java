package lanegrad.nn.layers;

import java.util.List;
import lanegrad.autograd.Tensor;
import lanegrad.nn.Layer;

/** Layers one after another; their names are {@code 0}, {@code 1} and so on. */
public final class Sequential extends Layer {

    private final List<Layer> layers;

    /**
     * Layers in order.
     *
     * @param layers each takes what the one before gives; none at all is the identity
     */
    public Sequential(Layer... layers) {
        this.layers = List.of(layers);
        for (int i = 0; i < layers.length; i++) {
            register(Integer.toString(i), layers[i]);
        }
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            y = layers.get(i).forward(y);
        }
        return y;
    }

    /**
     * The layers.
     *
     * @return in order
     */
    public List<Layer> layers() {
        return layers;
    }
}
