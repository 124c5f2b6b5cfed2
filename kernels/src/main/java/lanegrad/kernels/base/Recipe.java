package lanegrad.kernels.base;

import java.lang.invoke.MethodHandles.Lookup;
import lanegrad.array.DType;

/**
 * What a loop template is specialised for.
 *
 * @param function the function
 * @param dtype the type of the inputs
 * @param aRepeats whether the first input is one element, used again and again
 * @param bRepeats whether the second input is
 */
public record Recipe(Object function, DType dtype, boolean aRepeats, boolean bRepeats) {

    /** The recipe of the template that asks; in the template itself, which never runs, a recipe for nothing. */
    public static Recipe of(Lookup lookup) {
        Recipe recipe = Template.function(lookup, Recipe.class);
        return recipe == null ? new Recipe(null, DType.F32, false, false) : recipe;
    }

    /** How far the first input moves from element to element, in bytes. */
    public long aStep() {
        return aRepeats ? 0 : dtype.bytes();
    }

    /** How far the second input moves from element to element, in bytes. */
    public long bStep() {
        return bRepeats ? 0 : dtype.bytes();
    }
}
