package io.ironstead.console.install;

import io.ironstead.console.ConsoleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The script that makes a bare server a machine, with this console's address in it: POSIX sh, to be read by people. */
@Component
class InstallScript {
    /** What may stand between single quotes in the script, and in an address. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:/@\\[\\]-]{1,500}");

    private final ConsoleSettings settings;

    InstallScript(ConsoleSettings settings) {
        this.settings = settings;
    }

    String text() {
        return part("install.sh")
                .replace("@CONSOLE@", word(settings.publicAddress().toString().replaceAll("/+$", "")))
                .replace("@DOMAIN@", word(settings.platformDomain()))
                .replace("@MACHINE@", word(AgentPrograms.machine()))
                .replace("@COUCH_SOURCE@", settings.couchSource())
                .replace("@COUCH_KEY@", settings.couchSourceKey())
                .replace("@SUPERVISOR@\n", part("supervisor.sh"))
                .replace("@UNIT@\n", part("agent.service"));
    }

    private static String word(String value) {
        if (!WORD.matcher(value).matches()) {
            throw new IllegalStateException("A setting of the console cannot stand in a script");
        }
        return value;
    }

    private static String part(String name) {
        try (var in = InstallScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("A part of the install script is missing in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
