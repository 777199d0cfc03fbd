package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The end of a log. It keeps its lines in the browser, at most a few thousand, and none on the server. */
@Tag("log-pane")
public final class LogPane extends Component {
    private static final int SHORT = 6;

    private static final int LINES_MAX = 2_000;

    /** A line, with the time it was written and who wrote it if that is known. */
    public record Line(
            @Nullable Instant at,
            String text,
            boolean error,
            @Nullable Origin origin) {

        /** Of a build, or of the console itself. */
        public Line(@Nullable Instant at, String text, boolean error) {
            this(at, text, error, null);
        }
    }

    /** The instance that wrote a line. */
    public record Origin(VersionId version, InstanceId instance) {}

    public LogPane(String label) {
        getElement().setAttribute("label", label).setAttribute("most", String.valueOf(LINES_MAX));
    }

    /** As much of an instance's name as is shown: enough to tell it from its siblings. */
    static String shortName(InstanceId instance) {
        return instance.value().substring(0, Math.min(SHORT, instance.value().length()));
    }

    /** Grows to some lines only. */
    public LogPane small() {
        getElement().setAttribute("short", "");
        return this;
    }

    /** More lines will come: it can follow them. */
    public LogPane live() {
        getElement().setAttribute("live", "");
        return this;
    }

    public LogPane searchable() {
        getElement().setAttribute("searchable", "");
        return this;
    }

    /**
     * The lines of one instance can be chosen.
     *
     * @param first chosen already; empty: all
     */
    public LogPane byInstance(Optional<String> first) {
        getElement().setAttribute("by-instance", first.orElse(""));
        getElement().executeJs("this.choose?.($0)", first.orElse(""));
        return this;
    }

    public LogPane whenEmpty(String words) {
        getElement().setAttribute("empty", words);
        return this;
    }

    public LogPane caption(String words) {
        getElement().setAttribute("caption", words);
        getElement().executeJs("this.caption?.($0)", words);
        return this;
    }

    public void show(List<Line> lines) {
        call("showLines", lines);
    }

    public void append(List<Line> lines) {
        if (!lines.isEmpty()) {
            call("addLines", lines);
        }
    }

    private void call(String method, List<Line> lines) {
        var list = JsonNodeFactory.instance.arrayNode();
        for (var line : lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size())) {
            ArrayNode one = list.addArray();
            if (line.at() == null) {
                one.addNull();
            } else {
                one.add(line.at().toEpochMilli());
            }
            one.add(line.text());
            one.add(line.error());
            if (line.origin() != null) {
                one.add(line.origin().version().value());
                one.add(line.origin().instance().value());
            }
        }
        getElement().executeJs("customElements.whenDefined('log-pane').then(() => this[$0]($1))", method, list);
    }

    @Override
    protected void onAttach(AttachEvent attached) {
        Script.load(attached.getUI(), "log-pane.js");
    }
}
