package io.ironstead.javahost;

import java.io.PrintStream;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes each log record of the program as one line on standard error, its stack trace after it. */
final class LogLines {
    private static final PrintStream ERROR = System.err;

    private LogLines() {}

    static void install() {
        LogManager.getLogManager().reset();
        var handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new Formatter() {
            @Override
            public String format(LogRecord entry) {
                return entry.getLevel() + " " + entry.getLoggerName() + ": " + formatMessage(entry)
                        + System.lineSeparator() + trace(entry.getThrown());
            }
        });
        var root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        // The host's own chatter is not the tenant's business.
        Logger.getLogger("org.eclipse.jetty").setLevel(Level.WARNING);
    }

    static void say(@Nullable String sentence) {
        ERROR.println(sentence);
    }

    static void say(String sentence, Throwable cause) {
        ERROR.println(sentence + ": " + cause);
        ERROR.print(trace(cause));
    }

    private static String trace(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        var text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text, true));
        return text.toString();
    }
}
