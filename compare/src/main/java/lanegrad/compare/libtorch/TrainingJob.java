package lanegrad.compare.libtorch;

import java.util.List;
import java.util.function.Consumer;
import lanegrad.compare.cases.Training;
import lanegrad.compare.cases.Weight;

/** A training step. What it compares are the losses of its first steps. */
final class TrainingJob extends ScriptJob {

    private final float[] losses = new float[Training.STEPS];

    private TrainingJob(String program) {
        super(program, true);
    }

    /**
     * Ready to run.
     *
     * @param program takes the examples, the targets, and lists of parameters, first and second moments, and counts of
     *        steps
     * @param weights the parameters before the first step
     * @param batch adds the examples and the targets
     */
    static TrainingJob of(String program, List<Weight> weights, Consumer<ScriptJob> batch) {
        TrainingJob job = new TrainingJob(program);
        batch.accept(job);
        job.parameters("params", weights, 0);
        weights.forEach(weight -> job.zeros("first", weight.shape()));
        weights.forEach(weight -> job.zeros("second", weight.shape()));
        weights.forEach(_ -> job.zeros("steps"));
        for (int step = 0; step < Training.STEPS; step++) {
            job.run();
            job.losses[step] = job.loss();
        }
        return job;
    }

    private float loss() {
        return super.result()[0];
    }

    @Override
    public float[] result() {
        return losses;
    }
}
