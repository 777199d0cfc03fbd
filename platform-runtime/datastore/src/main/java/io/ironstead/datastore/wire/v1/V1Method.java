package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.AllocateIdsRequest;
import com.google.datastore.v1.AllocateIdsResponse;
import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.BeginTransactionResponse;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.CommitResponse;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.LookupResponse;
import com.google.datastore.v1.ReserveIdsRequest;
import com.google.datastore.v1.ReserveIdsResponse;
import com.google.datastore.v1.RollbackRequest;
import com.google.datastore.v1.RollbackResponse;
import com.google.datastore.v1.RunAggregationQueryRequest;
import com.google.datastore.v1.RunAggregationQueryResponse;
import com.google.datastore.v1.RunQueryRequest;
import com.google.datastore.v1.RunQueryResponse;
import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The methods of {@code google.datastore.v1.Datastore}. */
public enum V1Method {
    LOOKUP("Lookup", LookupRequest.getDefaultInstance(), LookupResponse.getDefaultInstance()),
    RUN_QUERY("RunQuery", RunQueryRequest.getDefaultInstance(), RunQueryResponse.getDefaultInstance()),
    RUN_AGGREGATION_QUERY(
            "RunAggregationQuery",
            RunAggregationQueryRequest.getDefaultInstance(),
            RunAggregationQueryResponse.getDefaultInstance()),
    BEGIN_TRANSACTION(
            "BeginTransaction",
            BeginTransactionRequest.getDefaultInstance(),
            BeginTransactionResponse.getDefaultInstance()),
    COMMIT("Commit", CommitRequest.getDefaultInstance(), CommitResponse.getDefaultInstance()),
    ROLLBACK("Rollback", RollbackRequest.getDefaultInstance(), RollbackResponse.getDefaultInstance()),
    ALLOCATE_IDS("AllocateIds", AllocateIdsRequest.getDefaultInstance(), AllocateIdsResponse.getDefaultInstance()),
    RESERVE_IDS("ReserveIds", ReserveIdsRequest.getDefaultInstance(), ReserveIdsResponse.getDefaultInstance());

    /** How gRPC addresses begin. */
    static final String GRPC_PATH = "/google.datastore.v1.Datastore/";

    private static final Map<String, V1Method> BY_GRPC_PATH =
            Arrays.stream(values()).collect(Collectors.toMap(method -> GRPC_PATH + method.name, Function.identity()));
    private static final Map<String, V1Method> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toMap(V1Method::word, Function.identity()));

    private final String name;
    private final Message request;
    private final Message response;

    V1Method(String name, Message request, Message response) {
        this.name = name;
        this.request = request;
        this.response = response;
    }

    /** As HTTP's addresses spell it: {@code runQuery}. */
    public String word() {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** An empty request. */
    Message request() {
        return request;
    }

    /** An empty answer. */
    public Message response() {
        return response;
    }

    /** Whose request this is. */
    public static V1Method of(Message request) {
        for (var method : values()) {
            if (method.request.getClass() == request.getClass()) {
                return method;
            }
        }
        throw new IllegalArgumentException("No request of the datastore: " + request.getClass());
    }

    /** The project that a request names. */
    static String project(Message request) {
        return (String) request.getField(request.getDescriptorForType().findFieldByName("project_id"));
    }

    static Optional<V1Method> ofGrpcPath(String path) {
        return Optional.ofNullable(BY_GRPC_PATH.get(path));
    }

    public static Optional<V1Method> ofWord(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
