package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.broker.fake.Authority;
import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.OwnCertificates;
import io.ironstead.broker.fake.PeerPlaces;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.fake.Visitor;
import io.ironstead.broker.fake.Wire;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.NodeId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real brokers that pass requests on: visitors come in at {@code a}, programs run at {@code b} (and {@code c}). */
class PeersTest {
    @TempDir
    private static Path folder;

    @TempDir
    private static Path strangers;

    private static Authority authority;
    private static Authority stranger;

    private final Set<NodeId> members = ConcurrentHashMap.newKeySet();
    private final PeerPlaces fromA = new PeerPlaces();
    private Program program;
    private House a;
    private House b;

    @BeforeAll
    static void certify() throws IOException {
        authority = new Authority(folder);
        for (var name : new String[] {"a", "b", "c"}) {
            authority.issue(name, "clientAuth");
        }
        authority.issue("ironstead-console", "serverAuth");
        stranger = new Authority(strangers);
        stranger.issue("a", "clientAuth");
    }

    @BeforeEach
    void start() throws IOException {
        for (var name : new String[] {"a", "b", "c", "ironstead-console"}) {
            members.add(new NodeId(name));
        }
        program = Program.echo();
        b = node("b", new Places(program.port()));
        a = entry(fromA);
        fromA.next("b", door(b));
    }

    private House node(String name, Places places) throws IOException {
        return House.inPool(name, authority.tls(name, members::contains), new PeerPlaces(), places, Sites.shop());
    }

    private House entry(PeerPlaces places) throws IOException {
        return House.inPool("a", authority.tls("a", members::contains), places, new Places(), Sites.shop());
    }

    private static InetSocketAddress door(House house) {
        return house.broker().peersAddress().orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        b.places().awaitAllBack();
        a.close();
        b.close();
        program.close();
        assertThat(fromA.open()).as("leases of peers").isZero();
        assertThat(b.places().closedTwice()).isZero();
    }

    @Test
    void aRequestIsExecutedByThePeerAndTheAnswerNamesBoth() throws IOException {
        var answer = a.get("/x?y=1", "X-Ironstead-Hop-Version: shop/default/v9", "X-AppEngine-User-Email: forged@x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).startsWith("GET /x?y=1");
        assertThat(answer.head().all("x-ironstead-node")).containsExactly("a, b");
        assertThat(answer.header("server-timing")).matches("queue;dur=.*, wake;dur=.*, app;dur=.*, hop;dur=.*");
        assertThat(answer.head().headers())
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("x-ironstead-hop"));
        var told = program.heads().getFirst();
        assertThat(told.headers())
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("ironstead"));
        assertThat(told.all("x-appengine-user-email")).isEmpty();
        assertThat(told.header("host")).contains("shop.localhost");
        // The visitor's address, not the entry node's connection; and one number for the request at both.
        assertThat(told.all("x-appengine-https")).containsExactly("off");
        assertThat(told.header("x-appengine-request-log-id")).contains(answer.header("x-ironstead-request"));
        assertThat(b.office().minted()).hasSize(1);
        assertThat(a.office().minted()).isEmpty();
    }

    @Test
    void connectionsToPeersAreUsedAgain() throws IOException {
        try (var visitor = a.visitor()) {
            for (int i = 0; i < 5; i++) {
                assertThat(visitor.get("/" + i).read().status()).isEqualTo(200);
            }
        }
        assertThat(b.broker().takeTraffic().loads()).isNotEmpty();
    }

    @Test
    void whatThePlatformAsksKeepsItsHeadersOnTheWay() throws IOException {
        assertThat(a.get("/_ah/queue/deferred", a.broker().insideHeader(), "X-AppEngine-QueueName: default")
                        .status())
                .isEqualTo(200);
        var told = program.heads().getFirst();
        assertThat(told.all("x-appengine-queuename")).containsExactly("default");
        assertThat(told.all("x-appengine-user-ip")).containsExactly("0.1.0.2");
    }

    @Test
    void largeBodiesStreamBothWays() throws IOException {
        var bytes = new byte[3 << 20];
        new Random(7).nextBytes(bytes);
        try (var echo = Program.that(call -> {
                    var body = call.body().bytes();
                    call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int from = 0; from < body.length; from += 60_000) {
                        int length = Math.min(60_000, body.length - from);
                        call.send(Integer.toHexString(length) + "\r\n");
                        call.out().write(body, from, length);
                        call.send("\r\n");
                    }
                    call.send("0\r\n\r\n");
                });
                var c = node("c", new Places(echo.port()));
                var entry = entry(to("c", c));
                var visitor = entry.visitor()) {
            visitor.send("POST /up HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: " + bytes.length + "\r\n\r\n");
            visitor.send(bytes);
            assertThat(visitor.read().body().bytes()).isEqualTo(bytes);
        }
    }

    private static PeerPlaces to(String name, House house) {
        var places = new PeerPlaces();
        places.next(name, door(house));
        return places;
    }

    @Test
    void webSocketsPassBytesBothWays() throws Exception {
        try (var chat = Program.that(call -> {
                    call.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nearly");
                    call.send(new String(Wire.exactly(call.in(), 5)) + "!");
                    call.hangUp();
                });
                var c = node("c", new Places(chat.port()));
                var entry = entry(to("c", c));
                var visitor = entry.visitor()) {
            visitor.send("GET /chat HTTP/1.1\r\nHost: shop.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(visitor.readHead().status()).isEqualTo(101);
            assertThat(visitor.send("hello").readText(11)).isEqualTo("earlyhello!");
            assertThat(visitor.isEnded()).isTrue();
            c.places().awaitAllBack();
        }
    }

    @Test
    void aPeerNeverPassesOnWhatAPeerSent() throws IOException {
        // b itself would send its own visitors to a, and has no instance.
        var back = new PeerPlaces();
        back.next("a", door(a));
        try (var c = House.inPool(
                        "c",
                        authority.tls("c", members::contains),
                        back,
                        new Places().refuses(Reason.UNKNOWN_VERSION),
                        Sites.shop());
                var entry = entry(to("c", c))) {
            assertThat(entry.get("/").status()).isEqualTo(503);
        }
        assertThat(program.heads()).isEmpty();
    }

    @Test
    void whoIsNotOfThePoolIsNotHeard() throws Exception {
        var hop = "GET / HTTP/1.1\r\nHost: shop.localhost\r\nX-Ironstead-Hop-Version: shop/default/v1\r\n\r\n";
        // In the clear, and by TLS without a certificate.
        try (var clear = Visitor.at(door(b))) {
            assertThatThrownBy(() -> clear.send(hop).readHead()).isInstanceOf(Throwable.class);
        }
        try (var tls = OwnCertificates.trusting().getSocketFactory().createSocket("127.0.0.1", door(b).getPort());
                var anonymous = Visitor.over(tls)) {
            assertThatThrownBy(() -> anonymous.send(hop).readHead()).isInstanceOf(Throwable.class);
        }
        // With a certificate of another console, and with the console's own.
        for (var tls : new io.ironstead.broker.tls.PeerTls[] {
            stranger.tls("a", members::contains, authority), authority.tls("ironstead-console", members::contains)
        }) {
            try (var outsider = House.inPool("a", tls, to("b", b), new Places(), Sites.shop())) {
                assertThat(outsider.get("/").status()).isEqualTo(502);
            }
        }
        assertThat(program.heads()).isEmpty();
    }

    @Test
    void aRemovedMachineIsNotHeardFromItsNextRequestOnAlsoOnAnOpenConnection() throws IOException {
        var seenByB = ConcurrentHashMap.<NodeId>newKeySet();
        seenByB.add(new NodeId("a"));
        try (var c = House.inPool(
                        "c",
                        authority.tls("c", seenByB::contains),
                        new PeerPlaces(),
                        new Places(program.port()),
                        Sites.shop());
                var entry = entry(to("c", c));
                var visitor = entry.visitor()) {
            assertThat(visitor.get("/").read().status()).isEqualTo(200);
            seenByB.clear();
            assertThat(visitor.get("/").read().status()).isNotEqualTo(200);
            assertThat(program.heads()).hasSize(1);
        }
    }

    @Test
    void anotherNodeThanWasMeantGetsNothing() throws IOException {
        var mistaken = new PeerPlaces();
        mistaken.next("c", door(b));
        try (var entry = entry(mistaken)) {
            assertThat(entry.get("/").status()).isEqualTo(502);
        }
        assertThat(program.heads()).isEmpty();
    }

    @Test
    void whenAPeerIsGoneAnotherIsAskedAndTheVisitorSeesNothingOfIt() throws IOException {
        int nobody;
        try (var probe = new ServerSocket(0)) {
            nobody = probe.getLocalPort();
        }
        var places = new PeerPlaces();
        places.next("c", new InetSocketAddress("127.0.0.1", nobody));
        places.next("b", door(b));
        try (var entry = entry(places);
                var visitor = entry.visitor()) {
            // Nothing was sent, so that a POST may go elsewhere too.
            visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 2\r\n\r\nhi");
            var answer = visitor.read();
            assertThat(answer.text()).isEqualTo("POST / hi");
            assertThat(answer.header("x-ironstead-node")).isEqualTo("a, b");
            assertThat(places.unreachable()).isEqualTo(1);
        }
    }

    @Test
    void whatAPeerRefusesToBeginIsBegunElsewhere() throws IOException {
        try (var c = node("c", new Places().refuses(Reason.STOPPING))) {
            var places = new PeerPlaces();
            places.next("c", door(c));
            places.next("b", door(b));
            try (var entry = entry(places);
                    var visitor = entry.visitor()) {
                visitor.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 0\r\n\r\n");
                assertThat(visitor.read().text()).isEqualTo("POST / ");
            }
        }
        assertThat(program.heads()).hasSize(1);
    }

    @Test
    void aPeerThatDiesMidRequestIsAskedAgainOnlyWhatMayBeRepeated() throws Exception {
        for (var method : new String[] {"GET", "POST"}) {
            try (var hangs = Program.that(call -> call.in().read());
                    var c = node("c", new Places(hangs.port()))) {
                var places = new PeerPlaces();
                places.next("c", door(c));
                places.next("b", door(b));
                try (var entry = entry(places);
                        var visitor = entry.visitor()) {
                    visitor.send(method + " / HTTP/1.1\r\nHost: shop.localhost\r\n"
                            + (method.equals("POST") ? "Content-Length: 0\r\n\r\n" : "\r\n"));
                    hangs.next();
                    c.broker().close();
                    int status = visitor.read().status();
                    assertThat(status).as(method).isEqualTo(method.equals("GET") ? 200 : 502);
                }
            }
        }
        assertThat(program.heads()).extracting(Wire.Head::method).containsExactly("GET");
    }

    @Test
    void aPeerThatHangsKeepsNobodyWaitingOnceNothingIsHeardOfIt() throws Exception {
        for (var method : new String[] {"GET", "POST"}) {
            try (var hangs = Program.that(call -> call.in().read());
                    var c = node("c", new Places(hangs.port()))) {
                var places = new PeerPlaces();
                places.next("c", door(c));
                places.next("b", door(b));
                try (var entry = entry(places);
                        var visitor = entry.visitor()) {
                    visitor.send(method + " / HTTP/1.1\r\nHost: shop.localhost\r\n"
                            + (method.equals("POST") ? "Content-Length: 0\r\n\r\n" : "\r\n"));
                    hangs.next();
                    places.lose("c");
                    assertThat(visitor.read().status()).as(method).isEqualTo(method.equals("GET") ? 200 : 502);
                    assertThat(places.unreachable()).isEqualTo(1);
                    c.places().awaitAllBack();
                }
            }
        }
        assertThat(program.heads()).extracting(Wire.Head::method).containsExactly("GET");
    }

    @Test
    void aWebSocketToAPeerThatHangsIsEndedToo() throws Exception {
        try (var silent = Program.that(call -> {
                    call.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                    call.in().read();
                });
                var c = node("c", new Places(silent.port()))) {
            var places = to("c", c);
            try (var entry = entry(places);
                    var visitor = entry.visitor()) {
                visitor.send(
                        "GET /chat HTTP/1.1\r\nHost: shop.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                assertThat(visitor.readHead().status()).isEqualTo(101);
                places.lose("c");
                assertThat(visitor.isEnded()).isTrue();
            }
        }
    }

    @Test
    void anAnswerThatBreaksOffAtThePeerBreaksOffForTheVisitor() throws Exception {
        try (var half = Program.that(call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    call.crash();
                });
                var c = node("c", new Places(half.port()));
                var entry = entry(to("c", c));
                var visitor = entry.visitor()) {
            visitor.get("/");
            assertThatThrownBy(visitor::read).isInstanceOf(IOException.class);
            c.places().awaitAllBack();
        }
    }

    @Test
    void aVisitorWhoLeavesIsGoneAtThePeerToo() throws Exception {
        try (var hangs = Program.that(call -> call.in().read());
                var c = node("c", new Places(hangs.port()));
                var entry = entry(to("c", c));
                var visitor = entry.visitor()) {
            visitor.get("/");
            hangs.next();
            visitor.vanish();
            c.places().awaitAllBack();
        }
    }
}
