package io.ironstead.agent.data.pool;

import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.data.HostedIndexes;
import io.ironstead.agent.data.SiteData;
import io.ironstead.agent.fake.FakeAuthority;
import io.ironstead.agent.join.Identity;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.cluster.DataPart;
import io.ironstead.cluster.NodeCard;
import io.ironstead.datastore.wire.v1.JsonCalls;
import io.ironstead.datastore.wire.v1.V1Limits;
import io.ironstead.datastore.wire.v1.V1Method;
import io.ironstead.datastore.wire.v1.V1Server;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The data of one node of a pool, with its doors; who hears of whom is the test's business. */
final class DataNode implements AutoCloseable {
    final NodeId id;
    final SiteData data;
    final SiteLeaders leaders;
    final PoolData pool;
    final HandOver handOver;
    volatile boolean heard = true;
    volatile boolean leaving;
    private final CouchHome couch;
    private final V1Server v1 = new V1Server(V1Limits.DEFAULT);

    /**
     * @param store which all nodes share
     * @param others of the pool, heard or not
     * @param isMember whom this node takes for machines of its pool
     * @param patience how long its calls wait for a leader
     */
    DataNode(
            String name,
            Path folder,
            URI store,
            Path password,
            FakeAuthority authority,
            List<DataNode> others,
            Predicate<NodeId> isMember,
            Duration patience)
            throws IOException {
        id = new NodeId(name);
        couch = CouchHome.at(List.of(store), "ironstead", password, 1);
        data = new SiteData(
                folder.resolve(name), couch, 10_000, id, new HostedIndexes(List::of), InstantSource.system());
        leaders = new SiteLeaders(
                id,
                new Own(),
                () -> others.stream()
                        .filter(other -> other != this && other.heard)
                        .map(DataNode::card)
                        .toList(),
                () -> 0,
                System::nanoTime);
        var pair = FakeAuthority.newKeyPair();
        var certificate = authority.forNode(pair.getPublic(), name);
        var tls =
                new PeerTls(pair.getPrivate(), certificate, authority.certificate(), isMember, InstantSource.system());
        var identity = new Identity(id, "console:1", pair.getPrivate(), certificate, authority.certificate());
        pool = new PoolData(new InetSocketAddress("127.0.0.1", 0), tls, () -> identity, leaders, v1, data, patience);
        handOver = new HandOver(leaders::isToGiveAway, leaders::isTakenOver, data, () -> {});
    }

    private final class Own implements SiteLeaders.Own {
        @Override
        public boolean keeps() {
            return true;
        }

        @Override
        public boolean leaving() {
            return leaving;
        }

        @Override
        public long epoch(SiteName site) {
            return data.epoch(site);
        }

        @Override
        public Optional<NodeId> keeper() {
            return Optional.empty();
        }
    }

    NodeCard card() {
        var part = new DataPart(pool.port(), true, data.led());
        return new NodeCard(id, 1, 1, "127.0.0.1", 1, leaving, List.of(), Map.of()).with(part);
    }

    /** A program's call at this node, by Cloud Datastore's JSON. */
    JsonCalls.Answer call(SiteName site, V1Method method, String json) {
        return v1.json(data.only(site), pool.road())
                .call(site.value(), method, json, Deadline.in(Duration.ofSeconds(20)));
    }

    /** @throws AssertionError when it is refused */
    void put(SiteName site, String name, int value) {
        var answer = call(site, V1Method.COMMIT, """
                {"mode": "NON_TRANSACTIONAL", "mutations": [{"upsert": {"key": %s,
                 "properties": {"n": {"integerValue": "%d"}}}}]}""".formatted(key(site, name), value));
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
    }

    /** What a lookup answers, as text. */
    String get(SiteName site, String name) {
        var answer = call(site, V1Method.LOOKUP, "{\"keys\": [" + key(site, name) + "]}");
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        return answer.json();
    }

    static String key(SiteName site, String name) {
        return """
                {"partitionId": {"projectId": "%s"}, "path": [{"kind": "Thing", "name": "%s"}]}""".formatted(site, name);
    }

    /** Nobody hears of it any more, and its doors are shut, as when its machine has died. */
    void die() {
        heard = false;
        pool.close();
    }

    @Override
    public void close() {
        pool.close();
        v1.close();
        data.close();
        couch.close();
    }
}
