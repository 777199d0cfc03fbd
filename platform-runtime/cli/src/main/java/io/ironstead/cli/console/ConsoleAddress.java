package io.ironstead.cli.console;

import java.net.URI;

/**
 * A console and the right to talk to it.
 *
 * @param token an API token; never shown
 */
public record ConsoleAddress(URI url, String token) {

    @Override
    public String toString() {
        return "ConsoleAddress[url=" + url + "]";
    }
}
