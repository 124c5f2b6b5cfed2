package lanegrad.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a page.
 *
 * @param language what stands behind the fence
 * @param text its lines
 * @param line where it begins
 * @param next the block after it, null for the last
 */
record MarkdownBlock(String language, String text, int line, MarkdownBlock next) {

    private static final String FENCE = "```";

    /** The blocks of a page, in order. */
    static List<MarkdownBlock> of(List<String> lines) {
        List<MarkdownBlock> blocks = new ArrayList<>();
        MarkdownBlock next = null;
        int end = -1;
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            if (end < 0) {
                end = i;
                continue;
            }
            String text = String.join("\n", lines.subList(i + 1, end));
            next = new MarkdownBlock(lines.get(i).substring(FENCE.length()).strip(), text, i + 1, next);
            blocks.addFirst(next);
            end = -1;
        }
        if (end >= 0) {
            throw new AssertionError("a fence without its counterpart in line " + (end + 1));
        }
        return blocks;
    }
}
