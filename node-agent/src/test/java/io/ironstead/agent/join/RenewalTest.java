package io.ironstead.agent.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.Members;
import io.ironstead.agent.link.ConsoleChannels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalTest {
    @TempDir
    Path data;

    FakeConsole console;
    Identity first;
    Renewal renewal;
    ManagedChannel channel;
    Instant now;

    @BeforeEach
    void join() throws IOException, InterruptedException {
        console = new FakeConsole();
        first = Members.join(console, data.resolve("identity"), "node-1");
        now = first.certificate().getNotBefore().toInstant();
        renewal = new Renewal(first, new IdentityStore(data.resolve("identity")), () -> now);
        channel = new ConsoleChannels(renewal).get();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        console.close();
    }

    @Test
    void isDueInTheLastThirdOfACertificatesLife() {
        // The fake console's certificates are for 31 days.
        now = now.plus(Duration.ofHours(31 * 24 * 2 / 3));
        assertThat(renewal.isDue()).isFalse();
        now = now.plus(Duration.ofHours(1));
        assertThat(renewal.isDue()).isTrue();
    }

    @Test
    void theNewCertificateIsKeptAndShownFromThenOn() throws Exception {
        renewal.renew(channel);

        var renewed = renewal.get();
        assertThat(renewed.certificate().getNotAfter())
                .isAfter(first.certificate().getNotAfter());
        assertThat(renewed.key()).isEqualTo(first.key());
        var kept = new IdentityStore(data.resolve("identity")).load().orElseThrow();
        assertThat(kept.certificate()).isEqualTo(renewed.certificate());
    }

    @Test
    void aCertificateThatIsNotNewerIsNotTaken() {
        renewal.renew(channel);
        var second = renewal.get();
        renewal.renew(channel);
        assertThat(renewal.get()).isSameAs(second);
    }

    @Test
    void aConsoleThatRefusesLeavesTheOldOne() {
        console.accepting(false);
        renewal.renew(channel);
        assertThat(renewal.get()).isEqualTo(first);
    }
}
