package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.notification.Notification;

/** Says what a click did, for some seconds, politely. */
public final class Toast {
    private static final int SHOWN_MILLIS = 4_000;
    private static final int ALERT_MILLIS = 10_000;

    private Toast() {}

    /** Says what did not work, and longer: it names the cause and what to do. */
    public static void alert(String sentence) {
        var shown = Notification.show(sentence, ALERT_MILLIS, Notification.Position.BOTTOM_START);
        shown.setAssertive(true);
        shown.addThemeNames("alert");
    }

    public static void say(String sentence) {
        Notification.show(sentence, SHOWN_MILLIS, Notification.Position.BOTTOM_START);
    }
}
