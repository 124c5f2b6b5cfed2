package lanegrad.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import lanegrad.autograd.Autograd;
import lanegrad.autograd.Mode;
import lanegrad.autograd.Tensor;
import lanegrad.memory.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an op costs beside its arithmetic: chains of a hundred ops on one element, each chain in a scope, so that a
 * hundredth of a scope is counted too.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = KernelBenchmark.VECTORS)
public class OpOverheadBenchmark {

    private static final int CHAIN = 100;

    /** Which op; {@code mixed} takes all of them in turn, so that no call in the library has one target only. */
    @Param({"add", "mul", "exp", "sum", "reshape", "matmul", "mixed"})
    public String op;

    private Tensor half;
    private Tensor start;
    private List<UnaryOperator<Tensor>> steps;

    /** Makes the operands. */
    @Setup
    public void makeOperands() {
        half = Tensor.of(new float[] {0.5f}, 1, 1);
        start = half.requiresGrad();
        steps = op.equals("mixed") ? List.of(step("add"), step("mul"), step("exp"), step("sum"), step("reshape"),
                step("matmul")) : List.of(step(op));
    }

    private UnaryOperator<Tensor> step(String name) {
        return switch (name) {
            case "add" -> x -> x.plus(half);
            case "mul" -> x -> x.times(half);
            case "exp" -> Tensor::exp;
            case "sum" -> Tensor::sum;
            case "reshape" -> x -> x.rank() == 2 ? x.reshape(1) : x.reshape(1, 1);
            case "matmul" -> x -> x.matmul(half);
            default -> throw new IllegalArgumentException("op " + name + ": not among those measured");
        };
    }

    private Tensor chain() {
        Tensor x = start;
        for (int i = 0; i < CHAIN; i++) {
            x = steps.get(i % steps.size()).apply(x);
        }
        return x;
    }

    /** An op that is not recorded. */
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public double unrecorded() {
        try (Scope _ = Scope.open(); Mode _ = Autograd.noGrad()) {
            return chain().item();
        }
    }

    /** An op that is recorded. */
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public double recorded() {
        try (Scope _ = Scope.open()) {
            return chain().item();
        }
    }

    /** An op that is recorded, and what it does in a backward pass. */
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public double withBackward() {
        try (Scope _ = Scope.open()) {
            chain().backward();
            double slope = start.grad().item();
            start.zeroGrad();
            return slope;
        }
    }
}
