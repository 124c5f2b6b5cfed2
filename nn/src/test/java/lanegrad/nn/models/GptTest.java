package lanegrad.nn.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.array.Shape;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.GradCheck;
import lanegrad.autograd.GradCheck.Options;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.StateDict;
import lanegrad.autograd.Tensor;
import lanegrad.autograd.ops.Fused;
import lanegrad.memory.Scope;
import lanegrad.nn.Numbers;
import lanegrad.nn.attention.KvCaches;
import lanegrad.nn.io.Safetensors;
import lanegrad.nn.io.SafetensorsFile;
import lanegrad.nn.layers.Activation;
import lanegrad.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The GPT: names, first weights, gradients, decoding with caches, files. */
class GptTest {

    private static final GptConfig SMALL = new GptConfig(11, 24, 2, 2, 8, 0, true, true);

    /** A model whose weights are large enough for every part to matter. */
    private static Gpt lively(GptConfig config) {
        Gpt model = Gpt.unset(config);
        model.parameters().forEach((name, parameter) -> parameter.assign(Numbers
                .normal(name.hashCode(), parameter.shape().toArray()).times(parameter.rank() > 1 ? 0.5 : 1).array()));
        return model;
    }

    @Test
    void namesAndShapesArePublicCheckpoints() {
        Gpt model = Gpt.unset(SMALL);
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put("transformer.wte.weight", Shape.of(11, 8));
        expected.put("transformer.wpe.weight", Shape.of(24, 8));
        for (int i = 0; i < 2; i++) {
            String block = "transformer.h." + i;
            expected.put(block + ".ln_1.weight", Shape.of(8));
            expected.put(block + ".ln_1.bias", Shape.of(8));
            expected.put(block + ".attn.c_attn.weight", Shape.of(24, 8));
            expected.put(block + ".attn.c_attn.bias", Shape.of(24));
            expected.put(block + ".attn.c_proj.weight", Shape.of(8, 8));
            expected.put(block + ".attn.c_proj.bias", Shape.of(8));
            expected.put(block + ".ln_2.weight", Shape.of(8));
            expected.put(block + ".ln_2.bias", Shape.of(8));
            expected.put(block + ".mlp.c_fc.weight", Shape.of(32, 8));
            expected.put(block + ".mlp.c_fc.bias", Shape.of(32));
            expected.put(block + ".mlp.c_proj.weight", Shape.of(8, 32));
            expected.put(block + ".mlp.c_proj.bias", Shape.of(8));
        }
        expected.put("transformer.ln_f.weight", Shape.of(8));
        expected.put("transformer.ln_f.bias", Shape.of(8));
        Map<String, Shape> actual = new LinkedHashMap<>();
        model.parameters().forEach((name, parameter) -> actual.put(name, parameter.shape()));
        assertEquals(List.copyOf(expected.entrySet()), List.copyOf(actual.entrySet()));
        Gpt untied = Gpt.unset(new GptConfig(11, 24, 2, 2, 8, 0, false, false));
        assertEquals(Shape.of(11, 8), untied.parameters().get("lm_head.weight").shape());
        assertTrue(untied.parameters().keySet().stream().noneMatch(name -> name.endsWith("bias")));
    }

    @Test
    void aPublishedSizeIsMet() {
        // GPT-2's smallest model: 124,439,808 parameters with the tied head counted once
        long vocab = 50257;
        long width = 768;
        long blocks = 12 * (12 * width * width + 13 * width);
        long expected = vocab * width + 1024 * width + blocks + 2 * width;
        assertEquals(124_439_808, expected);
        Gpt model = Gpt.unset(new GptConfig(50257, 8, 1, 12, 768, 0, true, true));
        assertEquals(expected - (1024 - 8) * width - blocks * 11 / 12, model.parameterCount());
    }

    @Test
    void firstWeightsAreGpt2s() {
        Gpt model = new Gpt(new GptConfig(300, 200, 3, 4, 64, 0, true, false), new Rng(3));
        model.parameters().forEach((name, parameter) -> {
            double[] values = parameter.toDoubleArray();
            if (parameter.rank() == 1) {
                double constant = name.endsWith("weight") ? 1 : 0;
                assertTrue(Arrays.stream(values).allMatch(v -> v == constant), name);
                return;
            }
            double std = name.endsWith("c_proj.weight") ? 0.02 / Math.sqrt(6) : 0.02;
            double found = Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow());
            assertEquals(std, found, 4 * std / Math.sqrt(2.0 * values.length), name);
        });
    }

    @Test
    void aFreshModelKnowsNothing() {
        Gpt model = new Gpt(SMALL, new Rng(1));
        try (Mode _ = Autograd.noGrad()) {
            double loss = model.loss(Numbers.ids(1, 11, 4, 24), Numbers.ids(2, 11, 4, 24)).item();
            assertEquals(Math.log(11), loss, 0.02);
        }
    }

    @Test
    void lossIsTheMeanOverTokens() {
        Gpt model = lively(SMALL);
        try (Mode _ = Autograd.noGrad()) {
            Tensor ids = Numbers.ids(1, 11, 2, 5);
            long[] targets = Numbers.ids(2, 11, 2, 5).toLongArray();
            targets[3] = Fused.IGNORE;
            double[] logits = model.forward(ids).toDoubleArray();
            double sum = 0;
            for (int i = 0; i < 10; i++) {
                if (i != 3) {
                    double total = 0;
                    for (int c = 0; c < 11; c++) {
                        total += Math.exp(logits[i * 11 + c]);
                    }
                    sum += Math.log(total) - logits[i * 11 + (int) targets[i]];
                }
            }
            assertEquals(sum / 9, model.loss(ids, Tensor.of(targets, 2, 5)).item(), 1e-5);
        }
    }

    @Test
    void gradientsAgreeWithDifferences() {
        GptConfig tiny = new GptConfig(5, 4, 1, 2, 4, 0, true, true).withDtype(DType.F64);
        Tensor ids = Numbers.ids(1, 5, 2, 4);
        Tensor targets = Numbers.ids(2, 5, 2, 4);
        for (Activation activation : new Activation[] {Activation.GELU, Activation.GELU_TANH}) {
            Gpt model = lively(tiny.withActivation(activation));
            GradCheck.check(Options.DEFAULT.with(model.parameters()), _ -> model.loss(ids, targets));
        }
        Gpt model = lively(tiny);
        GradCheck.checkSecondOrder(Options.DEFAULT.with(model.parameters()).withDirections(1),
                _ -> model.loss(ids, targets));
    }

    @Test
    void aTiedWeightGetsTheSumOfBothGradients() {
        GptConfig untiedConfig = new GptConfig(11, 24, 2, 2, 8, 0, false, false).withDtype(DType.F64);
        Gpt tied = lively(new GptConfig(11, 24, 2, 2, 8, 0, false, true).withDtype(DType.F64));
        Gpt untied = Gpt.unset(untiedConfig);
        Map<String, NdArray> state = new LinkedHashMap<>(tied.stateDict().arrays());
        state.put("lm_head.weight", tied.tokenTable().array());
        untied.load(new StateDict(state));
        Tensor ids = Numbers.ids(1, 11, 3, 9);
        Tensor targets = Numbers.ids(2, 11, 3, 9);
        for (Gpt model : List.of(tied, untied)) {
            try (Scope _ = Scope.open()) {
                model.loss(ids, targets).backward();
            }
        }
        double[] sum = untied.tokenTable().grad().toDoubleArray();
        double[] head = untied.parameters().get("lm_head.weight").grad().toDoubleArray();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += head[i];
        }
        assertArrayEquals(sum, tied.tokenTable().grad().toDoubleArray(), 1e-12);
    }

    @Test
    void decodingWithCachesEqualsTheWholeAtEveryPosition() {
        Gpt model = lively(SMALL);
        Tensor ids = Numbers.ids(5, 11, 3, 24);
        try (Mode _ = Autograd.noGrad(); KvCaches caches = model.caches()) {
            Tensor whole = model.forward(ids);
            for (int end = 1; end <= 24; end++) {
                assertStep(model, ids, caches, whole, end);
            }
            caches.reset();
            for (int end : new int[] {5, 6, 16, 24}) {
                assertStep(model, ids, caches, whole, end);
            }
            assertEquals(24, caches.length());
            IllegalStateException e = assertThrows(IllegalStateException.class,
                    () -> model.step(ids.slice(1, 0, 1), caches));
            assertEquals("GPT: 24 positions and 1 new ones: the context has 24", e.getMessage());
        }
    }

    private static void assertStep(Gpt model, Tensor ids, KvCaches caches, Tensor whole, int end) {
        float[] last = model.step(ids.slice(1, caches.length(), end), caches).toFloatArray();
        float[] expected = whole.slice(1, end - 1, end).toFloatArray();
        assertEquals(end, caches.length());
        assertArrayEquals(expected, last, 1e-5f * (1 + most(expected)));
    }

    private static float most(float[] values) {
        float most = 0;
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }

    @Test
    void aFailedStepLeavesTheCachesAlone() {
        Gpt model = lively(SMALL);
        try (KvCaches caches = model.caches()) {
            try (Mode _ = Autograd.noGrad()) {
                model.step(Numbers.ids(1, 11, 1, 3), caches);
                Tensor bad = Tensor.of(new long[] {11}, 1, 1);
                assertThrows(IndexOutOfBoundsException.class, () -> model.step(bad, caches));
                assertThrows(IllegalArgumentException.class, () -> model.step(Numbers.ids(1, 11, 2, 1), caches));
                assertThrows(IllegalArgumentException.class, () -> model.step(Tensor.of(new long[0], 1, 0), caches));
            }
            assertThrows(IllegalStateException.class, () -> model.step(Numbers.ids(1, 11, 1, 1), caches));
            for (int i = 0; i < 2; i++) {
                assertEquals(3, caches.layer(i).length());
            }
        }
    }

    @Test
    void attentionMapsAreCausalRowsThatSumToOne() {
        Gpt model = lively(SMALL);
        try (Mode _ = Autograd.noGrad()) {
            for (int layer = 0; layer < 2; layer++) {
                Tensor map = model.attentionMap(Numbers.ids(1, 11, 2, 7), layer);
                assertEquals(Shape.of(2, 2, 7, 7), map.shape());
                float[] weights = map.toFloatArray();
                for (int row = 0; row < 28; row++) {
                    double sum = 0;
                    for (int j = 0; j < 7; j++) {
                        assertTrue(j <= row % 7 || weights[row * 7 + j] == 0);
                        sum += weights[row * 7 + j];
                    }
                    assertEquals(1, sum, 1e-5);
                }
            }
            assertThrows(IndexOutOfBoundsException.class, () -> model.attentionMap(Numbers.ids(1, 11, 2, 7), 2));
        }
    }

    @Test
    void filesBringTheModelBack(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("gpt.safetensors");
        Gpt model = lively(SMALL);
        Safetensors.write(path, model.stateDict(), SMALL.toMetadata());
        try (SafetensorsFile file = Safetensors.open(path)) {
            assertFalse(file.names().contains("lm_head.weight"));
            Gpt copy = Gpt.unset(GptConfig.fromMetadata(file.metadata()));
            copy.load(file.stateDict());
            Map<String, Parameter> parameters = copy.parameters();
            model.parameters().forEach((name, parameter) -> assertArrayEquals(parameter.toFloatArray(),
                    parameters.get(name).toFloatArray(), name));
        }
    }

    @Test
    void configurationsAreCheckedAndSurviveMetadata() {
        GptConfig config = new GptConfig(3, 4, 5, 6, 12, 0.25, true, false, Activation.GELU_TANH, DType.F64);
        assertEquals(config, GptConfig.fromMetadata(config.toMetadata()));
        Map<String, String> bad = new LinkedHashMap<>(config.toMetadata());
        bad.put("gpt.bias", "yes");
        assertEquals("metadata 'gpt.bias' is 'yes': true or false expected",
                assertThrows(IllegalArgumentException.class, () -> GptConfig.fromMetadata(bad)).getMessage());
        bad.remove("gpt.vocab");
        assertThrows(IllegalArgumentException.class, () -> GptConfig.fromMetadata(bad));
        assertThrows(IllegalArgumentException.class, () -> new GptConfig(3, 4, 1, 5, 12, 0, true, true));
        assertThrows(IllegalArgumentException.class, () -> new GptConfig(3, 4, 1, 4, 12, 1, true, true));
        assertThrows(IllegalArgumentException.class, () -> new GptConfig(0, 4, 1, 4, 12, 0, true, true));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Gpt model = lively(SMALL);
        assertEquals("GPT: 25 positions: the context has 24", assertThrows(IllegalArgumentException.class,
                () -> model.forward(Numbers.ids(1, 11, 1, 25))).getMessage());
        assertThrows(IllegalArgumentException.class, () -> model.forward(Tensor.of(new long[3])));
        assertThrows(IllegalArgumentException.class, () -> model.forward(Tensor.of(new float[3], 1, 3)));
        assertThrows(IllegalArgumentException.class,
                () -> model.loss(Numbers.ids(1, 11, 1, 3), Numbers.ids(1, 11, 1, 4)));
        assertThrows(IndexOutOfBoundsException.class, () -> model.forward(Tensor.of(new long[] {11}, 1, 1)));
    }

    @Test
    void dropoutNeedsAGeneratorAndRepeatsItself() {
        GptConfig config = new GptConfig(11, 24, 2, 2, 8, 0.3, true, true);
        Gpt model = lively(config);
        Tensor ids = Numbers.ids(1, 11, 2, 9);
        try (Mode _ = Autograd.noGrad()) {
            assertThrows(IllegalStateException.class, () -> model.forward(ids));
            List<float[]> outputs = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                model.drawFrom(new Rng(4));
                outputs.add(model.forward(ids).toFloatArray());
            }
            assertArrayEquals(outputs.get(0), outputs.get(1));
            model.eval();
            assertFalse(Arrays.equals(outputs.get(0), model.forward(ids).toFloatArray()));
        }
    }
}
