package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Link;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.control.RequestSample;
import java.time.Duration;

/** One request's whole way: where its time went. */
final class RequestWay extends Section {
    private static final double MUCH = 0.5;

    RequestWay(RequestSample request, String where, String listAddress) {
        setClassName("sec way");
        setAriaLabel("The request's whole way");
        var title = new H2(request.method() + " " + request.path());
        title.getStyle().set("overflow-wrap", "anywhere");
        var copy = Act.copy("Copy link", "", "bare");
        copy.getElement().executeJs("this.dataset.copy = location.href");
        var close = Link.to(listAddress, "");
        close.add(Words.sign(Icon.CLOSE, "Close", ""));
        add(new Header(title, Words.row("w", copy, close)));
        var sentence = new Div(Words.quiet(sentence(request)));
        sentence.getStyle().set("margin-bottom", "8px");
        add(sentence, steps(request, where));
    }

    private static String sentence(RequestSample request) {
        var total = Quantity.millis(request.total());
        var share = Math.round(100 * share(request.queue(), request.total()));
        if (request.cold()) {
            return "Waited for an instance to start. That is " + share + " % of its " + total + ".";
        }
        if (share(request.queue(), request.total()) > MUCH) {
            return "Waited for a free instance. That is " + share + " % of its " + total + ".";
        }
        return request.instance().isEmpty()
                ? "Answered without an instance in " + total + "."
                : "Answered by a warm instance in " + total + ".";
    }

    private static OrderedList steps(RequestSample request, String where) {
        var total = request.total();
        var rest = total.minus(request.queue()).minus(request.app());
        var steps = new OrderedList();
        steps.add(step(
                "Queue",
                request.cold() ? "an instance was starting" : "",
                request.queue(),
                0,
                share(request.queue(), total),
                true));
        var app = request.instance()
                .map(id -> "App, " + request.version().version() + " on " + where)
                .orElse("Platform");
        steps.add(step(
                app,
                "until the first byte",
                request.app(),
                share(request.queue(), total),
                share(request.app(), total),
                false));
        if (!rest.isNegative()) {
            steps.add(step(
                    "Answer, " + Quantity.bytes(request.bytesOut()),
                    "",
                    rest,
                    1 - share(rest, total),
                    share(rest, total),
                    false));
        }
        var id = new ListItem(new Span("Request id"), Words.styled(request.id(), "num"));
        steps.add(id);
        return steps;
    }

    private static ListItem step(String name, String note, Duration took, double from, double wide, boolean waiting) {
        var quantity = Quantity.millis(took);
        var time = new Span(new Span(quantity.number() + " "), Words.small(quantity.unit()));
        time.setClassName("num");
        var fill = new Span();
        fill.setClassName("fill");
        fill.getStyle()
                .set("left", Math.round(100 * Math.clamp(from, 0, 1)) + "%")
                .set("width", Math.round(100 * Math.clamp(wide, 0, 1)) + "%");
        var bar = new Span(fill);
        bar.setClassName(waiting && wide > MUCH ? "t hot" : "t");
        var item = new ListItem(new Span(name), time, bar);
        if (!note.isEmpty()) {
            item.add(Words.styled(note, "p"));
        }
        return item;
    }

    private static double share(Duration part, Duration whole) {
        return whole.isZero() ? 0 : (double) part.toNanos() / whole.toNanos();
    }
}
