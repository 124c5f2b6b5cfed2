package lanegrad.kernels.base;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.kernels.RandomKernels;
import lanegrad.kernels.Threshold;
import lanegrad.memory.Scope;
import lanegrad.parallel.Pool;

/** Random kernels: the checks, and what each distribution does with words; the loops are a {@link RandomLeaf}'s. */
public final class RandomFront implements RandomKernels {

    private final Pool<UniformCall> uniforms;
    private final Pool<NormalCall> normals;
    private final Pool<DropoutCall> dropouts;
    private final Pool<DistributionCall> distributions;

    /** The kernels over an implementation's loops. */
    public RandomFront(RandomLeaf leaf) {
        uniforms = new Pool<>(() -> new UniformCall(leaf));
        normals = new Pool<>(() -> new NormalCall(leaf));
        dropouts = new Pool<>(() -> new DropoutCall(leaf));
        distributions = new Pool<>(() -> new DistributionCall(leaf));
    }

    @Override
    public void uniform(long key, long counter, double low, double high, NdArray out) {
        requireOutput("uniform", out);
        boolean single = out.dtype() == DType.F32;
        double least = single ? Rounding.floatAbove(low) : Math.nextUp(low);
        double most = single ? Rounding.floatBelow(high) : Math.nextDown(high);
        double range = single ? (float) (high - low) : high - low;
        if (!(least <= most && range < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("uniform between " + low + " and " + high + ": no " + out.dtype()
                    + " numbers lie between, or their distance is not finite");
        }
        UniformCall call = uniforms.take();
        try {
            call.low = single ? (float) low : low;
            call.range = range;
            call.least = least;
            call.most = most;
            call.run(key, counter, out);
        } finally {
            uniforms.give(call);
        }
        Reference.reachabilityFence(out);
    }

    @Override
    public void normal(long key, long counter, double mean, double std, NdArray out) {
        requireOutput("normal", out);
        if (!(std >= 0 && std < Double.POSITIVE_INFINITY && Double.isFinite(mean))) {
            throw new IllegalArgumentException("normal of mean " + mean + " and standard deviation " + std
                    + ": finite numbers expected, the second not negative");
        }
        NormalCall call = normals.take();
        try {
            call.mean = mean;
            call.std = std;
            call.run(key, counter, out);
        } finally {
            normals.give(call);
        }
        Reference.reachabilityFence(out);
    }

    @Override
    public void dropout(long key, long counter, double p, NdArray x, NdArray out) {
        requireOutput("dropout", out);
        Arguments.requireType("dropout", "x", x, out.dtype());
        Arguments.requireShape("dropout", "x", x, out.shape());
        Arguments.requireContiguous("dropout", "x", x);
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout with probability " + p + ": expected at least 0 and below 1");
        }
        if (x.isForeign()) {
            try (Scope _ = Scope.open("dropout")) {
                dropout(key, counter, p, x.local(), out);
            }
            return;
        }
        DropoutCall call = dropouts.take();
        try {
            call.threshold = (int) Math.min(Math.round(p * 0x1p32), 0xFFFFFFFFL);
            call.scale = 1 / (1 - p);
            call.x = x.segment();
            call.xAt = x.byteOffset();
            call.run(key, counter, out);
        } finally {
            call.x = null;
            dropouts.give(call);
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(out);
    }

    @Override
    public void truncatedNormal(long key, long counter, double mean, double std, double low, double high,
            NdArray out) {
        requireOutput("truncatedNormal", out);
        DistributionCall call = distributions.take();
        try {
            call.kind = DistributionCall.Kind.TRUNCATED_NORMAL;
            call.truncated.set(mean, std, low, high);
            if (out.dtype() == DType.F32 && Rounding.floatAbove(Math.nextDown(low)) > high) {
                throw new IllegalArgumentException(
                        "truncatedNormal between " + low + " and " + high + ": no F32 numbers lie between");
            }
            call.run(key, counter, out);
        } finally {
            distributions.give(call);
        }
        Reference.reachabilityFence(out);
    }

    @Override
    public void exponential(long key, long counter, double mean, NdArray out) {
        requireOutput("exponential", out);
        double rounded = out.dtype() == DType.F32 ? (float) mean : mean;
        if (!(rounded > 0 && rounded < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "exponential of mean " + mean + ": a finite number above 0 expected in " + out.dtype());
        }
        DistributionCall call = distributions.take();
        try {
            call.kind = DistributionCall.Kind.EXPONENTIAL;
            call.scale = mean;
            call.run(key, counter, out);
        } finally {
            distributions.give(call);
        }
        Reference.reachabilityFence(out);
    }

    @Override
    public void gumbel(long key, long counter, NdArray out) {
        requireOutput("gumbel", out);
        DistributionCall call = distributions.take();
        try {
            call.kind = DistributionCall.Kind.GUMBEL;
            call.run(key, counter, out);
        } finally {
            distributions.give(call);
        }
        Reference.reachabilityFence(out);
    }

    @Override
    public void integers(long key, long counter, long low, long high, NdArray out) {
        DType dtype = out.dtype();
        if (dtype != DType.I32 && dtype != DType.I64) {
            throw new IllegalArgumentException("integers: out is " + dtype + ", expected I32 or I64");
        }
        Arguments.requireContiguous("integers", "out", out);
        Arguments.requireTarget("integers", "out", out);
        if (low >= high || dtype == DType.I32 && (low < Integer.MIN_VALUE || high > Integer.MAX_VALUE + 1L)) {
            throw new IllegalArgumentException(
                    "integers from " + low + " up to, but not, " + high + ": at least one, in the range of " + dtype
                            + ", expected");
        }
        DistributionCall call = distributions.take();
        try {
            call.kind = DistributionCall.Kind.INTEGERS;
            call.low = low;
            call.range = high - low;
            call.run(key, counter, out);
        } finally {
            distributions.give(call);
        }
        Reference.reachabilityFence(out);
    }

    private static void requireOutput(String kernel, NdArray out) {
        Arguments.requireFloating(kernel, "out", out);
        Arguments.requireContiguous(kernel, "out", out);
        Arguments.requireTarget(kernel, "out", out);
    }

    @Override
    public List<Threshold> thresholds() {
        return List.of(new Threshold("random", "chunk", RandomCall.CHUNK),
                new Threshold("random", "parallel cut", RandomCall.PIECE));
    }

    private static final class UniformCall extends RandomCall {

        double low;
        double range;
        double least;
        double most;

        UniformCall(RandomLeaf leaf) {
            super(leaf, true);
        }

        @Override
        protected void numbers(long[] words, long[] extensions, int count, long moved, long at) {
            if (single) {
                leaf.uniform(words, count, (float) low, (float) range, (float) least, (float) most, out, at);
            } else {
                RandomDoubles.uniform(words, extensions, count, low, range, least, most, out, at);
            }
        }
    }

    private static final class NormalCall extends RandomCall {

        double mean;
        double std;

        NormalCall(RandomLeaf leaf) {
            super(leaf, true);
        }

        @Override
        protected void numbers(long[] words, long[] extensions, int count, long moved, long at) {
            if (single) {
                leaf.normal(words, count, (float) mean, (float) std, out, at);
            } else {
                RandomDoubles.normal(words, extensions, count, mean, std, out, at);
            }
        }
    }

    private static final class DropoutCall extends RandomCall {

        int threshold;
        double scale;
        MemorySegment x;
        long xAt;

        DropoutCall(RandomLeaf leaf) {
            super(leaf, false);
        }

        @Override
        protected void numbers(long[] words, long[] extensions, int count, long moved, long at) {
            if (single) {
                leaf.dropout(words, count, threshold, (float) scale, x, xAt + moved, out, at);
            } else {
                RandomDoubles.dropout(words, count, threshold, scale, x, xAt + moved, out, at);
            }
        }
    }
}
