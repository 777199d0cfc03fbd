package io.ironstead.console.agentlink;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.console.security.Allowances;
import io.ironstead.link.AgentLink.JoinAnswer;
import io.ironstead.link.AgentLink.JoinRequest;
import io.ironstead.link.AgentLink.RenewRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Lets new machines in: the only call that needs no certificate. A few at a time, and {@value #REFUSED_PER_ORIGIN} wrong
 * tokens from one place, then one every ten seconds; machines that get in are not counted.
 */
@Component
class Joining {
    private static final int AT_ONCE_MAX = 4;
    private static final int REFUSED_PER_ORIGIN = 20;
    private static final int REFUSED_IN_ALL = 200;

    private final MachineService machines;
    private final CertificateAuthority authority;
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);
    private final Allowances origins;
    private final Allowances everybody;

    Joining(MachineService machines, CertificateAuthority authority, InstantSource clock) {
        this.origins = new Allowances(REFUSED_PER_ORIGIN, Duration.ofSeconds(10), clock);
        this.everybody = new Allowances(REFUSED_IN_ALL, Duration.ofSeconds(1), clock);
        this.machines = machines;
        this.authority = authority;
    }

    /** Gives a machine of the pool its next certificate. */
    void renew(RenewRequest request, StreamObserver<JoinAnswer> answers) {
        var node = NodeIdentity.NODE.get(Context.current());
        try {
            var key = authority.requestedKey(request.certificateRequestPem());
            var serial = authority.newSerial();
            machines.certify(node, serial);
            answers.onNext(
                    new JoinAnswer(node.value(), authority.issue(node, key, serial), authority.certificatePem()));
            answers.onCompleted();
        } catch (CertificateAuthority.BadRequestException malformed) {
            answers.onError(malformedRequest(malformed));
        }
    }

    void join(JoinRequest request, StreamObserver<JoinAnswer> answers) {
        var origin = NodeIdentity.ORIGIN.get(Context.current());
        if (!origins.take(origin).isZero() || !everybody.take("").isZero()) {
            answers.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("Too many join commands that do not work came from here. Try again in a minute.")
                    .asRuntimeException());
            return;
        }
        if (!places.tryAcquire()) {
            answers.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("Too many machines are joining. Try again in a moment.")
                    .asRuntimeException());
            return;
        }
        try {
            var key = authority.requestedKey(request.certificateRequestPem());
            var serial = authority.newSerial();
            switch (machines.admit(request.secret(), request.proposedName(), serial)) {
                case MachineService.Admission.Admitted(var node) -> {
                    origins.giveBack(origin);
                    everybody.giveBack("");
                    answers.onNext(new JoinAnswer(
                            node.value(), authority.issue(node, key, serial), authority.certificatePem()));
                    answers.onCompleted();
                }
                case MachineService.Admission.Refused(var reason) ->
                    answers.onError(
                            Status.PERMISSION_DENIED.withDescription(reason).asRuntimeException());
            }
        } catch (CertificateAuthority.BadRequestException malformed) {
            answers.onError(malformedRequest(malformed));
        } finally {
            places.release();
        }
    }

    private static StatusRuntimeException malformedRequest(CertificateAuthority.BadRequestException malformed) {
        return Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()).asRuntimeException();
    }
}
