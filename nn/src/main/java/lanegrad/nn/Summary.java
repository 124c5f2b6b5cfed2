package lanegrad.nn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanegrad.array.NdArray;
import lanegrad.autograd.Parameter;

/** The table that {@link Module#summary} prints. */
final class Summary {

    private final List<String[]> rows = new ArrayList<>();
    private final Map<Object, String> seen = new IdentityHashMap<>();
    private long count;
    private long frozen;
    private long bytes;

    Summary(Module module) {
        rows.add(new String[] {"name", "module", "shape", "count", ""});
        add("", module);
    }

    private void add(String prefix, Module module) {
        module.ownParameters().forEach((name, parameter) -> add(prefix + name, module.type(), parameter));
        module.ownBuffers().forEach((name, buffer) -> add(prefix + name, module.type(), buffer));
        module.children().forEach((name, child) -> add(prefix + name + ".", child));
    }

    private void add(String name, String type, Parameter parameter) {
        String first = seen.putIfAbsent(parameter, name);
        if (first != null) {
            rows.add(row(name, type, parameter.array(), "is " + first));
            return;
        }
        count += parameter.size();
        bytes += parameter.size() * parameter.dtype().bytes();
        if (parameter.isFrozen()) {
            frozen += parameter.size();
        }
        rows.add(row(name, type, parameter.array(), parameter.isFrozen() ? "frozen" : ""));
    }

    private void add(String name, String type, NdArray buffer) {
        String first = seen.putIfAbsent(buffer, name);
        if (first == null) {
            bytes += buffer.size() * buffer.dtype().bytes();
        }
        rows.add(row(name, type, buffer, first == null ? "buffer" : "is " + first));
    }

    private static String[] row(String name, String type, NdArray array, String note) {
        return new String[] {name, type, array.dtype() + " " + array.shape(), grouped(array.size()), note};
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    @Override
    public String toString() {
        int[] widths = new int[5];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 3 ? pad + row[i] : row[i] + pad).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        text.append(grouped(count)).append(" parameters, ").append(grouped(frozen)).append(" of them frozen; ")
                .append(grouped(bytes)).append(" bytes\n");
        return text.toString();
    }
}
