package io.ironstead.cli.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.net.URI;

/** What the console writes into its data folder once it serves. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConsoleFile(long pid, URI url, String agentAddress, String token) {

    @Override
    public String toString() {
        return "ConsoleFile[pid=" + pid + ", url=" + url + "]";
    }
}
