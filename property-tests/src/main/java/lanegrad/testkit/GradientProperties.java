package lanegrad.testkit;

import java.util.List;
import java.util.function.Function;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.GradCheck;
import lanegrad.autograd.GradCheckException;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Scope;
import lanegrad.testkit.Tolerances.Measure;

/** Properties of derivatives. */
final class GradientProperties {

    private GradientProperties() {
    }

    static List<Property> all() {
        return List.of(new Differences(1), new AgainstReference(), new AgainstComposite(), new Differences(2),
                new Broadcasts(), new Unused(),
                new Adjoint());
    }

    /** Gradients that a sample says, which differences do not show. */
    private static final class AgainstReference implements Property {

        @Override
        public String name() {
            return "gradient against the reference";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return info.samples().stream().anyMatch(sample -> sample.pullback() != null);
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                if (sample.pullback() == null) {
                    continue;
                }
                for (DType run : ValueProperties.types(page.info(), sample)) {
                    Trial trial = Trial.draw(sample, run, Placement.CONTIGUOUS, 12);
                    for (Kernels kernels : KernelSets.all()) {
                        for (boolean createGraph : new boolean[] {false, true}) {
                            check(page, trial, trial.backward(kernels, createGraph), kernels.name());
                        }
                    }
                }
            }
        }

        private void check(Ledger.Page page, Trial trial, Trial.Outcome found, String how) {
            Plain[] expected = trial.sample().pullback().apply(trial.inputs().toArray(Plain[]::new),
                    trial.cotangent(found.dims()));
            for (int i = 0; i < expected.length; i++) {
                Plain g = found.gradients().get(i);
                String where = trial + ", " + how + ", gradient of input " + i;
                Failure.unless((g == null) == (expected[i] == null), "%s: %s, %s expected", where, g, expected[i]);
                if (g != null) {
                    Failure.unless(java.util.Arrays.equals(g.dims(), expected[i].dims()), "%s: %s, %s expected", where,
                            g, expected[i]);
                    page.compareGradients(name(), ValueProperties.computed(trial.sample(), trial.run(), i), g.data(),
                            expected[i], 0, where);
                }
            }
        }
    }

    /** Gradients at kernel speed, in either type, from anywhere in memory, against the composite's in F64. */
    private static final class AgainstComposite implements Property {

        @Override
        public String name() {
            return "gradient against the F64 composite";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return true;
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                if (sample.use() == Sample.Use.VALUES) {
                    continue;
                }
                for (DType run : ValueProperties.types(page.info(), sample)) {
                    for (List<Placement> placements : ValueProperties.placements(sample)) {
                        check(page, Trial.draw(sample, run, placements, 2));
                    }
                }
            }
        }

        private void check(Ledger.Page page, Trial trial) {
            Trial.Outcome composite = trial.inF64().contiguous().backward(Kernels.best(), true);
            for (Kernels kernels : KernelSets.all()) {
                compare(page, name(), trial, trial.backward(kernels, false), composite, kernels.name());
            }
        }
    }

    /** Compares the gradients of two outcomes. */
    static void compare(Ledger.Page page, String property, Trial trial, Trial.Outcome found, Trial.Outcome expected,
            String how) {
        boolean tracked = page.info().orders() > 0 && trial.sample().isDifferentiable(trial.run())
                && ValueProperties.type(trial.sample(), trial.run()).isDifferentiable();
        Failure.unless(found.tracked() == tracked, "%s, %s: the result is %s the tape", trial, how,
                tracked ? "not on" : "on");
        page.count(property, 1);
        for (int i = 0; i < found.gradients().size(); i++) {
            Plain a = found.gradients().get(i);
            Plain b = expected.gradients().get(i);
            String where = trial + ", " + how + ", gradient of input " + i;
            Failure.unless((a == null) == (b == null), "%s: %s, %s expected", where, a, b);
            if (a != null) {
                Failure.unless(java.util.Arrays.equals(a.dims(), b.dims()), "%s: %s, %s expected", where, a, b);
                page.compareGradients(property, ValueProperties.computed(trial.sample(), trial.run(), i), a.data(), b,
                        expected.least(), where);
            }
        }
    }

    private record Differences(int order) implements Property {

        @Override
        public String name() {
            return order == 1 ? "first order by differences" : "second order by differences";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return info.orders() >= order && info.samples().stream().anyMatch(sample -> runs(info, sample));
        }

        @Override
        public void check(Ledger.Page page) {
            Measure measure = order == 1 ? Measure.FIRST_ORDER : Measure.SECOND_ORDER;
            GradCheck.Options options = GradCheck.Options.DEFAULT.withTolerances(
                    Tolerances.limit(page.info(), DType.F64, Measure.FIRST_ORDER),
                    Tolerances.limit(page.info(), DType.F64, Measure.SECOND_ORDER));
            for (Sample sample : page.info().samples()) {
                if (!runs(page.info(), sample)) {
                    continue;
                }
                for (int seed = 0; seed < Tries.of(2); seed++) {
                    Trial trial = Trial.draw(sample, DType.F64, Placement.CONTIGUOUS, seed);
                    try (Scope _ = Scope.open("differences")) {
                        Tensor[] inputs = trial.place().stream().map(each -> Tensor.of(each.view()))
                                .toArray(Tensor[]::new);
                        GradCheck.Options seeded = options.withSeed(seed);
                        GradCheck.Report report = order == 1 ? GradCheck.check(seeded, inF64(sample), inputs)
                                : GradCheck.checkSecondOrder(seeded, inF64(sample), inputs);
                        page.count(name(), Math.max(0, report.comparisons() - 1));
                        page.measure(name(), measure, DType.F64, report.worstError(), trial + ": " + report.worst());
                    } catch (GradCheckException e) {
                        throw new AssertionError(page.info().name() + ", " + name() + ": " + trial + ": "
                                + e.getMessage(), e);
                    }
                }
            }
        }

        private static boolean runs(OpInfo info, Sample sample) {
            boolean notTheDerivative = info.orders() == 2 && info.whyNot() != null && sample.pullback() != null;
            return sample.use() == Sample.Use.SMOOTH && !notTheDerivative && canRun(sample);
        }

        /** Mixed types are the other properties' concern: differences take F64 alone. */
        private static boolean canRun(Sample sample) {
            return sample.args().stream().noneMatch(arg -> arg.dtype(DType.F64).isFloating()
                    && arg.dtype(DType.F64) != DType.F64) && (sample.result() == null || sample.result() == DType.F64);
        }

        private static Function<Tensor[], Tensor> inF64(Sample sample) {
            return in -> sample.apply().apply(in);
        }
    }

    /** The gradient of a broadcast input is the sum of those of its copies. */
    private static final class Broadcasts implements Property {

        @Override
        public String name() {
            return "gradients of broadcast inputs sum";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return info.broadcasts() && info.orders() > 0;
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                if (sample.use() == Sample.Use.VALUES || !sample.isDifferentiable(DType.F64)) {
                    continue;
                }
                Trial trial = Trial.draw(sample, DType.F64, Placement.CONTIGUOUS, 3);
                Trial.Outcome narrow = trial.backward(Kernels.best(), false);
                List<Plain> copies = trial.inputs().stream().map(x -> x.expand(narrow.dims())).toList();
                Trial.Outcome wide = new Trial(sample, trial.run(), trial.placements(), copies, trial.seed())
                        .backward(Kernels.best(), false);
                for (int i = 0; i < copies.size(); i++) {
                    Plain g = narrow.gradients().get(i);
                    if (g != null) {
                        page.compareGradients(name(), ValueProperties.computed(sample, DType.F64, i), g.data(),
                                sumTo(wide.gradients().get(i), trial.inputs().get(i).dims()), narrow.least(),
                                trial + ", input " + i);
                    }
                }
            }
        }

        private static Plain sumTo(Plain wide, long[] dims) {
            Plain sums = Plain.of(new double[Plain.size(dims)], dims);
            Plain scales = Plain.of(new double[Plain.size(dims)], dims);
            Plain places = Plain.build(dims, new java.util.function.ToDoubleFunction<>() {
                private int next;

                @Override
                public double applyAsDouble(long[] index) {
                    return next++;
                }
            });
            Plain.forEach(wide.dims(), index -> {
                int at = (int) places.broadcastAt(index);
                sums.data()[at] += wide.at(index);
                scales.data()[at] += Math.abs(wide.at(index));
            });
            return sums.withScale(scales);
        }
    }

    /** What was not used has no gradient, and what else is differentiated makes no difference. */
    private static final class Unused implements Property {

        @Override
        public String name() {
            return "unused inputs have none";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return info.orders() > 0;
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                if (sample.use() == Sample.Use.VALUES || !sample.isDifferentiable(DType.F64)) {
                    continue;
                }
                Trial trial = Trial.draw(sample, DType.F64, Placement.CONTIGUOUS, 4);
                Trial.Outcome all = trial.backward(Kernels.best(), false);
                for (int i = 0; i < trial.inputs().size(); i++) {
                    if (all.gradients().get(i) != null) {
                        page.compareGradients(name(), ValueProperties.computed(sample, DType.F64, i), alone(trial, i),
                                all.gradients().get(i), all.least(), trial + ", input " + i + " alone");
                    }
                }
            }
        }

        private static double[] alone(Trial trial, int which) {
            try (Scope _ = Scope.open("unused")) {
                List<Placement.Placed> placed = trial.place();
                Tensor[] inputs = new Tensor[placed.size()];
                for (int i = 0; i < inputs.length; i++) {
                    inputs[i] = Tensor.of(placed.get(i).view());
                }
                inputs[which] = inputs[which].requiresGrad();
                Tensor other = Tensor.full(DType.F64, 1).requiresGrad();
                Tensor y = trial.sample().apply().apply(inputs);
                Tensor u = Tensor
                        .of(Placement.CONTIGUOUS.place(trial.cotangent(y.shape().toArray()), y.dtype()).view());
                Tensor[] g = Autograd.grad(new Tensor[] {y}, new Tensor[] {u}, new Tensor[] {other, inputs[which]},
                        false, false);
                Failure.unless(g[0] == null, "%s: an input that was not used has a gradient", trial);
                return g[1].toDoubleArray();
            }
        }
    }

    /** {@code <u, J v> = <J^T u, v>}, and the vector-Jacobian product is linear in its cotangent. */
    private static final class Adjoint implements Property {

        @Override
        public String name() {
            return "the Jacobian and its transpose are adjoint";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return info.orders() == 2;
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                if (sample.use() == Sample.Use.VALUES
                        || !ValueProperties.type(sample, DType.F64).isDifferentiable()) {
                    continue;
                }
                Trial trial = Trial.draw(sample, DType.F64, Placement.CONTIGUOUS, 5);
                for (int i = 0; i < trial.inputs().size(); i++) {
                    if (sample.args().get(i).dtype(DType.F64).isDifferentiable()) {
                        check(page, trial, i);
                    }
                }
            }
        }

        private void check(Ledger.Page page, Trial trial, int which) {
            try (Scope _ = Scope.open("adjoint"); Mode _ = Autograd.enableGrad()) {
                List<Placement.Placed> placed = trial.place();
                Tensor[] inputs = new Tensor[placed.size()];
                for (int i = 0; i < inputs.length; i++) {
                    inputs[i] = Tensor.of(placed.get(i).view());
                }
                java.util.function.UnaryOperator<Tensor> f = x -> {
                    Tensor[] changed = inputs.clone();
                    changed[which] = x;
                    return trial.sample().apply().apply(changed);
                };
                long[] from = inputs[which].shape().toArray();
                Tensor y = f.apply(inputs[which]);
                long[] to = y.shape().toArray();
                Plain u = trial.cotangent(to);
                Plain w = new Trial(trial.sample(), trial.run(), trial.placements(), trial.inputs(), 99).cotangent(to);
                Plain v = new Trial(trial.sample(), trial.run(), trial.placements(), trial.inputs(), 98)
                        .cotangent(from);
                DType result = y.dtype();
                double[] forward = Autograd.jvp(f, inputs[which], tensor(v, inputs[which].dtype())).toDoubleArray();
                double[] back = Autograd.vjp(f, inputs[which], tensor(u, result)).toDoubleArray();
                double[] other = Autograd.vjp(f, inputs[which], tensor(w, result)).toDoubleArray();
                Plain mixed = Plain.zip(u, w, (a, b) -> 2 * a - 3 * b);
                double[] both = Autograd.vjp(f, inputs[which], tensor(mixed, result)).toDoubleArray();
                DType measured = ValueProperties.computed(trial.sample(), DType.F64, which);
                String where = trial + ", input " + which;
                page.compareGradients(name(), measured, new double[] {inner(back, v.data()).at()},
                        inner(forward, u.data()), Trial.SMALL * Math.max(1, largest(back)), where);
                page.compareGradients(name(), measured, both, Plain.zip(Plain.of(back, from),
                        Plain.of(other, from), (a, b) -> 2 * a - 3 * b)
                        .withScale(Plain.zip(Plain.of(back, from), Plain.of(other, from),
                                (a, b) -> 2 * Math.abs(a) + 3 * Math.abs(b))),
                        Trial.SMALL * Math.max(1, largest(back)), where + ", linear");
            }
        }

        private static Tensor tensor(Plain x, DType dtype) {
            return Tensor.of(Placement.CONTIGUOUS.place(x, dtype).view());
        }

        private static double largest(double[] values) {
            return java.util.Arrays.stream(values).map(Math::abs).max().orElse(0);
        }

        private static Plain inner(double[] a, double[] b) {
            double sum = 0;
            double scale = 0;
            for (int i = 0; i < a.length; i++) {
                sum += a[i] * b[i];
                scale += Math.abs(a[i] * b[i]);
            }
            return Plain.of(new double[] {sum}).withScale(Plain.of(new double[] {scale}));
        }
    }
}
