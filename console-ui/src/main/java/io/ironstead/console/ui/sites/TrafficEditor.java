package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.HtmlContainer;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.RangeInput;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.value.ValueChangeMode;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Segmented;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.VersionId;
import io.ironstead.model.control.TrafficSplit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Shares the traffic of one service among its versions, in whole percent; what is saved sums to 100. */
final class TrafficEditor extends Div {
    private static final int WHOLE = 100;
    private static final int PERMILLE = 10;

    private final Map<VersionId, Share> shares = new LinkedHashMap<>();
    private final Span sum = new Span();
    private final Act save;
    private TrafficSplit.By by;

    TrafficEditor(List<VersionId> versions, Optional<TrafficSplit> now, Consumer<TrafficSplit> apply, Runnable close) {
        by = now.map(TrafficSplit::by).orElse(TrafficSplit.By.IP);
        setClassName("traffic");
        for (var version : versions) {
            int percent = now.stream()
                    .flatMap(split -> split.shares().stream())
                    .filter(share -> share.version().equals(version))
                    .mapToInt(share -> Math.round(share.permille() / (float) PERMILLE))
                    .findFirst()
                    .orElse(0);
            var share = new Share(version, percent);
            shares.put(version, share);
            add(share);
        }
        var kept = new Segmented<TrafficSplit.By>(
                "What keeps a visitor on one version",
                TrafficEditor::words,
                chosen -> by = chosen,
                TrafficSplit.By.values());
        kept.choose(by);
        var keep = new Div(Words.quiet("A visitor stays on one version by "), kept);
        keep.setClassName("line");
        keep.getStyle().set("margin", "12px 0").set("align-items", "center");
        save = Act.main(null, "Share traffic so", () -> apply.accept(split()));
        var acts = new Div(save, Act.plain(null, "Leave it", close), sum);
        acts.setClassName("line");
        acts.getStyle().set("align-items", "center");
        sum.getElement().setAttribute("role", "status");
        add(keep, acts);
        check();
    }

    private static String words(TrafficSplit.By by) {
        return switch (by) {
            case IP -> "address";
            case COOKIE -> "cookie";
            case RANDOM -> "chance, each request";
        };
    }

    private TrafficSplit split() {
        var parts = new ArrayList<TrafficSplit.Share>();
        shares.forEach((version, share) -> {
            if (share.percent > 0) {
                parts.add(new TrafficSplit.Share(version, share.percent * PERMILLE));
            }
        });
        return new TrafficSplit(by, parts);
    }

    private void check() {
        int total = shares.values().stream().mapToInt(share -> share.percent).sum();
        save.setEnabled(total == WHOLE);
        sum.setClassName(total == WHOLE ? "m" : "warn");
        sum.setText(
                total == WHOLE
                        ? "Together 100 %"
                        : "Together " + total + " %: "
                                + (total < WHOLE ? WHOLE - total + " % to give" : total - WHOLE + " % too much"));
    }

    /** With two versions the other one takes the rest, which is what is nearly always meant. */
    private void changed(Share moved) {
        if (shares.size() == 2) {
            shares.values().stream()
                    .filter(share -> share != moved)
                    .forEach(other -> other.show(WHOLE - moved.percent));
        }
        check();
    }

    private final class Share extends Div {
        private final RangeInput slider = new RangeInput();
        private final Input number = new Input();
        private int percent;

        private Share(VersionId version, int percent) {
            setClassName("share");
            slider.setMin(0);
            slider.setMax(WHOLE);
            slider.setStep(1.0);
            slider.setValueChangeMode(ValueChangeMode.EAGER);
            slider.getElement().setAttribute("aria-label", "Share of " + version + " in percent");
            number.setType("number");
            number.getElement()
                    .setAttribute("min", "0")
                    .setAttribute("max", String.valueOf(WHOLE))
                    .setAttribute("aria-label", version + " percent");
            number.setValueChangeMode(ValueChangeMode.EAGER);
            show(percent);
            slider.addValueChangeListener(moved -> {
                if (moved.isFromClient()) {
                    take(moved.getValue().intValue());
                }
            });
            number.addValueChangeListener(typed -> {
                if (typed.isFromClient()) {
                    take(parse(typed.getValue()));
                }
            });
            add(Words.styled(version.value(), "strong"), slider, new Unit(number));
        }

        private void take(int wanted) {
            show(Math.clamp(wanted, 0, WHOLE));
            changed(this);
        }

        private void show(int wanted) {
            percent = wanted;
            slider.setValue((double) wanted);
            number.setValue(String.valueOf(wanted));
        }

        private static int parse(String typed) {
            try {
                return Integer.parseInt(typed.strip());
            } catch (NumberFormatException unfinished) {
                return 0;
            }
        }
    }

    @Tag("span")
    private static final class Unit extends HtmlContainer {
        private Unit(Input number) {
            add(number, Words.small(" %"));
        }
    }
}
