package lanegrad.testkit;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import lanegrad.array.DType;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Rule;
import lanegrad.autograd.Tensor;
import lanegrad.kernels.Kernels;
import lanegrad.memory.Memory;
import lanegrad.memory.Scope;

/** Properties of what an op does besides its result: to its arguments, to memory, and when it is refused. */
final class StateProperties {

    private StateProperties() {
    }

    static List<Property> all() {
        return List.of(new Covered(), new Unchanged(), new NothingLeft(), new Refused(), new Heap());
    }

    /** The record says enough: every kind of shape, every way to be wrong, and the op itself is what runs. */
    private static final class Covered implements Property {

        @Override
        public String name() {
            return "the record is complete";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return true;
        }

        @Override
        public void check(Ledger.Page page) {
            OpInfo info = page.info();
            has(info, "rank 0", info.samples().stream().anyMatch(s -> s.args().stream().anyMatch(
                    arg -> arg.dims().length == 0)));
            has(info, "zero size", info.samples().stream().anyMatch(s -> s.args().stream().anyMatch(
                    arg -> Plain.size(arg.dims()) == 0)));
            has(info, "error", !info.errors().isEmpty());
            Failure.unless(info.orders() == 2 || info.whyNot() != null, "%s has %d orders, and does not say why",
                    info.name(), info.orders());
            for (Sample sample : info.samples()) {
                Failure.unless(info.orders() == 2 || isFlat(sample), "%s has %d orders, but the result of %s is "
                        + "neither integers, nor truth values, nor piecewise constant", info.name(), info.orders(),
                        sample);
                Failure.unless(info.orders() < 2 || info.whyNot() == null || sample.pullback() != null,
                        "%s has derivatives that differences do not show, but does not say which for %s", info.name(),
                        sample);
            }
            if (info.op() != null) {
                boolean recordable = !(info.op().rule() instanceof Rule.None
                        || info.op().rule() instanceof Rule.Missing);
                Failure.unless(recordable == info.orders() > 0, "%s has a rule or not, but its record says %d orders",
                        info.name(), info.orders());
                Failure.unless(!recordable || isRun(info), "no sample of %s runs it", info.name());
            }
            page.count(name(), 5 + 2L * info.samples().size());
        }

        private static void has(OpInfo info, String what, boolean found) {
            boolean exempt = info.exemptions().stream().anyMatch(each -> each.startsWith(what));
            Failure.unless(found || exempt, "%s has no sample of %s, and does not say why", info.name(), what);
        }

        /** Whether there is nothing to differentiate: a little further on the result is the same. */
        private static boolean isFlat(Sample sample) {
            if (!ValueProperties.type(sample, DType.F64).isFloating()) {
                return true;
            }
            Trial here = Trial.draw(sample, DType.F64, Placement.CONTIGUOUS, 12);
            Trial near = new Trial(sample, here.run(), here.placements(),
                    here.inputs().stream().map(x -> x.map(v -> v * (1 + 1e-12))).toList(), here.seed());
            return Arrays.equals(here.forward(Kernels.best()).values(), near.forward(Kernels.best()).values());
        }

        private static boolean isRun(OpInfo info) {
            for (Sample sample : info.samples()) {
                try (Scope _ = Scope.open("coverage")) {
                    Tensor y = sample.apply().apply(Trial.leaves(
                            Trial.draw(sample, DType.F64, Placement.CONTIGUOUS, 0).place()));
                    if (Autograd.recorded(y).contains(info.op())) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** No bit of any argument changes, in the storage around it neither. */
    private static final class Unchanged implements Property {

        @Override
        public String name() {
            return "arguments unchanged";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return true;
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                for (DType run : ValueProperties.types(page.info(), sample)) {
                    for (Kernels kernels : KernelSets.all()) {
                        for (Placement placement : Placement.values()) {
                            check(page, Trial.draw(sample, run, placement, 6), kernels);
                        }
                    }
                }
            }
        }

        private void check(Ledger.Page page, Trial trial, Kernels kernels) {
            try (Scope _ = Scope.open("unchanged"); var _ = Autograd.use(kernels)) {
                List<Placement.Placed> placed = trial.place();
                List<byte[]> before = placed.stream().map(Placement.Placed::bytes).toList();
                Tensor[] leaves = Trial.leaves(placed);
                Tensor y = trial.sample().apply().apply(leaves);
                if (y.isTracked()) {
                    Tensor u = Tensor
                            .of(Placement.CONTIGUOUS.place(trial.cotangent(y.shape().toArray()), y.dtype()).view());
                    Tensor[] targets = Arrays.stream(leaves).filter(Tensor::isTracked).toArray(Tensor[]::new);
                    double[] seed = u.toDoubleArray();
                    double[] value = y.toDoubleArray();
                    Autograd.grad(new Tensor[] {y}, new Tensor[] {u}, targets, true, false);
                    Autograd.grad(new Tensor[] {y}, new Tensor[] {u}, targets, true, true);
                    y.backward(u);
                    Failure.unless(Arrays.equals(seed, u.toDoubleArray()), "%s: the cotangent was changed", trial);
                    Failure.unless(Arrays.equals(value, y.toDoubleArray()), "%s: the result was changed", trial);
                }
                for (int i = 0; i < placed.size(); i++) {
                    Failure.unless(Arrays.equals(before.get(i), placed.get(i).bytes()),
                            "%s, %s: the bytes of input %d were changed", trial, kernels.name(), i);
                    page.count(name(), 1);
                }
            }
        }
    }

    /** When its scope closes, everything that a call and its gradients took is back. */
    private static final class NothingLeft implements Property {

        @Override
        public String name() {
            return "no memory is left behind";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return true;
        }

        @Override
        public void check(Ledger.Page page) {
            for (Sample sample : page.info().samples()) {
                for (DType run : ValueProperties.types(page.info(), sample)) {
                    Trial trial = Trial.draw(sample, run, Placement.CONTIGUOUS, 7);
                    for (Kernels kernels : KernelSets.all()) {
                        long before = Memory.stats().liveBytes();
                        trial.forward(kernels);
                        trial.backward(kernels, false);
                        trial.backward(kernels, true);
                        recordedOnly(trial);
                        long after = Memory.stats().liveBytes();
                        Failure.unless(after <= before, "%s, %s: %d bytes are left", trial, kernels.name(),
                                after - before);
                        page.count(name(), 1);
                    }
                }
            }
        }

        private static void recordedOnly(Trial trial) {
            try (Scope _ = Scope.open("recorded")) {
                trial.sample().apply().apply(Trial.leaves(trial.place()));
            }
        }
    }

    /** Wrong calls are refused with the right message, and leave everything as it was. */
    private static final class Refused implements Property {

        @Override
        public String name() {
            return "errors";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return !info.errors().isEmpty();
        }

        @Override
        public void check(Ledger.Page page) {
            for (ErrorCase wrong : page.info().errors()) {
                for (Kernels kernels : KernelSets.all()) {
                    check(page, wrong, kernels, false);
                    check(page, wrong, kernels, true);
                }
            }
        }

        private void check(Ledger.Page page, ErrorCase wrong, Kernels kernels, boolean recorded) {
            String where = page.info().name() + ", " + wrong.label() + ", " + kernels.name();
            Sample sample = Sample.of(wrong.label(), wrong.args(), wrong.apply(), _ -> null);
            Trial trial = Trial.draw(sample, DType.F32, Placement.OFFSET, 8);
            long live = Memory.stats().liveBytes();
            try (Scope _ = Scope.open("errors"); var _ = Autograd.use(kernels)) {
                List<Placement.Placed> placed = trial.place();
                List<byte[]> before = placed.stream().map(Placement.Placed::bytes).toList();
                Tensor[] inputs = recorded ? Trial.leaves(placed)
                        : placed.stream().map(each -> Tensor.of(each.view())).toArray(Tensor[]::new);
                RuntimeException thrown = thrown(wrong, inputs);
                Failure.unless(thrown != null, "%s: nothing was thrown", where);
                Failure.unless(wrong.type().isInstance(thrown), "%s: %s expected, but thrown was %s", where,
                        wrong.type().getSimpleName(), thrown);
                Failure.unless(Pattern.compile(wrong.message()).matcher(String.valueOf(thrown.getMessage())).find(),
                        "%s: the message is '%s', which '%s' does not match", where, thrown.getMessage(),
                        wrong.message());
                for (int i = 0; i < placed.size(); i++) {
                    Failure.unless(Arrays.equals(before.get(i), placed.get(i).bytes()),
                            "%s: the bytes of input %d were changed", where, i);
                }
            }
            Failure.unless(Memory.stats().liveBytes() <= live, "%s: %d bytes are left", where,
                    Memory.stats().liveBytes() - live);
            page.count(name(), 1);
        }

        private static RuntimeException thrown(ErrorCase wrong, Tensor[] inputs) {
            try {
                wrong.apply().apply(inputs);
                return null;
            } catch (RuntimeException e) {
                return e;
            }
        }
    }

    /** A recorded op takes at most 400 bytes of the heap, once it is compiled. */
    private static final class Heap implements Property {

        private static final int LIMIT = 400;

        private static final int CALLS = 200;

        /**
         * How long to wait for the compiler, in nanoseconds of processors: what it inlines, it need not allocate, but
         * on a busy machine it comes late.
         */
        private static final long PATIENCE = 20_000_000_000L;

        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
                .getOperatingSystemMXBean();

        @Override
        public String name() {
            return "heap bytes of a recorded op";
        }

        @Override
        public boolean appliesTo(OpInfo info) {
            return info.op() != null && info.orders() > 0 && THREADS.isThreadAllocatedMemorySupported()
                    && info.exemptions().stream().noneMatch(each -> each.startsWith("heap"));
        }

        @Override
        public void check(Ledger.Page page) {
            Sample sample = page.info().samples().getFirst();
            Trial trial = Trial.draw(sample, DType.F32, Placement.CONTIGUOUS, 9);
            long least = Long.MAX_VALUE;
            long deadline = SYSTEM.getProcessCpuTime() + PATIENCE;
            while (least > LIMIT && SYSTEM.getProcessCpuTime() < deadline) {
                least = Math.min(least, bytes(trial));
            }
            long found = least;
            Failure.unless(found <= LIMIT, "%s: %d bytes a recorded op, up to %d allowed", trial, found, LIMIT);
            page.count(name(), 1);
        }

        private static long bytes(Trial trial) {
            try (Scope _ = Scope.open("heap")) {
                Tensor[] leaves = Trial.leaves(trial.place());
                Tensor y = trial.sample().apply().apply(leaves);
                int recorded = Autograd.recorded(y).size();
                for (int i = 0; i < CALLS; i++) { // so that the scope's own arrays have grown
                    trial.sample().apply().apply(leaves);
                }
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < CALLS; i++) {
                    trial.sample().apply().apply(leaves);
                }
                return (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS / recorded;
            }
        }
    }
}
