package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.html.Span;

/** The line icons, 16 px. They never stand alone: a word is beside them, or a table's column says it. */
public enum Icon {
    AUDIT("<path d=\"M6 3.5h8.5M6 8h8.5M6 12.5h8.5M1.5 3.5l1 1 1.7-2M1.5 8l1 1 1.7-2M1.5 12.5l1 1 1.7-2\"/>"),
    BACK("<path d=\"M13.5 8H3M7 3.5L2.5 8 7 12.5\"/>"),
    BAD("<path d=\"M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6\"/>"),
    CHECK("<path d=\"M2.5 8.5l3.5 3.5 7.5-8\"/>"),
    CLOSE("<path d=\"M3.5 3.5l9 9M12.5 3.5l-9 9\"/>"),
    COPY("<rect x=\"5.5\" y=\"5.5\" width=\"8.5\" height=\"8.5\" rx=\"1.5\"/>"
            + "<path d=\"M3.5 10.5H3A1.5 1.5 0 0 1 1.5 9V3A1.5 1.5 0 0 1 3 1.5h6A1.5 1.5 0 0 1 10.5 3v.5\"/>"),
    DOWN("<path d=\"M4 6l4 4 4-4\"/>"),
    FIND("<circle cx=\"7\" cy=\"7\" r=\"4.5\"/><path d=\"M10.5 10.5l4 4\"/>"),
    KEY("<circle cx=\"5\" cy=\"11\" r=\"3\"/><path d=\"M7.2 8.8L14 2M11 5l2 2M9 7l1.5 1.5\"/>"),
    MACHINES("<rect x=\"1.5\" y=\"2\" width=\"13\" height=\"5\" rx=\"1\"/>"
            + "<rect x=\"1.5\" y=\"9\" width=\"13\" height=\"5\" rx=\"1\"/>"
            + "<path d=\"M4 4.5h.01M4 11.5h.01M7 4.5h4.5M7 11.5h4.5\"/>"),
    MENU("<path d=\"M2 4h12M2 8h12M2 12h12\"/>"),
    MOON("<path d=\"M13 9.8A5.8 5.8 0 0 1 6.2 3a5.5 5.5 0 1 0 6.8 6.8z\"/>"),
    OPEN(
            "<path d=\"M6.500 3H3.500A1 1 0 0 0 2.500 4v8.500a1 1 0 0 0 1 1H12a1 1 0 0 0 1-1V9.500M9.500 2.500h4v4M13.500 2.500L8 8\"/>"),
    OUT("<path d=\"M6.500 2.500H3a.5.5 0 0 0-.5.5v10a.5.5 0 0 0 .5.5h3.500M10.500 11.500L14 8l-3.500-3.500M14 8H6\"/>"),
    OVERVIEW("<path d=\"M1.5 8h3l2-5 3 10 2-5h3\"/>"),
    PAUSE("<path d=\"M5.5 3v10M10.5 3v10\"/>"),
    PLAY("<path d=\"M4.500 2.800l8 5.200-8 5.200z\"/>"),
    PLUS("<path d=\"M8 2.5v11M2.5 8h11\"/>"),
    RUN("<circle cx=\"8\" cy=\"8\" r=\"5.5\" opacity=\".25\"/><path d=\"M8 2.5a5.5 5.5 0 0 1 5.5 5.5\"/>"),
    SETTINGS("<path d=\"M1.5 4.5h7M12.5 4.5h2M1.5 11.5h2M7.5 11.5h7\"/>"
            + "<circle cx=\"10.5\" cy=\"4.5\" r=\"2\"/><circle cx=\"5.5\" cy=\"11.5\" r=\"2\"/>"),
    SITES(
            "<rect x=\"1.5\" y=\"2.5\" width=\"13\" height=\"11\" rx=\"1.5\"/><path d=\"M1.5 6h13M4 4.3h.01M6 4.3h.01\"/>"),
    TENANTS("<circle cx=\"6\" cy=\"5\" r=\"2.5\"/><path d=\"M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4"
            + "M10.5 2.7a2.5 2.5 0 0 1 0 4.6M12 9.8c1.6.6 2.5 1.9 2.5 3.7\"/>"),
    PENDING("<circle cx=\"8\" cy=\"8\" r=\"5.5\" stroke-dasharray=\"2 2.3\"/>"),
    UP("<path d=\"M8 11V2.5M4.5 6L8 2.5 11.5 6M2 13.5h12\"/>"),
    USER("<circle cx=\"8\" cy=\"5\" r=\"3\"/><path d=\"M2.5 14c.5-3 2.7-4.5 5.5-4.5s5 1.5 5.5 4.5\"/>"),
    WARN("<path d=\"M8 1.8l6.7 12H1.3zM8 6.2v3.6M8 11.9h.01\"/>");

    private final String shapes;

    Icon(String shapes) {
        this.shapes = shapes;
    }

    /** A new picture of it, hidden from screen readers. */
    public Span draw() {
        return draw("");
    }

    /** As {@link #draw()}, with further style classes, as {@code warn} or {@code spin}. */
    public Span draw(String classes) {
        var picture = new Span();
        picture.setClassName("ic");
        show(picture, classes);
        return picture;
    }

    /** Turns a picture that {@link #draw} made into this one. */
    public void show(Span picture, String classes) {
        // Elements that Flow makes one by one would not be in SVG's namespace. Nothing here is data.
        picture.getElement()
                .setProperty(
                        "innerHTML",
                        "<svg class=\"i " + classes + "\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">" + shapes
                                + "</svg>");
    }
}
