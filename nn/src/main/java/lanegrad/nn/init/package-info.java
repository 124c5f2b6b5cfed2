/**
 * First values of weights: rules that fill a parameter from a generator.
 *
 * <pre>{@code
 * Rng rng = new Rng(1);
 * Parameter weight = Parameter.empty(DType.F32, Shape.of(128, 64));
 * Initializers.heNormal(0).fill(weight, rng);
 * Parameter table = Parameter.empty(DType.F32, Shape.of(1000, 64));
 * Initializers.truncatedNormal(0, 0.02).fill(table, rng);
 * Parameter gate = Parameter.empty(DType.F32, Shape.of(64));
 * Initializers.constant(-1).fill(gate, rng);
 * }</pre>
 */
package lanegrad.nn.init;
