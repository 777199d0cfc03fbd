package io.ironstead.agent.data.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ironstead.agent.data.pool.DataPeers.LostException;
import io.ironstead.agent.data.pool.SiteLeaders.Place;
import io.ironstead.agent.fake.FakeAuthority;
import io.ironstead.agent.join.Identity;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A node that takes connections and then says nothing, as one that stands still does. */
class LostPeersTest {
    private static final NodeId HUNG = new NodeId("hung");

    private static DataPeers peers(FakeAuthority authority) throws Exception {
        var pair = FakeAuthority.newKeyPair();
        var certificate = authority.forNode(pair.getPublic(), "self");
        var tls =
                new PeerTls(pair.getPrivate(), certificate, authority.certificate(), _ -> true, InstantSource.system());
        var identity =
                new Identity(new NodeId("self"), "console:1", pair.getPrivate(), certificate, authority.certificate());
        return new DataPeers(tls.trust(), () -> identity);
    }

    @Test
    void aCallEndsWhenNothingIsHeardOfItsNodeForThreeLooks() throws Exception {
        var alive = new AtomicReference<>(Set.of(HUNG));
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var peers = peers(new FakeAuthority())) {
            var looks = new LostPeers(peers, alive::get);
            var at = new Place.At(HUNG, "127.0.0.1", silent.getLocalPort());
            var ended = new CompletableFuture<Throwable>();
            Thread.ofVirtual()
                    .start(() -> ended.complete(catchThrowable(() -> peers.call(
                            at,
                            new PeerCall.Desk(new SiteName("shop"), "look", "{}"),
                            Deadline.in(Duration.ofMinutes(2))))));
            silent.accept();

            for (int i = 0; i < 10; i++) {
                looks.run();
            }
            assertThat(peers.connected()).as("it is heard of").containsExactly(HUNG);
            alive.set(Set.of());
            looks.run();
            looks.run();
            alive.set(Set.of(HUNG));
            looks.run();
            alive.set(Set.of());
            looks.run();
            looks.run();
            assertThat(peers.connected()).as("it was heard of between").containsExactly(HUNG);
            assertThat(ended).isNotDone();

            looks.run();

            assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(LostException.class);
            assertThat(peers.connected()).isEmpty();
        }
    }
}
