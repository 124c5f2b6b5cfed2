package lanegrad.compare.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** All cases, in the table's order. */
public final class Cases {

    private static final List<Case> ALL = all();

    private Cases() {
    }

    /** Every case. */
    public static List<Case> list() {
        return ALL;
    }

    /** The case of a name. */
    public static Case named(String name) {
        for (Case work : ALL) {
            if (work.name().equals(name)) {
                return work;
            }
        }
        throw new NoSuchElementException("no case is named \"" + name + "\"");
    }

    private static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        gemm(cases);
        rows(cases);
        elements(cases);
        attention(cases);
        models(cases);
        return List.copyOf(cases);
    }

    private static void gemm(List<Case> cases) {
        for (int side : new int[] {64, 128, 256, 512, 1024, 2048}) {
            cases.add(Gemm.square(side));
        }
        cases.add(new Gemm(128, 768, 768, false));
        cases.add(new Gemm(128, 3072, 768, false));
        cases.add(new Gemm(128, 768, 3072, false));
        cases.add(new Gemm(512, 512, 64, false));
        cases.add(new Gemm(1, 3072, 768, false));
        cases.add(new Gemm(1, 3072, 768, true));
        cases.add(new Gemm(128, 768, 768, true));
        cases.add(new Gemm(1024, 1024, 1024, true));
    }

    private static void rows(List<Case> cases) {
        cases.add(new Softmax(4096, 1024));
        cases.add(new Softmax(128, 32_000));
        cases.add(new LayerNorm(4096, 768));
    }

    private static void elements(List<Case> cases) {
        for (int size : new int[] {1 << 20, 1 << 24}) {
            for (Elementwise.Function function : Elementwise.Function.values()) {
                cases.add(new Elementwise(function, size));
            }
            cases.add(new Sum(size));
        }
    }

    private static void attention(List<Case> cases) {
        for (boolean backward : new boolean[] {false, true}) {
            for (boolean causal : new boolean[] {false, true}) {
                for (int length : new int[] {128, 512, 2048}) {
                    cases.add(new Attention(length, causal, backward));
                }
            }
        }
    }

    private static void models(List<Case> cases) {
        cases.add(new Embedding(32_000, 256, 4096, false));
        cases.add(new Embedding(32_000, 256, 4096, true));
        cases.add(new Lstm(false));
        cases.add(new Lstm(true));
        cases.add(new Convolution(false));
        cases.add(new Convolution(true));
        cases.add(new MlpStep());
        cases.add(new GptStep());
        cases.add(new BertForward(1));
        cases.add(new BertForward(8));
    }
}
