package io.ironstead.broker.fake;

import io.ironstead.broker.Broker;
import io.ironstead.broker.BrokerListener;
import io.ironstead.broker.BrokerSettings;
import io.ironstead.broker.PeersDoor;
import io.ironstead.broker.route.RouteTable;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.model.NodeId;
import io.ironstead.model.PeerSource;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.SiteCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A broker that listens, with its sites and its places. */
public final class House implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Broker broker;
    private final Places places;
    private final Office office = new Office();
    private final BlockingQueue<String> refusedCertificates = new LinkedBlockingQueue<>();

    private House(BrokerSettings settings, Places places) throws IOException {
        this.places = places;
        BrokerListener listener = (domain, reason) -> refusedCertificates.add(domain);
        broker = Broker.start(settings, places, office, listener, InstantSource.fixed(NOW), RouteTable.EMPTY);
    }

    private House(String node, PeersDoor door, Places places) throws IOException {
        this.places = places;
        var settings = BrokerSettings.at(new NodeId(node), new InetSocketAddress("127.0.0.1", 0));
        BrokerListener listener = (domain, reason) -> refusedCertificates.add(domain);
        broker = Broker.start(settings, places, door, office, listener, InstantSource.fixed(NOW), RouteTable.EMPTY);
    }

    /** One of a pool: its visitors' requests go where {@code anywhere} says, those of peers to {@code places}. */
    public static House inPool(String node, PeerTls tls, PeerSource anywhere, Places places, DesiredSite... sites)
            throws IOException {
        var door = new PeersDoor(new InetSocketAddress("127.0.0.1", 0), tls, anywhere);
        var house = new House(node, door, places);
        house.serve(null, sites);
        return house;
    }

    private static BrokerSettings settings() {
        return BrokerSettings.at(new NodeId("node-1"), new InetSocketAddress("127.0.0.1", 0));
    }

    /** The site {@code shop} whose instances are at these ports. */
    public static House shop(Integer... ports) throws IOException {
        return with(new Places(ports), settings -> settings, Sites.shop());
    }

    public static House with(Places places, UnaryOperator<BrokerSettings> changes, DesiredSite... sites)
            throws IOException {
        var house = new House(changes.apply(settings()), places);
        house.serve(null, sites);
        return house;
    }

    /** Sites whose bundles are all in this folder. */
    public static House ofFiles(Path folder, DesiredSite... sites) throws IOException {
        var house = new House(settings(), new Places());
        house.serve(folder, sites);
        return house;
    }

    /** The same by HTTPS too. */
    public static House secure(SiteCertificate own, @Nullable Path folder, Places places, DesiredSite... sites)
            throws IOException {
        var house = new House(settings().withHttps(new InetSocketAddress("127.0.0.1", 0), own), places);
        house.serve(folder, sites);
        return house;
    }

    public void serve(@Nullable Path folder, DesiredSite... sites) {
        broker.route(RouteTable.of(List.of(sites), "localhost", digest -> Optional.ofNullable(folder)));
    }

    public Broker broker() {
        return broker;
    }

    public Places places() {
        return places;
    }

    public Office office() {
        return office;
    }

    public BlockingQueue<String> refusedCertificates() {
        return refusedCertificates;
    }

    public Visitor visitor() throws IOException {
        return Visitor.at(broker.httpAddress());
    }

    /** The answer to one GET of {@code shop} on a connection of its own. */
    public Visitor.Answer get(String path, String... headerLines) throws IOException {
        try (var visitor = visitor()) {
            visitor.send("GET " + path + " HTTP/1.1\r\nHost: shop.localhost\r\n" + lines(headerLines) + "\r\n");
            return visitor.read();
        }
    }

    public static String lines(String... headerLines) {
        var text = new StringBuilder();
        for (var line : headerLines) {
            text.append(line).append("\r\n");
        }
        return text.toString();
    }

    @Override
    public void close() {
        broker.close();
    }
}
