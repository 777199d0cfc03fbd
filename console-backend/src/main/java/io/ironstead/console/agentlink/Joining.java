package io.ironstead.console.agentlink;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.link.AgentLink.JoinAnswer;
import io.ironstead.link.AgentLink.JoinRequest;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Lets new machines in, a few at a time: the only call that needs no certificate. */
@Component
class Joining {
    private static final int AT_ONCE_MAX = 4;

    private final MachineService machines;
    private final CertificateAuthority authority;
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);

    Joining(MachineService machines, CertificateAuthority authority) {
        this.machines = machines;
        this.authority = authority;
    }

    void join(JoinRequest request, StreamObserver<JoinAnswer> answers) {
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
                    answers.onNext(new JoinAnswer(
                            node.value(), authority.issue(node, key, serial), authority.certificatePem()));
                    answers.onCompleted();
                }
                case MachineService.Admission.Refused(var reason) ->
                    answers.onError(
                            Status.PERMISSION_DENIED.withDescription(reason).asRuntimeException());
            }
        } catch (CertificateAuthority.BadRequestException malformed) {
            answers.onError(Status.INVALID_ARGUMENT
                    .withDescription(malformed.getMessage())
                    .asRuntimeException());
        } finally {
            places.release();
        }
    }
}
