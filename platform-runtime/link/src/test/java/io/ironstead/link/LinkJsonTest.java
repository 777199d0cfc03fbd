package io.ironstead.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.*;
import io.ironstead.model.app.*;
import io.ironstead.model.control.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkJsonTest {
    private static final Digest DIGEST = new Digest("ab".repeat(32));
    private static final VersionKey KEY =
            new VersionKey(new SiteName("shop"), ServiceName.DEFAULT, new VersionId("v1"));

    @Test
    void everyMessageComesBackAsItWas() {
        for (Object message : List.of(
                new ToNode.Desired(new DesiredState(7, false, List.of(site()))),
                new ToNode.Tail(3, new SiteName("shop"), 100),
                new ToNode.Leave(),
                new ToConsole.Hello(
                        new NodeId("node-1"),
                        "0.1.0",
                        7,
                        new NodeFacts("host", "Linux", 2, 1L << 34, 1L << 40, "127.0.0.1:8000", 77, "none", List.of())),
                new ToConsole.Report(report()))) {
            var type = message instanceof ToNode ? ToNode.class : ToConsole.class;
            assertThat((Object) LinkJson.read(LinkJson.bytes(message), type)).isEqualTo(message);
        }
    }

    @Test
    void ignoresWhatANewerReleaseAdded() {
        var json = "{\"@type\":\"EndTail\",\"tailId\":4,\"colour\":\"red\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(LinkJson.read(json, ToNode.class)).isEqualTo(new ToNode.EndTail(4));
    }

    @Test
    void aKindOfMessageThatOnlyANewerConsoleKnowsIsStillAMessage() {
        var json = "{\"@type\":\"Defragment\",\"level\":4}".getBytes(StandardCharsets.UTF_8);
        assertThat(LinkJson.read(json, ToNode.class)).isEqualTo(new ToNode.Unknown());
    }

    @Test
    void aTokenSurvivesBeingPastedButNotBeingCut() {
        var token = new JoinToken("console.example.com:8443", DIGEST, "x".repeat(43));
        assertThat(JoinToken.parse(token.text())).contains(token);
        assertThat(JoinToken.parse(token.text().substring(0, 60))).isEmpty();
        assertThat(JoinToken.parse("ist_!!")).isEmpty();
        assertThat(token.toString()).doesNotContain("xxx");
    }

    private static DesiredSite site() {
        var app = new AppDescriptor(
                io.ironstead.model.app.Runtime.PYTHON,
                "python312",
                ServiceName.DEFAULT,
                Optional.of("gunicorn -b :$PORT main:app"),
                Map.of("A", "1"),
                List.of(
                        new Handler.StaticDir("/static", "static", Handler.FileOptions.NONE, Handler.Access.OPEN),
                        new Handler.StaticFiles(
                                "/(.*\\.png)",
                                "img/\\1",
                                "img/.*",
                                "img/secret/.*",
                                true,
                                Handler.FileOptions.NONE,
                                Handler.Access.OPEN),
                        new Handler.Script("/.*", "auto", Handler.Access.OPEN)),
                Scaling.Automatic.DEFAULT,
                InstanceClass.F1,
                Set.of("warmup"),
                Optional.of(Duration.ofMinutes(10)),
                List.of(new ErrorHandler(Optional.empty(), "error.html", Optional.empty())),
                Optional.empty());
        return new DesiredSite(
                KEY.site(),
                new TenantId("acme"),
                List.of("shop.example.com"),
                false,
                Map.of(ServiceName.DEFAULT, TrafficSplit.all(KEY.version())),
                List.of(new DesiredVersion(
                        KEY.service(), KEY.version(), 1, DIGEST, DesiredVersion.ArchiveKind.ZIP, app, true, true)),
                List.of(new SiteCertificate("shop.example.com", "chain", "key")),
                true);
    }

    @Test
    void aSiteOfAnOlderReleaseServesQueriesWithoutIndex() {
        var json = new String(LinkJson.bytes(site()), StandardCharsets.UTF_8);
        assertThat(json).contains(",\"strictIndexes\":true");
        var older = json.replace(",\"strictIndexes\":true", "");
        assertThat(LinkJson.read(older.getBytes(StandardCharsets.UTF_8), DesiredSite.class)
                        .strictIndexes())
                .isFalse();
    }

    private static NodeReport report() {
        var now = Instant.parse("2026-11-23T04:00:00Z");
        return new NodeReport(
                now,
                7,
                new MachineLoad(0.25, 1, 2, 0.5, Duration.ofDays(3)),
                List.of(new VersionLoad(KEY, 10, 1, 0, 100, 1000, Latencies.of(1, 2, 3))),
                List.of(new VersionReport(
                        KEY,
                        1,
                        VersionReport.Phase.FAILED,
                        List.of(new VersionReport.StepTime(VersionReport.Phase.FETCHING, Duration.ofMillis(12))),
                        Optional.of(new VersionReport.Failure(
                                VersionReport.Phase.BUILDING, "no such package", "correct line 3", List.of("x"))),
                        "")),
                List.of(new InstanceReport(
                        new InstanceId("shop-1"), KEY, InstanceReport.State.READY, now, 99, 1, 5, 6, 0.1, "1 request")),
                List.of(new RequestSample(
                        "r1",
                        now,
                        KEY,
                        "GET",
                        "/",
                        200,
                        Optional.of(new InstanceId("shop-1")),
                        true,
                        Duration.ofMillis(3),
                        Duration.ofMillis(4),
                        Duration.ofMillis(9),
                        12)),
                List.of(),
                List.of(),
                Optional.of(new FilesReport("grid", "Kept in a grid.")));
    }
}
