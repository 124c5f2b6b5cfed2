package lanegrad.autograd;

import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.ops.Parts;
import lanegrad.autograd.ops.Shapes;
import lanegrad.memory.Scope;

/**
 * Functions made of others by differentiation: see {@link Autograd}. They record whatever the thread does, because a
 * function that is not recorded looks like a constant.
 */
final class Transforms {

    private Transforms() {
    }

    static Tensor vjp(UnaryOperator<Tensor> f, Tensor x, Tensor u) {
        try (Scope scope = Scope.open("vjp"); Mode _ = Autograd.enableGrad()) {
            Tensor leaf = x.stopGradient().requiresGrad();
            return scope.keep(orZeros(pull(f.apply(leaf), u, leaf, false), x));
        }
    }

    /** The gradient of {@code J(x)^T u}, which is linear in u, along v. */
    static Tensor jvp(UnaryOperator<Tensor> f, Tensor x, Tensor v) {
        try (Scope scope = Scope.open("jvp"); Mode _ = Autograd.enableGrad()) {
            Tensor leaf = x.stopGradient().requiresGrad();
            Tensor y = f.apply(leaf);
            Tensor u = zeros(y).requiresGrad();
            Tensor pulled = y.isTracked() ? pull(y, u, leaf, true) : null;
            return scope.keep(isConstant(pulled) ? u.stopGradient() : orZeros(pull(pulled, v, u, false), u));
        }
    }

    static Tensor hvp(UnaryOperator<Tensor> f, Tensor x, Tensor v) {
        try (Scope scope = Scope.open("hvp"); Mode _ = Autograd.enableGrad()) {
            Tensor leaf = x.stopGradient().requiresGrad();
            Tensor g = Autograd.grad(f.apply(leaf), true, leaf)[0];
            return scope.keep(isConstant(g) ? zeros(x) : orZeros(pull(g, v, leaf, false), x));
        }
    }

    static Autograd.ValueAndGrad valueAndGrad(UnaryOperator<Tensor> f, Tensor x) {
        try (Scope scope = Scope.open("valueAndGrad"); Mode _ = Autograd.enableGrad()) {
            Tensor leaf = x.stopGradient().requiresGrad();
            Tensor y = f.apply(leaf);
            Tensor g = orZeros(y.isTracked() ? Autograd.grad(y, false, leaf)[0] : null, x);
            return new Autograd.ValueAndGrad(scope.keep(y.stopGradient()), scope.keep(g));
        }
    }

    static Tensor[] jacobian(Function<Tensor[], Tensor> f, boolean createGraph, Tensor[] inputs) {
        try (Scope scope = Scope.open("jacobian"); Mode _ = Autograd.enableGrad()) {
            Tensor[] points = points(createGraph, inputs);
            Tensor y = f.apply(points);
            long size = 0;
            Shape[] shapes = new Shape[points.length];
            for (int i = 0; i < points.length; i++) {
                size += points[i].size();
                shapes[i] = joined(y.shape(), points[i].shape());
            }
            Tensor[] result = !y.isTracked() ? zeros(points, shapes)
                    : y.size() > size ? columns(y, createGraph, points) : rows(y, createGraph, points);
            for (int i = 0; i < result.length; i++) {
                result[i] = scope.keep(Shapes.reshape(result[i], shapes[i]));
            }
            return result;
        }
    }

    static Tensor[][] hessian(Function<Tensor[], Tensor> f, boolean createGraph, Tensor[] inputs) {
        try (Scope scope = Scope.open("hessian"); Mode _ = Autograd.enableGrad()) {
            Tensor[] points = points(createGraph, inputs);
            Tensor y = f.apply(points);
            if (y.size() != 1) {
                throw new IllegalStateException("the Hessian of a function of shape " + y.shape()
                        + ": one element expected");
            }
            Tensor[] gradients = y.isTracked() ? Autograd.grad(y, true, points) : new Tensor[points.length];
            Tensor[][] result = new Tensor[points.length][];
            for (int i = 0; i < result.length; i++) {
                Shape[] shapes = new Shape[points.length];
                for (int j = 0; j < shapes.length; j++) {
                    shapes[j] = joined(points[i].shape(), points[j].shape());
                }
                result[i] = isConstant(gradients[i]) ? zeros(points, shapes) : rows(gradients[i], createGraph, points);
                for (int j = 0; j < shapes.length; j++) {
                    result[i][j] = scope.keep(Shapes.reshape(result[i][j], shapes[j]));
                }
            }
            return result;
        }
    }

    /**
     * Where a function is differentiated. With a graph they stay on the tape, each at a place of its own behind its
     * input: of two inputs one may be made of the other.
     */
    private static Tensor[] points(boolean createGraph, Tensor[] inputs) {
        Tensor[] points = new Tensor[inputs.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = createGraph && inputs[i].isTracked() ? inputs[i].times(1)
                    : inputs[i].stopGradient().requiresGrad();
        }
        return points;
    }

    private static Shape joined(Shape out, Shape in) {
        long[] dims = new long[out.rank() + in.rank()];
        System.arraycopy(out.toArray(), 0, dims, 0, out.rank());
        System.arraycopy(in.toArray(), 0, dims, out.rank(), in.rank());
        return Shape.of(dims);
    }

    /** A pass back for each element of the output. */
    private static Tensor[] rows(Tensor y, boolean createGraph, Tensor[] points) {
        Units units = Units.of(y);
        return stacked(y.size(), createGraph, points, i -> Autograd.grad(new Tensor[] {y},
                new Tensor[] {units.get(i)}, points, true, createGraph));
    }

    /** A pass for each element of an input, back through {@code J(x)^T u}, which is linear in u. */
    private static Tensor[] columns(Tensor y, boolean createGraph, Tensor[] points) {
        Tensor u = zeros(y).requiresGrad();
        Tensor[] pulled = Autograd.grad(new Tensor[] {y}, new Tensor[] {u}, points, true, true);
        Tensor[] result = new Tensor[points.length];
        for (int i = 0; i < result.length; i++) {
            Tensor row = pulled[i];
            if (isConstant(row)) {
                result[i] = zeros(points[i].dtype(), joined(y.shape(), points[i].shape()));
                continue;
            }
            Units units = Units.of(row);
            Tensor turned = stacked(row.size(), createGraph, new Tensor[] {u}, k -> Autograd.grad(new Tensor[] {row},
                    new Tensor[] {units.get(k)}, new Tensor[] {u}, true, createGraph))[0];
            Tensor matrix = Shapes.transpose(Shapes.reshape(turned, row.size(), y.size()), 0, 1);
            result[i] = Shapes.cast(matrix, points[i].dtype());
        }
        return result;
    }

    /** For each tensor a stack of tensors of its shape and type, one of which is found at a time; null means zeros. */
    private static Tensor[] stacked(long count, boolean createGraph, Tensor[] like, LongFunction<Tensor[]> find) {
        Tensor[] stacks = new Tensor[like.length];
        if (!createGraph || count == 0) {
            for (int j = 0; j < like.length; j++) {
                stacks[j] = zeros(like[j].dtype(), like[j].shape().insert(0, count));
            }
            for (long i = 0; i < count; i++) {
                try (Scope _ = Scope.open("row")) {
                    Tensor[] found = find.apply(i);
                    for (int j = 0; j < like.length; j++) {
                        if (found[j] != null) {
                            Autograd.kernels().copy().copy(found[j].array(), stacks[j].array().select(0, i));
                        }
                    }
                }
            }
            return stacks;
        }
        Tensor[][] parts = new Tensor[like.length][Math.toIntExact(count)];
        for (int i = 0; i < count; i++) {
            Tensor[] found = find.apply(i);
            for (int j = 0; j < like.length; j++) {
                parts[j][i] = orZeros(found[j], like[j]);
            }
        }
        for (int j = 0; j < like.length; j++) {
            stacks[j] = Parts.stack(0, parts[j]);
        }
        return stacks;
    }

    /** The unit vectors of a shape: windows of one line of zeros with a 1 in the middle. */
    private record Units(Tensor line, Shape shape) {

        static Units of(Tensor like) {
            long n = like.size();
            NdArray line = NdArray.zeros(like.dtype(), Shape.of(Math.max(0, 2 * n - 1)));
            if (n > 0) {
                NdArray one = NdArray.full(like.dtype(), Shape.SCALAR, 1);
                Autograd.kernels().copy().copy(one, line.select(0, n - 1));
            }
            return new Units(Tensor.of(line), like.shape());
        }

        Tensor get(long i) {
            long n = shape.size();
            return Shapes.reshape(line.slice(0, n - 1 - i, 2 * n - 1 - i), shape);
        }
    }

    /** The gradient of {@code sum(seed * y)} at a leaf. */
    private static Tensor pull(Tensor y, Tensor seed, Tensor leaf, boolean createGraph) {
        return Autograd.grad(new Tensor[] {y}, new Tensor[] {seed}, new Tensor[] {leaf}, createGraph, createGraph)[0];
    }

    /** Whether a gradient depends on nothing. */
    private static boolean isConstant(Tensor g) {
        return g == null || !g.isTracked();
    }

    private static Tensor orZeros(Tensor g, Tensor like) {
        return g != null ? g : zeros(like);
    }

    private static Tensor zeros(Tensor like) {
        return zeros(like.dtype(), like.shape());
    }

    private static Tensor zeros(DType dtype, Shape shape) {
        return Tensor.of(NdArray.zeros(dtype, shape));
    }

    private static Tensor[] zeros(Tensor[] like, Shape[] shapes) {
        Tensor[] zeros = new Tensor[like.length];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = zeros(like[i].dtype(), shapes[i]);
        }
        return zeros;
    }
}
