package io.ironstead.datastore.differential;

import com.google.datastore.v1.AggregationQuery;
import com.google.datastore.v1.AllocateIdsRequest;
import com.google.datastore.v1.AllocateIdsResponse;
import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.CommitRequest.Mode;
import com.google.datastore.v1.CommitResponse;
import com.google.datastore.v1.DatastoreGrpc;
import com.google.datastore.v1.DatastoreGrpc.DatastoreBlockingStub;
import com.google.datastore.v1.GqlQuery;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.LookupResponse;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.Query;
import com.google.datastore.v1.ReadOptions;
import com.google.datastore.v1.ReserveIdsRequest;
import com.google.datastore.v1.RollbackRequest;
import com.google.datastore.v1.RunAggregationQueryRequest;
import com.google.datastore.v1.RunAggregationQueryResponse;
import com.google.datastore.v1.RunQueryRequest;
import com.google.datastore.v1.RunQueryResponse;
import com.google.datastore.v1.TransactionOptions;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One program's calls on one server, in a project of its own; what was answered gathers in a transcript. */
public final class Session {
    private static final int DEADLINE_SECONDS = 15;
    private static final int BRIEF_MILLIS = 500;

    private final DatastoreBlockingStub stub;
    private final String project;
    private final List<String> transcript = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    public Session(Channel channel, String project) {
        this.stub = DatastoreGrpc.newBlockingStub(channel);
        this.project = project;
    }

    public String project() {
        return project;
    }

    /** The answers in order. */
    public List<String> transcript() {
        return transcript;
    }

    /** What each of them answers. */
    public List<String> asked() {
        return asked;
    }

    private <M extends Message> Optional<M> call(Message request, Function<DatastoreBlockingStub, M> call) {
        asked.add(TextFormat.printer().emittingSingleLine(true).printToString(request));
        try {
            M answer = call.apply(stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
            transcript.add(Transcript.of(answer));
            return Optional.of(answer);
        } catch (StatusRuntimeException refused) {
            var status = refused.getStatus();
            transcript.add(status.getCode() + ": " + text(status.getDescription()));
            return Optional.empty();
        }
    }

    /** The key's text behind these is everybody's own. */
    private static String text(@org.jspecify.annotations.Nullable String description) {
        String text = String.valueOf(description);
        for (String prefix : List.of("entity already exists", "no entity to update")) {
            if (text.startsWith(prefix)) {
                return prefix;
            }
        }
        // What a parser would have gone on with depends on how its grammar was written.
        return text.startsWith("Encountered ") ? text.lines().findFirst().orElseThrow() : text;
    }

    public Optional<LookupResponse> lookup(Key... keys) {
        return lookup(ReadOptions.getDefaultInstance(), keys);
    }

    public Optional<LookupResponse> lookup(ByteString transaction, Key... keys) {
        return lookup(ReadOptions.newBuilder().setTransaction(transaction).build(), keys);
    }

    public Optional<LookupResponse> lookup(ReadOptions options, Key... keys) {
        var request = LookupRequest.newBuilder()
                .setProjectId(project)
                .setReadOptions(options)
                .addAllKeys(Arrays.asList(keys))
                .build();
        return call(request, stub -> stub.lookup(request));
    }

    /** Outside of any transaction. */
    public Optional<CommitResponse> commit(Mutation... mutations) {
        return commit(CommitRequest.newBuilder().setMode(Mode.NON_TRANSACTIONAL), mutations);
    }

    public Optional<CommitResponse> commit(ByteString transaction, Mutation... mutations) {
        return commit(CommitRequest.newBuilder().setMode(Mode.TRANSACTIONAL).setTransaction(transaction), mutations);
    }

    /** Beside an open transaction: a server that locks lets it wait, so not for long. */
    public void commitBriefly(Mutation... mutations) {
        brief(CommitRequest.newBuilder().setMode(Mode.NON_TRANSACTIONAL), mutations);
    }

    public void commitBriefly(ByteString transaction, Mutation... mutations) {
        brief(CommitRequest.newBuilder().setMode(Mode.TRANSACTIONAL).setTransaction(transaction), mutations);
    }

    private void brief(CommitRequest.Builder request, Mutation... mutations) {
        var built = request.setProjectId(project)
                .addAllMutations(Arrays.asList(mutations))
                .build();
        call(
                built,
                stub -> stub.withDeadlineAfter(BRIEF_MILLIS, TimeUnit.MILLISECONDS)
                        .commit(built));
    }

    public Optional<CommitResponse> commit(CommitRequest.Builder request, Mutation... mutations) {
        var built = request.setProjectId(project)
                .addAllMutations(Arrays.asList(mutations))
                .build();
        return call(built, stub -> stub.commit(built));
    }

    public ByteString begin() {
        return begin(TransactionOptions.getDefaultInstance());
    }

    public ByteString begin(TransactionOptions options) {
        var request = BeginTransactionRequest.newBuilder()
                .setProjectId(project)
                .setTransactionOptions(options)
                .build();
        return call(request, stub -> stub.beginTransaction(request))
                .orElseThrow()
                .getTransaction();
    }

    public void rollback(ByteString transaction) {
        var request = RollbackRequest.newBuilder()
                .setProjectId(project)
                .setTransaction(transaction)
                .build();
        call(request, stub -> stub.rollback(request));
    }

    public Optional<RunQueryResponse> query(Query query) {
        return query(ReadOptions.getDefaultInstance(), query);
    }

    public Optional<RunQueryResponse> query(ReadOptions options, Query query) {
        var request = RunQueryRequest.newBuilder()
                .setProjectId(project)
                .setReadOptions(options)
                .setQuery(query)
                .build();
        return call(request, stub -> stub.runQuery(request));
    }

    public Optional<RunQueryResponse> query(Query query, String namespace) {
        var request = RunQueryRequest.newBuilder().setProjectId(project).setQuery(query);
        request.getPartitionIdBuilder().setNamespaceId(namespace);
        return call(request.build(), stub -> stub.runQuery(request.build()));
    }

    public Optional<RunQueryResponse> gql(String text) {
        var request = RunQueryRequest.newBuilder()
                .setProjectId(project)
                .setGqlQuery(GqlQuery.newBuilder().setQueryString(text).setAllowLiterals(true))
                .build();
        return call(request, stub -> stub.runQuery(request));
    }

    public Optional<RunAggregationQueryResponse> aggregate(AggregationQuery query) {
        var request = RunAggregationQueryRequest.newBuilder()
                .setProjectId(project)
                .setAggregationQuery(query)
                .build();
        return call(request, stub -> stub.runAggregationQuery(request));
    }

    public Optional<RunAggregationQueryResponse> aggregateGql(String text) {
        var request = RunAggregationQueryRequest.newBuilder()
                .setProjectId(project)
                .setGqlQuery(GqlQuery.newBuilder().setQueryString(text).setAllowLiterals(true))
                .build();
        return call(request, stub -> stub.runAggregationQuery(request));
    }

    public void allocate(Key... keys) {
        var request = AllocateIdsRequest.newBuilder()
                .setProjectId(project)
                .addAllKeys(Arrays.asList(keys))
                .build();
        call(request, stub -> {
            var allocated = stub.allocateIds(request).getKeysList().stream()
                    .map(Transcript::allocated)
                    .toList();
            return AllocateIdsResponse.newBuilder().addAllKeys(allocated).build();
        });
    }

    public void reserve(Key... keys) {
        var request = ReserveIdsRequest.newBuilder()
                .setProjectId(project)
                .addAllKeys(Arrays.asList(keys))
                .build();
        call(request, stub -> stub.reserveIds(request));
    }
}
