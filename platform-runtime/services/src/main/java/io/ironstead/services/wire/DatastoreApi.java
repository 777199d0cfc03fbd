package io.ironstead.services.wire;

import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.wire.v3.V3Answer;
import io.ironstead.datastore.wire.v3.V3Api;
import io.ironstead.model.SiteName;
import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.LedService;
import io.ironstead.services.RpcCode;
import java.util.Optional;
import java.util.function.Function;

/** {@code datastore_v3}: hands each call to the datastore of the caller's own site. */
public final class DatastoreApi implements LedService {
    private final Function<SiteName, Optional<V3Api>> sites;
    private final TaskQueueApi tasks;

    /**
     * @param sites empty for a site whose datastore is not available now
     * @param tasks whose tasks go with transactions
     */
    public DatastoreApi(Function<SiteName, Optional<V3Api>> sites, TaskQueueApi tasks) {
        this.sites = sites;
        this.tasks = tasks;
    }

    @Override
    public String name() {
        return "datastore_v3";
    }

    @Override
    public ApiResult call(ApiCall call) {
        var site = sites.apply(call.caller().site());
        if (site.isEmpty()) {
            return new ApiResult.RpcError(
                    RpcCode.CAPABILITY_DISABLED,
                    "The datastore of this site is not available now (datastore_v3." + call.method() + ").");
        }
        if (call.method().equals("AddActions")) {
            // The same message as the task queue's, and the same words.
            return tasks.call(new ApiCall(call.caller(), tasks.name(), "BulkAdd", call.request(), call.deadline()));
        }
        return switch (site.get().call(call.method(), call.request(), call.deadline())) {
            case V3Answer.Message message -> {
                if (call.method().equals("Commit")) {
                    committed(call);
                }
                yield new ApiResult.Answered(message.bytes());
            }
            case V3Answer.Refused refused ->
                new ApiResult.ApplicationError(refused.code(), refused.detail(), refused.notDone());
            case V3Answer.Malformed _ -> ApiResult.malformed(name(), call.method());
            case V3Answer.UnknownMethod _ -> ApiResult.notFound(name(), call.method());
            case V3Answer.NotOffered missing -> ApiResult.notOffered(name(), call.method(), missing.advice());
        };
    }

    @Override
    public ApiResult refused(Problem problem) {
        var refused = V3Answer.refused(problem);
        return new ApiResult.ApplicationError(refused.code(), refused.detail());
    }

    private void committed(ApiCall call) {
        try {
            tasks.committed(
                    call.caller().site(),
                    DatastoreV3Pb.Transaction.parser().parseFrom(call.request()).getHandle());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("It was a transaction a moment ago", impossible);
        }
    }
}
