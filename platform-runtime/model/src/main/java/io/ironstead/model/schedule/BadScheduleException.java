package io.ironstead.model.schedule;

/** A schedule that is none; the message is for whoever wrote it. */
public final class BadScheduleException extends Exception {
    private static final long serialVersionUID = 1;

    BadScheduleException(String message) {
        super(message);
    }
}
