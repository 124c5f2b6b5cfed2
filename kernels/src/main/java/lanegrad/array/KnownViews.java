package lanegrad.array;

/**
 * Layouts of views made lately: a program that computes the same again makes none anew. Layouts are immutable, so a
 * race between threads loses an entry at worst.
 */
final class KnownViews {

    /** How a view comes from what it looks at. */
    enum Kind {
        TRANSPOSE,
        PERMUTE,
        EXPAND,
        SLICE,
        SELECT,
        UNSQUEEZE,
        RESHAPE
    }

    /** A view: of which layout, by what with which numbers and which shape (or null), and its layout. */
    private record View(Layout of, Kind kind, Shape shape, long a, long b, long c, Layout layout) {

        boolean is(Layout source, Kind how, Shape to, long x, long y, long z) {
            return of == source && kind == how && shape == to && a == x && b == y && c == z;
        }
    }

    private static final View[] VIEWS = new View[1 << 10];

    private KnownViews() {
    }

    /** The layout that such a view got last, or null. */
    static Layout find(Layout of, Kind kind, Shape shape, long a, long b, long c) {
        View view = VIEWS[slot(of, kind, shape, a, b, c)];
        return view != null && view.is(of, kind, shape, a, b, c) ? view.layout : null;
    }

    /** Keeps the layout of a view. */
    static Layout remember(Layout of, Kind kind, Shape shape, long a, long b, long c, Layout layout) {
        VIEWS[slot(of, kind, shape, a, b, c)] = new View(of, kind, shape, a, b, c, layout);
        return layout;
    }

    private static int slot(Layout of, Kind kind, Shape shape, long a, long b, long c) {
        long hash = System.identityHashCode(of) + kind.ordinal();
        hash = (hash * 31 + System.identityHashCode(shape)) * 0x9E3779B97F4A7C15L;
        hash = (hash + a) * 0x9E3779B97F4A7C15L;
        hash = (hash + b) * 0x9E3779B97F4A7C15L;
        hash = (hash + c) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 54); // as many bits as there are entries
    }
}
