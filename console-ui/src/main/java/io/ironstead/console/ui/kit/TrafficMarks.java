package io.ironstead.console.ui.kit;

import io.ironstead.console.audit.EventFeed.Event;
import java.util.List;
import java.util.regex.Pattern;

/** The moments when versions took traffic, as marks on a chart. */
public final class TrafficMarks {
    private static final Pattern SENTENCE = Pattern.compile("(\\S+) (?:traffic:|rolled back to) (.{1,40}), by .*");

    private TrafficMarks() {}

    /** @param withSite the words name the site too */
    public static List<LoadChart.Mark> of(List<Event> events, boolean withSite) {
        return events.stream()
                .flatMap(event -> {
                    var match = SENTENCE.matcher(event.sentence());
                    return match.matches()
                            ? java.util.stream.Stream.of(new LoadChart.Mark(
                                    event.at(), withSite ? match.group(1) + " " + match.group(2) : match.group(2)))
                            : java.util.stream.Stream.empty();
                })
                .toList();
    }
}
