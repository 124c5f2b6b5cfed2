package lanegrad.compare.own;

import lanegrad.compare.cases.Training;
import lanegrad.compare.contestant.Job;
import lanegrad.jmh.work.TrainingStep;

/** A training step. What it compares are the losses of its first steps. */
final class TrainingJob implements Job {

    private final TrainingStep step;
    private final float[] losses = new float[Training.STEPS];

    TrainingJob(Training work, TrainingStep step) {
        this.step = step;
        Weights.fill(step.model(), work.weights());
        for (int i = 0; i < losses.length; i++) {
            losses[i] = (float) step.run();
        }
    }

    @Override
    public void run() {
        step.run();
    }

    @Override
    public float[] result() {
        return losses;
    }

    @Override
    public void close() {
        step.close();
    }
}
