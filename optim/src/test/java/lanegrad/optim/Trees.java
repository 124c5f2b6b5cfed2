package lanegrad.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;

/** Parameters, trees and gradients for tests. */
final class Trees {

    private Trees() {
    }

    static ParameterTree of(Map<String, Parameter> parameters) {
        return visitor -> parameters.forEach(visitor::parameter);
    }

    static ParameterTree of(String name, Parameter parameter) {
        return of(Map.of(name, parameter));
    }

    /** An F64 vector. */
    static Parameter vector(double... values) {
        try (Scope _ = Scope.outside()) {
            return Parameter.of(NdArray.of(values));
        }
    }

    /** Normal numbers of a shape. */
    static Parameter normal(DType dtype, Random random, long... dims) {
        Parameter parameter = Parameter.full(dtype, 0, dims);
        parameter.assign(normalArray(random, dims));
        return parameter;
    }

    /** A few parameters of awkward sizes. */
    static Map<String, Parameter> awkward(DType dtype, long seed) {
        Random random = new Random(seed);
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        parameters.put("embedding.weight", normal(dtype, random, 70, 33));
        parameters.put("norm.weight", normal(dtype, random, 33));
        parameters.put("linear.weight", normal(dtype, random, 5, 1, 7));
        parameters.put("linear.bias", normal(dtype, random, 5));
        parameters.put("temperature", normal(dtype, random));
        parameters.put("empty", normal(dtype, random, 0, 4));
        return parameters;
    }

    /** Copies of parameters. */
    static Map<String, Parameter> copy(Map<String, Parameter> parameters) {
        Map<String, Parameter> copies = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> copies.put(name, Parameter.of(parameter.array())));
        return copies;
    }

    /** Puts a gradient in the place of what a parameter has. */
    static void gradient(Parameter parameter, double... values) {
        try (Scope _ = Scope.open("gradient")) {
            parameter.zeroGrad();
            NdArray gradient = NdArray.empty(parameter.dtype(), parameter.shape());
            int[] at = {0};
            fill(gradient, new long[gradient.rank()], 0, values, at);
            parameter.backward(Tensor.of(gradient));
        }
    }

    private static void fill(NdArray array, long[] index, int axis, double[] values, int[] at) {
        if (axis == index.length) {
            array.set(values[at[0]++], index);
            return;
        }
        for (index[axis] = 0; index[axis] < array.dim(axis); index[axis]++) {
            fill(array, index, axis + 1, values, at);
        }
    }

    /** Gives every parameter a normal gradient, the same for the same seed whatever the dtype. */
    static void gradients(Map<String, Parameter> parameters, long seed, double scale) {
        Random random = new Random(seed);
        for (Parameter parameter : parameters.values()) {
            double[] values = new double[(int) parameter.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = scale * random.nextGaussian();
            }
            gradient(parameter, values);
        }
    }

    private static NdArray normalArray(Random random, long... dims) {
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextGaussian();
        }
        NdArray flat = NdArray.of(values, size);
        return flat.reshape(dims);
    }
}
