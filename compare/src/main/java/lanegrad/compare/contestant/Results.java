package lanegrad.compare.contestant;

import java.util.ArrayList;
import java.util.List;

/** Several arrays, one after another. */
public final class Results {

    private final List<float[]> parts = new ArrayList<>();

    /** Appends an array. */
    public void add(float... part) {
        parts.add(part);
    }

    /** All of them in one. */
    public float[] toArray() {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
