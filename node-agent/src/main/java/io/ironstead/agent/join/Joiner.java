package io.ironstead.agent.join;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCalls;
import io.ironstead.agent.timers.Timers;
import io.ironstead.link.AgentLink;
import io.ironstead.link.AgentLink.JoinAnswer;
import io.ironstead.link.AgentLink.JoinRequest;
import io.ironstead.link.JoinToken;
import io.ironstead.model.NodeId;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Exchanges a join token for an identity. */
public final class Joiner {
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(20);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final int TRIES = 5;

    private final Timers timers;

    public Joiner(Timers timers) {
        this.timers = timers;
    }

    /** What became of it. */
    public sealed interface Result {
        record Joined(Identity identity) implements Result {}

        /** Trying again with the same token is of no use; {@code sentence} says why and what to do. */
        record Refused(String sentence) implements Result {}

        /** Nobody answered. */
        record Unreachable(String sentence) implements Result {}
    }

    /** Asks the console a few times while it does not answer; at most half a minute, or one answer's deadline more. */
    public Result join(JoinToken token, String proposedName) throws InterruptedException {
        var key = NodeKey.generate();
        Result result = attempt(token, proposedName, key);
        for (int tries = 1; tries < TRIES && result instanceof Result.Unreachable; tries++) {
            timers.pause(BETWEEN_TRIES);
            result = attempt(token, proposedName, key);
        }
        return result;
    }

    private Result attempt(JoinToken token, String proposedName, NodeKey key) {
        var trust = ConsoleTrust.byFingerprint(token.caFingerprint());
        var credentials = TlsChannelCredentials.newBuilder().trustManager(trust).build();
        var channel = Grpc.newChannelBuilder(token.address(), credentials)
                .maxInboundMessageSize(AgentLink.MESSAGE_BYTES_MAX)
                .build();
        try {
            var request = new JoinRequest(token.secret(), proposedName, key.certificateRequestPem(proposedName));
            var deadline = CallOptions.DEFAULT.withDeadlineAfter(ANSWER_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
            var answer = ClientCalls.blockingUnaryCall(channel, AgentLink.JOIN, deadline, request);
            return accept(token, key, answer);
        } catch (StatusRuntimeException failed) {
            return trust.refusal()
                    .map(refusal -> untrusted(refusal, token))
                    .orElseGet(() -> failure(failed.getStatus(), token));
        } finally {
            channel.shutdownNow();
        }
    }

    private static Result accept(JoinToken token, NodeKey key, JoinAnswer answer) {
        try {
            var certificate = Pem.certificate(answer.certificatePem());
            var ca = Pem.certificate(answer.caPem());
            if (!certificate.getPublicKey().equals(key.pair().getPublic())
                    || !Identity.fingerprint(ca).equals(token.caFingerprint())) {
                return new Result.Refused("The console sent a certificate that does not fit this server's key or the"
                        + " join token. Make a new token in the console and try again.");
            }
            return new Result.Joined(new Identity(
                    new NodeId(answer.node()), token.address(), key.pair().getPrivate(), certificate, ca));
        } catch (CertificateException | IllegalArgumentException malformed) {
            return new Result.Refused("The console's answer was not understood (" + malformed.getMessage()
                    + "). Are console and agent of the same release?");
        }
    }

    private static Result untrusted(ConsoleTrust.Refusal refusal, JoinToken token) {
        return new Result.Refused(
                switch (refusal) {
                    case STRANGER ->
                        "The server at " + token.address() + " is not the console that made this join token: its"
                                + " certificate is another one. Either the address now belongs to another console, or"
                                + " somebody is between this server and the console (man in the middle). Nothing was"
                                + " sent to it. Make a new token in the console, and if it fails again look at the"
                                + " network in between.";
                    case CLOCK ->
                        "The certificate of the console at " + token.address() + " is not valid at this server's time."
                                + " Check the clocks of both machines.";
                });
    }

    private static Result failure(Status status, JoinToken token) {
        var said = Optional.ofNullable(status.getDescription())
                .orElse(status.getCode().name());
        return switch (status.getCode()) {
            case UNAVAILABLE ->
                new Result.Unreachable("The console at " + token.address() + " cannot be reached (" + reason(status)
                        + "). Check that it runs and that this server may connect to that address, then run the same"
                        + " command again.");
            case DEADLINE_EXCEEDED ->
                new Result.Refused("The console at " + token.address() + " did not answer in time. Run the same command"
                        + " again; if the token counts as used by then, make a new one.");
            case UNAUTHENTICATED, PERMISSION_DENIED, NOT_FOUND, FAILED_PRECONDITION ->
                new Result.Refused("The console refused the join token: " + said
                        + " A token works once and not for long; make a new one under Machines, Add machine.");
            default -> new Result.Refused("The console refused to take this server: " + said);
        };
    }

    private static String reason(Status status) {
        Throwable deepest = status.getCause();
        if (deepest == null) {
            return Optional.ofNullable(status.getDescription()).orElse("no answer");
        }
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return Optional.ofNullable(deepest.getMessage())
                .orElse(deepest.getClass().getSimpleName());
    }
}
