package lanegrad.kernels.base;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanegrad.array.NdArray;
import lanegrad.parallel.Pool;

/** The calls of each arity, used again and again. */
final class MapCalls {

    static final Pool<Unary> UNARY = new Pool<>(Unary::new);
    static final Pool<Binary> BINARY = new Pool<>(Binary::new);
    static final Pool<Where> WHERE = new Pool<>(Where::new);
    static final Pool<Fill> FILL = new Pool<>(Fill::new);

    private MapCalls() {
    }

    /** A function of one input. */
    static final class Unary extends MapTask {

        UnaryLoop loop;

        @Override
        boolean mayRepeat(int operand) {
            return false;
        }

        @Override
        void loop(Block b, int n) {
            loop.run(b.segments[1], b.at[1], b.segments[0], b.at[0], n);
        }
    }

    /** A function of two inputs, or a comparison. */
    static final class Binary extends MapTask {

        BinaryLoop loop;

        @Override
        boolean mayRepeat(int operand) {
            return operand > 0;
        }

        @Override
        void loop(Block b, int n) {
            loop.run(b.segments[1], b.at[1], b.segments[2], b.at[2], b.segments[0], b.at[0], n);
        }
    }

    /** A choice between operands 2 and 3 by operand 1. */
    static final class Where extends MapTask {

        WhereLoop loop;

        @Override
        boolean mayRepeat(int operand) {
            return operand > 1;
        }

        @Override
        void loop(Block b, int n) {
            loop.run(b.segments[1], b.at[1], b.segments[2], b.at[2], b.segments[3], b.at[3], b.segments[0], b.at[0],
                    n);
        }
    }

    /** A number everywhere: copies of a run of it. */
    static final class Fill extends MapTask {

        private final MemorySegment pattern = Arena.global().allocate(8L * RUN, 64);
        private CellLoop cells;
        private int bytes;

        void set(NdArray out, double value) {
            begin(out);
            add(value, out.dtype());
            plan(null);
            bytes = out.dtype().bytes();
            cells = CopyTask.cellsOf(bytes);
            cells.row(number(), 0, 0, pattern, 0, 1, Math.min(RUN, out.size()));
        }

        @Override
        boolean mayRepeat(int operand) {
            return true;
        }

        @Override
        void loop(Block b, int n) {
            cells.row(pattern, 0, 1, b.segments[0], b.at[0] / bytes, 1, n);
        }
    }
}
