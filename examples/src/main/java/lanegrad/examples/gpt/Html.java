package lanegrad.examples.gpt;

/** Text as it stands in a page. */
final class Html {

    private Html() {
    }

    /** Safe in content and in attributes of either quote; control characters show as replacement characters. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '\'' -> safe.append("&#39;");
                case '"' -> safe.append("&quot;");
                case '\n', '\t' -> safe.append(c);
                default -> safe.append(Character.isISOControl(c) ? '\uFFFD' : c);
            }
        }
        return safe.toString();
    }

    /** One byte of a text as a mark that can be seen: a space as a middle dot, a line's end as an arrow. */
    static String mark(byte b) {
        return switch (b) {
            case ' ' -> "&#183;";
            case '\n' -> "&#8629;";
            case '\t' -> "&#8594;";
            default -> b > ' ' && b < 127 ? escape(String.valueOf((char) b)) : "&#8226;";
        };
    }
}
