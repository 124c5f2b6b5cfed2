package lanegrad.examples.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What the report's page consists of. */
class PageTest {

    @Test
    void textIsEscaped() {
        assertEquals("&lt;a href=&#39;x&#39;&gt; &amp; &quot;\n\t\uFFFD\uFFFD\u00e4", Html
                .escape("<a href='x'> & \"\n\t\u0000\u007f\u00e4"));
        assertEquals("&lt;", Html.mark((byte) '<'));
        assertEquals("&#183;", Html.mark((byte) ' '));
        assertEquals("&#8226;", Html.mark((byte) 0xC3));
    }

    @Test
    void aHeatMapIsAPictureOfItsWeights() throws IOException {
        float[] weights = {1, 0, 0.25f, 0.0625f};
        String url = HeatMap.url(weights, 2, 0x1F6FEB);
        String start = "data:image/png;base64,";
        assertTrue(url.startsWith(start));
        BufferedImage image = ImageIO
                .read(new ByteArrayInputStream(Base64.getDecoder().decode(url.substring(start.length()))));
        assertEquals(2, image.getWidth());
        assertEquals(2, image.getHeight());
        assertEquals(0xFF1F6FEB, image.getRGB(0, 0));
        assertEquals(0, image.getRGB(1, 0) >>> 24);
        assertEquals(128, image.getRGB(0, 1) >>> 24);
        assertEquals(64, image.getRGB(1, 1) >>> 24);
    }

    @Test
    void aChartShowsItsLinesAndLabelsApart() throws ParserConfigurationException, SAXException, IOException {
        Chart.Line rising = new Chart.Line("a<b", "held-out", new double[] {0, 50, 100}, new double[] {0, 1, 2});
        Chart.Line near = new Chart.Line("near", "bigram", new double[] {0, 100}, new double[] {1.99, 1.99});
        Chart.Line top = new Chart.Line("top", "unigram", new double[] {0, 100}, new double[] {2, 2});
        Chart.Line none = new Chart.Line("none", "training", new double[0], new double[0]);
        Element svg = parse(Chart.of("step", "a 'chart'", List.of(rising, near, top, none)));
        assertEquals("a 'chart'", svg.getAttribute("aria-label"));
        NodeList lines = svg.getElementsByTagName("polyline");
        assertEquals(3, lines.getLength());
        String[] points = ((Element) lines.item(0)).getAttribute("points").strip().split(" ");
        assertEquals(3, points.length);
        double first = Double.parseDouble(points[0].split(",")[1]);
        double last = Double.parseDouble(points[2].split(",")[1]);
        assertTrue(first > last, "greater values are higher up");
        assertApart(svg);
    }

    private static void assertApart(Element svg) {
        NodeList texts = svg.getElementsByTagName("text");
        double before = Double.NEGATIVE_INFINITY;
        int labels = 0;
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            if (text.getAttribute("class").contains("label")) {
                double at = Double.parseDouble(text.getAttribute("y"));
                assertTrue(at - before > 14, "labels that cover one another");
                before = at;
                labels++;
            }
        }
        assertEquals(3, labels);
    }

    @Test
    void anAverageIsNotLate() throws ParserConfigurationException, SAXException, IOException {
        Metrics falling = new Metrics();
        for (int i = 1; i <= 1000; i++) {
            falling.add(new Metrics.Row(i, 5 - i / 500.0, Double.NaN, 1e-3, 1, 1));
        }
        NodeList lines = parse(Curves.chart(falling, new Baselines(3, 2))).getElementsByTagName("polyline");
        String[] each = ((Element) lines.item(0)).getAttribute("points").strip().split(" ");
        String[] mean = ((Element) lines.item(1)).getAttribute("points").strip().split(" ");
        assertEquals(List.of(each).subList(0, 980), List.of(mean).subList(0, 980));
    }

    @Test
    void aChartOfNothingSaysSo() {
        assertFalse(Chart.of("x", "y", List.of()).contains("svg"));
        assertTrue(Curves.chart(new Metrics(), new Baselines(3, 2)).contains("bigram"));
    }

    private static Element parse(String svg) throws ParserConfigurationException, SAXException, IOException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
    }
}
