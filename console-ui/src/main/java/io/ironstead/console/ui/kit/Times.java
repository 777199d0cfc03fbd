package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.HtmlContainer;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ExtendedClientDetails;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the reader's clock shows them; UTC is in the tooltip. */
public final class Times {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter FINE = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final long DAY_SECONDS = 86_400;

    private Times() {}

    public static String clock(Instant at) {
        return CLOCK.format(at.atZone(zone()));
    }

    public static String fine(Instant at) {
        return FINE.format(at.atZone(zone()));
    }

    public static String minute(Instant at) {
        return SHORT.format(at.atZone(zone()));
    }

    /** The time of day for today, else with the day. */
    public static String day(Instant at, Instant now) {
        long age = now.getEpochSecond() - at.getEpochSecond();
        if (age < DAY_SECONDS
                && at.atZone(zone()).toLocalDate().equals(now.atZone(zone()).toLocalDate())) {
            return clock(at);
        }
        return (age < 300 * DAY_SECONDS ? DAY : YEAR).format(at.atZone(zone()));
    }

    /** The day alone, with its year. */
    public static String date(Instant at) {
        return YEAR.format(at.atZone(zone()));
    }

    /** An element with the time, its date for machines, and UTC in the tooltip. */
    public static Element element(Instant at, String words) {
        return new Element(at, words);
    }

    /** A {@code time} element. */
    @Tag("time")
    public static final class Element extends HtmlContainer {
        private Element(Instant at, String words) {
            setText(words);
            getElement().setAttribute("datetime", at.toString()).setAttribute("title", at + " UTC");
        }
    }

    private static ZoneId zone() {
        var ui = UI.getCurrent();
        ExtendedClientDetails details = ui == null ? null : ui.getPage().getExtendedClientDetails();
        if (details == null || details.getTimeZoneId() == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(details.getTimeZoneId());
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }
}
