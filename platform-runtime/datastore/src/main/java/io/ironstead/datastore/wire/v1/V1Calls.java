package io.ironstead.datastore.wire.v1;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.codec.ApplicationId;
import io.ironstead.datastore.wire.v1.net.Calls;
import io.ironstead.datastore.wire.v1.net.GrpcCall;
import io.ironstead.datastore.wire.v1.net.HttpCall;
import io.ironstead.model.Deadline;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls of one address: finds the method, works on a thread of its own, and turns whatever comes of it into an answer. */
final class V1Calls implements Calls {
    private static final Logger log = LoggerFactory.getLogger(V1Calls.class);

    private static final Set<V1Method> QUICK = Set.of(V1Method.LOOKUP, V1Method.BEGIN_TRANSACTION);
    private static final int QUICK_BYTES_MAX = 8 << 10;

    private final V1Api api;
    private final Databases databases;
    private final V1Route route;
    private final CallThreads threads;
    private final HttpRoutes routes;

    V1Calls(Databases databases, V1Route route, CallThreads threads, Optional<TestMode> testMode) {
        this.api = new V1Api(databases);
        this.databases = databases;
        this.route = route;
        this.threads = threads;
        this.routes = new HttpRoutes(testMode);
    }

    @Override
    public void grpc(GrpcCall call) {
        var method = V1Method.ofGrpcPath(call.path());
        if (method.isEmpty()) {
            call.refuse(Code.UNIMPLEMENTED.number(), "Method not found: " + call.path());
            return;
        }
        var quick = now(method.get(), call.body());
        if (quick.isPresent()) {
            call.answer(quick.get());
            return;
        }
        boolean started = threads.run(() -> {
            switch (outcome(() -> parse(method.get(), call.body()), call.deadline())) {
                case V1Reply.Done(Message message) -> call.answer(message);
                case V1Reply.Refused(Refusal refusal) ->
                    call.refuse(refusal.code().number(), refusal.message());
            }
        });
        if (!started) {
            call.refuse(busy().code().number(), busy().message());
        }
    }

    /** Answers on the connection's own thread what needs no waiting: a thread for it would cost more than the call. */
    private Optional<Message> now(V1Method method, byte[] body) {
        if (!QUICK.contains(method) || body.length > QUICK_BYTES_MAX) {
            return Optional.empty();
        }
        try {
            var message = parse(method, body);
            return route.isHere(ApplicationId.plain(V1Method.project(message))) ? api.now(message) : Optional.empty();
        } catch (RuntimeException refused) {
            // Whatever it is, the way of all calls meets it again, and tells it.
            return Optional.empty();
        }
    }

    @Override
    public void http(HttpCall call) {
        boolean started = threads.run(() -> routes.answer(call, request -> outcome(request, call.deadline())));
        if (!started) {
            var answer = HttpAnswer.json(busy());
            call.answer(answer.status(), answer.type(), answer.content());
        }
    }

    private static Refusal busy() {
        return new Refusal(Code.UNAVAILABLE, "Too many calls at a time: try again.");
    }

    static Message parse(V1Method method, byte[] body) {
        try {
            return method.request().getParserForType().parseFrom(body);
        } catch (InvalidProtocolBufferException malformed) {
            throw RefusedException.invalid("Error parsing protocol message");
        }
    }

    /** The edge: whatever a call ends with becomes an answer. */
    V1Reply outcome(Supplier<Message> request, Deadline deadline) {
        return ended(() -> {
            var message = request.get();
            var project = ApplicationId.plain(V1Method.project(message));
            // What this address does not serve is refused here: nobody else would know whose address it came in by.
            return databases.find(project, "").isEmpty()
                    ? here(message, deadline)
                    : route.serve(project, message, deadline, () -> here(message, deadline));
        });
    }

    private V1Reply here(Message message, Deadline deadline) {
        return ended(() -> new V1Reply.Done(api.call(message, deadline)));
    }

    private static V1Reply ended(Supplier<V1Reply> work) {
        try {
            return work.get();
        } catch (RefusedException refused) {
            return new V1Reply.Refused(refused.refusal());
        } catch (DatastoreException refused) {
            return new V1Reply.Refused(Refusal.of(refused.problem()));
        } catch (Exception | StackOverflowError broken) {
            log.atError().setCause(broken).log("Datastore call failed");
            return new V1Reply.Refused(new Refusal(Code.INTERNAL, "An internal error occurred."));
        }
    }
}
