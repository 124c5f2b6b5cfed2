package lanegrad.testkit;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import lanegrad.array.DType;
import lanegrad.kernels.Kernels;

/** Properties at the edges: of what is empty, and of numbers that are not like the others. */
final class EdgeProperties {

    private EdgeProperties() {
    }

    static List<Property> all() {
        return List.of(new Empty(), new Special());
    }

    /** An input of no element has a gradient of no element, wherever it has a gradient when there are some. */
    private static final class Empty implements Property {

        @Override
        public String name() {
            return "gradients of empty inputs";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return info.orders() > 0 && info.samples().stream().anyMatch(Empty::isEmpty);
        }

        private static boolean isEmpty(Sample sample) {
            return sample.isDifferentiable(DType.F64) && sample.use() != Sample.Use.VALUES
                    && sample.args().stream().anyMatch(arg -> Plain.size(arg.dims()) == 0);
        }

        @Override
        public void check(Ledger.Page page) {
            Set<List<Integer>> differentiable = new HashSet<>();
            for (boolean empty : new boolean[] {false, true}) {
                for (Sample sample : page.info().samples()) {
                    if (sample.use() == Sample.Use.VALUES || !sample.isDifferentiable(DType.F64)
                            || isEmpty(sample) != empty) {
                        continue;
                    }
                    Trial trial = Trial.draw(sample, DType.F64, Placement.CONTIGUOUS, 14);
                    List<Plain> gradients = trial.backward(Kernels.best(), false).gradients();
                    for (int i = 0; i < gradients.size(); i++) {
                        List<Integer> input = List.of(gradients.size(), i);
                        if (!empty && gradients.get(i) != null) {
                            differentiable.add(input);
                        } else if (empty && differentiable.contains(input)
                                && sample.args().get(i).dtype(DType.F64).isDifferentiable()) {
                                    check(page, trial, i, gradients.get(i));
                                }
                    }
                }
            }
        }

        private void check(Ledger.Page page, Trial trial, int input, Plain gradient) {
            long[] dims = trial.inputs().get(input).dims();
            Failure.unless(gradient != null && Arrays.equals(gradient.dims(), dims),
                    "%s: the gradient of input %d is %s, but %s expected", trial, input, gradient,
                    Arrays.toString(dims));
            page.count(name(), 1);
        }
    }

    /** NaN, infinities, zeros of both signs, subnormal and huge numbers, and each beside each. */
    private static final class Special implements Property {

        @Override
        public String name() {
            return "special values";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return info.elementwise();
        }

        @Override
        public void check(Ledger.Page page) {
            Sample like = page.info().samples().getFirst();
            for (DType run : page.info().dtypes()) {
                double[] values = values(run);
                int n = values.length;
                List<Arg> args = like.args().size() == 1 ? List.of(Arg.of(Values.of(values), n))
                        : List.of(Arg.of(Values.of(values), n, 1), Arg.of(Values.of(values), n));
                Sample sample = new Sample("special values", args, like.apply(), like.reference(), like.result(),
                        Sample.Use.VALUES, null);
                for (Placement placement : List.of(Placement.CONTIGUOUS, Placement.SLICED)) {
                    Trial trial = Trial.draw(sample, run, placement, 15);
                    for (Kernels kernels : KernelSets.all()) {
                        check(page, trial, kernels);
                    }
                }
            }
        }

        private static double[] values(DType run) {
            boolean single = run == DType.F32;
            double least = single ? Float.MIN_NORMAL : Double.MIN_NORMAL;
            double most = single ? Float.MAX_VALUE : Double.MAX_VALUE;
            double last = single ? Float.MIN_VALUE : Double.MIN_VALUE;
            double[] positive = {0, 1, 2, 3, 0.5, 20, most, most / 2, Math.sqrt(most), least, least / 2, last,
                Math.sqrt(least), Double.POSITIVE_INFINITY};
            return DoubleStream.concat(DoubleStream.of(positive).flatMap(x -> DoubleStream.of(x, -x)),
                    DoubleStream.of(Double.NaN)).toArray();
        }

        private void check(Ledger.Page page, Trial trial, Kernels kernels) {
            Plain expected = trial.expected();
            double[] found = trial.forward(kernels).values();
            String where = trial + ", " + kernels.name();
            page.compareValues(name(), ValueProperties.computed(trial.sample(), trial.run()), found, expected, where);
            for (int i = 0; i < found.length; i++) {
                double x = expected.data()[i];
                Failure.unless(x != 0 || found[i] != 0 || 1 / x == 1 / found[i], "%s: element %d is %s, %s expected",
                        where, i, found[i], x);
            }
            page.count(name(), found.length);
        }
    }
}
