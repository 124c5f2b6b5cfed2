package lanegrad.compare.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import lanegrad.compare.run.Row;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A bar a case: the best peer's time by ours. */
public final class Picture {

    private static final int BAR = 26;
    private static final int MARGIN = 160;
    private static final int LEAST = 800;
    private static final int HEIGHT = 560;

    private Picture() {
    }

    /** Draws the rows that have a ratio, if any has, and says whether. */
    public static boolean write(List<Row> rows, Path file) throws IOException {
        Map<String, Map<Integer, Double>> ratios = new LinkedHashMap<>();
        TreeSet<Integer> threads = new TreeSet<>();
        for (Row row : rows) {
            if (!Double.isNaN(row.toBest())) {
                ratios.computeIfAbsent(row.work(), _ -> new LinkedHashMap<>()).put(row.threads(), row.toBest());
                threads.add(row.threads());
            }
        }
        if (ratios.isEmpty()) {
            return false;
        }
        int width = Math.max(LEAST, MARGIN + BAR * threads.size() * ratios.size());
        CategoryChart chart = new CategoryChartBuilder().width(width).height(HEIGHT)
                .title("Time of the best peer by Lanegrad's: above 1, Lanegrad is faster")
                .yAxisTitle("ratio").build();
        chart.getStyler().setXAxisLabelRotation(60).setPlotGridVerticalLinesVisible(false)
                .setLegendPosition(LegendPosition.InsideNE).setChartBackgroundColor(Color.WHITE);
        for (int count : threads) {
            List<Double> bars = new ArrayList<>();
            ratios.values().forEach(values -> bars.add(values.get(count)));
            chart.addSeries(count == 1 ? "1 thread" : count + " threads", List.copyOf(ratios.keySet()), bars);
        }
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
        return true;
    }
}
