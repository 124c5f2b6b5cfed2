package lanegrad.kernels.base;

/**
 * The part of the source that a block of pixels sees, copied to the heap: channel after channel, and in each the rows
 * of the block's images, padded. What a tap sees from pixel (i, j) is {@code (i step + tapRow, j step + tapColumn)};
 * columns that a step takes apart lie in runs of their own, so that what a tap sees from neighbouring pixels are
 * neighbours.
 */
final class ConvStrip<S> {

    private final ConvLeaf<?, ?, S> leaf;

    private ConvOperand source;
    private int stepRows;
    private int stepColumns;
    /** Pixels of a row of a block, at most. */
    private int width;

    private int taps;
    private int[] tapRows = {};
    private int[] tapColumns = {};
    private int firstRow;
    private int firstColumn;
    private int spanRows;
    private int spanColumns;

    ConvStrip(ConvLeaf<?, ?, S> leaf) {
        this.leaf = leaf;
    }

    /** Starts to describe what pixels see: at most so many taps. */
    void set(ConvOperand from, int rowStep, int columnStep, int most) {
        source = from;
        stepRows = rowStep;
        stepColumns = columnStep;
        taps = 0;
        if (tapRows.length < most) {
            tapRows = new int[most];
            tapColumns = new int[most];
        }
    }

    void clear() {
        source = null;
    }

    /** Another tap, and where it looks from a pixel. */
    void tap(int row, int column) {
        tapRows[taps] = row;
        tapColumns[taps] = column;
        taps++;
    }

    int taps() {
        return taps;
    }

    /** When all taps are known. */
    void span() {
        firstRow = taps == 0 ? 0 : Integer.MAX_VALUE;
        firstColumn = firstRow;
        int lastRow = taps == 0 ? 0 : Integer.MIN_VALUE;
        int lastColumn = lastRow;
        for (int tap = 0; tap < taps; tap++) {
            firstRow = Math.min(firstRow, tapRows[tap]);
            firstColumn = Math.min(firstColumn, tapColumns[tap]);
            lastRow = Math.max(lastRow, tapRows[tap]);
            lastColumn = Math.max(lastColumn, tapColumns[tap]);
        }
        spanRows = lastRow - firstRow + 1;
        spanColumns = lastColumn - firstColumn + 1;
    }

    void setWidth(int pixels) {
        width = pixels;
    }

    /** Whether each of so many pixels sees its own place alone. */
    boolean isPlain(int rows, int columns) {
        return taps == 1 && firstRow == 0 && firstColumn == 0 && stepRows == 1 && stepColumns == 1
                && rows == source.rows && columns == source.columns;
    }

    /** Rows of the source that rows of pixels see. */
    int rows(int pixelRows) {
        return (pixelRows - 1) * stepRows + spanRows;
    }

    /** Elements of a row: a run for each remainder of a column by the step. */
    int line() {
        return Math.multiplyExact(Math.min(stepColumns, spanColumns), run());
    }

    private int run() {
        return width + (spanColumns - 1) / stepColumns;
    }

    /** So many rows of pixels, or as many as see no more than so many elements of one channel; at least one. */
    int fittingRows(int pixelRows, int most) {
        return Math.clamp((most / line() - spanRows) / stepRows + 1, 1, pixelRows);
    }

    /** Where a row of pixels begins, of images that take so many rows each. */
    int base(int image, int height, int row) {
        return (image * height + row * stepRows) * line();
    }

    /** Where taps of channels are, from where a row of pixels begins. */
    int[] offsets(ConvWork work, int channels, int plane) {
        int[] offsets = work.offsets(channels * taps);
        int line = line();
        int run = run();
        for (int channel = 0, at = 0; channel < channels; channel++) {
            for (int tap = 0; tap < taps; tap++) {
                int right = tapColumns[tap] - firstColumn;
                offsets[at++] = channel * plane + (tapRows[tap] - firstRow) * line + right % stepColumns * run
                        + right / stepColumns;
            }
        }
        return offsets;
    }

    /**
     * Copies what a block sees.
     *
     * @param row the block's first row of pixels
     * @param height rows of the source
     * @param column its first column of pixels
     */
    void fill(S strip, int channel, int count, int image, int images, int row, int height, int column) {
        int line = line();
        int top = row * stepRows + firstRow;
        int left = column * stepColumns + firstColumn;
        int to = 0;
        for (int c = channel; c < channel + count; c++) {
            for (int i = image; i < image + images; i++) {
                long at = source.at + i * source.outer + c * source.channel;
                for (int y = top; y < top + height; y++) {
                    if (y < 0 || y >= source.rows) {
                        leaf.zero(strip, to, to + line);
                    } else {
                        fillRow(strip, to, at + y * source.row, left);
                    }
                    to += line;
                }
            }
        }
    }

    private void fillRow(S strip, int to, long at, int left) {
        int run = run();
        int runs = Math.min(stepColumns, spanColumns);
        for (int phase = 0; phase < runs; phase++) {
            int begin = to + phase * run;
            int first = left + phase;
            int from = Math.clamp(Math.ceilDiv(-first, stepColumns), 0, run);
            int end = Math.clamp(Math.ceilDiv(source.columns - first, stepColumns), from, run);
            leaf.zero(strip, begin, begin + from);
            leaf.row(source.segment, at + (first + (long) from * stepColumns) * source.column,
                    stepColumns * source.column, end - from, strip, begin + from);
            leaf.zero(strip, begin + end, begin + run);
        }
    }
}
