package io.ironstead.services.api;

import io.ironstead.model.Deadline;
import io.ironstead.model.TicketOffice;
import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.ApiResult.RpcError;
import io.ironstead.services.Caller;
import io.ironstead.services.RpcCode;
import io.ironstead.services.wire.RemoteMessages;
import io.ironstead.services.wire.RemoteMessages.Envelope;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the calls of one instance: opens the envelope, finds out who calls, waits for a place, asks the service. */
final class CallDesk {
    private static final Logger log = LoggerFactory.getLogger(CallDesk.class);

    private static final int NAME_MAX = 100;

    private final Caller background;
    private final Tickets tickets;
    private final ApiServices services;
    private final CallCounts counts;
    private final ApiLimits limits;
    private final Semaphore places;

    /** @param background who calls when no ticket is shown: the instance that this desk is for */
    CallDesk(Caller background, Tickets tickets, ApiServices services, CallCounts counts, ApiLimits limits) {
        this.background = background;
        this.tickets = tickets;
        this.services = services;
        this.counts = counts;
        this.limits = limits;
        this.places = new Semaphore(limits.callsAtOnce(), true);
    }

    /** Whatever the bytes are, there is an answer. Blocks up to the deadline, unless a service does not keep its own. */
    byte[] answer(byte[] bytes, Deadline deadline) {
        ApiResult result;
        try {
            result = RemoteMessages.open(bytes)
                    .map(envelope -> take(shortened(envelope), deadline))
                    .orElseGet(() -> new RpcError(RpcCode.PARSE_ERROR, "The body is no remote_api.Request."));
        } catch (Throwable broken) {
            // The edge: whatever a service throws, errors too, its caller must not be left without an answer.
            log.atError()
                    .addKeyValue("version", background.version())
                    .setCause(broken)
                    .log("A call broke its service");
            result = new RpcError(RpcCode.UNKNOWN, "The call failed inside the platform; see its log.");
        }
        counts.count(result);
        return sealed(result);
    }

    private byte[] sealed(ApiResult result) {
        if (result instanceof ApiResult.Answered answered && answered.response().length > limits.responseBytesMax()) {
            return RemoteMessages.seal(new RpcError(
                    RpcCode.RESPONSE_TOO_LARGE, "The answer is larger than " + limits.responseBytesMax() + " bytes."));
        }
        return RemoteMessages.seal(result);
    }

    /** Names are told back in errors, and nobody's is this long. */
    private static Envelope shortened(Envelope envelope) {
        return envelope.service().length() <= NAME_MAX && envelope.method().length() <= NAME_MAX
                ? envelope
                : new Envelope(cut(envelope.service()), cut(envelope.method()), envelope.request(), envelope.ticket());
    }

    private static String cut(String name) {
        return name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX);
    }

    private ApiResult take(Envelope envelope, Deadline deadline) {
        Caller caller;
        if (envelope.ticket().isEmpty() || envelope.ticket().equals(TicketOffice.BACKGROUND)) {
            caller = background;
        } else {
            var holder = tickets.holder(envelope.ticket(), background);
            if (holder.isEmpty()) {
                log.atInfo()
                        .addKeyValue("version", background.version())
                        .addKeyValue("instance", background.instance())
                        .addKeyValue("service", envelope.service())
                        .log("A call showed a ticket that is not valid here");
                return new RpcError(
                        RpcCode.SECURITY_VIOLATION,
                        "The ticket of this call is not valid: its request is over, or it was given to another"
                                + " instance. Call the API while the request runs, with the ticket it came with.");
            }
            caller = holder.get();
        }
        return served(new ApiCall(caller, envelope.service(), envelope.method(), envelope.request(), deadline));
    }

    private ApiResult served(ApiCall call) {
        try {
            if (!places.tryAcquire(call.deadline().left().toNanos(), TimeUnit.NANOSECONDS)) {
                return ApiResult.deadlineExceeded(call.service(), call.method());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new RpcError(RpcCode.CANCELLED, "This node is stopping.");
        }
        try {
            return services.call(call);
        } finally {
            places.release();
        }
    }

    ApiLimits limits() {
        return limits;
    }

    /** What a call gets that was given up: its service may still be at work, and keeps its place until it ends. */
    byte[] tooLate() {
        var late = new RpcError(RpcCode.DEADLINE_EXCEEDED, "The deadline passed before the answer.");
        counts.count(late);
        return RemoteMessages.seal(late);
    }

    byte[] refused(RpcCode code, String detail) {
        var refusal = new RpcError(code, detail);
        counts.count(refusal);
        return RemoteMessages.seal(refusal);
    }
}
