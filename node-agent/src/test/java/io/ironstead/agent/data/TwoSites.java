package io.ironstead.agent.data;

import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.apphosting.base.protos.api_bytes.RemoteApiPb;
import io.ironstead.agent.fake.Sites;
import io.ironstead.cluster.memory.HazelcastMemory;
import io.ironstead.cluster.memory.MemoryLimits;
import io.ironstead.datastore.wire.v1.V1Limits;
import io.ironstead.datastore.wire.v1.V1Route;
import io.ironstead.datastore.wire.v1.V1Server;
import io.ironstead.datastore.wire.v3.V3Api;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSurroundings.Opened;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.services.api.ApiLimits;
import io.ironstead.services.api.ApiServer;
import io.ironstead.services.api.Tickets;
import io.ironstead.services.identity.SiteKeys;
import io.ironstead.services.node.NodeServices;
import io.ironstead.services.taskqueue.Delivery;
import io.ironstead.services.taskqueue.NodeTasks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** A node's data and services as the agent wires them, with a program of each of two sites at its doors. */
final class TwoSites implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final InstantSource CLOCK = InstantSource.system();

    final Tickets tickets = new Tickets(1000, new SecureRandom(), CLOCK);
    private final CouchHome couch;
    private final SiteData data;
    private final V1Server v1 = new V1Server(V1Limits.DEFAULT);
    private final HazelcastMemory memory;
    private final ApiServer api;
    private final HttpClient http = HttpClient.newHttpClient();
    final Program shop;
    final Program bank;

    TwoSites(Path folder) throws IOException {
        couch = CouchHome.embedded(folder.resolve("couch"), CLOCK);
        var node = new NodeId("node-1");
        data = new SiteData(folder.resolve("rows"), couch, 10_000, node, new HostedIndexes(List::of), CLOCK);
        memory = new HazelcastMemory(node, MemoryLimits.DEFAULT, CLOCK, new Random(1));
        Map<SiteName, V3Api> datastores = new ConcurrentHashMap<>();
        var sites = List.of(Sites.shop(Sites.all("v1"), Sites.version("v1", 1)));
        var services = new NodeServices(
                "apps.example",
                new HostedSites(() -> sites, "apps.example", OptionalInt::empty),
                (version, instance, error, lines) -> {},
                memory,
                site -> Optional.of(datastores.computeIfAbsent(
                        site,
                        name -> new V3Api(
                                "s~" + name,
                                database -> Optional.of(data.of(name, database)),
                                CLOCK,
                                new SecureRandom()))),
                site -> true,
                new NodeTasks(
                        site -> Optional.of(data.platform(site)),
                        () -> sites,
                        (site, parcel) -> new Delivery.Outcome.Failed("Nobody is asked in this test."),
                        CLOCK),
                service -> service,
                new SiteKeys(folder.resolve("keys"), CLOCK, new SecureRandom()),
                CLOCK);
        api = new ApiServer(tickets, services.build(), ApiLimits.DEFAULT);
        shop = new Program("shop");
        bank = new Program("bank");
    }

    /** A program of one site, that may say whatever it likes at its own two doors. */
    final class Program {
        final VersionKey version;
        final InstanceId instance;
        private final Opened calls;
        private final Opened cloud;

        private Program(String site) throws IOException {
            version = new VersionKey(new SiteName(site), ServiceName.DEFAULT, new VersionId("v1"));
            instance = new InstanceId(site + "-1");
            calls = api.open(version, instance);
            cloud = new CloudDatastoreDoor(v1, data, V1Route.HERE).open(version, instance, Runnable::run);
        }

        RemoteApiPb.Response call(String service, String method, byte[] message) throws IOException {
            return call(service, method, message, "");
        }

        RemoteApiPb.Response call(String service, String method, byte[] message, String ticket) throws IOException {
            var envelope = RemoteApiPb.Request.newBuilder()
                    .setServiceName(service)
                    .setMethod(method)
                    .setRequest(ByteString.copyFrom(message))
                    .setRequestId(ticket);
            return RemoteApiPb.Response.parseFrom(post(envelope.build().toByteArray()));
        }

        /** Whatever the bytes are, the answer is a 200. */
        byte[] post(byte[] envelope) throws IOException {
            var environment = calls.environment();
            var answer = send(
                    "http://" + environment.get("API_HOST") + ":" + environment.get("API_PORT") + "/rpc_http",
                    "application/octet-stream",
                    envelope);
            if (answer.status() != 200) {
                throw new AssertionError("Status " + answer.status());
            }
            return answer.body();
        }

        /** Cloud Datastore over HTTP. */
        Answer cloud(String project, String method, String type, byte[] body) throws IOException {
            var door = cloud.environment().get("DATASTORE_HOST");
            return send(door + "/v1/projects/" + project + ":" + method, type, body);
        }

        private Answer send(String address, String type, byte[] body) throws IOException {
            var request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(ANSWER_MAX)
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            try {
                var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                return new Answer(answer.statusCode(), answer.body());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException(stopped);
            }
        }

        void close() {
            calls.close();
            cloud.close();
        }
    }

    /** What came back over HTTP. */
    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        shop.close();
        bank.close();
        api.close();
        v1.close();
        memory.close();
        data.close();
        couch.close();
    }
}
