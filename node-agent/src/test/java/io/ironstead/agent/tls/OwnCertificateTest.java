package io.ironstead.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.join.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCertificateTest {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    Instant now = NOW;

    @Test
    void isForTheDomainAndAllNamesBelowIt() throws Exception {
        var certificate = Pem.certificate(own("apps.example.com").get().chainPem());

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "apps.example.com"), List.of(2, "*.apps.example.com"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("tls/key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void isMadeOnceAndMadeAnewBeforeItEnds() throws Exception {
        var first = own("localhost").get();
        now = NOW.plus(Duration.ofDays(366));
        assertThat(own("localhost").get()).isEqualTo(first);
        now = NOW.plus(Duration.ofDays(368));
        assertThat(own("localhost").get()).isNotEqualTo(first);
    }

    @Test
    void anotherDomainOrADamagedFileMeansANewOne() throws Exception {
        var first = own("localhost").get();
        var other = own("example.com").get();
        assertThat(other).isNotEqualTo(first);
        Files.writeString(data.resolve("tls/key.pem"), "damaged");
        assertThat(own("example.com").get().keyPem()).startsWith("-----BEGIN PRIVATE KEY-----");
    }

    private OwnCertificate own(String domain) {
        InstantSource clock = () -> now;
        return new OwnCertificate(data.resolve("tls"), domain, clock);
    }
}
