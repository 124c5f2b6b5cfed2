/**
 * Files: safetensors, checkpoints, JSON. Whatever is read from outside is checked before it is believed; whatever is
 * written appears as a whole or not at all.
 *
 * <pre>{@code
 * Path path = Path.of("model.safetensors");
 * Linear model = new Linear(4, 2, true, new Rng(1));
 * Safetensors.write(path, model.stateDict(), Map.of("purpose", "example"));
 * Linear copy = Linear.unset(4, 2, true, DType.F32);
 * try (SafetensorsFile file = Safetensors.open(path)) {
 *     System.out.println(file.names() + " " + file.metadata());
 *     copy.load(file.stateDict());
 * }
 * }</pre>
 */
package lanegrad.nn.io;
