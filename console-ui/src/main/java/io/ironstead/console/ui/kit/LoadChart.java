package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.StyleSheet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One series over time. Its numbers live in the browser: a full series once, then a point a second. */
@Tag("load-chart")
@StyleSheet("context://webjars/uplot/1.6.30/dist/uPlot.min.css")
public final class LoadChart extends Component {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A moment worth a line on the chart. */
    public record Mark(Instant at, String words) {}

    /** A value; not a number where nothing was measured. */
    public record Point(Instant at, double value) {}

    /**
     * @param caption stands above the axis, may be empty
     * @param unit stands behind the value at the cursor
     * @param least the axis reaches at least to this
     */
    public LoadChart(String caption, String unit, int heightPixels, double least) {
        getElement()
                .setAttribute("role", "img")
                .setAttribute("unit", unit)
                .setAttribute("height", String.valueOf(heightPixels))
                .setAttribute("least", String.valueOf(least));
        if (!caption.isEmpty()) {
            getElement().setAttribute("caption", caption);
        }
    }

    /** Fills what is under the line: for rates, which start at nothing. */
    public LoadChart filled() {
        getElement().setAttribute("area", "");
        return this;
    }

    /** Leaves the times to the chart below it. */
    public LoadChart withoutTimes() {
        getElement().setAttribute("no-times", "");
        return this;
    }

    /** Draws marks without their words, which the chart above has. */
    public LoadChart quietMarks() {
        getElement().setAttribute("quiet-marks", "");
        return this;
    }

    /** What is said where there is no line yet. */
    public LoadChart whenEmpty(String words) {
        getElement().setAttribute("empty", words);
        return this;
    }

    /** What screen readers say instead of the picture, one sentence. */
    public void describe(String sentence) {
        getElement().setAttribute("aria-label", sentence);
    }

    public void show(Duration width, List<Point> points, List<Mark> marks) {
        var times = JSON.arrayNode();
        var values = JSON.arrayNode();
        for (var point : points) {
            times.add(point.at().toEpochMilli() / 1000.0);
            if (Double.isFinite(point.value())) {
                values.add(point.value());
            } else {
                values.addNull();
            }
        }
        var lines = JSON.arrayNode();
        for (var mark : marks) {
            ArrayNode pair = lines.addArray();
            pair.add(mark.at().toEpochMilli() / 1000.0);
            pair.add(mark.words());
        }
        getElement()
                .executeJs(
                        "customElements.whenDefined('load-chart').then(() => this.showPoints($0, $1, $2, $3))",
                        width.toSeconds(),
                        times,
                        values,
                        lines);
    }

    public void append(Point point) {
        getElement()
                .executeJs(
                        "customElements.whenDefined('load-chart').then(() => this.addPoint($0, $1))",
                        point.at().toEpochMilli() / 1000.0,
                        Double.isFinite(point.value()) ? point.value() : null);
    }

    @Override
    protected void onAttach(AttachEvent attached) {
        Script.load(attached.getUI(), "load-chart.js");
    }
}
