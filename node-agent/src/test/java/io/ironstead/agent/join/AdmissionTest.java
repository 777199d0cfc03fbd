package io.ironstead.agent.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.ManualTimers;
import io.ironstead.agent.timers.Timers;
import io.ironstead.link.JoinToken;
import io.ironstead.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    @TempDir
    Path data;

    FakeConsole console;
    int pauses;

    @BeforeEach
    void startConsole() throws IOException {
        console = new FakeConsole();
    }

    @AfterEach
    void stopConsole() {
        console.close();
    }

    @Test
    void aFreshTokenGivesAnIdentityThatIsKept() throws Exception {
        var joined = member(settle(console.newToken(), "Rack 3, Server_7"));

        assertThat(joined.identity().node()).isEqualTo(new NodeId("rack-3-server-7"));
        var kept = store().load().orElseThrow();
        assertThat(kept.node()).isEqualTo(joined.identity().node());
        assertThat(kept.consoleAddress()).isEqualTo(console.address());
        assertThat(kept.key()).isEqualTo(joined.identity().key());
        assertThat(kept.certificate()).isEqualTo(joined.identity().certificate());
        assertThat(kept.ca()).isEqualTo(console.authority().certificate());
    }

    @Test
    void onlyTheAgentsUserCanReadTheIdentity() throws Exception {
        settle(console.newToken(), "a");

        assertThat(permissions(identityFolder())).isEqualTo("rwx------");
        try (var files = Files.list(identityFolder())) {
            assertThat(files)
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
        }
    }

    @Test
    void aRestartNeedsNoToken() throws Exception {
        var joined = member(settle(console.newToken(), "a"));
        console.stop();

        var again = member(settle(Optional.empty(), "a"));

        assertThat(again.identity().key()).isEqualTo(joined.identity().key());
    }

    @Test
    void aTokenOfTheSameConsoleIsLeftAlone() throws Exception {
        settle(console.newToken(), "a");
        var second = console.newToken();

        var again = member(settle(second, "b"));

        assertThat(again.identity().node()).isEqualTo(new NodeId("a"));
        assertThat(again.remark()).contains("already joined");
        assertThat(console.joinsPossible()).isEqualTo(1);
    }

    @Test
    void aTokenOfTheSameConsoleAtANewAddressMovesTheNode() throws Exception {
        var token = console.newToken();
        settle(token, "a");

        var moved = new JoinToken("127.0.0.1:1", token.caFingerprint(), token.secret());
        member(settle(moved, "a"));

        assertThat(store().load().orElseThrow().consoleAddress()).isEqualTo("127.0.0.1:1");
    }

    @Test
    void aTokenOfAnotherConsoleIsRefused() throws Exception {
        settle(console.newToken(), "a");
        try (var other = new FakeConsole()) {
            refused(settle(other.newToken(), "a"))
                    .contains("node \"a\" of the console at " + console.address())
                    .contains("--agent.data-dir");
            assertThat(other.joinsPossible()).isEqualTo(1);
        }
        assertThat(store().load().orElseThrow().consoleAddress()).isEqualTo(console.address());
    }

    @Test
    void aMachineThatWasRemovedComesBackWithANewToken() throws Exception {
        var first = member(settle(console.newToken(), "a"));
        store().refused();

        assertThat(member(settle(Optional.empty(), "a")).identity().key())
                .as("without a token it keeps trying as who it was")
                .isEqualTo(first.identity().key());
        var used = console.newToken();
        console.expire(used);
        refused(settle(used, "a"));
        assertThat(store().load()).as("a refused token costs nothing").isPresent();

        var second = member(settle(console.newToken(), "a"));
        assertThat(second.identity().key()).isNotEqualTo(first.identity().key());
        assertThat(store().load().orElseThrow().key())
                .isEqualTo(second.identity().key());
        assertThat(store().isRefused()).isFalse();
    }

    @Test
    void aTokenWorksOnce() throws Exception {
        var token = console.newToken();
        console.expire(token);

        refused(settle(token, "a")).contains("used already or has expired").contains("make a new one");
        assertThat(identityFolder()).doesNotExist();
        assertThat(pauses).isZero();
    }

    @Test
    void anotherServersCertificateEndsTheTryBeforeTheSecretIsSent() throws Exception {
        try (var between = new FakeConsole()) {
            var genuine = console.newToken();
            var token = new JoinToken(between.address(), genuine.caFingerprint(), genuine.secret());

            refused(settle(token, "a")).contains("man in the middle").contains(between.address());
            assertThat(pauses).isZero();
        }
        assertThat(identityFolder()).doesNotExist();
    }

    @Test
    void anotherNodeCannotPoseAsTheConsole() throws Exception {
        console.stop();
        console.posesWithANodesCertificate();
        console.start();

        refused(settle(console.newToken(), "a")).contains("man in the middle");
    }

    @Test
    void aCertificateOutOfItsTimePointsToTheClocks() throws Exception {
        console.stop();
        console.serverCertificateExpiresIn(Duration.ofHours(-1));
        console.start();

        refused(settle(console.newToken(), "a")).contains("Check the clocks");
    }

    @Test
    void aConsoleThatIsNotThereIsTriedAFewTimes() throws Exception {
        var token = console.newToken();
        console.stop();

        refused(settle(token, "a"))
                .contains(token.address())
                .contains("cannot be reached")
                .contains("run the same command again");
        assertThat(pauses).isEqualTo(4);
    }

    @Test
    void aTokenThatWasNotPastedWholeIsNoticed() throws Exception {
        var text = console.newToken().text();
        refused(settle(Optional.of(text.substring(0, text.length() - 9)), "a")).contains("not a whole join token");
        refused(settle(Optional.of("hello"), "a")).contains("not a whole join token");
    }

    @Test
    void withoutTokenAndIdentityItSaysWhereToGetOne() throws Exception {
        refused(settle(Optional.empty(), "a")).contains("Add machine");
        refused(settle(Optional.of("  "), "a")).contains("Add machine");
    }

    @Test
    void aDamagedIdentityIsNotReplacedSilently() throws Exception {
        settle(console.newToken(), "a");
        Files.writeString(identityFolder().resolve("key.pem"), "gone");

        refused(settle(console.newToken(), "a")).contains("is damaged").contains("join again");
    }

    @Test
    void anIdentityHalfWrittenByACrashIsNone() throws Exception {
        Files.createDirectories(data.resolve("identity.new"));
        Files.writeString(data.resolve("identity.new/key.pem"), "half");

        member(settle(console.newToken(), "a"));

        assertThat(store().load()).isPresent();
        store().forget();
        assertThat(store().load()).isEmpty();
        assertThat(identityFolder()).doesNotExist();
    }

    @Test
    void namesAreBroughtIntoForm() {
        assertThat(Admission.nameFrom("Web-dot-1.example.COM")).isEqualTo("web-1-example-com");
        assertThat(Admission.nameFrom("--x--")).isEqualTo("x");
        assertThat(Admission.nameFrom("")).isEqualTo("node");
        assertThat(Admission.nameFrom("é")).isEqualTo("node");
        assertThat(new NodeId(Admission.nameFrom("a".repeat(62) + "-b")).value())
                .hasSize(62);
    }

    private Admission.Result settle(JoinToken token, String name) throws InterruptedException {
        return settle(Optional.of(token.text()), name);
    }

    private Admission.Result settle(Optional<String> token, String name) throws InterruptedException {
        return new Admission(store(), new Joiner(new CountingTimers())).settle(token, name);
    }

    private IdentityStore store() {
        return new IdentityStore(identityFolder());
    }

    private Path identityFolder() {
        return data.resolve("identity");
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static Admission.Result.Member member(Admission.Result result) {
        return assertThat(result)
                .asInstanceOf(type(Admission.Result.Member.class))
                .actual();
    }

    private static AbstractStringAssert<?> refused(Admission.Result result) {
        return assertThat(assertThat(result)
                .asInstanceOf(type(Admission.Result.Refused.class))
                .actual()
                .sentence());
    }

    /** Waits for nothing, and counts how often it was asked to. */
    private final class CountingTimers implements Timers {
        private final ManualTimers timers = new ManualTimers();

        @Override
        public long nanoTime() {
            return timers.nanoTime();
        }

        @Override
        public Cancellable after(Duration delay, Runnable task) {
            return timers.after(delay, task);
        }

        @Override
        public void pause(Duration duration) {
            pauses++;
        }
    }
}
