package lanegrad.kernels.base;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import lanegrad.array.DType;
import lanegrad.array.NdArray;
import lanegrad.parallel.Pool;
import lanegrad.parallel.Task;
import lanegrad.parallel.Workers;

/**
 * One elementwise call. The output is cut into blocks, some rows by some columns of its two innermost axes. An operand
 * that is no run of neighbours there is packed into a tile first, or unpacked from one, so that one loop serves every
 * layout. Operand 0 is the output. A piece is some blocks.
 */
abstract class MapTask extends Task {

    /** Elements of a piece, about. */
    static final int PIECE = 1 << 15;
    /** Elements that a loop is given at once: many short calls warm up sooner than a few long ones. */
    static final int RUN = 1 << 12;
    /** Rows shorter than this are packed, many at a time. */
    static final int SHORT = 64;
    /** Rows of a block in which an operand lies the other way round. */
    static final int TURNED_ROWS = 16;
    /** Bytes of such a row: long ones make few calls of the loop. */
    static final int TURNED_BYTES = 2048;
    /** Bytes between the rows of its tile, a cache line: without them, all would contend for the same few lines. */
    private static final int GAP = 64;

    private static final int MOST = 4;
    private static final int WIDEST = 8;
    /** A tile has room for gaps, or for one vector more, whose lanes past the end nobody reads. */
    private static final long TILE_BYTES = (RUN + 512L) * WIDEST;
    /** Room for the end of a run, filled up to a vector of any width. */
    private static final long END_BYTES = 64 * WIDEST;
    /** The place of the operand that is a number in the nest, which knows arrays only. */
    private static final int NO_ARRAY = -1;
    private static final Pool<Block> BLOCKS = new Pool<>(Block::new);

    /** How a loop gets at an operand. */
    private enum Access {
        /** Where it lies. */
        DIRECT,
        /** As one element a row. */
        REPEATED,
        /** Through a tile. */
        PACKED,
        /** Through a tile, since it lies the other way round. */
        TURNED
    }

    /** Where the operands of one block are for the loop, and the tiles of those that are packed. */
    static final class Block {

        final MemorySegment[] segments = new MemorySegment[MOST];
        final long[] at = new long[MOST];
        private final long[] rowSteps = new long[MOST];
        private final long[] places = new long[MOST];
        private final long[] packedFrom = new long[MOST];
        private final MemorySegment tiles = Arena.global().allocate(MOST * TILE_BYTES, 64);
        private final MemorySegment ends = Arena.global().allocate(MOST * END_BYTES, 64);
        private int packedRows;

        private void clear() {
            Arrays.fill(segments, null);
        }
    }

    private final Nest nest = new Nest();
    private final int[] arrays = new int[MOST];
    private final Access[] access = new Access[MOST];
    private final MemorySegment[] segments = new MemorySegment[MOST];
    private final int[] bytes = new int[MOST];
    private final MemorySegment number = Arena.global().allocate(WIDEST, WIDEST);
    private PlaneTurn turn;
    private int operands;
    private int known;
    private int lanes;
    private boolean inPlace;
    private boolean together;
    private long rows;
    private long columns;
    private long blockRows;
    private long blockColumns;
    private long down;
    private long across;
    private long blocks;
    private long blocksEach;

    /** Begins a call. */
    final void begin(NdArray out) {
        nest.over(out.shape());
        operands = 0;
        known = 0;
        inPlace = false;
        add(out, out.writableSegment());
    }

    /** Adds an input. */
    final void add(NdArray x) {
        add(x, x.segment());
        inPlace |= segments[0] == segments[operands - 1];
    }

    private void add(NdArray x, MemorySegment segment) {
        nest.with(x);
        arrays[operands] = known++;
        segments[operands] = segment;
        bytes[operands++] = x.dtype().bytes();
    }

    /** Adds an input that is a number. */
    final void add(double value, DType dtype) {
        Store.number(dtype, number, 0, value);
        arrays[operands] = NO_ARRAY;
        segments[operands] = number;
        bytes[operands++] = dtype.bytes();
    }

    /** The place where the number is, in its type. */
    final MemorySegment number() {
        return number;
    }

    /** Decides how to go about the call; afterwards {@link #repeats} is known. */
    final void plan(PlaneTurn turn) {
        this.turn = turn;
        nest.inOrderOf(0).merge();
        columns = nest.inner();
        if (columns >= SHORT) {
            turn();
        }
        rows = nest.rank() > 1 ? nest.dim(nest.rank() - 2) : 1;
        together = columns < SHORT && rows > 1;
        boolean packed = false;
        int turned = 0;
        for (int k = 0; k < operands; k++) {
            access[k] = accessTo(k);
            packed |= access[k] == Access.PACKED;
            turned = access[k] == Access.TURNED ? Math.max(turned, bytes[k]) : turned;
        }
        if (turned > 0) {
            blockColumns = Math.min(columns, packed ? RUN / TURNED_ROWS : TURNED_BYTES / turned);
            blockRows = Math.min(rows, TURNED_ROWS);
        } else {
            int most = packed ? RUN : PIECE;
            blockColumns = Math.min(columns, most);
            blockRows = Math.min(rows, most / blockColumns);
        }
        down = Math.ceilDiv(rows, blockRows);
        across = Math.ceilDiv(columns, blockColumns);
        blocks = nest.rows(2) * down * across;
        blocksEach = Math.max(1, PIECE / (blockRows * blockColumns));
    }

    /** Makes rows of the axis along which some input lies, if that is not the one along which the output does. */
    private void turn() {
        for (int k = 1; k < operands; k++) {
            if (arrays[k] == NO_ARRAY || nest.innerStride(arrays[k]) == 0 || nest.innerStride(arrays[k]) == 1) {
                continue;
            }
            for (int i = 0; i < nest.rank() - 1; i++) {
                if (nest.stride(arrays[k], i) == 1) {
                    nest.bringBeforeLast(i);
                    return;
                }
            }
        }
    }

    private Access accessTo(int k) {
        if (arrays[k] == NO_ARRAY) {
            return Access.REPEATED;
        }
        long step = nest.innerStride(arrays[k]);
        if (step == 0 && mayRepeat(k) && (!together || isConstant(arrays[k]))) {
            return Access.REPEATED;
        }
        if (step == 1 && (!together || rowStride(k) == columns)) {
            return Access.DIRECT;
        }
        return k > 0 && !together && step != 0 && rowStride(k) == 1 ? Access.TURNED : Access.PACKED;
    }

    private boolean isConstant(int array) {
        for (int i = 0; i < nest.rank(); i++) {
            if (nest.stride(array, i) != 0) {
                return false;
            }
        }
        return true;
    }

    private long rowStride(int k) {
        return nest.rank() > 1 ? nest.stride(arrays[k], nest.rank() - 2) : 0;
    }

    /** Whether the loop can take one element for a run of an operand. */
    abstract boolean mayRepeat(int operand);

    /** Whether it will. */
    final boolean repeats(int operand) {
        return access[operand] == Access.REPEATED;
    }

    /** Runs the call that was planned, over a loop that takes so many elements at once. */
    final void go(int atOnce) {
        lanes = atOnce;
        Workers.run(this, Math.toIntExact(Math.ceilDiv(blocks, blocksEach)));
    }

    /** Forgets what it worked on. */
    void end() {
        Arrays.fill(segments, null);
    }

    @Override
    protected final void run(int piece) {
        Block block = BLOCKS.take();
        try {
            block.packedRows = 0;
            long first = piece * blocksEach;
            for (long i = first; i < Math.min(blocks, first + blocksEach); i++) {
                long rest = i / across;
                block(block, rest / down, rest % down * blockRows, i % across * blockColumns);
            }
        } finally {
            block.clear();
            BLOCKS.give(block);
        }
    }

    private void block(Block block, long outer, long row, long column) {
        int height = (int) Math.min(blockRows, rows - row);
        int width = (int) Math.min(blockColumns, columns - column);
        for (int k = 0; k < operands; k++) {
            place(block, k, outer, row, column, height, width);
        }
        block.packedRows = height;
        if (together) {
            run(block, height * width);
        } else {
            for (int i = 0; i < height; i++) {
                row(block, i, width);
            }
        }
        if (access[0] == Access.PACKED) {
            unpack(block, height, width);
        }
    }

    private void place(Block block, int k, long outer, long row, long column, int height, int width) {
        block.segments[k] = segments[k];
        if (arrays[k] == NO_ARRAY) {
            block.places[k] = 0;
            block.at[k] = 0;
            block.rowSteps[k] = 0;
            return;
        }
        long from = nest.at(arrays[k], outer, 2) + row * rowStride(k) + column * nest.innerStride(arrays[k]);
        if (access[k] == Access.DIRECT || access[k] == Access.REPEATED) {
            block.places[k] = from * bytes[k];
            block.at[k] = block.places[k];
            block.rowSteps[k] = rowStride(k) * bytes[k];
            return;
        }
        // An operand that broadcasts along the outer axes is in its tile already, from the block before.
        if (k > 0 && !(block.packedRows == height && block.packedFrom[k] == from && across == 1)) {
            pack(block, k, from, height, width);
        }
        block.packedFrom[k] = from;
        block.segments[k] = block.tiles;
        block.places[k] = tileAt(k);
        block.at[k] = block.places[k];
        block.rowSteps[k] = pitch(k, width) * bytes[k];
    }

    /** From row to row of a tile, in elements. */
    private long pitch(int k, int width) {
        return access[k] == Access.TURNED ? width + GAP / bytes[k] : width;
    }

    private static long tileAt(int k) {
        return k * TILE_BYTES;
    }

    private void pack(Block block, int k, long from, int height, int width) {
        CellLoop cells = CopyTask.cellsOf(bytes[k]);
        long to = tileAt(k) / bytes[k];
        long step = nest.innerStride(arrays[k]);
        if (access[k] == Access.TURNED) {
            Planes.copy(turn, bytes[k], segments[k], from, rowStride(k), step, block.tiles, to,
                    pitch(k, width), 1, height, width);
            return;
        }
        for (int i = 0; i < height; i++) {
            cells.row(segments[k], from + i * rowStride(k), step, block.tiles, to + (long) i * width, 1, width);
        }
    }

    private void unpack(Block block, int height, int width) {
        CellLoop cells = CopyTask.cellsOf(bytes[0]);
        for (int i = 0; i < height; i++) {
            cells.row(block.tiles, (long) i * width, 1, segments[0], block.packedFrom[0] + i * rowStride(0),
                    nest.innerStride(0), width);
        }
    }

    private void row(Block block, int i, int width) {
        for (int done = 0; done < width; done += RUN) {
            for (int k = 0; k < operands; k++) {
                long moved = access[k] == Access.REPEATED ? 0 : (long) done * bytes[k];
                block.at[k] = block.places[k] + i * block.rowSteps[k] + moved;
            }
            run(block, Math.min(RUN, width - done));
        }
    }

    /**
     * Runs the loop over n neighbours. It takes whole vectors, so that an element's bits do not depend on its place.
     */
    private void run(Block block, int n) {
        int rest = n & lanes - 1;
        if (n > rest) {
            loop(block, n - rest);
        }
        if (rest == 0) {
            return;
        }
        boolean again = n > lanes && !(inPlace && access[0] == Access.DIRECT);
        if (again) { // the last vector overlaps the one before, and computes some elements a second time
            move(block, n - lanes);
            loop(block, lanes);
        } else {
            move(block, n - rest);
            end(block, rest);
        }
    }

    private void move(Block block, long elements) {
        for (int k = 0; k < operands; k++) {
            if (access[k] != Access.REPEATED) {
                block.at[k] += elements * bytes[k];
            }
        }
    }

    /**
     * Runs the loop over less than a vector, where there is room for a whole one: the result is copied from there, and
     * so is an input that does not have as much behind it.
     */
    private void end(Block block, int n) {
        long outAt = block.at[0];
        for (int k = 0; k < operands; k++) {
            long room = (long) lanes * bytes[k];
            if (access[k] == Access.DIRECT && (k == 0 || block.at[k] + room > segments[k].byteSize())) {
                long at = k * END_BYTES;
                if (k > 0) {
                    CopyTask.cellsOf(bytes[k]).row(segments[k], block.at[k] / bytes[k], 1, block.ends, at / bytes[k],
                            1, n);
                }
                block.segments[k] = block.ends;
                block.at[k] = at;
            }
        }
        loop(block, lanes);
        for (int k = 0; k < operands; k++) {
            if (access[k] == Access.DIRECT) {
                block.segments[k] = segments[k];
            }
        }
        if (access[0] == Access.DIRECT) {
            CopyTask.cellsOf(bytes[0]).row(block.ends, 0, 1, segments[0], outAt / bytes[0], 1, n);
        }
    }

    /** Runs the loop over n neighbours of a block. */
    abstract void loop(Block block, int n);
}
