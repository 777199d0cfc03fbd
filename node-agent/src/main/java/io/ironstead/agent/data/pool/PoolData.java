package io.ironstead.agent.data.pool;

import io.ironstead.agent.converse.DataDesk;
import io.ironstead.agent.data.SiteData;
import io.ironstead.agent.join.Identity;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.standby.Feed;
import io.ironstead.datastore.wire.v1.Code;
import io.ironstead.datastore.wire.v1.V1Method;
import io.ironstead.datastore.wire.v1.V1Reply;
import io.ironstead.datastore.wire.v1.V1Server;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.ApiService;
import io.ironstead.services.LedService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** This node's part in the pool's data: the road that its own calls take, and the door where other nodes' come in. */
public final class PoolData implements AutoCloseable {
    private final SiteLeaders leaders;
    private final V1Server cloud;
    private final SiteData data;
    private final DataPeers peers;
    private final DataDoor door;
    private final DataRoad road;
    private final WarmSites warm;
    private final Map<String, LedService> services = new ConcurrentHashMap<>();
    private final AtomicReference<DataDesk> desk = new AtomicReference<>(DataDesk.NONE);
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * @param address of the door, on the network that the nodes have among themselves; port 0 for any
     * @throws IOException when the address cannot be used
     */
    public PoolData(
            InetSocketAddress address,
            PeerTls tls,
            Supplier<Identity> identity,
            SiteLeaders leaders,
            V1Server cloud,
            SiteData data)
            throws IOException {
        this(address, tls, identity, leaders, cloud, data, DataRoad.PATIENCE);
    }

    PoolData(
            InetSocketAddress address,
            PeerTls tls,
            Supplier<Identity> identity,
            SiteLeaders leaders,
            V1Server cloud,
            SiteData data,
            Duration patience)
            throws IOException {
        this.leaders = leaders;
        this.cloud = cloud;
        this.data = data;
        this.peers = new DataPeers(tls.trust(), identity);
        this.door = new DataDoor(address, tls, identity, this::serve, new Feeds(data));
        this.warm = new WarmSites(leaders, peers, data);
        this.road = new DataRoad(leaders, peers, closing, patience);
    }

    /** Of the door for other nodes' calls. */
    public int port() {
        return door.port();
    }

    /** The road of Cloud Datastore's calls. */
    public DataRoad road() {
        return road;
    }

    /** Keeps rows warm of what other nodes lead; to be run about once a second. */
    public WarmSites warm() {
        return warm;
    }

    private record Feeds(SiteData data) implements FeedDoor.Feeds {
        @Override
        public Set<String> open(SiteName site) {
            return data.open(site);
        }

        @Override
        public Optional<Feed.Subscription> subscribe(SiteName site, String database, Runnable ready) {
            return data.subscribe(new TabletName(site.value(), database), ready);
        }
    }

    /** A service as programs on this node reach it; other nodes' calls for it are served from now on. */
    public ApiService service(LedService here) {
        services.put(here.name(), here);
        return road.service(here);
    }

    /** The desk as the console reaches it at this node; other nodes' orders for it are served from now on. */
    public DataDesk desk(DataDesk here) {
        desk.set(here);
        return road.desk(here);
    }

    /** What is to be done twice a second. @param alive the nodes that are heard of now */
    public Runnable lostPeers(Supplier<Set<NodeId>> alive) {
        return new LostPeers(peers, alive);
    }

    /** One hop at most: what came in by the door is served here, or not at all. */
    private PeerAnswer serve(PeerCall call, Deadline deadline) {
        if (!leaders.isHere(call.site())) {
            return new PeerAnswer.NotHere("The site's data is moving to another machine.");
        }
        return switch (call) {
            case PeerCall.Service(var caller, var name, var method, var request) -> {
                var service = services.get(name);
                yield service == null
                        ? new PeerAnswer.NotHere("The service " + name + " is starting.")
                        : answer(service.call(new ApiCall(caller, name, method, request, deadline)));
            }
            case PeerCall.Cloud(var site, var method, var request) ->
                V1Method.ofWord(method)
                        .map(known -> answer(cloud.call(known, request, data.only(site), deadline)))
                        .orElseGet(() -> new PeerAnswer.NotHere("The machines are of different releases."));
            case PeerCall.Desk(var site, var method, var json) -> {
                var said = desk.get().call(site, method, json);
                yield new PeerAnswer.Json(said.status(), said.json());
            }
        };
    }

    private static PeerAnswer answer(ApiResult result) {
        return switch (result) {
            case ApiResult.Answered(byte[] response) -> new PeerAnswer.Bytes(response);
            case ApiResult.ApplicationError(int code, String detail, boolean notDone) ->
                notDone ? new PeerAnswer.NotHere(detail) : new PeerAnswer.Refused(true, code, detail);
            case ApiResult.RpcError(var code, String detail) -> new PeerAnswer.Refused(false, code.number(), detail);
        };
    }

    private static PeerAnswer answer(V1Reply reply) {
        return switch (reply) {
            case V1Reply.Done(var message) -> new PeerAnswer.Bytes(message.toByteArray());
            case V1Reply.Refused(var refusal) ->
                refusal.code() == Code.UNAVAILABLE
                        ? new PeerAnswer.NotHere(refusal.message())
                        : new PeerAnswer.Refused(true, refusal.code().number(), refusal.message());
        };
    }

    @Override
    public void close() {
        closing.countDown();
        door.close();
        peers.close();
    }
}
