package io.ironstead.agent.data.pool;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ironstead.agent.converse.DataDesk;
import io.ironstead.agent.data.pool.SiteLeaders.Place;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.wire.v1.Code;
import io.ironstead.datastore.wire.v1.Refusal;
import io.ironstead.datastore.wire.v1.V1Method;
import io.ironstead.datastore.wire.v1.V1Reply;
import io.ironstead.datastore.wire.v1.V1Route;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.ApiService;
import io.ironstead.services.LedService;
import io.ironstead.services.RpcCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes each call for a site's data to the node that leads it: this one, or one hop away. While leaders change, a call waits as
 * long as nothing of it was begun, ten seconds at most.
 *
 * <p>A call that was lost after it had been sent is made again only if making it twice does no harm; else its caller is told that
 * the outcome is not known.
 */
public final class DataRoad implements V1Route {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration DESK_MAX = Duration.ofSeconds(25);

    /** Methods of App Engine's services that may be called twice: they change nothing, or nothing that counts. */
    private static final Set<String> REPEATABLE = Set.of(
            "datastore_v3.Get",
            "datastore_v3.RunQuery",
            "datastore_v3.Count",
            "datastore_v3.BeginTransaction",
            "datastore_v3.Rollback",
            "datastore_v3.AllocateIds",
            "datastore_v3.GetIndices",
            "taskqueue.FetchQueues",
            "taskqueue.FetchQueueStats");

    private static final Set<V1Method> CHANGING = Set.of(V1Method.COMMIT);

    private final SiteLeaders leaders;
    private final DataPeers peers;
    private final CountDownLatch closing;
    private final Duration patience;

    /**
     * @param closing at zero when this node stops: nobody waits for a leader then
     * @param patience how long a call waits for a leader
     */
    DataRoad(SiteLeaders leaders, DataPeers peers, CountDownLatch closing, Duration patience) {
        this.leaders = leaders;
        this.peers = peers;
        this.closing = closing;
        this.patience = patience;
    }

    /** One API's own form of what comes of a call. */
    private interface Reading<T> {
        T of(PeerAnswer answer);

        /** Why nothing was done; empty when something was. */
        Optional<String> notDone(T answer);
    }

    /** @throws DatastoreException when no node serves the call */
    private <T> T take(
            SiteName site,
            Supplier<PeerCall> call,
            boolean repeatable,
            Deadline deadline,
            Supplier<T> here,
            Reading<T> reading) {
        var waits = Deadline.in(patience);
        String why;
        do {
            switch (leaders.of(site)) {
                case Place.Here() -> {
                    var answer = here.get();
                    var notDone = reading.notDone(answer);
                    if (notDone.isEmpty() || leaders.isAlone()) {
                        return answer;
                    }
                    why = notDone.get();
                }
                case Place.At at -> {
                    try {
                        var answer = peers.call(at, call.get(), deadline);
                        if (!(answer instanceof PeerAnswer.NotHere(String reason))) {
                            return reading.of(answer);
                        }
                        why = reason;
                    } catch (DataPeers.LostException lost) {
                        if (lost.maybeBegun() && !repeatable) {
                            throw new DatastoreException(new Problem.OutcomeUnknown());
                        }
                        why = "The machine " + at.node() + ", which keeps the site's data, does not answer.";
                    }
                }
                case Place.Nowhere(String reason) -> why = reason;
            }
        } while (!waits.isOver() && !deadline.isOver() && pause());
        throw new DatastoreException(new Problem.Unavailable(why));
    }

    /** False when this node stops. */
    private boolean pause() {
        try {
            return !closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // --- Cloud Datastore ----------------------------------------------------------------------------------------

    @Override
    public V1Reply serve(String project, Message request, Deadline deadline, Supplier<V1Reply> here) {
        var method = V1Method.of(request);
        var site = new SiteName(project);
        Supplier<PeerCall> call = () -> new PeerCall.Cloud(site, method.word(), request.toByteArray());
        return take(site, call, !CHANGING.contains(method), deadline, here, new Replies(method));
    }

    @Override
    public boolean isHere(String project) {
        return leaders.isHere(new SiteName(project));
    }

    private record Replies(V1Method method) implements Reading<V1Reply> {
        @Override
        public V1Reply of(PeerAnswer answer) {
            return reply(method, answer);
        }

        @Override
        public Optional<String> notDone(V1Reply reply) {
            return reply instanceof V1Reply.Refused(var refusal) && refusal.code() == Code.UNAVAILABLE
                    ? Optional.of(refusal.message())
                    : Optional.empty();
        }
    }

    private static V1Reply reply(V1Method method, PeerAnswer answer) {
        return switch (answer) {
            case PeerAnswer.Bytes(byte[] bytes) -> {
                try {
                    yield new V1Reply.Done(method.response().getParserForType().parseFrom(bytes));
                } catch (InvalidProtocolBufferException broken) {
                    throw new IllegalStateException("Another node's answer is no message", broken);
                }
            }
            case PeerAnswer.Refused(boolean _, int code, String detail) ->
                new V1Reply.Refused(new Refusal(Code.of(code), detail));
            case PeerAnswer.Json _, PeerAnswer.NotHere _ -> throw otherwise(answer);
        };
    }

    private static IllegalStateException otherwise(PeerAnswer answer) {
        return new IllegalStateException("Another node answered what was not asked: " + answer.getClass());
    }

    // --- App Engine's services ----------------------------------------------------------------------------------

    /** The service as programs on this node reach it. */
    public ApiService service(LedService here) {
        return new ApiService() {
            @Override
            public String name() {
                return here.name();
            }

            @Override
            public ApiResult call(ApiCall call) {
                var site = call.caller().site();
                Supplier<PeerCall> there =
                        () -> new PeerCall.Service(call.caller(), call.service(), call.method(), call.request());
                boolean repeatable = REPEATABLE.contains(call.service() + "." + call.method());
                try {
                    return take(site, there, repeatable, call.deadline(), () -> here.call(call), new Results());
                } catch (DatastoreException nobody) {
                    return here.refused(nobody.problem());
                }
            }
        };
    }

    private record Results() implements Reading<ApiResult> {
        @Override
        public ApiResult of(PeerAnswer answer) {
            return result(answer);
        }

        @Override
        public Optional<String> notDone(ApiResult result) {
            return result instanceof ApiResult.ApplicationError(int _, String detail, boolean notDone) && notDone
                    ? Optional.of(detail)
                    : Optional.empty();
        }
    }

    private static ApiResult result(PeerAnswer answer) {
        return switch (answer) {
            case PeerAnswer.Bytes(byte[] bytes) -> new ApiResult.Answered(bytes);
            case PeerAnswer.Refused(boolean ofService, int code, String detail) ->
                ofService
                        ? new ApiResult.ApplicationError(code, detail)
                        : new ApiResult.RpcError(RpcCode.of(code), detail);
            case PeerAnswer.Json _, PeerAnswer.NotHere _ -> throw otherwise(answer);
        };
    }

    // --- the console --------------------------------------------------------------------------------------------

    /** The desk as the console reaches it at this node. */
    public DataDesk desk(DataDesk here) {
        return (site, method, json) -> {
            try {
                return take(
                        site,
                        () -> new PeerCall.Desk(site, method, json),
                        false,
                        Deadline.in(DESK_MAX),
                        () -> here.call(site, method, json),
                        new Sayings());
            } catch (DatastoreException nobody) {
                var refusal = Refusal.of(nobody.problem());
                int status = refusal.code().http();
                return new DataDesk.Said(
                        status, DataDesk.error(status, refusal.code().name(), refusal.message()));
            }
        };
    }

    private record Sayings() implements Reading<DataDesk.Said> {
        @Override
        public DataDesk.Said of(PeerAnswer answer) {
            if (answer instanceof PeerAnswer.Json(int status, String json)) {
                return new DataDesk.Said(status, json);
            }
            throw otherwise(answer);
        }

        /** A person sees what the machine says, and asks again. */
        @Override
        public Optional<String> notDone(DataDesk.Said said) {
            return Optional.empty();
        }
    }
}
