package io.ironstead.instances.log;

import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.LogLine;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How a line stands in the file: {@code 2026-01-31T10:15:30.123Z INSTANCE O text}, with {@code E} for standard error. */
final class LogFormat {
    private LogFormat() {}

    static void write(LogLine line, StringBuilder to) {
        to.append(line.at())
                .append(' ')
                .append(line.instance())
                .append(line.standardError() ? " E " : " O ")
                .append(line.text())
                .append('\n');
    }

    /** Empty for a line that a crash cut off. */
    static Optional<LogLine> parse(VersionKey version, String line) {
        var parts = line.split(" ", 4);
        if (parts.length < 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LogLine(
                    Instant.parse(parts[0]),
                    version.service(),
                    version.version(),
                    new InstanceId(parts[1]),
                    parts[2].equals("E"),
                    parts[3]));
        } catch (DateTimeParseException | IllegalArgumentException cutOff) {
            return Optional.empty();
        }
    }
}
