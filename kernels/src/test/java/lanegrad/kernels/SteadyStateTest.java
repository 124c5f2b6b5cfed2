package lanegrad.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import lanegrad.kernels.KernelWorkouts.Workout;
import lanegrad.memory.Scope;
import lanegrad.parallel.Parallelism;
import org.junit.jupiter.api.Test;

/**
 * What a program has done before does not make a kernel allocate: the compiler learns from every call, and a vector
 * that it cannot keep in registers is an object.
 */
class SteadyStateTest {

    private static final long[] ORDERS = Boolean.getBoolean("lanegrad.deep") ? new long[] {1, 2, 3} : new long[] {1};

    @Test
    void nothingIsAllocatedAfterAllKernelsHaveRunInManyOrders() {
        try (Scope _ = Scope.open(); Parallelism _ = Parallelism.cap(1)) {
            List<Workout> workouts = new ArrayList<>();
            for (Kernels kernels : KernelSets.all()) {
                workouts.addAll(KernelWorkouts.of(kernels));
            }
            if (KernelSets.all().size() > 1) {
                KernelWorkouts.useVectorsOtherwise();
            }
            KernelWorkouts.warmUp(workouts, ORDERS);
            Collections.shuffle(workouts, new Random(4));
            assertEquals(List.of(), KernelWorkouts.stillAllocating(workouts));
        }
    }
}
