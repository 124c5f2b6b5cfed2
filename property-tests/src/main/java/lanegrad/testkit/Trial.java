package lanegrad.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;

/**
 * One sample with its elements drawn: it can be run again and again, in either type, on any kernels, from any place in
 * memory.
 *
 * @param sample what is called
 * @param run the type it runs in
 * @param placements how each input lies
 * @param inputs the elements of each input, rounded to its type
 * @param seed of the cotangent
 */
public record Trial(Sample sample, DType run, List<Placement> placements, List<Plain> inputs, long seed) {

    /**
     * What a trial gave.
     *
     * @param dtype the type of the result
     * @param dims its shape
     * @param values its elements
     * @param tracked whether it was on the tape
     * @param gradients the gradient of each input, null where it has none
     */
    public record Outcome(DType dtype, long[] dims, double[] values, boolean tracked, List<Plain> gradients) {

        /**
         * What small gradients are measured by: a part of the greatest gradient of all inputs, or of the cotangent;
         * more where the result is large, because rounding errors of sums grow as the root of what is summed.
         *
         * @return a floor
         */
        public double least() {
            double greatest = 1;
            for (Plain g : gradients) {
                if (g != null) {
                    for (double x : g.data()) {
                        greatest = Double.isFinite(x) ? Math.max(greatest, Math.abs(x)) : greatest;
                    }
                }
            }
            return SMALL * greatest * Math.max(1, Math.sqrt(values.length) / 16);
        }
    }

    /** Gradients smaller than this part of the greatest are measured by the greatest. */
    static final double SMALL = 0.05;

    /**
     * Draws the elements.
     *
     * @param sample what is called
     * @param run the type it runs in
     * @param placements how each input lies
     * @param seed what to draw from
     * @return the trial
     */
    public static Trial draw(Sample sample, DType run, List<Placement> placements, long seed) {
        Random random = random(seed * 0x9E3779B97F4A7C15L + sample.label().hashCode());
        List<Plain> inputs = new ArrayList<>();
        for (int i = 0; i < sample.args().size(); i++) {
            inputs.add(placements.get(i).effective(sample.args().get(i).draw(random, run)));
        }
        return new Trial(sample, run, placements, inputs, seed);
    }

    /** Numbers are drawn by the million, and a plain {@link Random} takes longer for a normal one than most kernels. */
    private static Random random(long seed) {
        return Random.from(new SplittableRandom(seed));
    }

    /**
     * Draws the elements, and lets every input lie alike.
     *
     * @param sample what is called
     * @param run the type it runs in
     * @param placement how the inputs lie
     * @param seed what to draw from
     * @return the trial
     */
    public static Trial draw(Sample sample, DType run, Placement placement, long seed) {
        return draw(sample, run, sample.args().stream().map(_ -> placement).toList(), seed);
    }

    /**
     * The same elements in the other type: those of F32 are numbers of F64 too.
     *
     * @return the trial in F64
     */
    public Trial inF64() {
        return new Trial(sample, DType.F64, placements, inputs, seed);
    }

    /**
     * The same elements, all inputs row-major.
     *
     * @return the trial
     */
    public Trial contiguous() {
        return new Trial(sample, run, sample.args().stream().map(_ -> Placement.CONTIGUOUS).toList(), inputs, seed);
    }

    /**
     * What the result should be.
     *
     * @return the reference's result
     */
    public Plain expected() {
        return sample.reference().apply(inputs.toArray(Plain[]::new));
    }

    /**
     * Puts the inputs into memory.
     *
     * @return arrays of the current scope
     */
    public List<Placement.Placed> place() {
        List<Placement.Placed> placed = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            placed.add(placements.get(i).place(inputs.get(i), sample.args().get(i).dtype(run)));
        }
        return placed;
    }

    /**
     * The inputs as tensors of which those that can have a gradient are leaves.
     *
     * @param placed what {@link #place} gave
     * @return the tensors
     */
    public static Tensor[] leaves(List<Placement.Placed> placed) {
        return placed.stream().map(each -> Tensor.of(each.view()))
                .map(x -> x.dtype().isDifferentiable() ? x.requiresGrad() : x).toArray(Tensor[]::new);
    }

    /**
     * Computes the result alone, recording nothing.
     *
     * @param kernels on which kernels
     * @return the result
     */
    public Outcome forward(Kernels kernels) {
        try (Scope _ = Scope.open("trial"); Mode _ = Autograd.use(kernels); Mode _ = Autograd.noGrad()) {
            Tensor y = sample.apply()
                    .apply(place().stream().map(each -> Tensor.of(each.view())).toArray(Tensor[]::new));
            return outcome(y, null);
        }
    }

    /**
     * Computes the result and the gradients of all inputs that can have one, for a cotangent that depends on the seed
     * alone.
     *
     * @param kernels on which kernels
     * @param createGraph whether the gradients are computed as a graph: then fused ops give their composite's
     * @return both
     */
    public Outcome backward(Kernels kernels, boolean createGraph) {
        try (Scope _ = Scope.open("trial"); Mode _ = Autograd.use(kernels); Mode _ = Autograd.enableGrad()) {
            Tensor[] leaves = leaves(place());
            Tensor y = sample.apply().apply(leaves);
            return outcome(y, gradients(y, leaves, createGraph));
        }
    }

    private Tensor[] gradients(Tensor y, Tensor[] leaves, boolean createGraph) {
        Tensor[] gradients = new Tensor[leaves.length];
        if (!y.isTracked()) {
            return gradients;
        }
        List<Integer> at = new ArrayList<>();
        List<Tensor> targets = new ArrayList<>();
        for (int i = 0; i < leaves.length; i++) {
            if (leaves[i].isTracked()) {
                at.add(i);
                targets.add(leaves[i]);
            }
        }
        Tensor u = Tensor.of(Placement.CONTIGUOUS.place(cotangent(y.shape().toArray()), y.dtype()).view());
        Tensor[] found = Autograd.grad(new Tensor[] {y}, new Tensor[] {u}, targets.toArray(Tensor[]::new), createGraph,
                createGraph);
        for (int i = 0; i < found.length; i++) {
            gradients[at.get(i)] = found[i];
        }
        return gradients;
    }

    /**
     * The cotangent, the same in either type.
     *
     * @param dims the shape of the result
     * @return numbers of F32
     */
    public Plain cotangent(long... dims) {
        Random random = random(seed + 1);
        return Plain.build(dims, _ -> (float) random.nextGaussian());
    }

    private static Outcome outcome(Tensor y, Tensor[] gradients) {
        List<Plain> plain = new ArrayList<>();
        if (gradients != null) {
            for (Tensor g : gradients) {
                plain.add(g == null ? null : Plain.of(g.toDoubleArray(), g.shape().toArray()));
            }
        }
        return new Outcome(y.dtype(), y.shape().toArray(), y.toDoubleArray(), y.isTracked(), plain);
    }

    @Override
    public String toString() {
        boolean alike = placements.stream().distinct().count() <= 1;
        return sample + ", " + run + ", "
                + (alike && !placements.isEmpty() ? placements.getFirst().toString() : placements.toString())
                        .toLowerCase(java.util.Locale.ROOT)
                + ", seed " + seed;
    }
}
