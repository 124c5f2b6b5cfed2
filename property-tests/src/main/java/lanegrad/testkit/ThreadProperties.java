package lanegrad.testkit;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lanegrad.array.DType;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.Threshold;
import lanegrad.parallel.Parallelism;
import lanegrad.parallel.Workers;

/** Properties of large inputs: each side of every threshold, and the same bits for any number of threads. */
final class ThreadProperties {

    private static final int MOST_THREADS = 3;

    private ThreadProperties() {
    }

    static List<Property> all() {
        return List.of(new Threads(), new Beside(), new Thresholds());
    }

    /** Runs a trial with 1, 2 and 3 threads and refuses the least difference. */
    private static Trial.Outcome sameBits(Ledger.Page page, String property, Trial trial, Kernels kernels) {
        Trial.Outcome alone = null;
        boolean values = trial.sample().use() == Sample.Use.VALUES;
        for (int threads = 1; threads <= MOST_THREADS; threads++) {
            Trial.Outcome found;
            try (Parallelism _ = Parallelism.cap(threads)) {
                found = values ? trial.forward(kernels) : trial.backward(kernels, false);
            }
            if (alone == null) {
                alone = found;
                continue;
            }
            String where = trial + ", " + kernels.name() + ", " + threads + " threads";
            same(where, "result", alone.values(), found.values());
            for (int i = 0; i < alone.gradients().size(); i++) {
                if (alone.gradients().get(i) != null) {
                    same(where, "gradient of input " + i, alone.gradients().get(i).data(),
                            found.gradients().get(i).data());
                }
            }
            page.count(property, 1);
        }
        return alone;
    }

    private static void same(String where, String what, double[] alone, double[] found) {
        for (int i = 0; i < alone.length; i++) {
            Failure.unless(Double.doubleToRawLongBits(alone[i]) == Double.doubleToRawLongBits(found[i]),
                    "%s: element %d of the %s is %s, but %s alone", where, i, what, found[i], alone[i]);
        }
    }

    private static final class Threads implements Property {

        @Override
        public String name() {
            return "bits for 1, 2 and 3 threads";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return true;
        }

        @Override
        public void check(Ledger.Page page) {
            Failure.unless(Workers.threads() >= MOST_THREADS, "%d threads: start with -Dlanegrad.threads=%d",
                    Workers.threads(), MOST_THREADS);
            for (Sample sample : page.info().samples()) {
                for (DType run : ValueProperties.types(page.info(), sample)) {
                    for (Kernels kernels : KernelSets.all()) {
                        sameBits(page, name(), Trial.draw(sample, run, Placement.CONTIGUOUS, 10), kernels);
                    }
                }
            }
        }
    }

    /** What another thread computes, in modes of its own, makes no difference to either. */
    private static final class Beside implements Property {

        @Override
        public String name() {
            return "bits beside another program";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return true;
        }

        @Override
        public void check(Ledger.Page page) {
            List<Trial> trials = page.info().samples().stream()
                    .map(sample -> Trial.draw(sample, ValueProperties.types(page.info(), sample).getFirst(),
                            Placement.CONTIGUOUS, 13))
                    .toList();
            List<Trial.Outcome> alone = trials.stream().map(Beside::run).toList();
            try (Companion companion = new Companion()) {
                for (int i = 0; i < trials.size(); i++) {
                    Trial.Outcome found = run(trials.get(i));
                    String where = trials.get(i) + ", beside another program";
                    same(where, "result", alone.get(i).values(), found.values());
                    for (int j = 0; j < found.gradients().size(); j++) {
                        if (found.gradients().get(j) != null) {
                            same(where, "gradient of input " + j, alone.get(i).gradients().get(j).data(),
                                    found.gradients().get(j).data());
                        }
                    }
                    page.count(name(), 1);
                }
                companion.requireUndisturbed(page.info().name());
            }
        }

        private static Trial.Outcome run(Trial trial) {
            return trial.sample().use() == Sample.Use.VALUES ? trial.forward(Kernels.best())
                    : trial.backward(Kernels.best(), false);
        }
    }

    private static final class Thresholds implements Property {

        @Override
        public String name() {
            return "each side of every threshold";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return !info.sizers().isEmpty();
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sizer sizer : page.info().sizers()) {
                Map<Long, Set<Kernels>> bySize = new TreeMap<>();
                for (Kernels kernels : KernelSets.all()) {
                    for (Threshold threshold : page.info().thresholds().apply(kernels)) {
                        long size = threshold.value();
                        if (sizer.cost().applyAsDouble(size + sizer.unit()) > Tries.steps()) {
                            continue;
                        }
                        for (long n : new long[] {size - sizer.unit(), size, size + sizer.unit()}) {
                            if (n >= 1) {
                                bySize.computeIfAbsent(n, _ -> new LinkedHashSet<>()).add(kernels);
                            }
                        }
                        page.sampled(kernels.name() + " " + threshold.kernel() + ", " + threshold.name() + " (" + size
                                + ") as " + sizer.axis());
                    }
                }
                bySize.forEach((n, kernels) -> check(page, sizer.sample().apply(n), kernels));
            }
        }

        private void check(Ledger.Page page, Sample sample, Set<Kernels> kernels) {
            for (DType run : page.info().dtypes()) {
                Set<Kernels> different = new LinkedHashSet<>(kernels);
                if (run == DType.F64) {
                    different.retainAll(Set.of(Kernels.best())); // the same code in both
                }
                if (!different.isEmpty()) {
                    check(page, Trial.draw(sample, run, Placement.CONTIGUOUS, 11), different);
                }
            }
        }

        private void check(Ledger.Page page, Trial trial, Set<Kernels> kernels) {
            Sample sample = trial.sample();
            Plain expected = trial.expected();
            Trial.Outcome composite = sample.use() != Sample.Use.VALUES && page.info().orders() > 0
                    ? trial.inF64().backward(Kernels.best(), true)
                    : null;
            for (Kernels each : kernels) {
                Trial.Outcome found = sameBits(page, name(), trial, each);
                Failure.unless(Arrays.equals(found.dims(), expected.dims()), "%s: the result is %s, %s expected", trial,
                        Arrays.toString(found.dims()), Arrays.toString(expected.dims()));
                page.compareValues(name(), ValueProperties.computed(sample, trial.run()), found.values(), expected,
                        trial + ", " + each.name());
                if (composite != null) {
                    GradientProperties.compare(page, name(), trial, found, composite, each.name());
                }
            }
        }
    }
}
