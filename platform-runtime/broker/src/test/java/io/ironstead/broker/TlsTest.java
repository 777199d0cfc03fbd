package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.OwnCertificates;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.broker.fake.Visitor;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.FileOptions;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.SiteCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    private static Path folder;

    private static SiteCertificate own;
    private static SiteCertificate shops;
    private static SiteCertificate renewed;

    @BeforeAll
    static void makeCertificates() throws IOException {
        own = OwnCertificates.of(folder, "localhost");
        shops = OwnCertificates.of(folder, "www.shop.example");
        var second = Files.createDirectories(folder.resolve("second"));
        renewed = OwnCertificates.of(second, "www.shop.example");
    }

    private static DesiredSite shop(SiteCertificate... certificates) {
        var site = Sites.site("shop").domain("www.shop.example").version("v1", Sites.EVERYTHING);
        for (var certificate : certificates) {
            site.certificate(certificate);
        }
        return site.build();
    }

    private static InetSocketAddress https(House house) {
        return house.broker().httpsAddress().orElseThrow();
    }

    static SSLSocket connect(House house, String name) throws IOException, GeneralSecurityException {
        var address = https(house);
        var socket = (SSLSocket)
                OwnCertificates.trusting().getSocketFactory().createSocket(address.getAddress(), address.getPort());
        if (!name.isEmpty()) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    private static String shown(House house, String name) throws IOException, GeneralSecurityException {
        try (var socket = connect(house, name)) {
            return serial((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString();
    }

    private static String serial(SiteCertificate certificate) throws GeneralSecurityException {
        var bytes = certificate.chainPem().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return serial((X509Certificate) java.security.cert.CertificateFactory.getInstance("X.509")
                .generateCertificate(new java.io.ByteArrayInputStream(bytes)));
    }

    /** Certificates are read in the background: asks until it is shown. */
    private static void awaitShown(House house, String name, SiteCertificate expected) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!shown(house, name).equals(serial(expected))) {
            assertThat(System.nanoTime()).as("shown in time").isLessThan(end);
        }
    }

    @Test
    void visitorsAreAnsweredAndTheProgramIsTold() throws Exception {
        try (var program = Program.echo();
                var house = House.secure(own, null, new Places(program.port()), shop());
                var visitor = Visitor.over(connect(house, "shop.localhost"))) {
            assertThat(visitor.get("/a").read().text()).isEqualTo("GET /a ");
            assertThat(visitor.get("/b").read().text()).isEqualTo("GET /b ");
            var head = program.heads().getFirst();
            assertThat(head.all("x-appengine-https")).containsExactly("on");
            assertThat(head.all("x-forwarded-proto")).containsExactly("https");
        }
    }

    @Test
    void everyNameGetsItsOwnCertificateAndOthersTheNodes() throws Exception {
        try (var house = House.secure(own, null, new Places(1), shop(shops))) {
            awaitShown(house, "www.shop.example", shops);
            awaitShown(house, "WWW.Shop.Example", shops);
            assertThat(shown(house, "shop.localhost")).isEqualTo(serial(own));
            assertThat(shown(house, "nobody.example")).isEqualTo(serial(own));
            assertThat(shown(house, "")).isEqualTo(serial(own));
        }
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndOpenOnesGoOn() throws Exception {
        try (var program = Program.echo();
                var house = House.secure(own, null, new Places(program.port()), shop(shops))) {
            awaitShown(house, "www.shop.example", shops);
            try (var visitor = Visitor.over(connect(house, "www.shop.example"))) {
                house.serve(null, shop(renewed));
                awaitShown(house, "www.shop.example", renewed);
                assertThat(visitor.get("/").read().status()).isEqualTo(200);
            }
            house.serve(null, shop());
            awaitShown(house, "www.shop.example", own);
        }
    }

    @Test
    void aCertificateOfNoUseIsToldAndChangesNothing() throws Exception {
        try (var house = House.secure(own, null, new Places(1), shop(shops))) {
            awaitShown(house, "www.shop.example", shops);
            house.serve(null, shop(new SiteCertificate("www.shop.example", renewed.chainPem(), "no key")));
            assertThat(house.refusedCertificates().poll(30, TimeUnit.SECONDS)).isEqualTo("www.shop.example");
            assertThat(shown(house, "www.shop.example")).isEqualTo(serial(shops));
        }
    }

    @Test
    void oldProtocolsAreNotSpoken() throws Exception {
        try (var house = House.secure(own, null, new Places(1), shop())) {
            var address = https(house);
            try (var socket = (SSLSocket) OwnCertificates.trusting()
                    .getSocketFactory()
                    .createSocket(address.getAddress(), address.getPort())) {
                socket.setEnabledProtocols(new String[] {"TLSv1.1"});
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void http2IsAgreedOnInTheHandshake() throws Exception {
        Files.writeString(folder.resolve("big.bin"), "0123456789".repeat(200_000));
        var site = Sites.site("shop")
                .domain("localhost")
                .version("v1", new Handler.StaticDir("/s", "", FileOptions.NONE, Access.OPEN), Sites.EVERYTHING)
                .build();
        try (var program = Program.echo();
                var house = House.secure(own, folder, new Places(program.port()), site);
                var client = HttpClient.newBuilder()
                        .sslContext(OwnCertificates.trusting())
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            var base = "https://localhost:" + https(house).getPort();
            var post = HttpRequest.newBuilder(URI.create(base + "/x"))
                    .POST(HttpRequest.BodyPublishers.ofString("body"))
                    .build();
            var answer = client.send(post, BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).isEqualTo("POST /x body");
            var big = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/s/big.bin")).build(), BodyHandlers.ofString());
            assertThat(big.body()).isEqualTo("0123456789".repeat(200_000));
        }
    }

    @Test
    void bigFilesGoThroughHttp11WithTlsToo() throws Exception {
        Files.writeString(folder.resolve("big.txt"), "0123456789".repeat(200_000));
        var site = Sites.site("shop")
                .version("v1", new Handler.StaticDir("/s", "", FileOptions.NONE, Access.OPEN))
                .build();
        try (var house = House.secure(own, folder, new Places(1), site);
                var visitor = Visitor.over(connect(house, "shop.localhost"))) {
            assertThat(visitor.get("/s/big.txt").read().text()).isEqualTo("0123456789".repeat(200_000));
            assertThat(visitor.get("/s/none").read().status()).isEqualTo(404);
        }
    }

    @Test
    void aPathThatMustBeSecureIsRedirectedAndOneThatMustNotToo() throws Exception {
        var site = Sites.site("shop")
                .version(
                        "v1",
                        new Handler.Script("/in/.*", "auto", new Access(Secure.ALWAYS, Login.OPTIONAL, 301)),
                        new Handler.Script("/out/.*", "auto", new Access(Secure.NEVER, Login.OPTIONAL, 302)))
                .build();
        try (var program = Program.echo();
                var house = House.secure(own, null, new Places(program.port()), site)) {
            var answer = house.get("/in/x?y=1");
            assertThat(answer.status()).isEqualTo(301);
            assertThat(answer.header("location"))
                    .isEqualTo("https://shop.localhost:" + https(house).getPort() + "/in/x?y=1");
            assertThat(program.heads()).isEmpty();
            assertThat(house.get("/out/x").status()).isEqualTo(200);
            try (var visitor = Visitor.over(connect(house, "shop.localhost"))) {
                assertThat(visitor.get("/in/x").read().status()).isEqualTo(200);
                var out = visitor.get("/out/x").read();
                assertThat(out.status()).isEqualTo(302);
                assertThat(out.header("location"))
                        .isEqualTo("http://shop.localhost:"
                                + house.broker().httpAddress().getPort() + "/out/x");
            }
        }
    }
}
