package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.AllocateIdsRequest;
import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.ReserveIdsRequest;
import com.google.datastore.v1.RollbackRequest;
import com.google.datastore.v1.RunAggregationQueryRequest;
import com.google.datastore.v1.RunQueryRequest;
import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The methods of {@code google.datastore.v1.Datastore}. */
public enum V1Method {
    LOOKUP("Lookup", LookupRequest.getDefaultInstance()),
    RUN_QUERY("RunQuery", RunQueryRequest.getDefaultInstance()),
    RUN_AGGREGATION_QUERY("RunAggregationQuery", RunAggregationQueryRequest.getDefaultInstance()),
    BEGIN_TRANSACTION("BeginTransaction", BeginTransactionRequest.getDefaultInstance()),
    COMMIT("Commit", CommitRequest.getDefaultInstance()),
    ROLLBACK("Rollback", RollbackRequest.getDefaultInstance()),
    ALLOCATE_IDS("AllocateIds", AllocateIdsRequest.getDefaultInstance()),
    RESERVE_IDS("ReserveIds", ReserveIdsRequest.getDefaultInstance());

    /** How gRPC addresses begin. */
    static final String GRPC_PATH = "/google.datastore.v1.Datastore/";

    private static final Map<String, V1Method> BY_GRPC_PATH =
            Arrays.stream(values()).collect(Collectors.toMap(method -> GRPC_PATH + method.name, Function.identity()));
    private static final Map<String, V1Method> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toMap(V1Method::word, Function.identity()));

    private final String name;
    private final Message request;

    V1Method(String name, Message request) {
        this.name = name;
        this.request = request;
    }

    /** As HTTP's addresses spell it: {@code runQuery}. */
    public String word() {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** An empty request. */
    Message request() {
        return request;
    }

    static Optional<V1Method> ofGrpcPath(String path) {
        return Optional.ofNullable(BY_GRPC_PATH.get(path));
    }

    public static Optional<V1Method> ofWord(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
