package lanegrad.autograd;

/** The identity forward, the negative backward (Ganin and Lempitsky, 1409.7495). */
final class GradientReversal {

    private record Scale(double factor) {
    }

    static final Op GRADIENT_REVERSAL = Op.named("gradientReversal").forward(call -> call.array(0).alias())
            .gradient(Rule.NOTHING, (call, g) -> g.times(-call.attributes(Scale.class).factor)).build();

    private GradientReversal() {
    }

    static Tensor of(Tensor x, double scale) {
        return GRADIENT_REVERSAL.apply(new Scale(scale), x);
    }
}
