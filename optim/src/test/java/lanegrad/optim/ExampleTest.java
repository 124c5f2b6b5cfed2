package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import lanegrad.autograd.StateDict;
import lanegrad.kernels.BinaryOp;
import lanegrad.kernels.MapKernels;
import lanegrad.optim.transforms.NonFinite;
import lanegrad.optim.transforms.Transforms;
import org.junit.jupiter.api.Test;

/** The examples of the package pages, run. */
class ExampleTest {

    @Test
    void ofThePackage() {
        // @start region="package"
        Parameter w = Parameter.full(DType.F32, 4, 3);                     // a tree with one parameter, [4 4 4]
        ParameterTree model = visitor -> visitor.parameter("w", w);
        Optimizer optimizer = AdamW.over(model).rate(Schedule.warmupCosine(0.5, 0.05, 10, 100))
                .groups(Group.named("w").noDecay()).clipGradNorm(1).build();
        double first = optimizer.step(() -> w.times(w).sum());             // the loss, its gradients, a step
        double last = first;
        for (int i = 1; i < 100; i++) {
            last = optimizer.step(() -> w.times(w).sum());
        }
        StepInfo info = optimizer.last();                                  // rate, norm before clipping, ...
        StateDict saved = optimizer.state();                               // with the parameters, all to resume from
        // @end
        assertEquals(100, info.step());
        assertEquals(48, first);
        assertTrue(last < 0.01, "loss " + last);
        assertEquals(100, saved.arrays().get("step").getLong());
    }

    @Test
    void ofTransforms() {
        Parameter p = Trees.vector(1, 2);
        ParameterTree model = visitor -> visitor.parameter("weight", p);
        // @start region="transforms"
        Optimizer optimizer = Optimizer.over(model,
                Transforms.softClipByGlobalNorm(1, NonFinite.ZERO),
                Transforms.trace(0.9, 0, true),
                Transforms.addDecayedWeights(0.1, (name, _) -> name.endsWith("weight")))
                .rate(0.01)
                .build();
        // @end
        Trees.gradient(p, 0, 3);
        optimizer.step();
        assertEquals(1 - 0.01 * 0.1, p.toDoubleArray()[0], 1e-15);
        assertEquals(2 - 0.01 * (1.9 * 0.75 + 0.1 * 2), p.toDoubleArray()[1], 1e-15);
    }

    @Test
    void ofATransformOfOnesOwn() {
        GradientTransform slowed = state -> {
            NdArray[] mean = state.zeros("mean");
            return updates -> {
                MapKernels map = Autograd.kernels().map();
                for (int i = 0; i < updates.size(); i++) {
                    Update update = updates.get(i);
                    NdArray d = update.writable();
                    map.binary(BinaryOp.MUL, mean[update.index()], 0.5, mean[update.index()]);
                    map.binary(BinaryOp.ADD, mean[update.index()], d, mean[update.index()]);
                    update.values(mean[update.index()]);
                }
            };
        };
        Parameter p = Trees.vector(0);
        Optimizer optimizer = Optimizer.over(Trees.of("p", p), slowed).build();
        for (double expected : new double[] {-1, -2.5, -4.25}) {
            Trees.gradient(p, 1);
            optimizer.step();
            assertEquals(expected, p.item());
        }
        assertEquals(1.75, optimizer.state().arrays().get("mean.p").item());
    }
}
