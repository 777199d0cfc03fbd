package io.ironstead.console.agentlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.console.ConsoleSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    @Test
    void aRestartedConsoleIsTheSameAuthority() throws Exception {
        var first = authority();
        var again = authority();

        assertThat(again.fingerprint()).isEqualTo(first.fingerprint());
        var server = again.serverIdentity(List.of("127.0.0.1")).chain()[0];
        server.verify(first.certificate().getPublicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("ca/ca.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aConsoleThatRunsForYearsStaysReachable() throws Exception {
        var server = authority().serverIdentity(List.of("127.0.0.1")).chain()[0];
        server.checkValidity(Date.from(NOW.plus(Duration.ofDays(3_000))));
    }

    private CertificateAuthority authority() throws Exception {
        var settings = new ConsoleSettings(
                data,
                URI.create("http://localhost:8080"),
                0,
                "127.0.0.1",
                "127.0.0.1",
                Duration.ofSeconds(5),
                "localhost",
                8000,
                443,
                null,
                "",
                "",
                null,
                Duration.ofHours(6),
                14,
                1L << 20);
        return new CertificateAuthority(settings, () -> NOW);
    }
}
