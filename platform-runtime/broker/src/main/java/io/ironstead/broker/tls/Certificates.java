package io.ironstead.broker.tls;

import io.ironstead.model.control.SiteCertificate;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate a visitor gets, by the name he asks for. Reading one takes a tenth of a second and more, so it is
 * done on a thread of its own; connections that are open keep what they have.
 */
public final class Certificates implements AutoCloseable {
    private final CertificateListener listener;
    private final SslContext own;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("broker-certificates").unstarted(task));

    /** Touched by the reader's thread alone. */
    private Map<String, Known> known = Map.of();

    private volatile Map<String, SslContext> byName = Map.of();

    private record Known(SiteCertificate certificate, SslContext context) {}

    /** @param ownCertificate for every name that has none of its own */
    public Certificates(SiteCertificate ownCertificate, CertificateListener listener) throws SSLException {
        this.listener = listener;
        this.own = contextOf(ownCertificate);
    }

    /** Has these read; a name keeps its old certificate until the new one is ready, and when that is of no use. */
    public void update(List<SiteCertificate> certificates) {
        try {
            reader.execute(() -> read(certificates));
        } catch (RejectedExecutionException closed) {
            // The broker ends: nobody will ask for them.
        }
    }

    private void read(List<SiteCertificate> certificates) {
        var next = new HashMap<String, Known>();
        for (var certificate : certificates) {
            var name = certificate.domain().toLowerCase(Locale.ROOT);
            var before = known.get(name);
            var now =
                    before != null && before.certificate().equals(certificate) ? before : readOne(certificate, before);
            if (now != null) {
                next.put(name, now);
            }
        }
        known = next;
        var contexts = new HashMap<String, SslContext>();
        next.forEach((name, one) -> contexts.put(name, one.context()));
        byName = contexts;
    }

    private @Nullable Known readOne(SiteCertificate certificate, @Nullable Known before) {
        try {
            return new Known(certificate, contextOf(certificate));
        } catch (SSLException | IllegalArgumentException unusable) {
            listener.certificateRefused(certificate.domain(), "Chain and key do not make a certificate");
            return before;
        }
    }

    /** @param name as the visitor's handshake has it; null: it has none */
    public SslContext forName(@Nullable String name) {
        if (name == null) {
            return own;
        }
        var lower = name.toLowerCase(Locale.ROOT);
        var exact = byName.get(lower);
        if (exact != null) {
            return exact;
        }
        int dot = lower.indexOf('.');
        return dot < 0 ? own : byName.getOrDefault("*" + lower.substring(dot), own);
    }

    private static SslContext contextOf(SiteCertificate certificate) throws SSLException {
        return SslContextBuilder.forServer(
                        new ByteArrayInputStream(certificate.chainPem().getBytes(StandardCharsets.US_ASCII)),
                        new ByteArrayInputStream(certificate.keyPem().getBytes(StandardCharsets.US_ASCII)))
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
