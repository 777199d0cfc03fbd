package io.ironstead.agent;

import static io.ironstead.agent.fake.Sites.all;
import static io.ironstead.agent.fake.Sites.shop;
import static io.ironstead.agent.fake.Sites.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.Archives;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.tls.OwnCertificate;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.SiteCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with certificates that the console sends, at a whole agent in its own process. */
class HttpsProcessTest {
    private static final String DOMAIN = "www.shop.example";

    @TempDir
    Path folder;

    @Test
    void visitorsGetTheCertificateOfTheNameTheyAskForAndItsSuccessor() throws Exception {
        var first = certificate("first");
        var second = certificate("second");
        try (var console = new FakeConsole()) {
            var archive = Archives.onePage("page");
            console.bundle(archive.digest(), archive.bytes());
            var site = shop(all("v1"), archive.served("v1", 1));
            console.desire(state(1, with(site, first)));
            var data = folder.resolve("node");
            var token = Map.of("AGENT_TOKEN", console.newToken().text());
            try (var agent = AgentProcess.start(data, token, "--agent.http-port=0", "--agent.https-port=0")) {
                var https = String.valueOf(agent.awaitAccepted().https());
                int port = Integer.parseInt(https.substring(https.lastIndexOf(':') + 1));
                awaitPage(port, first);
                assertThat(Files.getPosixFilePermissions(data.resolve("desired.json")))
                        .as("keys are in it")
                        .hasSize(2);

                console.desire(state(2, with(site, second)));
                awaitPage(port, second);
            }
        }
    }

    /** Asks over TLS that trusts nothing but this certificate, until it is the one that is shown. */
    private static void awaitPage(int port, SiteCertificate trusted) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var pem = new ByteArrayInputStream(trusted.chainPem().getBytes(StandardCharsets.US_ASCII));
        store.setCertificateEntry(
                "only", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> ask(tls, port).endsWith("page"));
    }

    private static String ask(SSLContext tls, int port) throws IOException {
        try (var socket = (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(DOMAIN)));
            socket.setSSLParameters(parameters);
            var request = "GET /index.html HTTP/1.1\r\nHost: " + DOMAIN + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private SiteCertificate certificate(String name) throws IOException {
        return new OwnCertificate(folder.resolve(name), DOMAIN, InstantSource.system()).get();
    }

    private static DesiredSite with(DesiredSite site, SiteCertificate certificate) {
        return new DesiredSite(
                site.name(),
                site.tenant(),
                List.of(DOMAIN),
                false,
                site.traffic(),
                site.versions(),
                List.of(certificate));
    }
}
