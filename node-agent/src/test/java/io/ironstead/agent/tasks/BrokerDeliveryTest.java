package io.ironstead.agent.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ironstead.agent.fake.Sites;
import io.ironstead.agent.tasks.BrokerDelivery.Door;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.services.taskqueue.Delivery.Outcome;
import io.ironstead.services.taskqueue.Delivery.Parcel;
import io.ironstead.services.taskqueue.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BrokerDeliveryTest {
    private static final DesiredSite SHOP = Sites.shop(Sites.all("v1"), Sites.version("v1", 1));
    private static final Parcel PARCEL = new Parcel(
            Optional.of("v2.worker"),
            "POST",
            "/work",
            List.of(new Task.Header("X-AppEngine-QueueName", "default")),
            ByteString.copyFromUtf8("0123456789"));

    /** What a broker that answers so makes of it, and what it was sent. */
    private static Outcome answer(String answer, CompletableFuture<String> sent) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var visitor = server.accept()) {
                    var head = new StringBuilder();
                    while (!head.toString().endsWith("0123456789")) {
                        head.append((char) visitor.getInputStream().read());
                    }
                    sent.complete(head.toString());
                    visitor.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException broken) {
                    sent.completeExceptionally(broken);
                }
            });
            var delivery = new BrokerDelivery(
                    () -> Optional.of(new Door(
                            new InetSocketAddress("0.0.0.0", server.getLocalPort()), "X-Ironstead-Inside: key")),
                    () -> List.of(SHOP),
                    site -> site + ".apps.example");
            return delivery.send(Sites.SHOP, PARCEL);
        }
    }

    @Test
    void saysWhatItWasToldAndWhoItIs() throws Exception {
        var sent = new CompletableFuture<String>();
        var outcome = answer(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
                sent);
        assertThat(outcome).isEqualTo(new Outcome.Answered(204));
        assertThat(sent.get())
                .startsWith("POST /work HTTP/1.1\r\nHost: v2-dot-worker-dot-shop.apps.example\r\n")
                .contains("X-AppEngine-QueueName: default\r\n")
                .contains("X-Ironstead-Inside: key\r\n")
                .contains("Content-Length: 10\r\n")
                .endsWith("\r\n\r\n0123456789");
    }

    @Test
    void anAnswerThatIsNoneOrBreaksOffCountsAsNone() throws Exception {
        for (var broken : List.of("", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nA: b", "SSH-2.0-x\r\n\r\n")) {
            assertThat(answer(broken, new CompletableFuture<>())).as(broken).isInstanceOf(Outcome.Failed.class);
        }
    }

    @Test
    void aSiteThatIsNotServedHereIsNotAskedFor() throws InterruptedException {
        var closed = new BrokerDelivery(Optional::empty, () -> List.of(SHOP), SiteName::value);
        assertThat(closed.send(Sites.SHOP, PARCEL)).isInstanceOf(Outcome.Failed.class);
        var without = new BrokerDelivery(
                () -> Optional.of(new Door(new InetSocketAddress("127.0.0.1", 1), "")), List::of, SiteName::value);
        assertThat(without.send(Sites.SHOP, PARCEL)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void targetsAreHostNamesOfTheSite() {
        assertThat(host(Optional.empty())).isEqualTo("shop.example");
        assertThat(host(Optional.of("default"))).isEqualTo("shop.example");
        assertThat(host(Optional.of("worker"))).isEqualTo("worker-dot-shop.example");
        assertThat(host(Optional.of("v2.worker"))).isEqualTo("v2-dot-worker-dot-shop.example");
        assertThat(host(Optional.of("0.v2.worker"))).isEqualTo("v2-dot-worker-dot-shop.example");
        assertThat(Target.of(SHOP, Optional.empty(), "shop.example").deadline()).isEqualTo(Duration.ofMinutes(10));
    }

    private static String host(Optional<String> target) {
        return Target.of(SHOP, target, "shop.example").host();
    }
}
