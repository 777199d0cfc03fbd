package io.ironstead.agent.join;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.ironstead.link.AgentLink;
import io.ironstead.link.AgentLink.RenewRequest;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds this node's identity, and gets the next certificate in the last third of the present one's life. A console that
 * cannot be asked now is asked again later; there is time.
 */
public final class Renewal implements Supplier<Identity> {
    private static final Logger log = LoggerFactory.getLogger(Renewal.class);
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(20);

    private final AtomicReference<Identity> identity;
    private final IdentityStore store;
    private final InstantSource clock;

    public Renewal(Identity identity, IdentityStore store, InstantSource clock) {
        this.identity = new AtomicReference<>(identity);
        this.store = store;
        this.clock = clock;
    }

    /** The identity with the newest certificate. */
    @Override
    public Identity get() {
        return identity.get();
    }

    public boolean isDue() {
        var certificate = identity.get().certificate();
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        return clock.instant().isAfter(until.minus(Duration.between(from, until).dividedBy(3)));
    }

    /** Asks for the next certificate. Blocks for at most its deadline; whatever goes wrong is logged. */
    public void renew(Channel console) {
        var mine = identity.get();
        try {
            var request = new RenewRequest(
                    NodeKey.of(mine).certificateRequestPem(mine.node().value()));
            var deadline = CallOptions.DEFAULT.withDeadlineAfter(ANSWER_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
            var answer = ClientCalls.blockingUnaryCall(console, AgentLink.RENEW, deadline, request);
            keep(mine, Pem.certificate(answer.certificatePem()));
        } catch (StatusRuntimeException refused) {
            log.atWarn()
                    .addKeyValue("code", refused.getStatus().getCode())
                    .addKeyValue("validUntil", mine.certificate().getNotAfter().toInstant())
                    .log("The console gave no new certificate; this node asks again later");
        } catch (CertificateException | IOException unusable) {
            log.atWarn().setCause(unusable).log("The new certificate cannot be kept; this node asks again later");
        }
    }

    private void keep(Identity mine, X509Certificate next) throws CertificateException, IOException {
        if (!next.getPublicKey().equals(mine.certificate().getPublicKey())
                || !next.getNotAfter().after(mine.certificate().getNotAfter())) {
            throw new CertificateException("The console's answer is not a newer certificate for this node's key");
        }
        var renewed = mine.with(next);
        store.renewed(renewed);
        identity.set(renewed);
        log.atInfo()
                .addKeyValue("validUntil", next.getNotAfter().toInstant())
                .log("This node's certificate was renewed");
    }
}
