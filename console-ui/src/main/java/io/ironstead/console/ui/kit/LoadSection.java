package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Section;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.load.LoadPoint;
import io.ironstead.console.load.LoadRange;
import io.ironstead.console.load.Subject;
import io.ironstead.console.security.Caller;
import io.ironstead.model.SiteName;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The load of one subject over time: some charts with one time range, of which the short ones move every second. */
public final class LoadSection extends Section {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant STARTED =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    private static final Duration TAIL = Duration.ofSeconds(5);
    private static final double GIB = 1024.0 * 1024 * 1024;

    private final Caller caller;
    private final LoadHistory history;
    private final Subject subject;
    private final Supplier<List<LoadChart.Mark>> marks;
    private final List<Curve> curves = new ArrayList<>();
    private LoadRange range;
    private Instant shownTo = Instant.EPOCH;

    private record Curve(
            Subject subject, LoadChart chart, String name, String unit, ToDoubleFunction<LoadPoint> value) {}

    private LoadSection(
            String title,
            Caller caller,
            LoadHistory history,
            Subject subject,
            Supplier<List<LoadChart.Mark>> marks,
            LoadRange first) {
        this.caller = caller;
        this.history = history;
        this.subject = subject;
        this.marks = marks;
        range = first;
        setClassName("sec");
        setAriaLabel(title);
        var choice = new Segmented<>(
                "Time range", LoadSection::words, this::range, first, LoadRange.HOUR, LoadRange.DAY, LoadRange.WEEK);
        choice.choose(first);
        add(new Header(new H2(title), choice));
    }

    /** Requests of everything that the caller may see, over the last 15 minutes. */
    public static LoadSection ofEverything(Caller caller, LoadHistory history, Supplier<List<LoadChart.Mark>> marks) {
        var section = new LoadSection(
                "Requests per second, all sites",
                caller,
                history,
                new Subject.Everything(),
                marks,
                LoadRange.FIFTEEN_MINUTES);
        section.curve(
                new LoadChart("", "/s", 140, 4).filled(), "Requests per second", "", LoadPoint::requestsPerSecond);
        section.fill();
        return section;
    }

    /** Requests and times of a site, over the last five minutes. */
    public static LoadSection ofSite(
            Caller caller, LoadHistory history, Subject.OfSite site, Supplier<List<LoadChart.Mark>> marks) {
        var section = new LoadSection("Load", caller, history, site, marks, LoadRange.FIVE_MINUTES);
        section.curve(
                new LoadChart("requests /s", "/s", 106, 4).filled().withoutTimes(),
                "Requests per second",
                "",
                LoadPoint::requestsPerSecond);
        section.curve(
                new LoadChart("p95, ms", "ms", 96, 10).quietMarks(),
                "p95 in milliseconds",
                "",
                point -> point.requests() == 0 ? Double.NaN : point.p95().toNanos() / 1e6);
        section.fill();
        return section;
    }

    /** Processor, memory and requests of a machine, over the last 15 minutes. */
    public static LoadSection ofMachine(Caller caller, LoadHistory history, Subject.OfMachine machine) {
        var section = new LoadSection("Load", caller, history, machine, List::of, LoadRange.FIFTEEN_MINUTES);
        section.curve(
                new LoadChart("processor, %", "%", 96, 100).filled().withoutTimes(),
                "Processor",
                " percent",
                point -> point.memoryBytes() == 0 ? Double.NaN : point.processor() * 100);
        section.curve(
                new LoadChart("memory, GiB", "GiB", 96, 1).withoutTimes(),
                "Memory in GiB",
                "",
                point -> point.memoryBytes() == 0 ? Double.NaN : point.memoryBytes() / GIB);
        section.curve(
                new LoadChart("requests /s", "/s", 106, 4).filled(),
                "Requests per second",
                "",
                LoadPoint::requestsPerSecond);
        section.fill();
        return section;
    }

    /** Reads, commits and their times of a site's datastore, over the last five minutes. */
    public static LoadSection ofDatastore(Caller caller, LoadHistory history, SiteName site) {
        var commits = new Subject.OfCommits(site);
        var section = new LoadSection("Load", caller, history, commits, List::of, LoadRange.FIVE_MINUTES);
        section.curve(
                new Subject.OfReads(site),
                new LoadChart("reads /s", "/s", 96, 4).filled().withoutTimes(),
                "Reads per second",
                "",
                LoadPoint::requestsPerSecond);
        section.curve(
                commits,
                new LoadChart("commits /s", "/s", 96, 4).filled().withoutTimes(),
                "Commits per second",
                "",
                LoadPoint::requestsPerSecond);
        section.curve(
                commits,
                new LoadChart("commit p95, ms", "ms", 106, 10),
                "p95 of commits in milliseconds",
                "",
                point -> point.requests() == 0 ? Double.NaN : point.p95().toNanos() / 1e6);
        section.fill();
        return section;
    }

    private void curve(LoadChart chart, String name, String unit, ToDoubleFunction<LoadPoint> value) {
        curve(subject, chart, name, unit, value);
    }

    private void curve(Subject of, LoadChart chart, String name, String unit, ToDoubleFunction<LoadPoint> value) {
        chart.whenEmpty("Nothing was measured in this time");
        curves.add(new Curve(of, chart, name, unit, value));
        add(chart);
    }

    private static String words(LoadRange range) {
        return switch (range) {
            case FIVE_MINUTES -> "5 min";
            case FIFTEEN_MINUTES -> "15 min";
            case HOUR -> "1 hour";
            case DAY -> "Day";
            case WEEK -> "Week";
        };
    }

    private void range(LoadRange chosen) {
        range = chosen;
        fill();
    }

    private void fill() {
        var read = new HashMap<Subject, List<LoadPoint>>();
        for (var curve : curves) {
            var points = read.computeIfAbsent(curve.subject(), of -> history.points(caller, of, range));
            shownTo = points.isEmpty() ? Instant.EPOCH : points.getLast().at();
            var line = points.stream()
                    .map(point -> new LoadChart.Point(
                            point.at(), known(point) ? curve.value().applyAsDouble(point) : Double.NaN))
                    .toList();
            curve.chart().show(range.span(), line, marks.get());
            describe(curve, points);
        }
    }

    /** Seconds are kept in memory only: before this console started nothing is known, which is not nothing. */
    private boolean known(LoadPoint point) {
        return !range.step().equals(SECOND) || point.at().isAfter(STARTED);
    }

    private void describe(Curve curve, List<LoadPoint> points) {
        var value = points.isEmpty() ? Double.NaN : curve.value().applyAsDouble(points.getLast());
        curve.chart()
                .describe(curve.name() + " over the last " + words(range)
                        + (Double.isNaN(value) ? ", nothing now" : ", now " + Math.round(value) + curve.unit()));
    }

    /** Goes on to the present; call it with every picture of the fleet. */
    public void tick(Instant now) {
        if (!range.step().equals(SECOND)) {
            if (now.isAfter(shownTo.plus(range.step()).plus(range.step()).plus(TAIL))) {
                fill();
            }
            return;
        }
        var fresh = new HashMap<Subject, List<LoadPoint>>();
        var newest = shownTo;
        for (var curve : curves) {
            for (var point : fresh.computeIfAbsent(curve.subject(), of -> history.newest(caller, of, TAIL))) {
                if (point.at().isAfter(shownTo)) {
                    curve.chart()
                            .append(new LoadChart.Point(
                                    point.at(), curve.value().applyAsDouble(point)));
                    newest = point.at();
                }
            }
        }
        shownTo = newest;
    }
}
