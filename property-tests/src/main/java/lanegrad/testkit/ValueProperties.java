package lanegrad.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.kernels.Kernels;

/** Properties of results: against the reference, and of one implementation against the other. */
final class ValueProperties {

    private ValueProperties() {
    }

    static List<Property> all() {
        return List.of(new Values(), new SimdAgainstScalar());
    }

    /** The ways that a sample's inputs can lie: all alike, and all different. */
    static List<List<Placement>> placements(Sample sample) {
        List<List<Placement>> found = new ArrayList<>();
        int count = sample.args().size();
        for (Placement placement : Placement.values()) {
            Placement[] alike = new Placement[count];
            Arrays.fill(alike, placement);
            found.add(List.of(alike));
        }
        if (count > 1) {
            Placement[] mixed = new Placement[count];
            Arrays.setAll(mixed, i -> Placement.values()[1 + i % 4]);
            found.add(List.of(mixed));
        }
        return found;
    }

    /** The types to run a sample in: one is enough if its inputs have types of their own. */
    static List<DType> types(OpInfo info, Sample sample) {
        List<DType> types = List.copyOf(info.dtypes());
        return sample.followsType() ? types : types.subList(0, 1);
    }

    /** The type that errors are measured in. */
    static DType computed(Sample sample, DType run) {
        return type(sample, run) == DType.F32 ? DType.F32 : DType.F64;
    }

    /** The type of the result. */
    static DType type(Sample sample, DType run) {
        return sample.result() == null ? run : sample.result();
    }

    /** The type that errors of the gradient of an input are measured in. */
    static DType computed(Sample sample, DType run, int input) {
        return sample.args().get(input).dtype(run) == DType.F32 ? DType.F32 : computed(sample, run);
    }

    private static final class Values implements Property {

        @Override
        public String name() {
            return "values";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return true;
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                for (DType run : types(page.info(), sample)) {
                    for (List<Placement> placements : placements(sample)) {
                        for (int seed = 0; seed < Tries.of(1); seed++) {
                            check(page, Trial.draw(sample, run, placements, seed));
                        }
                    }
                }
            }
        }

        private void check(Ledger.Page page, Trial trial) {
            Plain expected = trial.expected();
            Sample sample = trial.sample();
            DType type = type(sample, trial.run());
            for (Kernels kernels : KernelSets.all()) {
                Trial.Outcome found = trial.forward(kernels);
                String where = trial + ", " + kernels.name();
                Failure.unless(found.dtype() == type, "%s: the result is %s, %s expected", where, found.dtype(), type);
                Failure.unless(Arrays.equals(found.dims(), expected.dims()), "%s: the result is %s, %s expected", where,
                        Arrays.toString(found.dims()), Arrays.toString(expected.dims()));
                Failure.unless(!found.tracked(), "%s: the result is on the tape, though nothing was recorded", where);
                page.compareValues(name(), computed(sample, trial.run()), found.values(), expected, where);
            }
        }
    }

    private static final class SimdAgainstScalar implements Property {

        @Override
        public String name() {
            return "SIMD against scalar";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return KernelSets.all().size() > 1;
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                for (DType run : types(page.info(), sample)) {
                    for (Placement placement : List.of(Placement.CONTIGUOUS, Placement.SLICED)) {
                        check(page, Trial.draw(sample, run, placement, 1));
                    }
                }
            }
        }

        private void check(Ledger.Page page, Trial trial) {
            boolean values = trial.sample().use() == Sample.Use.VALUES;
            Kernels one = Kernels.scalar();
            Kernels other = Kernels.simd();
            Trial.Outcome scalar = values ? trial.forward(one) : trial.backward(one, false);
            Trial.Outcome simd = values ? trial.forward(other) : trial.backward(other, false);
            DType computed = computed(trial.sample(), trial.run());
            Plain expected = Plain.of(scalar.values(), scalar.dims());
            double[] scale = trial.expected().scale();
            page.compareValues(name(), computed, simd.values(),
                    scale == null ? expected : expected.withScale(Plain.of(scale, scalar.dims())), trial.toString());
            for (int i = 0; i < scalar.gradients().size(); i++) {
                Plain g = scalar.gradients().get(i);
                if (g != null) {
                    page.compareGradients(name(), computed(trial.sample(), trial.run(), i),
                            simd.gradients().get(i).data(), g, scalar.least(), trial + ", gradient of input " + i);
                }
            }
        }
    }
}
