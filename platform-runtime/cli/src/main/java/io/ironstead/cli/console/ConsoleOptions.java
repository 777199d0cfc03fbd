package io.ironstead.cli.console;

import io.ironstead.cli.Failure;
import io.ironstead.cli.local.DataFolder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a client command finds its console: options, else the environment, else the data folder of an {@code up} here. */
public class ConsoleOptions {
    @Option(names = "--console", paramLabel = "URL", description = "The console's address (else IRONSTEAD_CONSOLE).")
    @Nullable
    String console;

    @Option(names = "--token", paramLabel = "TOKEN", description = "An API token (else IRONSTEAD_TOKEN).")
    @Nullable
    String token;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of an 'up' on this machine (${DEFAULT-VALUE}).",
            defaultValue = "${sys:user.home}/.ironstead")
    Path data = Path.of(System.getProperty("user.home"), ".ironstead");

    public DataFolder dataFolder() {
        return DataFolder.of(data);
    }

    public ConsoleAddress address() {
        return address(System.getenv());
    }

    ConsoleAddress address(Map<String, String> environment) {
        var url = setting(console, environment, "IRONSTEAD_CONSOLE");
        var secret = setting(token, environment, "IRONSTEAD_TOKEN");
        if (url != null) {
            if (secret == null) {
                throw new Failure(
                        "No API token for " + url,
                        "Make one in the console (Settings), and give it by IRONSTEAD_TOKEN.");
            }
            return new ConsoleAddress(parse(url), secret);
        }
        var local = dataFolder()
                .consoleFile()
                .orElseThrow(() -> new Failure(
                        "No console is known: " + data + " holds none",
                        "Start one with ./ironstead up, or name one with --console and --token."));
        return new ConsoleAddress(local.url(), secret == null ? local.token() : secret);
    }

    private static URI parse(String url) {
        try {
            var address = new URI(url);
            var scheme = String.valueOf(address.getScheme());
            if (address.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            // Falls through to the one message for every kind of wrong address.
        }
        throw new Failure("This is no address of a console: " + url, "It looks like https://console.example.com.");
    }

    private static @Nullable String setting(@Nullable String option, Map<String, String> environment, String variable) {
        var value = option == null ? environment.get(variable) : option;
        return value == null || value.isBlank() ? null : value;
    }
}
