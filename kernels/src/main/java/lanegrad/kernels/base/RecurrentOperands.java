package lanegrad.kernels.base;

/** The operands of one call of a recurrent kernel, as the loops over gates see them. */
public final class RecurrentOperands {

    public final StepRows gates = new StepRows();
    public final StepRows bias = new StepRows();
    public final StepRows states = new StepRows();
    public final StepRows cells = new StepRows();
    public final StepRows g = new StepRows();
    public final StepRows dgates = new StepRows();
    public final StepRows dstate = new StepRows();
    public final StepRows dcell = new StepRows();

    /** Elements of a state. */
    public int width;

    RecurrentOperands() {
    }

    void clear() {
        gates.clear();
        bias.clear();
        states.clear();
        cells.clear();
        g.clear();
        dgates.clear();
        dstate.clear();
        dcell.clear();
    }
}
