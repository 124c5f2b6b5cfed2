package lanegrad.testkit.catalogue;

import java.util.List;
import lanegrad.autograd.ops.Random;
import lanegrad.random.Rng;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Sizer;

/** Records of what draws random numbers. */
final class RandomOps {

    static final long KEY = 0x0123456789ABCDEFL;

    private RandomOps() {
    }

    static List<OpInfo> all() {
        return List.of(dropout());
    }

    /** Philox4x32-10 (Salmon et al., 2011), written down again: word i of a sequence, from the counter's block on. */
    static int word(long key, long counter, long i) {
        long block = counter + i / 4;
        long[] c = {block & 0xFFFFFFFFL, block >>> 32, 0, 0};
        long k0 = key & 0xFFFFFFFFL;
        long k1 = key >>> 32;
        for (int round = 0; round < 10; round++) {
            long left = 0xD2511F53L * c[0];
            long right = 0xCD9E8D57L * c[2];
            c = new long[] {right >>> 32 ^ c[1] ^ k0, right & 0xFFFFFFFFL, left >>> 32 ^ c[3] ^ k1,
                left & 0xFFFFFFFFL};
            k0 = k0 + 0x9E3779B9L & 0xFFFFFFFFL;
            k1 = k1 + 0xBB67AE85L & 0xFFFFFFFFL;
        }
        return (int) c[(int) (i % 4)];
    }

    /** Dropout that draws from the generator of {@link #KEY}, from the counter's block on. */
    static Plain dropout(Plain x, double p, long counter) {
        double[] data = x.data().clone();
        for (int i = 0; i < data.length; i++) {
            double u = (word(KEY, counter, i) & 0xFFFFFFFFL) / 0x1p32;
            data[i] = u < p ? 0 : data[i] / (1 - p);
        }
        return Plain.of(data, x.dims());
    }

    private static Sample sample(double p, int skipped, long... dims) {
        return Sample.of("p " + p + ", after " + skipped, List.of(Arg.of(dims)), in -> {
            Rng rng = new Rng(KEY); // a new one each time: the same draws
            rng.reserve(skipped);
            return Random.dropout(in[0], p, rng);
        }, in -> p == 0 ? in[0] : dropout(in[0], p, skipped));
    }

    private static OpInfo dropout() {
        OpInfo.Builder builder = OpInfo.of("dropout").thresholds(kernels -> kernels.random().thresholds());
        builder.sample(sample(0.5, 0, 3, 5));
        builder.sample(sample(0.1, 7, 70));
        builder.sample(sample(0.9, 1, 2, 3, 4));
        builder.sample(sample(0, 0, 4));
        builder.sample(sample(0.3, 0));
        builder.sample(sample(0.3, 0, 0, 3));
        builder.sizer(Sizer.of("elements", 1, n -> sample(0.25, 3, n)));
        for (double p : new double[] {1, -0.1, Double.NaN}) {
            builder.error("probability " + p, IllegalArgumentException.class, "dropout with probability",
                    List.of(Arg.of(3)), in -> Random.dropout(in[0], p, new Rng(1)));
        }
        builder.error("integers", IllegalArgumentException.class, "dropout of I64 \\[3\\]: F32 or F64 expected",
                List.of(Arg.indices(5, 3)), in -> Random.dropout(in[0], 0.5, new Rng(1)));
        return Recipes.refusesClosed(builder, x -> Random.dropout(x, 0.5, new Rng(1))).build();
    }
}
