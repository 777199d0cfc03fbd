package io.ironstead.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressProxyTest {
    private ServerSocket outside;

    @BeforeEach
    void open() throws IOException {
        outside = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    try (var client = outside.accept()) {
                        client.getOutputStream().write(client.getInputStream().readNBytes(4));
                    }
                }
            } catch (IOException closed) {
                return;
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        outside.close();
    }

    private static EgressProxy resolvingTo(String... addresses) {
        return new EgressProxy(host -> {
            var found = new InetAddress[addresses.length];
            for (int at = 0; at < addresses.length; at++) {
                found[at] = InetAddress.getByName(addresses[at]);
            }
            return found;
        });
    }

    private static String ask(EgressProxy.Door door, String request) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", door.port()), 5000);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String connect(EgressProxy.Door door, String target) throws IOException {
        return ask(door, "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\nping");
    }

    @Test
    void carriesWhatIsListedAndCountsIt() throws IOException {
        var rules = EgressRules.trusted(List.of("mirror.test:" + outside.getLocalPort()));
        try (var door = resolvingTo("127.0.0.1").open(Runnable::run, rules, 0)) {
            assertThat(connect(door, "mirror.test:" + outside.getLocalPort()))
                    .isEqualTo("HTTP/1.1 200 Connected\r\n\r\nping");
            assertThat(door.counts().connections()).isEqualTo(1);
            assertThat(door.counts().bytesOut()).isEqualTo(4);
            assertThat(door.counts().bytesIn()).isEqualTo(4);
            assertThat(connect(door, "other.test:" + outside.getLocalPort())).startsWith("HTTP/1.1 403 ");
            assertThat(connect(door, "mirror.test:1")).startsWith("HTTP/1.1 403 ");
            assertThat(door.counts().refusals()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.31.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "203.0.113.80",
                "::1",
                "fe80::1",
                "fd00:ec2::254",
                "fc00::1",
                "::",
                "64:ff9b::a00:1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::1",
                "2001:db8::1",
                "2001::1"
            })
    void neverGoesNear(String address) throws IOException {
        try (var door = resolvingTo(address).open(Runnable::run, EgressRules.of(List.of("*:*")), 0)) {
            assertThat(connect(door, "rebound.test:443")).startsWith("HTTP/1.1 403 ");
        }
        try (var door = resolvingTo("93.184.215.14", address).open(Runnable::run, EgressRules.of(List.of("*")), 0)) {
            assertThat(connect(door, "rebound.test:443")).as("one of two").startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void publicAddressesAreOpen() throws IOException {
        for (var address : List.of("93.184.215.14", "8.8.8.8", "172.32.0.1", "2606:2800:21f:cb07::1")) {
            assertThat(Addresses.isPublic(InetAddress.getByName(address)))
                    .as(address)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "fe80::1", "fd00:ec2::254"})
    void metadataIsClosedEvenForTheOperatorsOwnHosts(String address) throws IOException {
        try (var door = resolvingTo(address).open(Runnable::run, EgressRules.trusted(List.of("*:*")), 0)) {
            assertThat(connect(door, "mirror.test:80")).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void aNameIsLookedUpOnce() throws IOException {
        var asked = new AtomicInteger();
        // A name that changes: harmless when it is judged, the machine itself when it is used.
        var proxy = new EgressProxy(host ->
                new InetAddress[] {InetAddress.getByName(asked.incrementAndGet() == 1 ? "169.254.1.1" : "127.0.0.1")});
        var rules = EgressRules.trusted(List.of("*:*"));
        try (var door = proxy.open(Runnable::run, rules, 0)) {
            assertThat(connect(door, "rebound.test:" + outside.getLocalPort())).startsWith("HTTP/1.1 403 ");
            assertThat(asked).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://example.com/ HTTP/1.1\r\n\r\n",
                "CONNECT example.com HTTP/1.1\r\n\r\n",
                "CONNECT example.com:0 HTTP/1.1\r\n\r\n",
                "CONNECT example.com:99999 HTTP/1.1\r\n\r\n",
                "CONNECT [::1]:443 HTTP/1.1\r\n\r\n",
                "CONNECT user@example.com:443 HTTP/1.1\r\n\r\n",
                "CONNECT example.com:443 HTTP/1.1\n\n\r\n\r\n"
            })
    void whatIsNoRequestForATunnelIsRefused(String request) throws IOException {
        try (var door = resolvingTo("8.8.8.8").open(Runnable::run, EgressRules.of(List.of("*:*")), 0)) {
            assertThat(ask(door, request)).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void rulesCoverWhatTheySay() {
        var rules = EgressRules.of(List.of("api.example.com", "*.cdn.test:8443", "any.test:*"));
        assertThat(rules.allows("API.example.com", 443)).isTrue();
        assertThat(rules.allows("api.example.com", 80)).isFalse();
        assertThat(rules.allows("x.api.example.com", 443)).isFalse();
        assertThat(rules.allows("a.b.cdn.test", 8443)).isTrue();
        assertThat(rules.allows("cdn.test", 8443)).isFalse();
        assertThat(rules.allows("evilcdn.test", 8443)).isFalse();
        assertThat(rules.allows("any.test", 1)).isTrue();
        assertThat(EgressRules.NONE.allows("any.test", 443)).isFalse();
        assertThatThrownBy(() -> EgressRules.of(List.of("http://example.com")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://example.com");
    }
}
