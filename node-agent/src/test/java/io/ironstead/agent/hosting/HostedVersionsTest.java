package io.ironstead.agent.hosting;

import static io.ironstead.agent.fake.Sites.SHOP;
import static io.ironstead.agent.fake.Sites.all;
import static io.ironstead.agent.fake.Sites.shop;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.ironstead.agent.fake.Archives;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.Members;
import io.ironstead.agent.fake.Visitor;
import io.ironstead.agent.link.BundleFetch;
import io.ironstead.agent.link.ConsoleChannels;
import io.ironstead.agent.supervise.Serving.Upload;
import io.ironstead.agent.timers.SystemTimers;
import io.ironstead.instances.InstanceLimits;
import io.ironstead.instances.InstanceSettings;
import io.ironstead.instances.Instances;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.ServiceName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.sandbox.PlainSandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real instances, fed over a real link. */
class HostedVersionsTest {
    @TempDir
    Path data;

    FakeConsole console;
    ManagedChannel channel;
    SystemTimers timers;
    PlainSandbox sandbox;
    Instances instances;
    HostedVersions versions;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        console = new FakeConsole();
        var identity = Members.join(console, data.resolve("identity"), "node-1");
        channel = new ConsoleChannels(() -> identity).get();
        timers = new SystemTimers("test-timers");
        sandbox = new PlainSandbox(data.resolve("sandbox"));
        var fetch = new BundleFetch(() -> Optional.of(channel), timers, new Random(1), Duration.ofSeconds(10));
        instances = new Instances(
                InstanceSettings.usual(data.resolve("instances"), InstanceLimits.of(2L << 30, 2)),
                sandbox,
                new ConsoleBundles(data.resolve("arrivals"), fetch),
                new SafeUnpacker(),
                InstanceSurroundings.NONE,
                _ -> {},
                InstantSource.system());
        versions = new HostedVersions(instances);
    }

    @AfterEach
    void close() {
        instances.close();
        sandbox.close();
        timers.close();
        channel.shutdownNow();
        console.close();
    }

    @Test
    void aVersionIsFetchedUnpackedAndAnswers() throws Exception {
        var archive = put(Archives.onePage("first"));
        versions.hold(List.of(shop(all("v1"), archive.served("v1", 1))));
        await(() -> versions.refresh() && versions.isReady(new Upload(key("v1"), 1)));

        assertThat(versions.refresh()).as("nothing has changed since").isFalse();
        assertThat(page("v1")).endsWith("first");
        assertThat(instances.filesOf(archive.digest()).orElseThrow().resolve("static/page.txt"))
                .hasContent("first");
    }

    @Test
    void theOldUploadAnswersUntilTheNewOneIsReady() throws Exception {
        var first = put(Archives.onePage("first"));
        versions.hold(List.of(shop(all("v1"), first.served("v1", 1))));
        await(() -> versions.refresh() && versions.isReady(new Upload(key("v1"), 1)));

        var second = Archives.onePage("second");
        versions.hold(List.of(shop(all("v1"), second.served("v1", 2))));
        versions.refresh();
        assertThat(versions.isReady(new Upload(key("v1"), 1))).isTrue();
        assertThat(page("v1")).endsWith("first");

        put(second);
        await(() -> versions.refresh() && versions.isReady(new Upload(key("v1"), 2)));
        assertThat(versions.isReady(new Upload(key("v1"), 1))).isFalse();
        assertThat(page("v1")).endsWith("second");
    }

    @Test
    void whatIsLetGoIsNotReadyAnyMore() throws Exception {
        var archive = put(Archives.onePage("first"));
        versions.hold(List.of(shop(all("v1"), archive.served("v1", 1))));
        await(() -> versions.refresh() && versions.isReady(new Upload(key("v1"), 1)));

        versions.hold(List.of());
        assertThat(versions.refresh()).isTrue();
        assertThat(versions.isReady(new Upload(key("v1"), 1))).isFalse();
    }

    private Archives put(Archives archive) {
        console.bundle(archive.digest(), archive.bytes());
        return archive;
    }

    private String page(String version) throws Exception {
        try (var lease = instances.lease(key(version), Duration.ofSeconds(60)).get(70, TimeUnit.SECONDS)) {
            return Visitor.get(lease.dialer().address().getPort(), "localhost", "/index.html")
                    .text();
        }
    }

    private static VersionKey key(String version) {
        return new VersionKey(SHOP, ServiceName.DEFAULT, new VersionId(version));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
