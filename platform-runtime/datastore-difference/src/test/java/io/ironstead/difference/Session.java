package io.ironstead.difference;

import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.appengine.repackaged.com.google.protobuf.Message;
import com.google.appengine.repackaged.com.google.protobuf.MessageLite;
import com.google.appengine.repackaged.com.google.protobuf.Parser;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Reference;
import com.google.apphosting.api.proto2api.ApiBasePb.VoidProto;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.AllocateIdsRequest;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.AllocateIdsResponse;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.BeginTransactionRequest;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.CommitResponse;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.CompiledCursor;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.DeleteRequest;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.DeleteResponse;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.GetRequest;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.GetResponse;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.NextRequest;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.PutRequest;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.PutResponse;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.QueryResult;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One program's calls on one server, as an application of its own; what was answered gathers in a transcript. */
final class Session {
    private static final int PAGES_MAX = 40;

    private final V3Server server;
    private final Messages messages;
    private final List<String> transcript = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    Session(V3Server server, String app) {
        this.server = server;
        this.messages = new Messages(app);
    }

    Messages messages() {
        return messages;
    }

    /** The answers in order. */
    List<String> transcript() {
        return transcript;
    }

    /** What each of them answers. */
    List<String> asked() {
        return asked;
    }

    private <M extends Message> Optional<M> call(String method, Message request, Parser<M> parser) {
        var answer = server.call(messages.app(), method, request);
        asked.add(method + " " + Transcript.line(request));
        var message = parsed(answer, parser);
        transcript.add(message.map(Transcript::of).orElseGet(() -> Transcript.refusal(answer)));
        return message;
    }

    private static <M extends MessageLite> Optional<M> parsed(V3Server.Answer answer, Parser<M> parser) {
        if (answer.message() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parseFrom(answer.message()));
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException(broken);
        }
    }

    List<Reference> put(EntityProto... entities) {
        return put(PutRequest.newBuilder(), entities);
    }

    List<Reference> put(Transaction transaction, EntityProto... entities) {
        return put(PutRequest.newBuilder().setTransaction(transaction), entities);
    }

    private List<Reference> put(PutRequest.Builder request, EntityProto... entities) {
        request.addAllEntity(Arrays.asList(entities));
        return call("Put", request.build(), PutResponse.parser())
                .map(PutResponse::getKeyList)
                .orElse(List.of());
    }

    void get(Reference... keys) {
        call("Get", GetRequest.newBuilder().addAllKey(Arrays.asList(keys)).build(), GetResponse.parser());
    }

    void get(Transaction transaction, Reference... keys) {
        var request = GetRequest.newBuilder().setTransaction(transaction).addAllKey(Arrays.asList(keys));
        call("Get", request.build(), GetResponse.parser());
    }

    void delete(Reference... keys) {
        call("Delete", DeleteRequest.newBuilder().addAllKey(Arrays.asList(keys)).build(), DeleteResponse.parser());
    }

    void delete(Transaction transaction, Reference... keys) {
        var request = DeleteRequest.newBuilder().setTransaction(transaction).addAllKey(Arrays.asList(keys));
        call("Delete", request.build(), DeleteResponse.parser());
    }

    Transaction begin() {
        return begin(BeginTransactionRequest.newBuilder());
    }

    Transaction beginAcrossGroups() {
        return begin(BeginTransactionRequest.newBuilder().setAllowMultipleEg(true));
    }

    /** A handle nobody knows when it is refused. */
    Transaction begin(BeginTransactionRequest.Builder request) {
        request.setApp(messages.app());
        return call("BeginTransaction", request.build(), Transaction.parser()).orElseGet(() -> unknown(987_654_321));
    }

    Transaction unknown(long handle) {
        return Transaction.newBuilder().setApp(messages.app()).setHandle(handle).build();
    }

    void commit(Transaction transaction) {
        call("Commit", transaction, CommitResponse.parser());
    }

    void rollback(Transaction transaction) {
        call("Rollback", transaction, VoidProto.parser());
    }

    Optional<AllocateIdsResponse> allocate(AllocateIdsRequest.Builder request) {
        return call("AllocateIds", request.build(), AllocateIdsResponse.parser());
    }

    /** One answer of a query alone. */
    Optional<QueryResult> first(Query.Builder query) {
        return call("RunQuery", query.build(), QueryResult.parser());
    }

    Optional<QueryResult> next(NextRequest.Builder request) {
        return call("Next", request.build(), QueryResult.parser());
    }

    /** All pages of a query as one answer; the cursor behind each row. */
    List<CompiledCursor> query(Query.Builder query) {
        asked.add("RunQuery and Next " + Transcript.line(query.build()));
        var answer = server.call(messages.app(), "RunQuery", query.build());
        var page = parsed(answer, QueryResult.parser());
        var whole = QueryResult.newBuilder();
        for (int i = 0; page.isPresent() && i < PAGES_MAX; i++) {
            whole.setSkippedResults(whole.getSkippedResults() + page.get().getSkippedResults());
            whole.addAllResult(page.get().getResultList())
                    .addAllResultCompiledCursor(page.get().getResultCompiledCursorList());
            whole.setKeysOnly(page.get().getKeysOnly()).setIndexOnly(page.get().getIndexOnly());
            whole.setMoreResults(page.get().getMoreResults());
            if (!page.get().getMoreResults()) {
                transcript.add(Transcript.of(whole.build()));
                return whole.getResultCompiledCursorList();
            }
            var next = NextRequest.newBuilder()
                    .setCursor(page.get().getCursor())
                    .setCompile(query.getCompile())
                    .build();
            answer = server.call(messages.app(), "Next", next);
            page = parsed(answer, QueryResult.parser());
        }
        transcript.add(page.isPresent() ? "pages without end" : Transcript.refusal(answer));
        return List.of();
    }
}
