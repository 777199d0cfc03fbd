package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.notification.Notification;

/** Says what a click did, for some seconds, politely. */
public final class Toast {
    private static final int SHOWN_MILLIS = 4_000;

    private Toast() {}

    public static void say(String sentence) {
        Notification.show(sentence, SHOWN_MILLIS, Notification.Position.BOTTOM_START);
    }
}
