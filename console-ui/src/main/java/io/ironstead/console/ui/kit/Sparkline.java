package io.ironstead.console.ui.kit;

import java.util.List;
import java.util.Locale;

/** A curve of a row, drawn on the server: 100 by 20, without axes. */
final class Sparkline {
    private static final double FLOOR = 18;
    private static final double HEIGHT = 16;

    private Sparkline() {}

    static String svg(List<Double> values, double top) {
        double highest = top > 0
                ? top
                : Math.max(
                        values.stream().mapToDouble(Double::doubleValue).max().orElse(0), 1e-9);
        var points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            double x = values.size() == 1 ? 100 : 100.0 * i / (values.size() - 1);
            double y = FLOOR - HEIGHT * Math.clamp(values.get(i) / highest, 0, 1);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        return "<svg class=\"spark\" viewBox=\"0 0 100 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><polyline points=\""
                + points.toString().strip() + "\"/></svg>";
    }
}
