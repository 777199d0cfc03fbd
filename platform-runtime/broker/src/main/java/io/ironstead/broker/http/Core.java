package io.ironstead.broker.http;

import io.ironstead.broker.route.RouteTable;
import io.ironstead.broker.signin.SignIns;
import io.ironstead.broker.statics.BundleFiles;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.model.InstanceSource;
import io.ironstead.model.NodeId;
import io.ironstead.model.PeerSource;
import io.ironstead.model.TicketOffice;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What all event loops of one broker share. */
public final class Core {
    private final Limits limits;
    private final Timeouts timeouts;
    private final InstanceSource instances;
    private final @Nullable PeerSource anywhere;
    private final @Nullable PeerTls peers;
    private final TicketOffice tickets;
    private final InstantSource clock;
    private final BundleFiles files;
    private final String node;
    private final byte[] nodeHeader;
    private final RequestReader reader;
    private final AtomicInteger connections = new AtomicInteger();

    private final SignIns signIns = new SignIns();
    private final InsideKey insideKey = new InsideKey(new SecureRandom());

    private volatile RouteTable routes = RouteTable.EMPTY;
    private volatile int httpPort;
    private volatile int httpsPort;

    public Core(
            NodeId node,
            Limits limits,
            Timeouts timeouts,
            InstanceSource instances,
            @Nullable PeerSource anywhere,
            @Nullable PeerTls peers,
            TicketOffice tickets,
            BundleFiles files,
            InstantSource clock) {
        this.limits = limits;
        this.timeouts = timeouts;
        this.instances = instances;
        this.anywhere = anywhere;
        this.peers = peers;
        this.tickets = tickets;
        this.files = files;
        this.clock = clock;
        this.node = node.value();
        this.reader = new RequestReader(limits);
        this.nodeHeader = Ascii.bytes("X-Ironstead-Node: " + node + "\r\n");
    }

    public void routes(RouteTable table) {
        routes = table;
    }

    /** Where the same sites answer; 0: nowhere. */
    public void ports(int http, int https) {
        httpPort = http;
        httpsPort = https;
    }

    int httpPort() {
        return httpPort;
    }

    int httpsPort() {
        return httpsPort;
    }

    /** The header by which this node's own requests are known, see {@link InsideKey}. */
    public String insideHeader() {
        return InsideKey.HEADER + ": " + insideKey.text();
    }

    InsideKey insideKey() {
        return insideKey;
    }

    public SignIns signIns() {
        return signIns;
    }

    RouteTable routes() {
        return routes;
    }

    Limits limits() {
        return limits;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** On this node. */
    InstanceSource instances() {
        return instances;
    }

    /** On any node of the pool; null: this one is alone. */
    @Nullable
    PeerSource anywhere() {
        return anywhere;
    }

    PeerTls peers() {
        if (peers == null) {
            throw new IllegalStateException("This broker has no peers");
        }
        return peers;
    }

    TicketOffice tickets() {
        return tickets;
    }

    InstantSource clock() {
        return clock;
    }

    BundleFiles files() {
        return files;
    }

    RequestReader reader() {
        return reader;
    }

    String node() {
        return node;
    }

    /** One line, with its end. Of requests that are executed here. */
    byte[] nodeHeader() {
        return nodeHeader;
    }

    /** Takes a place for one more connection. */
    public boolean admit() {
        if (connections.incrementAndGet() <= limits.connectionsMax()) {
            return true;
        }
        connections.decrementAndGet();
        return false;
    }

    public void left() {
        connections.decrementAndGet();
    }
}
