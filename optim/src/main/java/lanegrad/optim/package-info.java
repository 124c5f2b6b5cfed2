/**
 * Optimizers: what makes parameters better by their gradients.
 *
 * <pre>{@code
 * Parameter w = Parameter.full(DType.F32, 4, 3);                     // a tree with one parameter, [4 4 4]
 * ParameterTree model = visitor -> visitor.parameter("w", w);
 * Optimizer optimizer = AdamW.over(model).rate(Schedule.warmupCosine(0.5, 0.05, 10, 100))
 *         .groups(Group.named("w").noDecay()).clipGradNorm(1).build();
 * for (int i = 0; i < 100; i++) {
 *     double loss = optimizer.step(() -> w.times(w).sum());          // the loss, its gradients, a step
 *     StepInfo info = optimizer.last();                              // rate, norm before clipping, ...
 * }
 * StateDict saved = optimizer.state();                               // with the parameters, all there is to resume
 * }</pre>
 *
 * <p>{@link lanegrad.optim.AdamW} and {@link lanegrad.optim.Sgd} are settings that build an {@link
 * lanegrad.optim.Optimizer}: a chain of {@link lanegrad.optim.GradientTransform}s whose tail is replaced by a fused
 * kernel where there is one. {@link lanegrad.optim.Optimizer#over} builds one of any chain; the links are in {@link
 * lanegrad.optim.transforms.Transforms}.
 */
package lanegrad.optim;
