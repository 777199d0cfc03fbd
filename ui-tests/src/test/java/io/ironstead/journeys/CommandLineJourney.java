package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator who never opens the console. */
class CommandLineJourney {
    private static final Ironstead IRONSTEAD = Ironstead.inNewFolder("command-line");

    @TempDir
    static Path bundles;

    @BeforeAll
    static void start() {
        IRONSTEAD.up();
    }

    @AfterAll
    static void stop() {
        IRONSTEAD.close();
    }

    @Test
    void aSampleIsDeployedAnswersAndIsListed() {
        var deploy = IRONSTEAD.run("deploy", Ironstead.sample("static-handbook").toString(), "--site", "handbook");

        assertThat(deploy.mustSucceed().out()).isEqualTo(IRONSTEAD.addressOf("handbook"));
        assertThat(IRONSTEAD.visit("handbook", "/").body()).contains("Bring an application");
        var status = Ironstead.JSON.readTree(
                IRONSTEAD.run("status", "--json").mustSucceed().out());
        assertThat(status.path("sites").findValuesAsString("name")).contains("handbook");
        assertThat(status.path("machines").path(0).path("pid").asLong())
                .isEqualTo(IRONSTEAD.node().path("pid").asLong());
        assertThat(IRONSTEAD.run("status").mustSucceed().out()).contains("handbook");
    }

    @Test
    void aNewVersionTakesOverAndAnUnpromotedOneWaits() {
        IRONSTEAD
                .run("deploy", Bundles.greeting(bundles, "first").toString(), "--site", "shop", "--version", "v1")
                .mustSucceed();
        IRONSTEAD
                .run("deploy", Bundles.greeting(bundles, "second").toString(), "--site", "shop", "--version", "v2")
                .mustSucceed();
        IRONSTEAD
                .run(
                        "deploy",
                        Bundles.greeting(bundles, "third").toString(),
                        "--site",
                        "shop",
                        "--version",
                        "v3",
                        "--no-promote")
                .mustSucceed();

        assertThat(IRONSTEAD.visit("shop", "/").body()).isEqualTo("second");
        assertThat(IRONSTEAD.visit("v3-dot-shop", "/").body()).isEqualTo("third");
        assertThat(IRONSTEAD.visit("v1-dot-shop", "/").body()).isEqualTo("first");
    }

    @Test
    void aBundleThatCannotRunIsRefusedWithTheReason() {
        assertRefused(Bundles.brokenYaml(bundles), "line");
        assertRefused(Bundles.unknownRuntime(bundles), "cobol85");
        assertRefused(Bundles.climbing(bundles), "../../climbed");
        assertRefused(Bundles.crashing(bundles), "no database here");
    }

    private static void assertRefused(Path bundle, String reason) {
        var deploy = IRONSTEAD.run("deploy", bundle.toString(), "--site", "refused");

        assertThat(deploy.exitCode()).as(deploy.err()).isEqualTo(1);
        assertThat(deploy.out()).isEmpty();
        assertThat(deploy.err()).contains(reason);
    }

    @Test
    void upAgainSaysThatItRunsAlready() {
        var again = IRONSTEAD.run(
                "up",
                "--detach",
                "--json",
                "--console-port",
                Integer.toString(IRONSTEAD.consolePort()),
                "--datastore-port",
                "0",
                "--http-port",
                Integer.toString(IRONSTEAD.httpPort()));

        assertThat(again.mustSucceed().err()).contains("running already");
        var line = Ironstead.JSON.readTree(again.out());
        assertThat(line.path("console").asString()).isEqualTo(IRONSTEAD.console());
        assertThat(line.path("nodes").path(0).path("pid").asLong())
                .isEqualTo(IRONSTEAD.node().path("pid").asLong());
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsOption() throws IOException {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var other = Ironstead.inNewFolder("taken");
            var port = Integer.toString(holder.getLocalPort());

            var refused = other.run("up", "--detach", "--console-port", port);

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains(port).contains("--console-port");
            assertThat(other.processes()).isEmpty();
        }
    }

    @Test
    void wrongUsageIsTwoAndAnUnknownConsoleIsOne() {
        assertThat(IRONSTEAD.run("deploy").exitCode()).isEqualTo(2);
        assertThat(IRONSTEAD
                        .run("status", "--console", "http://127.0.0.1:1", "--token", "x")
                        .exitCode())
                .isEqualTo(1);
        assertThat(IRONSTEAD.run("join", "nonsense").err()).contains("no join token");
    }
}
