package lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import lanegrad.array.DType;
import lanegrad.autograd.Parameter;
import lanegrad.autograd.ParameterTree;
import org.junit.jupiter.api.Test;

/** A thousand steps of each optimizer, beside loops over Java arrays that share no code with it. */
class TrajectoryTest {

    private static final int ROWS = 24;
    private static final int COLUMNS = 5;
    private static final int STEPS = 1000;

    private final double[][] x = new double[ROWS][COLUMNS];
    private final double[] y = new double[ROWS];

    TrajectoryTest() {
        Random random = new Random(1);
        for (int i = 0; i < ROWS; i++) {
            double logit = 0.5;
            for (int j = 0; j < COLUMNS; j++) {
                x[i][j] = random.nextGaussian() * (j + 1) / 2;
                logit += (j % 2 == 0 ? 1 : -1) * x[i][j];
            }
            y[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
        }
    }

    /** The gradient of the mean logistic loss; theta is the weights and then the bias. */
    private double[] gradient(double[] theta) {
        double[] g = new double[COLUMNS + 1];
        for (int i = 0; i < ROWS; i++) {
            double z = theta[COLUMNS];
            for (int j = 0; j < COLUMNS; j++) {
                z += theta[j] * x[i][j];
            }
            double error = (1 / (1 + Math.exp(-z)) - y[i]) / ROWS;
            for (int j = 0; j < COLUMNS; j++) {
                g[j] += error * x[i][j];
            }
            g[COLUMNS] += error;
        }
        return g;
    }

    /** A kind of optimizer with its settings. */
    private interface Kind {
        OptimizerBuilder<?> over(ParameterTree tree);
    }

    /** Both forms of the optimizer, the fused one and the chain. */
    private void agree(Kind kind, Plain.Rule plain) {
        Run fused = new Run();
        Run chained = new Run();
        Optimizer a = kind.over(fused.tree).build();
        Optimizer b = kind.over(chained.tree).unfused().build();
        double[] theta = fused.theta();
        double worst = 0;
        for (int step = 0; step < STEPS; step++) {
            fused.step(a);
            chained.step(b);
            plain.step(theta, gradient(theta));
            double[] f = fused.theta();
            double[] c = chained.theta();
            for (int i = 0; i < theta.length; i++) {
                double size = Math.max(1, Math.abs(theta[i]));
                worst = Math.max(worst, Math.max(Math.abs(f[i] - theta[i]), Math.abs(c[i] - theta[i])) / size);
            }
        }
        assertTrue(worst <= 1e-12, "worst difference " + worst);
        assertEquals(STEPS, a.last().step());
    }

    /** One problem in training: a matrix of weights and a bias. */
    private final class Run {

        private final Parameter weight = Parameter.full(DType.F64, 0, 1, COLUMNS);
        private final Parameter bias = Parameter.full(DType.F64, 0, 1);
        private final ParameterTree tree;

        Run() {
            for (int j = 0; j < COLUMNS; j++) {
                weight.array().set(0.3 * j - 0.7, 0, j);
            }
            Map<String, Parameter> parameters = new LinkedHashMap<>();
            parameters.put("weight", weight);
            parameters.put("bias", bias);
            tree = Trees.of(parameters);
        }

        double[] theta() {
            double[] theta = new double[COLUMNS + 1];
            System.arraycopy(weight.toDoubleArray(), 0, theta, 0, COLUMNS);
            theta[COLUMNS] = bias.item();
            return theta;
        }

        void step(Optimizer optimizer) {
            double[] g = gradient(theta());
            double[] ofWeight = new double[COLUMNS];
            System.arraycopy(g, 0, ofWeight, 0, COLUMNS);
            Trees.gradient(weight, ofWeight);
            Trees.gradient(bias, g[COLUMNS]);
            optimizer.step();
        }
    }

    @Test
    void gradientDescent() {
        agree(tree -> Sgd.over(tree).rate(0.2), Plain.sgd(0.2, 0, 0, false, 0));
    }

    @Test
    void gradientDescentWithDecay() {
        agree(tree -> Sgd.over(tree).rate(0.2).decay(0.01), Plain.sgd(0.2, 0, 0, false, 0.01));
    }

    @Test
    void momentum() {
        agree(tree -> Sgd.over(tree).rate(0.1).momentum(0.9).decay(0.001), Plain.sgd(0.1, 0.9, 0, false, 0.001));
    }

    @Test
    void momentumWithDampening() {
        agree(tree -> Sgd.over(tree).rate(0.1).momentum(0.9).dampening(0.3), Plain.sgd(0.1, 0.9, 0.3, false, 0));
    }

    @Test
    void nesterov() {
        agree(tree -> Sgd.over(tree).rate(0.05).momentum(0.9).nesterov().decay(0.001),
                Plain.sgd(0.05, 0.9, 0, true, 0.001));
    }

    @Test
    void adamW() {
        agree(tree -> AdamW.over(tree).rate(0.01).decay(0.1), Plain.adamW(0.01, 0.9, 0.999, 1e-8, 0.1));
    }

    @Test
    void adamWWithDefaults() {
        agree(AdamW::over, Plain.adamW(1e-3, 0.9, 0.999, 1e-8, 0.01));
    }

    @Test
    void adamWithOtherBetas() {
        agree(tree -> AdamW.over(tree).rate(0.003).betas(0.8, 0.99).eps(1e-6).decay(0),
                Plain.adamW(0.003, 0.8, 0.99, 1e-6, 0));
    }
}
